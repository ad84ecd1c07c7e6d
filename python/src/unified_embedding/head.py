"""The heads in NumPy: from the inputs [n, D] of n examples to logits [n], all in float32.

D is the look-ups' vectors, feature by feature and chunk by chunk, then the numbers. The weights
are one flat vector [P] in the order that each class states; matrices multiply from the right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from unified_embedding.manifest import HeadSpec

Floats = NDArray[np.float32]


class Head(Protocol):
    """A model behind the look-ups. Thread-safe."""

    def logits(self, x: Floats) -> Floats:
        """The logits [n] of inputs [n, D]."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """logit = w . x + b. Weights: w [D], b."""

    w: Floats
    b: Floats

    def logits(self, x: Floats) -> Floats:
        return x @ self.w + self.b


@dataclass(frozen=True, slots=True)
class Factorization:
    """logit = b + w . x + 1/2 (|sum_f t_f|^2 - sum_f |t_f|^2) with t_f = s_f * v_f.

    v_f is the vector [K] of feature f and s_f its learnt scale, for features that share a table.
    Weights: w [D], s [F, K], b.

    Source: S. Rendle, Factorization machines, ICDM 2010.
    """

    w: Floats
    s: Floats
    b: Floats

    def logits(self, x: Floats) -> Floats:
        features, width = self.s.shape
        scaled = x[:, : self.s.size].reshape(-1, features, width) * self.s
        total = scaled.sum(1)
        square_of_sum = np.einsum("nk,nk->n", total, total)
        sum_of_squares = np.einsum("nfk,nfk->n", scaled, scaled)
        return x @ self.w + self.b + np.float32(0.5) * (square_of_sum - sum_of_squares)


@dataclass(frozen=True, slots=True)
class Affine:
    """x W + b. Weights: W [in, out], b [out]."""

    w: Floats
    b: Floats

    def __call__(self, x: Floats) -> Floats:
        z = x @ self.w
        z += self.b
        return z


@dataclass(frozen=True, slots=True)
class DeepCross:
    """DCN-V2: full-rank cross layers y = x0 * (x W + b) + x, and dense layers y = max(0, x W + b).

    Stacked, the dense layers read the last cross layer and the logit the last dense one; parallel,
    the dense layers read the inputs and the logit both ends. Without cross layers it is an MLP.
    Weights: those of the cross layers, of the dense layers, of the logit (parallel: the cross part
    [D] first).

    Source: R. Wang et al., DCN V2: improved deep and cross network and practical lessons for
    web-scale learning to rank systems, WWW 2021.
    """

    crosses: tuple[Affine, ...]
    denses: tuple[Affine, ...]
    output: Affine
    parallel: bool

    def logits(self, x: Floats) -> Floats:
        crossed = x
        for layer in self.crosses:
            z = layer(crossed)
            z *= x
            z += crossed
            crossed = z
        deep = x if self.parallel else crossed
        for layer in self.denses:
            deep = layer(deep)
            np.maximum(deep, 0, out=deep)
        if not self.parallel:
            return self.output(deep)[:, 0]
        width = crossed.shape[1]
        logits = crossed @ self.output.w[:width, 0] + self.output.b
        if self.denses:
            logits += deep @ self.output.w[width:, 0]
        return logits


def head_of(spec: HeadSpec, weights: Floats, feature_widths: Sequence[int], numbers: int) -> Head:
    """The head of a manifest with its weights [P].

    :param feature_widths: floats of each feature with look-ups, chunks x width, in order
    :param numbers: numeric features
    :raises ValueError: where the weights are not as many as the head has
    """
    inputs = sum(feature_widths) + numbers
    cut = _Cut(weights)
    head: Head
    if spec.type == "logistic":
        head = Logistic(cut.take(inputs), cut.take(1))
    elif spec.type == "factorization":
        if len(set(feature_widths)) > 1:
            raise ValueError(f"the features of a factorization are {list(feature_widths)} wide")
        w = cut.take(inputs)
        head = Factorization(w, cut.take(len(feature_widths), feature_widths[0]), cut.take(1))
    else:
        head = _deep_cross(spec, cut, inputs)
    cut.end()
    return head


def _deep_cross(spec: HeadSpec, cut: "_Cut", inputs: int) -> DeepCross:
    crosses = tuple(cut.affine(inputs, inputs) for _ in range(spec.cross_layers))
    denses = tuple(cut.affine(*widths) for widths in pairwise((inputs, *spec.hidden)))
    parallel = spec.structure == "parallel"
    deep = spec.hidden[-1] if spec.hidden else 0 if parallel else inputs
    output = cut.affine(inputs + deep if parallel else deep, 1)
    return DeepCross(crosses, denses, output, parallel)


class _Cut:
    """Cuts a flat vector into arrays, from the front."""

    def __init__(self, weights: Floats):
        self._weights = weights
        self._at = 0

    def take(self, *shape: int) -> Floats:
        begin, self._at = self._at, self._at + int(np.prod(shape))
        if self._at > len(self._weights):
            raise ValueError(f"it holds {len(self._weights)} weights, the head has more")
        return self._weights[begin : self._at].reshape(shape)

    def affine(self, inputs: int, outputs: int) -> Affine:
        return Affine(self.take(inputs, outputs), self.take(outputs))

    def end(self) -> None:
        if self._at != len(self._weights):
            raise ValueError(f"it holds {len(self._weights)} weights, the head has {self._at}")
