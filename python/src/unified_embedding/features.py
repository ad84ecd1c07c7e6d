"""The features of a table, as its manifest describes them."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from unified_embedding.fields import Fields


@dataclass(frozen=True, slots=True)
class Embedded:
    """A feature that looks rows up: ``chunks`` of them a value, seeded by ``hash_name``."""

    name: str
    chunks: int
    hash_name: str


@dataclass(frozen=True, slots=True)
class Categorical(Embedded):
    """One value an example; a missing value is a value of its own."""


@dataclass(frozen=True, slots=True)
class MultiValued(Embedded):
    """A list of values an example, whose vectors are pooled chunk by chunk."""

    combiner: str

    def scales(self, lengths: NDArray[np.int64]) -> NDArray[np.float32]:
        """The factor of each list's sum of vectors [n]; an empty list pools to zeros."""
        counts = np.maximum(lengths, 1).astype(np.float64)
        if self.combiner == "mean":
            return np.float32(1) / counts.astype(np.float32)
        if self.combiner == "sqrt_n":
            return (1 / np.sqrt(counts)).astype(np.float32)
        return np.ones(len(lengths), np.float32)


@dataclass(frozen=True, slots=True)
class Bucketised(Embedded):
    """A number turned into the index of its half-open interval; below the first boundary: 0."""

    boundaries: tuple[float, ...]

    def buckets(self, numbers: NDArray[np.float64]) -> NDArray[np.int64]:
        """The intervals' indexes [n] of numbers that are not NaN."""
        return np.searchsorted(np.array(self.boundaries), numbers, side="right")


@dataclass(frozen=True, slots=True)
class Cross(Embedded):
    """The combination of two or three single-valued features."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Numeric:
    """A number that enters the head beside the embeddings.

    In this order: clip to [minimum, maximum]; log(x + log_offset), 0 where x + log_offset <= 0;
    (x - mean) / deviation where ``standardise``. A step that is None is left out. A missing
    number becomes ``missing``, to which no step is applied.
    """

    name: str
    minimum: float | None
    maximum: float | None
    log_offset: float | None
    standardise: bool
    mean: float
    deviation: float
    missing: float

    def unscaled(self, raw: NDArray[np.float64]) -> NDArray[np.float64]:
        """Clip and logarithm of numbers [n]; NaN stays NaN."""
        x = raw if self.minimum is None else np.maximum(raw, self.minimum)
        x = x if self.maximum is None else np.minimum(x, self.maximum)
        if self.log_offset is None:
            return x
        shifted = x + self.log_offset
        logarithm = np.zeros_like(shifted)
        np.log(shifted, out=logarithm, where=~(shifted <= 0))
        return logarithm

    def scaled(self, unscaled: NDArray[np.float64]) -> NDArray[np.float32]:
        """The model's inputs [n] of what ``unscaled`` returned."""
        x = (unscaled - self.mean) / self.deviation if self.standardise else unscaled
        return np.where(np.isnan(unscaled), self.missing, x).astype(np.float32)


Feature = Embedded | Numeric


def read_feature(fields: Fields) -> Feature:
    """One entry of the manifest's list of features."""
    kind = fields.choice("type", "categorical", "multi-valued", "bucketised", "cross", "numeric")
    name = fields.text("name")
    if not name.strip() or "#" in name:
        raise fields.bad(f"feature name '{name}' is blank or contains '#'")
    if kind == "numeric":
        return _read_numeric(fields, name)
    chunks = fields.integer("chunks", 1)
    hash_name = fields.text("hashName")
    _read_exactness(fields)
    if kind == "multi-valued":
        combiner = fields.choice("combiner", "sum", "mean", "sqrt_n")
        return MultiValued(name, chunks, hash_name, combiner)
    if kind == "bucketised":
        boundaries = fields.numbers("boundaries")
        if not boundaries or any(not a < b for a, b in pairwise(boundaries)):
            raise fields.bad(
                f"boundaries of feature '{name}' are {list(boundaries)} (must increase)"
            )
        return Bucketised(name, chunks, hash_name, boundaries)
    if kind == "cross":
        parts = fields.texts("parts")
        if len(set(parts)) != len(parts) or not 2 <= len(parts) <= 3:
            raise fields.bad(f"parts of cross '{name}' are {list(parts)} (must be two or three)")
        return Cross(name, chunks, hash_name, parts)
    return Categorical(name, chunks, hash_name)


def _read_exactness(fields: Fields) -> None:
    """Checks how a feature was to become exact; whether it did is what ``table.exact`` says."""
    with fields.object("exactness") as exactness:
        kind = exactness.choice("type", "hashed", "listed", "up-to")
        if kind == "listed":
            exactness.texts("values")
        elif kind == "up-to":
            exactness.integer("maxValues", 1)


def _read_numeric(fields: Fields, name: str) -> Numeric:
    with fields.object("transform") as transform:
        numeric = Numeric(
            name,
            minimum=transform.optional_number("minimum"),
            maximum=transform.optional_number("maximum"),
            log_offset=transform.optional_number("logOffset"),
            standardise=transform.boolean("standardise"),
            mean=transform.number("mean"),
            deviation=transform.number("deviation"),
            missing=transform.number("missing"),
        )
        if not numeric.deviation > 0:
            raise transform.bad(
                f"deviation of feature '{name}' is {numeric.deviation} (must be > 0)"
            )
        return numeric
