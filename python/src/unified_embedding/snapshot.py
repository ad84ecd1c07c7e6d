"""The files of a version's snapshot: mapped rows, the head's weights, the vocabularies.

Format: docs/spec/snapshot.md.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from unified_embedding import errors
from unified_embedding.fingerprints import fingerprints
from unified_embedding.formats import StoredRows, Vectors, schema, stored_rows
from unified_embedding.manifest import Manifest, Part

_HEAD = pa.schema([pa.field("weight", pa.float32(), nullable=False)])
_VOCABULARY = pa.schema(
    [
        pa.field("feature", pa.utf8()),
        pa.field("fingerprint", pa.int64(), nullable=False),
        pa.field("value", pa.utf8()),
    ]
)
_ROW = pa.field("row", pa.int64(), nullable=False)
_FIRST_ROW = b"first-row"

_SAMPLE = 1024
"""Values of each vocabulary whose fingerprints are computed again when a version is opened."""


class Rows:
    """All rows of a version, ``width`` floats each, in mapped files. Thread-safe.

    The one place that knows how rows lie on disk: callers ask for float32 vectors by row number.
    """

    def __init__(self, files: Sequence[StoredRows], rows_per_file: int):
        self._files = tuple(files)
        self.rows_per_file = rows_per_file

    @classmethod
    def open(cls, folder: Path, manifest: Manifest) -> "Rows":
        """Maps all rows, which takes time per file and not per row."""
        firsts = range(0, manifest.geometry.rows, manifest.rows_per_file)
        files = [_open_rows(folder, manifest, index) for index in range(len(firsts))]
        return cls(files, manifest.rows_per_file)

    def take(self, rows: NDArray[np.int64], out: Vectors) -> None:
        """Copies the vectors of rows [n] to ``out`` [n, width]; the rows must exist."""
        if len(self._files) == 1:
            self._files[0].take(rows, out)
            return
        # Narrow integers are sorted by radix.
        owners = (rows // self.rows_per_file).astype(np.min_scalar_type(len(self._files)))
        order = np.argsort(owners, kind="stable")
        counts = np.bincount(owners, minlength=len(self._files))
        ends = np.cumsum(counts)
        for owner in np.flatnonzero(counts).tolist():
            members = order[ends[owner] - counts[owner] : ends[owner]]
            vectors = np.empty((len(members), out.shape[1]), np.float32)
            self._files[owner].take(rows[members] - owner * self.rows_per_file, vectors)
            out[members] = vectors

    def writable(self) -> list[Vectors]:
        """The vectors of each file [rows, width] for a writer of one's own.

        Writing never reaches a file. Rows of float32 are mapped once more, and writing copies the
        touched page of memory; those of other formats are decoded into memory.
        """
        return [file.writable() for file in self._files]


def _open_rows(folder: Path, manifest: Manifest, index: int) -> StoredRows:
    path = folder / "snapshot" / f"rows-{index:05d}.arrow"
    width = manifest.geometry.width
    first = index * manifest.rows_per_file
    count = min(manifest.rows_per_file, manifest.geometry.rows - first)
    batch, mapped = _open(path, schema(manifest.row_format, width))
    begins = (batch.schema.metadata or {}).get(_FIRST_ROW, b"?").decode("utf-8", "replace")
    if len(batch) != count or begins != str(first):
        raise errors.bad_file(
            path,
            f"it holds {len(batch)} rows from row {begins} instead of {count} from row {first}",
        )
    return stored_rows(manifest.row_format, width, path, mapped, batch)


def read_head(folder: Path) -> NDArray[np.float32]:
    """The weights of the head [P]."""
    batch, _ = _open(folder / "snapshot" / "head.arrow", _HEAD)
    return np.asarray(batch.column("weight").to_numpy(zero_copy_only=True))


def read_vocabularies(folder: Path, exact: Sequence[str]) -> dict[str, NDArray[np.int64]]:
    """The fingerprints of the values of each exact feature, in the order that fixes their rows."""
    path = folder / "snapshot" / "vocabulary.arrow"
    batch, _ = _open(path, _VOCABULARY)
    owners = batch.column("feature").dictionary_encode()
    names = owners.dictionary.to_pylist()
    # Runs of equal owners: features without a value have none.
    owner = owners.indices.to_numpy(zero_copy_only=False)
    bounds = (
        np.flatnonzero(np.diff(owner, prepend=-1, append=-1)) if len(owner) else np.zeros(1, int)
    )
    found = [names[owner[begin]] for begin in bounds[:-1]]
    if found != [name for name in exact if name in found]:
        raise errors.bad_file(
            path, f"it has values of {found}, the exact features are {list(exact)}"
        )
    values = {name: np.empty(0, np.int64) for name in exact}
    for name, begin, end in zip(found, bounds[:-1], bounds[1:], strict=True):
        values[name] = batch.column("fingerprint")[begin:end].to_numpy(zero_copy_only=True)
        _check_hash(path, name, values[name], batch.column("value")[begin:end])
    return values


def _check_hash(path: Path, name: str, expected: NDArray[np.int64], texts: pa.Array) -> None:
    """Refuses a vocabulary whose fingerprints another hash made; those of crosses have no texts."""
    sample = texts[:_SAMPLE]
    computed = fingerprints(name, sample)
    wrong = np.flatnonzero(
        sample.is_valid().to_numpy(zero_copy_only=False) & (computed != expected[:_SAMPLE])
    )
    if len(wrong):
        at = int(wrong[0])
        raise errors.bad_file(
            path,
            f"value {texts[at].as_py()!r} of feature '{name}' has fingerprint {expected[at]}, "
            f"version 1 of the hash gives {computed[at]}",
        )


def _open(path: Path, expected: pa.Schema) -> tuple[pa.RecordBatch, pa.Buffer]:
    """The only record batch of a file, and the mapped file that its buffers lie in."""
    try:
        mapped = pa.memory_map(str(path)).read_buffer()
    except FileNotFoundError:
        raise errors.bad_file(path, "it does not exist") from None
    except OSError as e:
        raise errors.unreadable(path, e) from e
    except pa.ArrowInvalid as e:
        raise errors.bad_file(path, str(e)) from e
    try:
        reader = pa.ipc.open_file(pa.BufferReader(mapped))
        count = reader.num_record_batches
        batch = reader.get_batch(0)
        batch.validate()
        columns = _text(batch.schema)
    except (pa.ArrowException, OSError, ValueError) as e:
        raise errors.bad_file(path, f"it is no Arrow file of this format ({e})") from e
    if count != 1:
        raise errors.bad_file(path, f"it has {count} record batches instead of one")
    if not batch.schema.equals(expected):
        raise errors.bad_file(path, f"its columns are [{columns}] instead of [{_text(expected)}]")
    end = mapped.address + mapped.size
    for column in batch.columns:
        for buffer in column.buffers():
            if buffer is not None and buffer.size and not mapped.address <= buffer.address < end:
                raise errors.bad_file(path, "it is compressed")
    return batch, mapped


def _text(schema: pa.Schema) -> str:
    return ", ".join(f"{field.name} {field.type}" for field in schema)


def is_rows(path: str) -> bool:
    """Whether a part of a version has rows; the others are head and vocabulary."""
    return path.startswith("snapshot/rows-")


def overwrite(file: Path, changes: Path, manifest: Manifest) -> None:
    """Overwrites rows of a file that is the caller's own by those of an increment, as stored."""
    columns = schema(manifest.row_format, manifest.geometry.width)
    batch, mapped = _open(file, columns)
    changed, _ = _open(changes, pa.schema([_ROW, *columns]))
    first = int((batch.schema.metadata or {}).get(_FIRST_ROW, b"0"))
    rows = changed.column("row").to_numpy(zero_copy_only=True) - first
    if len(rows) and not (rows.min() >= 0 and rows.max() < len(batch)):
        raise errors.bad_file(
            changes, f"rows {rows.min() + first} to {rows.max() + first} are not in {file}"
        )
    stored = np.memmap(file, np.uint8, "r+")
    for name in columns.names:
        values = _items(changed.column(name))
        where = batch.column(name).buffers()[-1].address - mapped.address
        items = stored[where : where + len(batch) * values.shape[1]]
        items.reshape(len(batch), -1)[rows] = values
    stored.flush()


