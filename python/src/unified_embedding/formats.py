"""How the rows of one file are stored, and how they become float32 vectors.

Format: docs/spec/snapshot.md. Decoded vectors have the bits that Java gives.
"""

from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Vectors [n, width]."""


class StoredRows(Protocol):
    """The rows of one file."""

    def take(self, rows: NDArray[np.int64], out: Vectors) -> None:
        """Copies the vectors of rows [n], counted from the file's first, to ``out`` [n, width]."""

    def writable(self) -> Vectors:
        """All vectors, for a writer of one's own; writing never reaches the file."""


class Floats:
    """float32 as trained: nothing to decode."""

    def __init__(self, vectors: Vectors, path: Path, offset: int):
        self._vectors = vectors
        self._path = path
        self._offset = offset

    def take(self, rows: NDArray[np.int64], out: Vectors) -> None:
        # No row needs clipping; it is the mode in which NumPy writes straight to `out`.
        np.take(self._vectors, rows, axis=0, out=out, mode="clip")

    def writable(self) -> Vectors:
        """The file mapped once more: writing copies the touched page of memory."""
        return np.memmap(self._path, np.float32, "c", self._offset, self._vectors.shape)


class Halves:
    """float16."""

    def __init__(self, vectors: NDArray[np.float16]):
        self._vectors = vectors

    def take(self, rows: NDArray[np.int64], out: Vectors) -> None:
        out[:] = self._vectors.take(rows, axis=0)

    def writable(self) -> Vectors:
        return self._vectors.astype(np.float32)


class Codes:
    """Codes of 8 or 4 bits with a scale and a zero point for each row."""

    def __init__(
        self,
        width: int,
        bits: int,
        codes: NDArray[np.uint8],
        scales: NDArray[np.float32],
        zeros: NDArray[np.uint8],
    ):
        self._width = width
        self._bits = bits
        self._codes = codes
        self._scales = scales
        self._zeros = zeros

    def take(self, rows: NDArray[np.int64], out: Vectors) -> None:
        self._decode(
            self._codes.take(rows, axis=0), self._scales.take(rows), self._zeros.take(rows), out
        )

    def writable(self) -> Vectors:
        out = np.empty((len(self._codes), self._width), np.float32)
        self._decode(self._codes, self._scales, self._zeros, out)
        return out

    def _decode(
        self,
        codes: NDArray[np.uint8],
        scales: NDArray[np.float32],
        zeros: NDArray[np.uint8],
        out: Vectors,
    ) -> None:
        if self._bits == 4:
            pairs = np.empty((*codes.shape, 2), np.uint8)
            np.bitwise_and(codes, 15, out=pairs[..., 0])
            np.right_shift(codes, 4, out=pairs[..., 1])
            codes = pairs.reshape(len(codes), -1)[:, : self._width]
        np.subtract(codes, zeros[:, None], out=out, dtype=np.float32)
        out *= scales[:, None]


def schema(row_format: str, width: int) -> pa.Schema:
    """The columns of a file of rows."""
    if row_format == "float32":
        return pa.schema([_lists("vector", pa.float32(), width)])
    if row_format == "float16":
        return pa.schema([_lists("vector", pa.float16(), width)])
    bits = _bits(row_format)
    return pa.schema(
        [
            _lists("codes", pa.uint8(), (width * bits + 7) // 8),
            pa.field("scale", pa.float32(), nullable=False),
            pa.field("zero", pa.uint8(), nullable=False),
        ]
    )


def _lists(name: str, item: pa.DataType, size: int) -> pa.Field:
    return pa.field(name, pa.list_(pa.field("item", item, nullable=False), size), nullable=False)


def _bits(row_format: str) -> int:
    return {"int8": 8, "int4": 4}[row_format]


def stored_rows(
    row_format: str, width: int, path: Path, mapped: pa.Buffer, batch: pa.RecordBatch
) -> StoredRows:
    """The rows of a file that has the columns of `schema`, without copying."""
    items = batch.column(0).values
    numbers = items.to_numpy(zero_copy_only=True).reshape(len(batch), -1)
    if row_format == "float32":
        return Floats(numbers, path, items.buffers()[1].address - mapped.address)
    if row_format == "float16":
        return Halves(numbers)
    scales, zeros = (batch.column(i).to_numpy(zero_copy_only=True) for i in (1, 2))
    return Codes(width, _bits(row_format), numbers, scales, zeros)
