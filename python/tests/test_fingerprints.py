"""Fingerprints and rows of arrays beside the golden values, and beside xxhash value by value."""

import datetime
import decimal
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import xxhash

import unified_embedding
from unified_embedding import xxh64
from unified_embedding.address import Exact, Multiplexed, Ranged
from unified_embedding.fingerprints import MISSING, cross, fingerprints, seed
from unified_embedding.manifest import Geometry

SPECIFICATION = Path(__file__).resolve().parents[2] / "docs" / "spec"
GOLDEN = json.loads((SPECIFICATION / "hash-golden.json").read_text(encoding="utf-8"))
SEED = 20260101


def _reference(texts):
    """The fingerprints of bytes, None where missing, one after the other."""
    hashes = [MISSING if text is None else xxhash.xxh64_intdigest(text, 42) for text in texts]
    return np.array(hashes, np.uint64).view(np.int64)


def _of(values):
    return fingerprints("f", values)


def _assert_texts(values, texts):
    np.testing.assert_array_equal(_of(values), _reference(texts), strict=True)


def test_golden_fingerprints():
    golden = GOLDEN["fingerprints"]
    expected = [entry["fingerprint"] for entry in golden]
    assert _of([entry["text"] for entry in golden]).tolist() == expected


def test_golden_crosses():
    for entry in GOLDEN["crosses"]:
        parts = [_of([part]) for part in entry["parts"]]
        assert cross(parts).tolist() == [entry["fingerprint"]]


def test_golden_rows():
    for entry in GOLDEN["rows"]:
        geometry = Geometry(entry["buckets"], entry["rowsPerBucket"], 0, 1)
        address = Multiplexed((seed(entry["feature"], entry["chunk"]),), geometry)
        assert address.rows(_of([entry["value"]])).tolist() == [[entry["row"]]], entry


def test_golden_rows_of_ranges():
    for entry in GOLDEN["ranges"]:
        key = seed(entry["feature"], entry["chunk"])
        address = Ranged((key,), entry["firstRow"], entry["rows"])
        assert address.rows(_of([entry["value"]])).tolist() == [[entry["row"]]], entry


def test_golden_rows_of_exact_features():
    golden = GOLDEN["exact"]
    addresses, first_row = {}, golden["hashedRows"]
    for feature in golden["features"]:
        address = Exact(golden["chunks"], _of(feature["values"]), first_row)
        addresses[feature["name"]] = address
        first_row += address.count
    for entry in golden["rows"]:
        rows = addresses[entry["feature"]].rows(_of([entry["value"]]))
        assert rows[0, entry["chunk"]] == entry["row"], entry


def test_an_exact_feature_without_values_has_one_entry():
    assert Exact(2, _of([]), 10).rows(_of(["a", None])).tolist() == [[10, 11], [10, 11]]


def test_integers_of_every_length_and_sign():
    bounds = [10**digits + delta for digits in range(19) for delta in (-1, 0, 1)]
    random = np.random.default_rng(SEED)
    spread = random.integers(0, 63, 20_000, dtype=np.uint64)
    integers = random.integers(-(2**63), 2**63 - 1, 20_000) >> spread.view(np.int64)
    values = np.concatenate([integers, bounds, np.negative(bounds), [-(2**63), 2**63 - 1]])
    _assert_texts(values, [str(value).encode() for value in values.tolist()])


@pytest.mark.parametrize("kind", ["int8", "int16", "int32", "uint8", "uint16", "uint32", "uint64"])
def test_integers_of_every_type(kind):
    bounds = np.iinfo(kind)
    values = np.array([bounds.min, bounds.max, 0, 1, 9, 10, 99, 100], kind)
    _assert_texts(values, [str(value).encode() for value in values.tolist()])


def test_texts_of_every_length():
    random = np.random.default_rng(SEED)
    texts = [random.bytes(length) for length in [*range(300), *random.integers(0, 100, 5000)]]
    _assert_texts(pa.array(texts, pa.binary()), texts)
    _assert_texts(texts, texts)


def test_a_block_and_one_value_more():
    count = xxh64.BLOCK + 1
    integers = np.arange(count) - 5
    texts = [str(value).encode() for value in integers.tolist()]
    _assert_texts(integers, texts)
    _assert_texts(pa.array(texts), texts)