def _items(column: pa.Array) -> NDArray[np.uint8]:
    """The bytes of a column's items [n, bytes]."""
    data = np.frombuffer(column.buffers()[-1], np.uint8)
    kind = column.type
    width = (
        kind.list_size * kind.value_type.byte_width
        if pa.types.is_nested(kind)
        else (kind.byte_width)
    )
    return data[: len(column) * width].reshape(len(column), width)


def check_sizes(folder: Path, parts: Sequence[Part]) -> None:
    """Refuses a folder with a part that is missing or of another size."""
    for part in parts:
        path = folder / part.path
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            raise errors.bad_file(
                path, f"it does not exist, the manifest says {part.bytes} bytes"
            ) from None
        except OSError as e:
            raise errors.unreadable(path, e) from e
        if size != part.bytes:
            raise errors.bad_file(path, f"it has {size} bytes, the manifest says {part.bytes}")


def verify(folder: Path, parts: Sequence[Part]) -> None:
    """Reads every part and refuses one that is missing or has another size or checksum."""
    check_sizes(folder, parts)
    for part in parts:
        path = folder / part.path
        try:
            with path.open("rb") as file:
                actual = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as e:
            raise errors.unreadable(path, e) from e
        if actual != part.sha256:
            raise errors.bad_file(path, f"its SHA-256 is {actual}, the manifest says {part.sha256}")
