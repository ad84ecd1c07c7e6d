"""The registry of a table: published versions and aliases, an append-only Delta table of events.

Format: docs/spec/manifest.md, section "The registry".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from unified_embedding.errors import BadFormatError, RetryError, UsageError

_COLUMNS = {
    "event",
    "at",
    "actor",
    "action",
    "version",
    "run_id",
    "path",
    "manifest_sha256",
    "gate",
    "alias",
    "undoes",
    "reason",
}


@dataclass(frozen=True, slots=True)
class Version:
    """A published version: its number, and its folder relative to the table's."""

    number: int
    run_id: str
    path: str
    manifest_sha256: str
    published_at: str


@dataclass(frozen=True, slots=True)
class History:
    """What a registry said at one moment.

    Attributes:
        versions: all that were ever published, by number.
        aliases: the number that each alias points to.
        retired: why a version was retired, by number; its files are gone or going.
    """

    versions: Mapping[int, Version]
    aliases: Mapping[str, int]
    retired: Mapping[int, str]

    def resolve(self, reference: str) -> Version:
        """The version that a number or an alias names."""
        number = self.aliases.get(reference)
        if number is None and reference.isascii() and reference.isdigit():
            number = int(reference)
        if number is None or number not in self.versions:
            raise UsageError(
                f"Unknown version: '{reference}' (must be a number from 1 to "
                f"{len(self.versions)} or one of the aliases {sorted(self.aliases)})"
            )
        if number in self.retired:
            raise UsageError(
                f"Version {number} is retired: {self.retired[number]}. Load another one; the "
                f"aliases are {sorted(self.aliases)}."
            )
        return self.versions[number]


def read_history(table: Path | str, storage_options: Mapping[str, str] | None = None) -> History:
    """What the registry of a table says now; needs the extra ``lake``.

    :param table: its folder, or a URI that the package deltalake reads
    :param storage_options: for deltalake
    """
    try:
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError, TableNotFoundError
    except ImportError as e:
        raise UsageError(
            "Cannot resolve an alias or a number: the registry is a Delta table and the package "
            "deltalake is not installed. Run `pip install unified-embedding[lake]`, or load a "
            "version by its folder."
        ) from e
    folder = f"{table}/registry"
    try:
        delta = DeltaTable(folder, storage_options=dict(storage_options or {}))
        protocol = delta.protocol().min_reader_version
        if protocol != 1:
            raise BadFormatError(
                f"Cannot read the registry {folder}: Delta reader version {protocol} (this loader "
                "reads 1). Use a loader as new as the build that wrote it."
            )
        events = delta.to_pyarrow_table()
    except TableNotFoundError:
        raise UsageError(
            f"There is no registry in {table}. Name the folder of a table that has published "
            "versions, <root>/<name>."
        ) from None
    except (DeltaError, OSError) as e:
        raise RetryError(
            f"Cannot read the registry {folder}: {e}. Check the storage and load again."
        ) from e
    if set(events.column_names) != _COLUMNS:
        raise BadFormatError(
            f"Cannot read the registry {folder}: its columns are {sorted(events.column_names)} "
            f"(must be {sorted(_COLUMNS)}). Use a loader as new as the build that wrote it."
        )
    versions, aliases, retired = {}, {}, {}
    for event in events.sort_by("event").to_pylist():
        number = event["version"]
        if event["action"] == "publish":
            versions[number] = Version(
                number, event["run_id"], event["path"], event["manifest_sha256"], event["at"]
            )
        elif event["action"] == "alias":
            aliases[event["alias"]] = number
        elif event["action"] == "retire":
            retired[number] = event["reason"]
        elif event["action"] not in ("pin", "unpin"):
            raise BadFormatError(
                f"Cannot read the registry {folder}: event {event['event']} is of the unknown "
                f"action '{event['action']}'. Use a loader as new as the build that wrote it."
            )
    return History(versions, aliases, retired)
