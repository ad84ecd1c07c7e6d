"""The head of a published version as an ONNX model, for services in other languages.

Values become the head's inputs by `EmbeddingTable.inputs`, or by what a service has instead; the
model goes from inputs to scores. Needs the extra ``onnx``.
"""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

from unified_embedding.head import Affine, DeepCross, Factorization, Head, Logistic
from unified_embedding.manifest import HASH_VERSION, Manifest

_OPSET = 13
"""The oldest in which all operators used here have this form, so that old runtimes read it too."""

_IR_VERSION = 7
"""The oldest version of ONNX's file format that has this opset."""


def head_model(
    manifest: Manifest, head: Head, input_widths: Mapping[str, int], version: int | None
) -> ModelProto:
    """The model that `unified_embedding.EmbeddingTable.to_onnx` describes.

    :param input_widths: floats of each feature in the inputs, in their order; D together
    :param version: the number in the registry, None where it is not known
    """
    graph = _Graph()
    graph.add("Squeeze", _column(graph, head), graph.axis, output="logit")
    graph.add("Sigmoid", "logit", output="probability")
    width = sum(input_widths.values())
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            manifest.name,
            [_floats("inputs", ["n", width], "as EmbeddingTable.inputs makes them of n examples")],
            [
                _floats("logit", ["n"], "what EmbeddingTable.logits gives"),
                _floats("probability", ["n"], "what EmbeddingTable.score gives"),
            ],
            graph.weights,
        ),
        producer_name="unified-embedding",
        ir_version=_IR_VERSION,
        opset_imports=[helper.make_opsetid("", _OPSET)],
    )
    helper.set_model_props(model, _metadata(manifest, input_widths, version))
    return model


def _metadata(
    manifest: Manifest, input_widths: Mapping[str, int], version: int | None
) -> dict[str, str]:
    features = [{"name": name, "width": width} for name, width in input_widths.items()]
    metadata = {
        "name": manifest.name,
        "run_id": manifest.run_id,
        "hash_version": str(HASH_VERSION),
        "features": json.dumps(features, ensure_ascii=False),
    }
    return metadata if version is None else {**metadata, "version": str(version)}


def _floats(name: str, shape: list[str | int], meaning: str) -> ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape, meaning)


class _Graph:
    """Nodes and weights, collected one by one; a tensor is known by its name."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = []
        # The one behind the examples'. Operators take axes as a tensor.
        self.axis = self.integers("axis", 1)

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def integers(self, name: str, *values: int) -> str:
        return self.constant(name, np.array(values, np.int64))

    def add(self, operator: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        """Adds a node of one output and gives the output's name."""
        name = output or f"{operator}-{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [name], name, **attributes))
        return name

    def affine(self, x: str, name: str, layer: Affine) -> str:
        """x W + b [n, out] of x [n, in]."""
        w, b = self.constant(f"{name}.W", layer.w), self.constant(f"{name}.b", layer.b)
        return self.add("Gemm", x, w, b)

    def sum_of_squares(self, x: str) -> str:
        """The squared lengths [n, 1] of x [n, K]."""
        return self.add("ReduceSum", self.add("Mul", x, x), self.axis)


def _column(graph: _Graph, head: Head) -> str:
    """The logits [n, 1] of ``inputs`` [n, D]."""
    if isinstance(head, Logistic):
        return graph.affine("inputs", "output", Affine(head.w[:, None], head.b))
    if isinstance(head, Factorization):
        return _factorization(graph, head)
    if isinstance(head, DeepCross):
        return _deep_cross(graph, head)
    raise TypeError(f"no ONNX graph for {type(head).__name__}")


def _factorization(graph: _Graph, head: Factorization) -> str:
    begin = graph.integers("begin", 0)
    end = graph.integers("end", head.s.size)
    vectors = graph.add("Slice", "inputs", begin, end, graph.axis)
    scaled = graph.add("Mul", vectors, graph.constant("s", head.s.reshape(-1)))
    # In ONNX a length of 0 stands for the length before, here n.
    shape = graph.integers("shape", 0, *head.s.shape)
    by_feature = graph.add("Reshape", scaled, shape)
    total = graph.add("ReduceSum", by_feature, graph.axis, keepdims=0)
    difference = graph.add("Sub", graph.sum_of_squares(total), graph.sum_of_squares(scaled))
    pairs = graph.add("Mul", difference, graph.constant("half", np.array(0.5, np.float32)))
    linear = graph.affine("inputs", "output", Affine(head.w[:, None], head.b))
    return graph.add("Add", linear, pairs)


def _deep_cross(graph: _Graph, head: DeepCross) -> str:
    crossed = "inputs"
    for i, layer in enumerate(head.crosses):
        product = graph.add("Mul", "inputs", graph.affine(crossed, f"cross-{i}", layer))
        crossed = graph.add("Add", product, crossed)
    deep = "inputs" if head.parallel else crossed
    for i, layer in enumerate(head.denses):
        deep = graph.add("Relu", graph.affine(deep, f"dense-{i}", layer))
    if head.parallel:
        deep = graph.add("Concat", crossed, deep, axis=1) if head.denses else crossed
    return graph.affine(deep, "output", head.output)
