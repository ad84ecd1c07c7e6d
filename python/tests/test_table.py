"""Values and frames of a loaded version: every form that is taken, and what is refused."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from conftest import read_golden

import unified_embedding
from unified_embedding import BadInputError, ErrorCode, UnifiedEmbeddingError, UsageError, xxh64


@pytest.fixture(scope="module")
def golden():
    return read_golden("deep-cross-stacked")


@pytest.fixture(scope="module")
def table(golden):
    return unified_embedding.load(golden["folder"])


def test_an_integer_is_its_decimal_text(table):
    np.testing.assert_array_equal(table.embed("user", [7, -1]), table.embed("user", ["7", "-1"]))


def test_shapes_and_types(table):
    width = table.manifest.geometry.width
    vectors = table.embed("item", np.arange(5))
    assert (vectors.dtype, vectors.shape) == (np.float32, (5, 2 * width))
    assert table.width("item") == 2 * width
    rows = table.rows("item", np.arange(5))
    assert (rows.dtype, rows.shape) == (np.int64, (5, 2))
    assert table.embed("item", []).shape == (0, 2 * width)
    assert table.embed("genres", []).shape == (0, width)
    assert table.score({name: [] for name in _columns(table)}).shape == (0,)


def _columns(table):
    return [f.name for f in table.manifest.features if not hasattr(f, "parts")]


def test_more_values_than_a_block_come_out_in_order(table):
    values = np.arange(2 * xxh64.BLOCK + 3)
    vectors = table.embed("user", values)
    for at in (0, xxh64.BLOCK - 1, xxh64.BLOCK, len(values) - 1):
        np.testing.assert_array_equal(
            vectors[at : at + 1], table.embed("user", values[at : at + 1])
        )


def test_out_is_filled(table):
    out = np.full((3, table.width("user")), np.nan, np.float32)
    assert table.embed("user", [1, 2, 3], out=out) is out
    np.testing.assert_array_equal(out, table.embed("user", [1, 2, 3]))
    for wrong in (out[:2], out.astype(np.float64), np.empty((6, out.shape[1]), np.float32)[::2]):
        with pytest.raises(UsageError, match=r"Invalid out: .* \(must be float32 \[3, 6\]"):
            table.embed("user", [1, 2, 3], out=wrong)


def test_crosses_take_tuples_or_columns(table):
    tuples = [(7, "f"), (8, None), (None, "m")]
    expected = table.embed("user x sex", tuples)
    columns = {"user": [7, 8, None], "sex": ["f", None, "m"]}
    for values in (columns, pd.DataFrame(columns), pa.table(columns), [list(t) for t in tuples]):
        if isinstance(values, pd.DataFrame):
            values["user"] = values["user"].astype("Int64")
        np.testing.assert_array_equal(table.embed("user x sex", values), expected)


@pytest.mark.parametrize("values", ["7|f", [(7,)], ["7|f"], [None], 7])
def test_crosses_refuse_what_is_no_tuple(table, values):
    with pytest.raises(BadInputError, match=r"must be tuples of \['user', 'sex'\]"):
        table.embed("user x sex", values)


def test_parts_of_different_lengths_are_refused(table):
    with pytest.raises(BadInputError, match="feature 'sex': 1 examples \\(must be the 2 of 'user'"):
        table.embed("user x sex", {"user": [1, 2], "sex": ["f"]})


def test_bucketised_features_take_numbers(table):
    expected = table.fingerprints("user", [0, 1, 2, 3, None])
    for values in (
        [17.9, 18, 36, 65, None],
        [17.9, 18, 36, 65, float("nan")],
        ["17.9", " 18", "36.0", "65", " "],
        pa.array([17, 18, 36, 65, None], pa.int8()),
        pd.Series([17, 18, 36, 65, None]),
    ):
        np.testing.assert_array_equal(table.fingerprints("age", values), expected)


@pytest.mark.parametrize("values", [["old"], [b"1"], [[1]], [float("inf")], [object()]])
def test_what_is_no_number_is_refused(table, values):
    with pytest.raises(BadInputError, match=r"Invalid values of feature 'age': .*must be"):
        table.embed("age", values)


def test_lists_of_every_kind_are_pooled_alike(table):
    lists = [["war", ""], None, [], ["drama"], ["drama", None]]
    expected = table.embed("genres", lists)
    assert not expected[1:3].any()
    np.testing.assert_array_equal(expected[3], expected[4])
    for values in (
        pa.array(lists),
        pa.array(lists, pa.large_list(pa.string())),
        pa.array([["x"], *lists])[1:],
        pd.Series(lists),
        [np.array(["war", ""], object), None, [], ("drama",), ["drama"]],
        iter(lists),
    ):
        np.testing.assert_array_equal(table.embed("genres", values), expected)


def test_lists_of_several_types(table):
    mixed = table.embed("seen", [[1, "2"], None, [b"3"]])
    np.testing.assert_array_equal(mixed, table.embed("seen", [[1, 2], [], [3]]))


def test_arrays_are_lists_of_one_length(table):
    values = np.arange(6).reshape(3, 2)
    np.testing.assert_array_equal(table.embed("seen", values), table.embed("seen", values.tolist()))
    fixed = pa.FixedSizeListArray.from_arrays(pa.array(values.reshape(-1)), 2)
    np.testing.assert_array_equal(table.embed("seen", values), table.embed("seen", fixed))


def test_single_values_of_a_multi_valued_feature(table):
    single = table.embed("genres", ["war", "drama"])
    np.testing.assert_array_equal(single, table.embed("genres", [["war"], ["drama"]]))
    assert table.rows("genres", ["war", "drama"]).shape == (2, 1)


def test_numbers_are_transformed(table, golden):
    frame = {name: values[:4] for name, values in golden["examples"].items()}
    frame["price"] = [-5, 1000.0, None, "3.5"]
    frame["days"] = [1, 0, None, True]
    logged = np.log(np.array([1.5, 91, 4.5]))
    price = [*((logged[:2] - 2.5) / 0.75), -0.25, (logged[2] - 2.5) / 0.75]
    expected = np.array([price, [1, 0, 0.125, 1]], np.float32).T
    np.testing.assert_array_equal(table.lookups(frame).numbers, expected)


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        ({"price": [1.0, float("inf")]}, ErrorCode.BAD_INPUT, "feature 'price': inf at 1"),
        ({"days": [1.0, 1e39]}, ErrorCode.BAD_INPUT, "1e+39 at 1 (must be a float32)"),
        ({"days": ["x", "y"]}, ErrorCode.BAD_INPUT, "feature 'days': Failed to parse"),
        ({"user": [1.0, 2.0]}, ErrorCode.BAD_INPUT, "no canonical text"),
        ({"user": [1]}, ErrorCode.BAD_INPUT, "examples (must be the 1 of 'user')"),
        ({"genres": ["war", "drama"]}, ErrorCode.BAD_INPUT, "type string (must be lists"),
        ({"genres": [["war"], [1.5]]}, ErrorCode.BAD_INPUT, "feature 'genres': type float"),
        ({"user": None}, ErrorCode.USAGE, "Missing column 'user': the frame has ["),
    ],
)
def test_frames_that_do_not_fit_are_refused(table, golden, change, code, message):
    frame = {name: values[:2] for name, values in golden["examples"].items()}
    frame.update(change)
    frame = {name: values for name, values in frame.items() if values is not None}
    with pytest.raises(UnifiedEmbeddingError) as error:
        table.score(frame)
    assert error.value.code is code
    assert message in str(error.value)


def test_what_is_no_frame_is_refused(table):
    with pytest.raises(UsageError, match="Invalid frame: list"):
        table.score([1, 2])


@pytest.mark.parametrize("name", ["usr", "price"])
def test_unknown_features_are_refused(table, name):
    for call in (table.embed, table.rows, table.fingerprints):
        with pytest.raises(
            UsageError, match=f"Invalid feature: '{name}' \\(must be one of \\['age"
        ):
            call(name, [1])
    with pytest.raises(UsageError):
        table.width(name)


def test_many_threads_read_the_same(table, golden):
    expected = table.logits(golden["examples"])
    with ThreadPoolExecutor(8) as pool:
        for logits in pool.map(table.logits, [golden["examples"]] * 32):
            np.testing.assert_array_equal(logits, expected)
