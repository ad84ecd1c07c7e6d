"""A local copy of the versions of a table that a service follows."""

import contextlib
import fcntl
import logging
import os
import re
import shutil
import uuid
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pyarrow import fs

from unified_embedding import increments, snapshot
from unified_embedding.errors import (
    BadFormatError,
    ConflictError,
    RetryError,
    UnifiedEmbeddingError,
    UsageError,
)
from unified_embedding.increments import Increment, write_successor
from unified_embedding.manifest import FORMATS, Manifest, read_manifest
from unified_embedding.manifest import PATH as MANIFEST
from unified_embedding.registry import Version, read_history
from unified_embedding.table import EmbeddingTable, open_version

_LOG = logging.getLogger(__name__)

_KEPT = 2
"""Versions that stay: the one in use, and the one before for a rollback."""


class Mirror:
    """Keeps the version that an alias names in a local folder, and moves on with it.

    It copies the increments between the version that is there and the wanted one where they are
    smaller than the whole version, else that. Files are checked against the checksums of the
    registry before they get their place. Tables that were opened before stay valid: their files are
    mapped. Needs the extra ``lake``, and a POSIX system for its lock.

    :param table: folder of the table, ``<root>/<name>``, or its URI as ``s3://bucket/lake/clicks``;
        ``s3a://``, as Spark says it, is the same
    :param folder: local folder of this mirror, made if need be. Several processes may share it.
    :param format: of the rows; all but ``"float32"`` need the exports of the versions
    :param filesystem: of pyarrow, where the URI does not say enough
    :param storage_options: for the package deltalake, which reads the registry

    >>> mirror = Mirror("s3://lake/clicks", "/var/lib/models/clicks", format="int8")
    >>> table = mirror.update("production")
    """

    def __init__(
        self,
        table: str | Path,
        folder: str | Path,
        *,
        format: str = "float32",
        filesystem: fs.FileSystem | None = None,
        storage_options: Mapping[str, str] | None = None,
    ):
        if format not in FORMATS:
            raise UsageError(f"Invalid format: '{format}' (must be one of {', '.join(FORMATS)})")
        name = str(table) if "://" in str(table) else str(Path(table).absolute())
        self._table = re.sub("^s3a://", "s3://", name)
        self.folder = Path(folder)
        self.format = format
        self._storage_options = storage_options
        if filesystem is None:
            self._source, self._root = fs.FileSystem.from_uri(self._table)
        else:
            self._source, self._root = filesystem, self._table.split("://", 1)[-1]

    def update(self, reference: str | int = "production") -> EmbeddingTable:
        """The version that an alias or a number names now, copied if it is not here.

        :raises UsageError: where the reference names nothing, or the version has no such export
        :raises BadFormatError: where the version in the lake is damaged; what is here stays
        :raises RetryError: where storage failed
        """
        history = read_history(self._table, self._storage_options)
        version = history.resolve(str(reference))
        target = self.folder / self._name(version.run_id)
        with self._alone():
            if target.exists():
                try:
                    return self._opened(version, target)
                except BadFormatError as e:
                    _LOG.warning("%s is damaged and copied again: %s", target, e)
                    shutil.rmtree(target)
            self._copy(version, target)
            return self._opened(version, target)

    def _name(self, run_id: str) -> str:
        return run_id if self.format == "float32" else f"{run_id}.{self.format}"

    def _opened(self, version: Version, folder: Path) -> EmbeddingTable:
        manifest, sha256 = read_manifest(folder)
        self._check_published(version, manifest, sha256)
        table = open_version(folder, sha256, version.number)
        os.utime(folder)
        self._forget()
        return table

    def _check_published(self, version: Version, manifest: Manifest, sha256: str) -> None:
        known = manifest.export.source if manifest.export else sha256
        if known != version.manifest_sha256 or manifest.row_format != self.format:
            raise BadFormatError(
                f"Damaged version {version.number}: its {self.format} is of the manifest {known}, "
                f"the registry says {version.manifest_sha256}. Choose another version, or export "
                "it again."
            )

    def _forget(self) -> None:
        """Removes the versions that were not in use lately."""
        versions = sorted(self._present().values(), key=lambda path: path.stat().st_mtime_ns)
        for folder in versions[:-_KEPT]:
            shutil.rmtree(folder)

    def _present(self) -> dict[str, Path]:
        """The versions that are here, by run id."""
        ending = "" if self.format == "float32" else f".{self.format}"
        present = {}
        for manifest in self.folder.glob("*/" + MANIFEST):
            run_id = manifest.parent.name.removesuffix(ending)
            if not manifest.parent.name.startswith(".") and self._name(run_id) == (
                manifest.parent.name
            ):
                present[run_id] = manifest.parent
        return present

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Holds the lock of the folder, which the system lets go when a process dies."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as lock:
            fcntl.lockf(lock, fcntl.LOCK_EX)
            for left in self.folder.glob(".partial-*"):
                shutil.rmtree(left)
            yield

    def _copy(self, version: Version, target: Path) -> None:
        partial = self.folder / f".partial-{uuid.uuid4()}"
        partial.mkdir()
        try:
            manifest = self._remote_manifest(version, partial / "wanted")
            if not self._by_increments(version, manifest, partial):
                self._whole(version, manifest, partial)
            (partial / "version").rename(target)
        except OSError as e:
            if isinstance(e, UnifiedEmbeddingError):
                raise
            raise RetryError(
                f"Cannot copy version {version.number} of {self._table} to {self.folder}: {e}. "
                "Check both storages and try again."
            ) from e
        finally:
            shutil.rmtree(partial, ignore_errors=True)

    def _remote(self, version: Version) -> str:
        if self.format == "float32":
            return version.path
        return f"exports/{version.run_id}/{self.format}"

    def _remote_manifest(self, version: Version, folder: Path) -> Manifest:
        try:
            self._fetch(f"{self._remote(version)}/{MANIFEST}", folder / MANIFEST)
        except FileNotFoundError:
            raise UsageError(
                f"There is no {self.format} of version {version.number} in {self._table}. Run "
                f"`ue export {version.number} --set export.format={self.format}`, or name it in "
                "publish.exports."
            ) from None
        manifest, sha256 = read_manifest(folder)
        self._check_published(version, manifest, sha256)
        return manifest

    def _whole(self, version: Version, manifest: Manifest, partial: Path) -> None:
        folder = partial / "version"
        for part in manifest.parts:
            self._fetch(f"{self._remote(version)}/{part.path}", folder / part.path)
        snapshot.verify(folder, manifest.parts)
        shutil.copyfile(partial / "wanted" / MANIFEST, folder / MANIFEST)
        _LOG.info("Copied version %d of %s whole", version.number, self._table)

    def _by_increments(self, version: Version, manifest: Manifest, partial: Path) -> bool:
        """Makes the version out of one that is here; whether that was possible and worth it."""
        base, chain = self._chain(version.run_id)
        if not chain:
            return False
        folders = []
        try:
            fetched = 0
            for number, remote in enumerate(chain):
                folder = partial / str(number)
                self._fetch(f"{remote}/{increments.PATH}", folder / increments.PATH)
                increment = Increment.read(folder)
                fetched += increment.bytes
                if fetched >= sum(part.bytes for part in manifest.parts):
                    return False
                for part in increment.parts:
                    self._fetch(f"{remote}/{part.path}", folder / part.path)
                folders.append(folder)
            write_successor(base, folders, partial / "version")
            if (partial / "version" / MANIFEST).read_bytes() != (
                partial / "wanted" / MANIFEST
            ).read_bytes():
                raise BadFormatError(f"increment {chain[-1]} leads to another manifest")
        except (BadFormatError, ConflictError, FileNotFoundError) as e:
            _LOG.warning("Copying version %d whole, not by increments: %s", version.number, e)
            shutil.rmtree(partial / "version", ignore_errors=True)
            return False
        _LOG.info(
            "Moved from %s to version %d of %s by %d increments, %d bytes",
            base.name,
            version.number,
            self._table,
            len(chain),
            fetched,
        )
        return True

    def _chain(self, run_id: str) -> tuple[Path, Sequence[str]]:
        """A version that is here and the fewest increments from it, none where there is no way."""
        present = self._present()
        seen = {run_id}
        ways: deque[tuple[str, list[str]]] = deque([(run_id, [])])
        while ways:
            at, chain = ways.popleft()
            base = f"increments/{at}/{self.format}"
            selector = fs.FileSelector(f"{self._root}/{base}", allow_not_found=True)
            for origin in sorted(info.base_name for info in self._source.get_file_info(selector)):
                way = [f"{base}/{origin}", *chain]
                if origin in present:
                    return present[origin], way
                if origin not in seen:
                    seen.add(origin)
                    ways.append((origin, way))
        return self.folder, []

    def _fetch(self, path: str, to: Path) -> None:
        to.parent.mkdir(parents=True, exist_ok=True)
        fs.copy_files(
            f"{self._root}/{path}",
            str(to),
            source_filesystem=self._source,
            destination_filesystem=fs.LocalFileSystem(),
        )
