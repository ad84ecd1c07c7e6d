"""From fingerprints to rows, by the kind of a feature's address (docs/spec/hash.md, section 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from unified_embedding import xxh64
from unified_embedding.features import Embedded
from unified_embedding.fingerprints import Fingerprints, seed
from unified_embedding.manifest import Geometry, Manifest

RowNumbers = NDArray[np.int64]

_HALF = np.uint64(32)
_LOW = np.uint64(2**32 - 1)


class Address(Protocol):
    """How the values of one feature become rows."""

    def rows(self, fingerprints: Fingerprints) -> RowNumbers:
        """The rows [n, chunks] of values [n]."""


@dataclass(frozen=True)
class Multiplexed:
    """Hashed into the whole hashed region; one seed a chunk."""

    seeds: tuple[int, ...]
    geometry: Geometry

    def rows(self, fingerprints: Fingerprints) -> RowNumbers:
        rows = np.empty((len(fingerprints), len(self.seeds)), np.uint64)
        mixed = xxh64.lanes(fingerprints.view(np.uint64))
        rows_per_bucket = np.uint64(self.geometry.rows_per_bucket)
        for chunk, key in enumerate(self.seeds):
            hashes = xxh64.hash_lanes(mixed, key)
            row = hashes >> _HALF
            row *= np.uint64(self.geometry.buckets)
            row >>= _HALF
            row *= rows_per_bucket
            hashes &= _LOW
            hashes *= rows_per_bucket
            hashes >>= _HALF
            np.add(row, hashes, out=rows[:, chunk])
        return rows.view(np.int64)


@dataclass(frozen=True)
class Ranged:
    """Hashed into a range of the feature's own, by the high half of the hash."""

    seeds: tuple[int, ...]
    first_row: int
    count: int

    def rows(self, fingerprints: Fingerprints) -> RowNumbers:
        rows = np.empty((len(fingerprints), len(self.seeds)), np.uint64)
        mixed = xxh64.lanes(fingerprints.view(np.uint64))
        for chunk, key in enumerate(self.seeds):
            row = xxh64.hash_lanes(mixed, key)
            row >>= _HALF
            row *= np.uint64(self.count)
            row >>= _HALF
            np.add(row, np.uint64(self.first_row), out=rows[:, chunk])
        return rows.view(np.int64)


@dataclass(frozen=True)
class Exact:
    """Own rows: value i has those from first_row + i * chunks; others share the ones behind."""

    chunks: int
    vocabulary: Fingerprints
    first_row: int

    @cached_property
    def _order(self) -> NDArray[np.int64]:
        return np.argsort(self.vocabulary)

    @cached_property
    def _sorted(self) -> Fingerprints:
        return self.vocabulary[self._order]

    def rows(self, fingerprints: Fingerprints) -> RowNumbers:
        size = len(self.vocabulary)
        entries = np.full(len(fingerprints), size, np.int64)
        if size:
            at = np.searchsorted(self._sorted, fingerprints)
            at[at == size] = 0
            known = self._sorted[at] == fingerprints
            entries[known] = self._order[at[known]]
        first = self.first_row + entries * self.chunks
        return first[:, None] + np.arange(self.chunks)

    @property
    def count(self) -> int:
        """Rows that the feature owns, those that all other values share included."""
        return (len(self.vocabulary) + 1) * self.chunks


def addresses(manifest: Manifest, vocabularies: Mapping[str, Fingerprints]) -> dict[str, Address]:
    """The address of every feature with look-ups; ValueError where rows and geometry differ."""
    found: dict[str, Address] = {}
    first_row = manifest.geometry.hashed_rows
    for name, feature in manifest.embedded.items():
        if name in vocabularies:
            exact = Exact(feature.chunks, vocabularies[name], first_row)
            first_row += exact.count
            found[name] = exact
        else:
            found[name] = _hashed(manifest, feature)
    if first_row != manifest.geometry.rows:
        raise ValueError(
            f"its values own {first_row - manifest.geometry.hashed_rows} exact rows, "
            f"the manifest says {manifest.geometry.exact_rows}"
        )
    return found


def _hashed(manifest: Manifest, feature: Embedded) -> Address:
    seeds = tuple(seed(feature.hash_name, chunk) for chunk in range(feature.chunks))
    owned = manifest.ranges.get(feature.name)
    if owned is None:
        return Multiplexed(seeds, manifest.geometry)
    return Ranged(seeds, owned.first_row, owned.rows)
