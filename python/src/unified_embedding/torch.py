"""A published version as a torch module: the table's rows and its head, frozen or trainable.

Values become rows in NumPy, by `EmbeddingTable.lookups`; the module goes from rows to logits.
Needs the extra ``torch``.
"""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from unified_embedding.features import MultiValued
from unified_embedding.head import Affine, DeepCross, Factorization, Floats, Head, Logistic
from unified_embedding.manifest import Manifest
from unified_embedding.snapshot import Rows
from unified_embedding.table import Lookups


class RowTable(nn.Module):
    """All rows [R, width], one tensor a file of the snapshot.

    On the CPU the tensors are mappings of the files: a frozen table costs no memory of its own, a
    trainable one that of the pages that training touches; the files never change.
    """

    def __init__(
        self,
        files: Sequence[NDArray[np.float32]],
        rows_per_file: int,
        *,
        trainable: bool,
        sparse: bool,
    ):
        super().__init__()
        self._rows_per_file = rows_per_file
        self._sparse = sparse
        self._names = [f"file{index}" for index in range(len(files))]
        for name, vectors in zip(self._names, files, strict=True):
            tensor = torch.from_numpy(vectors)
            if trainable:
                self.register_parameter(name, nn.Parameter(tensor))
            else:
                self.register_buffer(name, tensor, persistent=False)

    def forward(self, rows: Tensor) -> Tensor:
        """The vectors [n, width] of rows, int64 [n]."""
        if len(self._names) == 1:
            return self._take(self._names[0], rows)
        owners = torch.div(rows, self._rows_per_file, rounding_mode="floor")
        members = [torch.nonzero(owners == i)[:, 0] for i in range(len(self._names))]
        vectors = [
            self._take(name, rows[own] - i * self._rows_per_file)
            for i, (name, own) in enumerate(zip(self._names, members, strict=True))
        ]
        return torch.cat(vectors)[torch.argsort(torch.cat(members))]

    def _take(self, name: str, rows: Tensor) -> Tensor:
        return functional.embedding(rows, getattr(self, name), sparse=self._sparse)

    @property
    def device(self) -> torch.device:
        """Where the rows are."""
        return getattr(self, self._names[0]).device


class EmbeddingModule(nn.Module):
    """Rows and head of a version, from look-ups to logits.

    >>> module = table.to_torch(trainable=True, sparse=True)
    >>> loss = binary_cross_entropy_with_logits(module(table.lookups(frame)), labels)

    A trainable module's ``state_dict`` holds all rows; a frozen one's holds none, since the version
    has them.
    """

    def __init__(
        self, manifest: Manifest, rows: Rows, head: Head, *, trainable: bool, sparse: bool
    ):
        super().__init__()
        self.features = manifest.embedded
        self.rows = RowTable(
            rows.writable(), rows.rows_per_file, trainable=trainable, sparse=sparse
        )
        self.head = _module(head)
        self.head.requires_grad_(trainable)

    def forward(self, lookups: Lookups) -> Tensor:
        """The logits [n] of examples."""
        return self.head(self.inputs(lookups))

    def inputs(self, lookups: Lookups) -> Tensor:
        """The head's inputs [n, D]: vectors feature by feature, then the numbers."""
        vectors = [self.embed(name, lookups) for name in self.features]
        return torch.cat([*vectors, self._tensor(lookups.numbers)], 1)

    def embed(self, feature: str, lookups: Lookups) -> Tensor:
        """The vectors of a feature [n, chunks x width]; pooled where it is multi-valued."""
        rows = self._tensor(lookups.rows[feature])
        vectors = self.rows(rows.reshape(-1)).reshape(len(rows), -1)
        known = self.features[feature]
        if not isinstance(known, MultiValued):
            return vectors
        lengths = np.diff(lookups.offsets[feature])
        owners = self._tensor(np.repeat(np.arange(len(lengths)), lengths))
        sums = vectors.new_zeros(len(lengths), vectors.shape[1]).index_add(0, owners, vectors)
        return sums * self._tensor(known.scales(lengths))[:, None]

    def _tensor(self, array: NDArray[np.generic]) -> Tensor:
        return torch.as_tensor(array, device=self.rows.device)


def _module(head: Head) -> nn.Module:
    if isinstance(head, Logistic):
        return LogisticModule(head)
    if isinstance(head, Factorization):
        return FactorizationModule(head)
    if isinstance(head, DeepCross):
        return DeepCrossModule(head)
    raise TypeError(f"no torch module for {type(head).__name__}")


def _parameter(values: Floats) -> nn.Parameter:
    return nn.Parameter(torch.tensor(values))


def _linear(layer: Affine) -> nn.Linear:
    inputs, outputs = layer.w.shape
    linear = nn.utils.skip_init(nn.Linear, inputs, outputs)
    linear.weight = _parameter(layer.w.T)
    linear.bias = _parameter(layer.b)
    return linear


class LogisticModule(nn.Module):
    """`unified_embedding.head.Logistic`, from inputs [n, D] to logits [n]."""

    def __init__(self, head: Logistic):
        super().__init__()
        self.linear = _linear(Affine(head.w[:, None], head.b))

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x)[:, 0]


class FactorizationModule(nn.Module):
    """`unified_embedding.head.Factorization`, from inputs [n, D] to logits [n]."""

    def __init__(self, head: Factorization):
        super().__init__()
        self.linear = _linear(Affine(head.w[:, None], head.b))
        self.scales = _parameter(head.s)

    def forward(self, x: Tensor) -> Tensor:
        scaled = x[:, : self.scales.numel()].reshape(-1, *self.scales.shape) * self.scales
        pairs = scaled.sum(1).square().sum(1) - scaled.square().sum((1, 2))
        return self.linear(x)[:, 0] + 0.5 * pairs


class DeepCrossModule(nn.Module):
    """`unified_embedding.head.DeepCross`, from inputs [n, D] to logits [n]."""

    def __init__(self, head: DeepCross):
        super().__init__()
        self.crosses = nn.ModuleList(map(_linear, head.crosses))
        self.denses = nn.ModuleList(map(_linear, head.denses))
        self.output = _linear(head.output)
        self.parallel = head.parallel

    def forward(self, x: Tensor) -> Tensor:
        crossed = x
        for layer in self.crosses:
            crossed = x * layer(crossed) + crossed
        deep = x if self.parallel else crossed
        for layer in self.denses:
            deep = layer(deep).relu()
        if self.parallel:
            deep = torch.cat([crossed, deep], 1) if self.denses else crossed
        return self.output(deep)[:, 0]
