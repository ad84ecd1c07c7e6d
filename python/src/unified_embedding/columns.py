"""Columns of values, whatever holds them: sequences, NumPy, pandas, Arrow and whole frames."""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from unified_embedding.errors import BadInputError, UsageError

Offsets = NDArray[np.int64]


def bad_values(feature: str, problem: str) -> BadInputError:
    """The error of values that a feature cannot have."""
    return BadInputError(f"Invalid values of feature '{feature}': {problem}")


def to_arrow(feature: str, values: Any, convert: Callable[[Any], Any]) -> pa.Array:
    """The values as an Arrow array, which shares the memory of arrays where it can.

    :param convert: applied to each value where they are not of one type; makes them so
    """
    if isinstance(values, pa.ChunkedArray):
        return values.combine_chunks()
    if isinstance(values, pa.Array):
        return values
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        raise bad_values(feature, f"{values!r} (must be a sequence; put a single value in a list)")
    if isinstance(values, np.ndarray) and values.ndim != 1:
        raise bad_values(feature, f"an array of shape {list(values.shape)} (must be [n])")
    if not hasattr(values, "__len__"):
        values = list(values)
    # pandas has streams too, but only its own way knows NaN as missing.
    if hasattr(values, "__arrow_c_stream__") and not hasattr(values, "iloc"):
        return pa.chunked_array(values).combine_chunks()
    try:
        array = pa.array(values, from_pandas=True)
    except (pa.ArrowException, UnicodeEncodeError, OverflowError):
        array = pa.array([convert(value) for value in values])
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def to_numbers(feature: str, values: Any) -> NDArray[np.float64]:
    """The values as numbers [n]; what is missing or blank text is NaN.

    Takes integers, floats, decimals, booleans, and texts that are numbers, all finite.
    """
    array = to_arrow(feature, values, lambda value: _number(feature, value))
    kind = array.type
    if pa.types.is_dictionary(kind):
        array, kind = array.dictionary_decode(), kind.value_type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        stripped = pc.utf8_trim_whitespace(array)
        array = pc.if_else(pc.equal(stripped, ""), pa.scalar(None, kind), stripped)
    elif pa.types.is_boolean(kind):
        array = array.cast(pa.uint8())
    elif not (
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_null(kind)
    ):
        raise bad_values(feature, f"type {kind} (must be numbers)")
    try:
        numbers = array.cast(pa.float64(), safe=False)
    except pa.ArrowInvalid as e:
        raise bad_values(feature, f"{e} (must be numbers)") from e
    found = np.asarray(numbers.fill_null(math.nan).to_numpy(zero_copy_only=False))
    if np.isinf(found).any():
        at = int(np.flatnonzero(np.isinf(found))[0])
        raise bad_values(feature, f"{found[at]} at {at} (must be finite, or None where missing)")
    return found


def _number(feature: str, value: Any) -> float | None:
    try:
        return None if value is None else float(value)
    except (TypeError, ValueError):
        raise bad_values(feature, f"{value!r} (must be numbers)") from None


def to_lists(
    feature: str, values: Any, convert: Callable[[Any], Any]
) -> tuple[pa.Array | NDArray[Any], Offsets]:
    """The values of all lists one behind the other, and where each list begins and ends [n + 1].

    A missing list is empty; missing elements are left out.

    :param convert: applied to each element where they are not of one type; makes them so
    """
    if isinstance(values, np.ndarray) and values.ndim == 2:
        count, length = values.shape
        return values.reshape(-1), np.arange(count + 1) * length
    array = to_arrow(feature, values, lambda value: _elements(feature, value, convert))
    if pa.types.is_null(array.type):
        return array[:0], np.zeros(len(array) + 1, np.int64)
    if not _is_list(array.type):
        raise _no_list(feature, f"type {array.type}")
    lengths = pc.list_value_length(array).fill_null(0).to_numpy(zero_copy_only=False)
    flat = array.flatten()
    offsets = np.zeros(len(array) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    if flat.null_count:
        kept = np.zeros(len(flat) + 1, np.int64)
        np.cumsum(flat.is_valid().to_numpy(zero_copy_only=False), out=kept[1:])
        flat, offsets = flat.drop_null(), kept[offsets]
    return flat, offsets


def _elements(feature: str, value: Any, convert: Callable[[Any], Any]) -> list[Any] | None:
    if value is None:
        return None
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        raise _no_list(feature, repr(value))
    return [convert(element) for element in value]


def _no_list(feature: str, what: str) -> BadInputError:
    return bad_values(
        feature,
        f"{what} (must be lists, as the feature is multi-valued). Split texts, or wrap single "
        "values into lists.",
    )


def _is_list(kind: pa.DataType) -> bool:
    return (
        pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)
    )


def is_frame(values: Any) -> bool:
    """Whether the values are named columns."""
    return (
        isinstance(values, Mapping) or hasattr(values, "column_names") or hasattr(values, "columns")
    )


def column(frame: Any, name: str) -> Any:
    """A column of a mapping, a pandas or polars DataFrame, or an Arrow table or batch."""
    if isinstance(frame, pa.Table | pa.RecordBatch):
        names = frame.schema.names
    elif isinstance(frame, Mapping):
        names = list(frame)
    elif hasattr(frame, "columns"):
        names = list(frame.columns)
    else:
        raise UsageError(
            f"Invalid frame: {type(frame).__name__} (must be a DataFrame, an Arrow table or a "
            "mapping from feature names to arrays)"
        )
    if name not in names:
        raise UsageError(
            f"Missing column '{name}': the frame has {names}. Add a column with that feature's "
            "values; None where they are not known."
        )
    return frame.column(name) if isinstance(frame, pa.Table | pa.RecordBatch) else frame[name]
