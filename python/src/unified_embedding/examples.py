"""From a frame to prepared examples: fingerprints, lists of them, and the model's numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unified_embedding.columns import Offsets, bad_values, column, is_frame, to_lists, to_numbers
from unified_embedding.features import Bucketised, Cross, Embedded, MultiValued, Numeric
from unified_embedding.fingerprints import (
    MISSING,
    Fingerprints,
    canonical_text,
    cross,
    fingerprints,
)
from unified_embedding.manifest import Manifest

_LARGEST = float(np.finfo(np.float32).max)


@dataclass(frozen=True, slots=True)
class Lists:
    """The values of a multi-valued feature: list i is ``values[offsets[i]:offsets[i + 1]]``."""

    values: Fingerprints
    offsets: Offsets

    def __getitem__(self, examples: slice) -> "Lists":
        offsets = self.offsets[examples.start : examples.stop + 1]
        return Lists(self.values[offsets[0] : offsets[-1]], offsets - offsets[0])


@dataclass(frozen=True, slots=True)
class Examples:
    """Prepared examples, n of them, independent of the table's size and of training.

    :param size: n
    :param single: by feature, fingerprints [n]; crosses are not among them
    :param lists: by multi-valued feature
    :param numbers: [n, N] transformed, in the order of the numeric features
    """

    size: int
    single: Mapping[str, Fingerprints]
    lists: Mapping[str, Lists]
    numbers: NDArray[np.float32]


def prepare(manifest: Manifest, frame: Any) -> Examples:
    """The examples of a frame that has a column for each feature but the crosses."""
    single, lists, numbers = {}, {}, []
    sizes = {}
    for feature in manifest.features:
        if isinstance(feature, Cross):
            continue
        values = column(frame, feature.name)
        if isinstance(feature, Numeric):
            numbers.append(_number(feature, values))
            sizes[feature.name] = len(numbers[-1])
        elif isinstance(feature, MultiValued):
            lists[feature.name] = list_values(feature, values)
            sizes[feature.name] = len(lists[feature.name].offsets) - 1
        else:
            single[feature.name] = single_values(feature, values)
            sizes[feature.name] = len(single[feature.name])
    first, size = next(iter(sizes.items()))
    for name, other in sizes.items():
        if other != size:
            raise bad_values(name, f"{other} examples (must be the {size} of '{first}')")
    stacked = np.stack(numbers, 1) if numbers else np.empty((size, 0), np.float32)
    return Examples(size, single, lists, stacked)


def single_values(feature: Embedded, values: Any) -> Fingerprints:
    """The fingerprints [n] of one value an example; numbers where the feature is bucketised."""
    if not isinstance(feature, Bucketised):
        return fingerprints(feature.name, values)
    numbers = to_numbers(feature.name, values)
    missing = np.isnan(numbers)
    intervals = fingerprints(feature.name, np.arange(len(feature.boundaries) + 1))
    return np.where(missing, MISSING, intervals[feature.buckets(np.where(missing, 0, numbers))])


def list_values(feature: Embedded, values: Any) -> Lists:
    """The fingerprints of a list of values an example."""
    flat, offsets = to_lists(
        feature.name, values, lambda value: canonical_text(feature.name, value)
    )
    return Lists(fingerprints(feature.name, flat), offsets)


def cross_values(feature: Cross, embedded: Mapping[str, Embedded], values: Any) -> Fingerprints:
    """The fingerprints [n] of combinations: tuples in the order of the parts, or their columns."""
    if is_frame(values):
        columns = [column(values, part) for part in feature.parts]
    else:
        columns = _transposed(feature, values)
    parts = [
        single_values(embedded[part], own) for part, own in zip(feature.parts, columns, strict=True)
    ]
    for name, part in zip(feature.parts, parts, strict=True):
        if len(part) != len(parts[0]):
            raise bad_values(
                name, f"{len(part)} examples (must be the {len(parts[0])} of '{feature.parts[0]}')"
            )
    return cross(parts)


def _transposed(feature: Cross, values: Any) -> list[list[Any]]:
    wanted = f"(must be tuples of {list(feature.parts)}, or a mapping of these to columns)"
    if isinstance(values, str | bytes) or not hasattr(values, "__iter__"):
        raise bad_values(feature.name, f"{values!r} {wanted}")
    tuples = list(values)
    for one in tuples:
        if not isinstance(one, tuple | list) or len(one) != len(feature.parts):
            raise bad_values(feature.name, f"{one!r} {wanted}")
    return [[one[i] for one in tuples] for i in range(len(feature.parts))]


def _number(feature: Numeric, values: Any) -> NDArray[np.float32]:
    unscaled = feature.unscaled(to_numbers(feature.name, values))
    large = np.flatnonzero(np.abs(unscaled) > _LARGEST)
    if len(large):
        at = int(large[0])
        raise bad_values(feature.name, f"{unscaled[at]} at {at} (must be a float32)")
    return feature.scaled(unscaled)
