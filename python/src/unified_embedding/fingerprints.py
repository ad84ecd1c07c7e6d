"""From values to the 64 bits that stand for them everywhere (docs/spec/hash.md)."""

import datetime
import math
import numbers
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from unified_embedding import xxh64
from unified_embedding.columns import bad_values, to_arrow
from unified_embedding.errors import refused_type

MISSING = 42
"""The fingerprint of a missing value: the seed of the hash of texts."""

Fingerprints = NDArray[np.int64]

_TRUE, _FALSE = (xxh64.hash_one(text, MISSING) for text in (b"true", b"false"))


def seed(feature: str, chunk: int) -> int:
    """The seed of a feature's chunk, as an unsigned number."""
    return xxh64.hash_one(f"{feature}#{chunk}".encode(), MISSING)


def fingerprints(feature: str, values: Any) -> Fingerprints:
    """The fingerprints [n] of the canonical texts of values.

    :param feature: whose values they are, for messages
    :param values: texts, bytes, integers, booleans or dates in a sequence, NumPy, pandas or Arrow
        array; None, and NaN where a pandas column uses it so, are the missing value
    """
    return _of_array(
        feature, to_arrow(feature, values, lambda value: canonical_text(feature, value))
    )


def canonical_text(feature: str, value: Any) -> bytes | None:
    """The canonical text of one value; None where it is missing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str):
        # As in Java, a surrogate without its pair becomes a question mark.
        return value.encode("utf-8", "replace")
    if isinstance(value, bytes):
        return value
    if isinstance(value, bool | np.bool_):
        return b"true" if value else b"false"
    if isinstance(value, numbers.Integral):
        return b"%d" % int(value)
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat().encode()
    raise refused_type(feature, f"{type(value).__name__} (as in {value!r})")


def _of_array(feature: str, array: pa.Array) -> Fingerprints:
    kind = array.type
    if isinstance(array, pa.ExtensionArray):
        return _of_array(feature, array.storage)
    if pa.types.is_dictionary(kind):
        return _of_dictionary(feature, array)
    if pa.types.is_null(kind):
        return np.full(len(array), MISSING, np.int64)
    hashes = _of_type(feature, array).view(np.int64)
    if array.null_count:
        hashes[array.is_null().to_numpy(zero_copy_only=False)] = MISSING
    return hashes


def _of_type(feature: str, array: pa.Array) -> xxh64.Hashes:
    """Hashes of an array's texts; those of missing values are anything."""
    kind = array.type
    if pa.types.is_integer(kind):
        integers = array.fill_null(0) if array.null_count else array
        return xxh64.hash_decimals(integers.to_numpy(zero_copy_only=True), MISSING)
    if pa.types.is_boolean(kind):
        truths = array.fill_null(False).to_numpy(zero_copy_only=False)
        return np.where(truths, np.uint64(_TRUE), np.uint64(_FALSE))
    if pa.types.is_date(kind):
        return _of_texts(_dates(feature, array))
    if _is_text(kind):
        return _of_texts(array)
    raise refused_type(feature, str(kind))


def _is_text(kind: pa.DataType) -> bool:
    return (
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
        or kind in (pa.string_view(), pa.binary_view())
    )


def _of_texts(array: pa.Array) -> xxh64.Hashes:
    kind = array.type
    if pa.types.is_string(kind) or pa.types.is_binary(kind):
        width = "<i4"
    else:
        array = array.cast(pa.large_binary())
        width = "<i8"
    _, offsets, data = array.buffers()
    if not len(array):
        return np.empty(0, np.uint64)
    bounds = np.frombuffer(offsets, width)[array.offset : array.offset + len(array) + 1]
    content = np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8)
    return xxh64.hash_texts(content, bounds, MISSING)


def _dates(feature: str, array: pa.Array) -> pa.Array:
    texts = array.cast(pa.date32()).cast(pa.utf8())
    far = texts.filter(pc.not_equal(pc.utf8_length(texts), len("2024-02-29")))
    if len(far):
        raise bad_values(feature, f"date {far[0]} (years must be 0001 to 9999)")
    return texts


def _of_dictionary(feature: str, array: pa.DictionaryArray) -> Fingerprints:
    """Each value of the dictionary is hashed once; an index that is missing finds one more."""
    values = np.append(fingerprints(feature, array.dictionary), np.int64(MISSING))
    indices = array.indices.cast(pa.int64()).fill_null(len(values) - 1)
    return values[indices.to_numpy(zero_copy_only=True)]


def cross(parts: Sequence[Fingerprints]) -> Fingerprints:
    """The fingerprints [n] of the combinations of two or three values each, in their order."""
    combined: int | xxh64.Hashes = MISSING
    for part in parts:
        combined = xxh64.hash_lanes(xxh64.lanes(part.view(np.uint64)), combined)
    assert not isinstance(combined, int)
    return combined.view(np.int64)