class _Streamed:
    """What polars and other libraries of Arrow columns offer."""

    def __init__(self, array):
        self._array = array

    def __len__(self):
        return len(self._array)

    def __iter__(self):
        raise AssertionError("read value by value")

    def __arrow_c_stream__(self, schema=None):
        return self._array.__arrow_c_stream__(schema)


@pytest.mark.parametrize(
    "values",
    [
        _Streamed(pa.chunked_array([["7", "-8"], [None, "123456789012"]])),
        [7, -8, None, 123456789012],
        ["7", "-8", None, "123456789012"],
        [b"7", b"-8", None, b"123456789012"],
        ["7", -8, None, b"123456789012"],
        (7, -8, None, 123456789012),
        iter([7, -8, None, 123456789012]),
        np.array(["7", "-8", None, "123456789012"], object),
        np.array([7, -8, None, 123456789012], object),
        pa.array([7, -8, None, 123456789012]),
        pa.array(["x", "7", "-8", None, "123456789012", "y"])[1:5],
        pa.array(["7", "-8", None, "123456789012"], pa.large_string()),
        pa.array(["7", "-8", None, "123456789012"], pa.string_view()),
        pa.array(["7", "-8", None, "123456789012"]).dictionary_encode(),
        pa.array(["x", "7", "-8", None, "123456789012"]).dictionary_encode()[1:],
        pa.chunked_array([pa.array([7, -8]), pa.array([None, 123456789012])]),
        pd.Series(["7", "-8", None, "123456789012"], index=[3, 2, 1, 0]),
        pd.Series(["7", "-8", None, "123456789012"], dtype="category"),
        pd.Series([7, -8, None, 123456789012], dtype="Int64"),
        pd.Series([7, -8, float("nan"), 123456789012], dtype=object),
    ],
)
def test_whatever_holds_the_values(values):
    _assert_texts(values, [b"7", b"-8", None, b"123456789012"])


def test_other_types_with_a_canonical_text():
    _assert_texts([True, False, None], [b"true", b"false", None])
    _assert_texts(np.array([True, False]), [b"true", b"false"])
    _assert_texts([2**64, 1], [b"18446744073709551616", b"1"])
    _assert_texts(np.array(["a", "", "é"]), [b"a", b"", "é".encode()])
    _assert_texts(["\ud800a"], [b"?a"])
    _assert_texts([None, None], [None, None])
    _assert_texts([], [])
    _assert_texts(pa.array([], pa.string()), [])
    _assert_texts(pa.array([b"abc"], pa.binary(3)), [b"abc"])
    _assert_texts([datetime.date(2024, 2, 29), None], [b"2024-02-29", None])
    _assert_texts([datetime.date(1, 1, 1), "x"], [b"0001-01-01", b"x"])
    _assert_texts(np.array(["2024-02-29"], "datetime64[D]"), [b"2024-02-29"])


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1.0, 2.0], "double"),
        (np.array([1.0], np.float32), "float"),
        (pd.Series([1, None]), "double"),
        ([decimal.Decimal("1.5")], "decimal"),
        ([datetime.datetime(2024, 2, 29)], "timestamp"),
        (np.array(["2024-02-29T01"], "datetime64[ns]"), "timestamp"),
        (["a", 1.5], "float (as in 1.5)"),
        ([["a"]], "list"),
        ([{"a": 1}], "struct"),
    ],
)
def test_types_without_a_canonical_text_are_refused(values, kind):
    with pytest.raises(unified_embedding.BadInputError, match="have no canonical text") as error:
        _of(values)
    assert f"Invalid values of feature 'f': type {kind}" in str(error.value)


@pytest.mark.parametrize("values", ["abc", b"abc", 7, None, {"a": 1}, np.zeros((2, 2), int)])
def test_what_is_no_sequence_of_values_is_refused(values):
    with pytest.raises(unified_embedding.BadInputError, match="Invalid values of feature 'f'"):
        _of(values)


def test_dates_outside_four_digit_years_are_refused():
    far = pa.array([3_000_000], pa.date32())
    with pytest.raises(unified_embedding.BadInputError, match="years must be 0001 to 9999"):
        _of(far)
