"""Rows, vectors and scores of versions of every head and layout, beside what Java makes of them."""

import numpy as np
import pandas as pd
import pyarrow as pa


def test_logits_and_probabilities_are_those_of_java(table, golden):
    np.testing.assert_allclose(
        table.logits(golden["examples"]), golden["logits"], rtol=0, atol=2e-6
    )
    np.testing.assert_allclose(
        table.score(golden["examples"]), golden["probabilities"], rtol=0, atol=1e-6
    )


def test_rows_and_vectors_are_exactly_those_of_java(table, golden):
    assert len(golden["vectors"]) == len(table.manifest.embedded) - 3
    for feature, expected in golden["vectors"].items():
        rows = table.rows(feature, expected["values"])
        vectors = table.embed(feature, expected["values"])
        np.testing.assert_array_equal(rows, np.array(expected["rows"]), strict=True)
        np.testing.assert_array_equal(
            vectors, np.array(expected["vectors"], np.float32), strict=True
        )


def test_the_head_gives_the_logits_of_the_inputs(table, golden):
    logits = table.head.logits(table.inputs(golden["examples"]))
    np.testing.assert_allclose(logits, golden["logits"], rtol=0, atol=2e-6)


def test_every_frame_scores_alike(table, golden):
    examples = golden["examples"]
    expected = table.logits(examples)
    arrow = pa.table(examples)
    batch = arrow.to_batches()[0]
    frames = {
        "arrow table": arrow,
        "arrow table of chunks": pa.concat_tables([arrow[:100], arrow[100:]]),
        "record batch": batch,
        "pandas": pd.DataFrame(
            {name: pd.Series(values, dtype=_pandas_type(name)) for name, values in examples.items()}
        ),
        "prepared": table.prepare(examples),
    }
    for kind, frame in frames.items():
        np.testing.assert_array_equal(table.logits(frame), expected, err_msg=kind)


def _pandas_type(name):
    return {"user": "Int64", "item": "Int64", "sex": "str"}.get(name, object)


def test_lookups_and_inputs_agree(table, golden):
    lookups = table.lookups(golden["examples"])
    inputs = table.inputs(golden["examples"])
    at = 0
    for feature, rows in lookups.rows.items():
        width = table.width(feature)
        assert rows.shape[1] * table.manifest.geometry.width == width
        if feature not in lookups.offsets:
            assert len(rows) == len(inputs)
            vectors = np.empty((rows.size, table.manifest.geometry.width), np.float32)
            table._rows.take(rows.reshape(-1), vectors)
            np.testing.assert_array_equal(
                inputs[:, at : at + width], vectors.reshape(len(rows), -1)
            )
        at += width
    np.testing.assert_array_equal(inputs[:, at:], lookups.numbers)


def test_pooled_vectors_are_the_sum_of_single_ones_by_the_rule(table, golden):
    rules = {"genres": lambda n: 1 / np.sqrt(n), "seen": lambda n: 1 / n, "words": lambda _: 1}
    for feature, rule in rules.items():
        lists = golden["examples"][feature]
        pooled = table.embed(feature, lists)
        for values, vector in zip(lists, pooled, strict=True):
            if not values:
                assert not vector.any()
                continue
            expected = table.embed(feature, values).astype(np.float64).sum(0) * rule(len(values))
            np.testing.assert_allclose(vector, expected, atol=1e-6)
