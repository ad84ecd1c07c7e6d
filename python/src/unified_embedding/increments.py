"""Increments: from the files of one version to those of a later one (docs/spec/increment.md)."""

import json
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from unified_embedding import errors, snapshot
from unified_embedding.fields import Fields
from unified_embedding.manifest import PATH as MANIFEST
from unified_embedding.manifest import Manifest, Part, read_manifest, read_part

FORMAT_VERSION = 1
"""The newest version of the format that this loader reads, and the only one."""

PATH = "increment.json"

TARGET = "target.json"
"""The later version's manifest in an increment."""


@dataclass(frozen=True, slots=True)
class End:
    """A version, known by the checksum of its manifest, which has those of all its files."""

    run_id: str
    manifest_sha256: str

    def __str__(self) -> str:
        return f"run '{self.run_id}'"


@dataclass(frozen=True, slots=True)
class Increment:
    """What is in an increment, and the versions that it lies between."""

    origin: End
    target: End
    changed_rows: int
    cleared_rows: int
    parts: tuple[Part, ...]

    @property
    def bytes(self) -> int:
        return sum(part.bytes for part in self.parts)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The increment in a folder; one without its record is none."""
        path = folder / PATH
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise errors.BadFormatError(
                f"There is no complete increment in {folder}: it has no {PATH}. Make it again, or "
                "load the whole version."
            ) from None
        except OSError as e:
            raise errors.unreadable(path, e) from e
        except ValueError as e:
            raise errors.bad_file(path, f"it is no JSON ({e})") from e
        with Fields(path, document) as fields:
            version = fields.integer("formatVersion", 0)
            if version != FORMAT_VERSION:
                raise errors.BadFormatError(
                    f"Cannot read {path}: format version {version} (this loader reads "
                    f"{FORMAT_VERSION}). Use a loader as new as the build that wrote it."
                )
            return cls(
                origin=_read_end(fields, "from"),
                target=_read_end(fields, "to"),
                changed_rows=fields.integer("changedRows", 0),
                cleared_rows=fields.integer("clearedRows", 0),
                parts=fields.objects("parts", read_part),
            )


def _read_end(fields: Fields, name: str) -> End:
    with fields.object(name) as end:
        return End(end.text("runId"), end.text("manifestSha256"))


def write_successor(version: Path, increments: Sequence[Path], target: Path) -> None:
    """Writes the files of a later version to a folder, which appears complete or not at all.

    What comes out is the later version byte for byte, as the checksums of its manifest prove. The
    earlier one stays as it is.

    :param version: folder of the earlier version
    :param increments: folders, in their order
    :param target: folder that does not exist yet; one that holds the later version already is left
        alone
    :raises ConflictError: where an increment belongs to another version than the one before it, or
        the target holds something else
    :raises BadFormatError: where a file is damaged
    """
    if not increments:
        raise errors.UsageError("Invalid increments: none (give at least one)")
    manifest, sha256 = read_manifest(version)
    last = End(manifest.run_id, sha256)
    for folder in increments:
        increment = Increment.read(folder)
        _check_follows(last, increment, folder)
        snapshot.verify(folder, increment.parts)
        last = increment.target
    later, sha256 = read_manifest(increments[-1], TARGET)
    if last != End(later.run_id, sha256):
        raise errors.bad_file(increments[-1] / TARGET, f"it is not the manifest of {last}")
    if target.exists():
        _check_same(target, last)
        return
    partial = target.with_name(f"{target.name}.{uuid.uuid4()}")
    try:
        _make(version, increments, partial, later)
        snapshot.verify(partial, later.parts)
        shutil.copyfile(increments[-1] / TARGET, partial / MANIFEST)
        partial.rename(target)
    except OSError as e:
        if not (target / MANIFEST).exists():
            raise errors.RetryError(f"Cannot write version {target}: {e}. Try again.") from e
        _check_same(target, last)  # another process was faster
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _check_follows(last: End, increment: Increment, folder: Path) -> None:
    if increment.origin == last:
        return
    if increment.target == last:
        problem = "that is where it leads to (it is applied already)"
    else:
        problem = (
            f"it is made for {increment.origin} (one is missing, out of order, or of another table)"
        )
    raise errors.ConflictError(
        f"Cannot apply increment {folder} to {last}: {problem}. Apply the increments in their "
        "order, or load the whole version."
    )


def _check_same(target: Path, wanted: End) -> None:
    if (target / MANIFEST).exists():
        manifest, sha256 = read_manifest(target)
        if End(manifest.run_id, sha256) == wanted:
            return
    raise errors.ConflictError(
        f"Cannot write version {target}: the folder holds something else than {wanted}. Choose a "
        "folder that does not exist."
    )


def _make(version: Path, increments: Sequence[Path], partial: Path, later: Manifest) -> None:
    (partial / "snapshot").mkdir(parents=True)
    for part in later.parts:
        source = version if snapshot.is_rows(part.path) else increments[-1]
        shutil.copyfile(source / part.path, partial / part.path)
    for increment in increments:
        for part in later.parts:
            changes = increment / part.path
            if snapshot.is_rows(part.path) and changes.exists():
                snapshot.overwrite(partial / part.path, changes, later)
