"""The head as an ONNX model, run by onnxruntime, beside NumPy and what Java makes of it."""

import json
from itertools import pairwise, product
from types import SimpleNamespace

import numpy as np
import onnx
import onnxruntime
import pytest

from unified_embedding import EmbeddingTable
from unified_embedding.features import Cross
from unified_embedding.head import Affine, DeepCross, Factorization, Logistic
from unified_embedding.onnx import head_model


@pytest.fixture(scope="module")
def model(table):
    return table.to_onnx()


def _run(model, inputs):
    """Logit and probability [n] of inputs [n, D]."""
    session = onnxruntime.InferenceSession(
        model if isinstance(model, str) else model.SerializeToString(),
        providers=["CPUExecutionProvider"],
    )
    return session.run(["logit", "probability"], {"inputs": inputs})


def test_scores_are_those_of_the_loader_and_of_java(table, golden, model):
    logits, probabilities = _run(model, table.inputs(golden["examples"]))
    for expected in (table.logits(golden["examples"]), golden["logits"]):
        np.testing.assert_allclose(logits, expected, rtol=0, atol=2e-6)
    for expected in (table.score(golden["examples"]), golden["probabilities"]):
        np.testing.assert_allclose(probabilities, expected, rtol=0, atol=1e-6)


def test_any_number_of_examples(table, golden, model):
    inputs = table.inputs(golden["examples"])
    expected = table.score(golden["examples"])
    for n in (0, 1, 7):
        logits, probabilities = _run(model, inputs[:n])
        assert logits.dtype == probabilities.dtype == np.float32
        assert logits.shape == (n,)
        np.testing.assert_allclose(probabilities, expected[:n], rtol=0, atol=1e-6)


def test_model_is_valid_and_has_standard_operators_only(table, golden, model):
    onnx.checker.check_model(model, full_check=True)
    assert [(opset.domain, opset.version) for opset in model.opset_import] == [("", 13)]
    shapes = {
        value.name: [size.dim_value or size.dim_param for size in value.type.tensor_type.shape.dim]
        for value in (*model.graph.input, *model.graph.output)
    }
    width = table.inputs(golden["examples"]).shape[1]
    assert shapes == {"inputs": ["n", width], "logit": ["n"], "probability": ["n"]}


def test_metadata_tell_what_to_fill_the_inputs_with(table, golden, model):
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    features = json.loads(metadata.pop("features"))
    assert metadata == {"name": table.manifest.name, "run_id": "run", "hash_version": "1"}
    numbers = table.lookups(golden["examples"]).numbers
    columns = dict(
        zip([feature.name for feature in table.manifest.numeric], numbers.T, strict=True)
    )
    inputs = np.zeros((len(numbers), 0), np.float32)
    for entry in features:
        name, width = entry["name"], entry["width"]
        column = columns[name][:, None] if name in columns else _embed(table, golden, name)
        assert column.shape[1] == width
        inputs = np.concatenate([inputs, column], 1)
    assert table.input_widths == {entry["name"]: entry["width"] for entry in features}
    np.testing.assert_array_equal(inputs, table.inputs(golden["examples"]))


def _embed(table, golden, name):
    feature = table.manifest.embedded[name]
    examples = golden["examples"]
    parts = feature.parts if isinstance(feature, Cross) else ()
    return table.embed(name, {part: examples[part] for part in parts} or examples[name])


def test_saved_model_of_a_numbered_version(table, golden, tmp_path):
    path = str(tmp_path / "head.onnx")
    onnx.save(EmbeddingTable(table.folder, table.manifest, 12).to_onnx(), path)
    metadata = {entry.key: entry.value for entry in onnx.load(path).metadata_props}
    assert metadata["version"] == "12"
    _, probabilities = _run(path, table.inputs(golden["examples"]))
    np.testing.assert_allclose(probabilities, golden["probabilities"], rtol=0, atol=1e-6)


def _heads():
    """Heads of other sizes than the published ones, with random weights, by their name."""
    random = np.random.default_rng(1)

    def floats(*shape):
        return (random.normal(size=shape) / 4).astype(np.float32)

    def affines(*widths):
        return tuple(Affine(floats(*sizes), floats(sizes[1])) for sizes in pairwise(widths))

    heads = {"logistic": (Logistic(floats(1), floats(1)), 1)}
    for features, width, numbers in ((1, 4, 0), (1, 1, 1), (5, 3, 2)):
        inputs = features * width + numbers
        head = Factorization(floats(inputs), floats(features, width), floats(1))
        heads[f"factorization {features} x {width} and {numbers}"] = (head, inputs)
    for parallel, layers, hidden in product((False, True), (0, 1, 3), ((), (5,), (7, 3))):
        deep = hidden[-1] if hidden else 0 if parallel else 9
        [output] = affines(9 + deep if parallel else deep, 1)
        crosses = affines(*[9] * (layers + 1))
        head = DeepCross(crosses, affines(9, *hidden), output, parallel)
        heads[f"{'parallel' if parallel else 'stacked'} {layers}, {hidden}"] = (head, 9)
    return heads


HEADS = _heads()


@pytest.mark.parametrize("name", HEADS)
def test_heads_of_all_sizes(name):
    head, width = HEADS[name]
    manifest = SimpleNamespace(name=name, run_id="run")
    model = head_model(manifest, head, {"feature": width}, None)
    onnx.checker.check_model(model, full_check=True)
    inputs = np.random.default_rng(2).normal(size=(100, width)).astype(np.float32)
    logits, _ = _run(model, inputs)
    assert np.std(logits) > 0
    np.testing.assert_allclose(logits, head.logits(inputs), rtol=1e-5, atol=1e-5)


def test_probabilities_of_large_logits():
    head = Logistic(np.ones(1, np.float32), np.zeros(1, np.float32))
    model = head_model(SimpleNamespace(name="large", run_id="run"), head, {"feature": 1}, None)
    _, probabilities = _run(model, np.array([[-1e4], [-20], [20], [1e4]], np.float32))
    np.testing.assert_allclose(probabilities, [0, 0, 1, 1], rtol=0, atol=1e-7)
