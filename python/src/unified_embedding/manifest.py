"""The manifest: how values become rows, the head, the files (docs/spec/manifest.md)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from unified_embedding import errors
from unified_embedding.features import (
    Bucketised,
    Categorical,
    Cross,
    Embedded,
    Feature,
    Numeric,
    read_feature,
)
from unified_embedding.fields import Fields

FORMAT_VERSION = 2
"""The newest version of the format that this loader reads."""

HASH_VERSION = 1
"""The version of docs/spec/hash.md that values of all versions of the format are hashed by."""

_TRAINED = 1
"""The version of the format of versions as trained."""

PATH = "manifest.json"

FORMATS = ("float32", "float16", "int8", "int4")
"""How rows may be stored (docs/spec/snapshot.md)."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """The shape of a table: hashed rows in buckets, exact rows behind them, all ``width`` long."""

    buckets: int
    rows_per_bucket: int
    exact_rows: int
    width: int

    @property
    def hashed_rows(self) -> int:
        return self.buckets * self.rows_per_bucket

    @property
    def rows(self) -> int:
        return self.hashed_rows + self.exact_rows


@dataclass(frozen=True, slots=True)
class RowRange:
    """The hashed rows of one feature in a per-feature layout."""

    first_row: int
    rows: int


@dataclass(frozen=True, slots=True)
class HeadSpec:
    """Which head, with its sizes; ``hidden`` and the rest only where the type has them."""

    type: str
    hidden: tuple[int, ...] = ()
    cross_layers: int = 0
    structure: str = "stacked"


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the snapshot, its path relative to the version's folder."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Export:
    """What a version that was exported in another format lost.

    ``vectors`` has the distances of its rows from the version's, ``scores`` the metrics of both, or
    is None where there were no examples to compare on; docs/spec/manifest.md names the fields.
    """

    format: str
    source: str
    vectors: Mapping[str, Any]
    scores: Mapping[str, Any] | None


@dataclass(frozen=True)
class Manifest:
    """What a version is; ``training`` and ``metrics`` tell where it came from, and how good.

    ``export`` is None where the rows are as they were trained.
    """

    name: str
    run_id: str
    created_at: str
    parent: str | None
    features: tuple[Feature, ...]
    layout: str
    geometry: Geometry
    ranges: Mapping[str, RowRange]
    exact: tuple[str, ...]
    head: HeadSpec
    training: Mapping[str, Any]
    metrics: Mapping[str, float]
    rows_per_file: int
    stored_rows: int
    delta_version: int
    parts: tuple[Part, ...]
    export: Export | None

    @property
    def row_format(self) -> str:
        """How the rows are stored: float32, float16, int8 or int4."""
        return self.export.format if self.export else "float32"

    @cached_property
    def embedded(self) -> dict[str, Embedded]:
        """The features with look-ups by name, in the order of the head's inputs."""
        return {f.name: f for f in self.features if isinstance(f, Embedded)}

    @cached_property
    def numeric(self) -> tuple[Numeric, ...]:
        """The numeric features, in the order of the head's inputs."""
        return tuple(f for f in self.features if isinstance(f, Numeric))


def read_manifest(folder: Path, name: str = PATH) -> tuple[Manifest, str]:
    """The manifest of the version in a folder, and the SHA-256 of its bytes."""
    path = folder / name
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise errors.BadFormatError(
            f"There is no complete version in {folder}: it has no {name}. "
            "Name a version's folder, or a table's folder and a reference such as 'production'."
        ) from None
    except OSError as e:
        raise errors.unreadable(path, e) from e
    return _parse(path, content), hashlib.sha256(content).hexdigest()


def _parse(path: Path, content: bytes) -> Manifest:
    try:
        document = json.loads(content.decode("utf-8"))
    except ValueError as e:
        raise errors.bad_file(path, f"it is no JSON ({e})") from e
    with Fields(path, document) as fields:
        version = fields.integer("formatVersion", 0)
        if not _TRAINED <= version <= FORMAT_VERSION:
            raise errors.BadFormatError(
                f"Cannot read {path}: format version {version} (this loader reads {_TRAINED} to "
                f"{FORMAT_VERSION}). Use a loader as new as the build that wrote it."
            )
        manifest = _read(fields, None if version == _TRAINED else _read_export(fields))
    _check_names(manifest, fields)
    _check_layout(manifest, fields)
    return manifest


def _read(fields: Fields, export: Export | None) -> Manifest:
    with fields.object("table") as table, fields.object("files") as files:
        return Manifest(
            name=fields.text("name"),
            run_id=fields.text("runId"),
            created_at=fields.text("createdAt"),
            parent=fields.optional_text("parent"),
            features=fields.objects("features", read_feature),
            layout=table.choice("layout", "multiplexed", "per_feature", "collisionless"),
            geometry=_read_geometry(table),
            ranges=table.mapping("ranges", _read_range),
            exact=table.texts("exact"),
            head=_read_head(fields),
            training=_read_training(fields),
            metrics=fields.free("metrics"),
            rows_per_file=files.integer("rowsPerFile", 1),
            stored_rows=files.integer("storedRows", 0),
            delta_version=files.integer("deltaVersion", 0),
            parts=files.objects("parts", read_part),
            export=export,
        )


def _read_export(fields: Fields) -> Export:
    with fields.object("export") as export:
        return Export(
            format=export.choice("format", *FORMATS),
            source=export.text("source"),
            vectors=export.free("vectors"),
            scores=export.optional_free("scores"),
        )


def _read_geometry(table: Fields) -> Geometry:
    with table.object("geometry") as geometry:
        return Geometry(
            buckets=geometry.integer("buckets", 0, 1 << 16),
            rows_per_bucket=geometry.integer("rowsPerBucket", 1, 2**31 - 1),
            exact_rows=geometry.integer("exactRows", 0, 2**55 - 1),
            width=geometry.integer("width", 1, 1024),
        )


def _read_range(fields: Fields) -> RowRange:
    return RowRange(fields.integer("firstRow", 0), fields.integer("rows", 1, 2**31 - 1))


def _read_head(fields: Fields) -> HeadSpec:
    with fields.object("head") as head:
        kind = head.choice("type", "logistic", "factorization", "deep-cross", "mlp")
        if kind == "deep-cross":
            return HeadSpec(
                kind,
                head.integers("hidden", 1),
                head.integer("crossLayers", 0, 2**31 - 1),
                head.choice("structure", "stacked", "parallel"),
            )
        return HeadSpec(kind, head.integers("hidden", 1)) if kind == "mlp" else HeadSpec(kind)


def _read_training(fields: Fields) -> Mapping[str, Any]:
    with fields.object("training") as training:
        texts = ("dataPath", "rowOptimizer", "headOptimizer", "configuration")
        numbers = ("dataVersion", "seed", "rounds", "bestRound", "examples")
        return {
            **{name: training.text(name) for name in texts},
            **{name: training.integer(name, -(2**63)) for name in numbers},
            "environment": training.free("environment"),
        }


def read_part(fields: Fields) -> Part:
    """A file, as manifests and increments list them."""
    part = Part(fields.text("path"), fields.integer("bytes", 0), fields.text("sha256"))
    path = PurePosixPath(part.path)
    if not part.path.strip() or path.is_absolute() or ".." in path.parts:
        raise fields.bad(f"path of a part is '{part.path}' (must lie inside the version's folder)")
    return part


def _check_names(manifest: Manifest, fields: Fields) -> None:
    names = [feature.name for feature in manifest.features]
    for name in names:
        if names.count(name) > 1:
            raise fields.bad(f"feature '{name}' is defined twice")
    if not manifest.embedded:
        raise fields.bad("no feature looks up the table")
    for cross in manifest.embedded.values():
        for part in cross.parts if isinstance(cross, Cross) else ():
            if not isinstance(manifest.embedded.get(part), Categorical | Bucketised):
                raise fields.bad(
                    f"part '{part}' of cross '{cross.name}' is no categorical or bucketised feature"
                )


def _check_layout(manifest: Manifest, fields: Fields) -> None:
    """Which features must be exact, and which have a range of hashed rows."""
    for name in manifest.exact:
        if name not in manifest.embedded:
            raise fields.bad(f"exact feature '{name}' is none of {list(manifest.embedded)}")
    if list(manifest.exact) != [name for name in manifest.embedded if name in manifest.exact]:
        raise fields.bad(f"exact features {list(manifest.exact)} are not in the features' order")
    for name in manifest.embedded:
        exact = name in manifest.exact
        if not exact and (manifest.layout == "collisionless" or manifest.geometry.buckets == 0):
            raise fields.bad(f"feature '{name}' is not exact in a table without hashed rows")
        if (name in manifest.ranges) != (not exact and manifest.layout == "per_feature"):
            raise fields.bad(
                f"feature '{name}' has the range {manifest.ranges.get(name)} "
                "(the hashed features of a per-feature layout have one, no other)"
            )
    for name in manifest.ranges:
        if name not in manifest.embedded:
            raise fields.bad(f"range of '{name}' belongs to none of {list(manifest.embedded)}")
    end = 0
    for name, owned in sorted(manifest.ranges.items(), key=lambda item: item[1].first_row):
        if owned.first_row < end or owned.first_row + owned.rows > manifest.geometry.hashed_rows:
            raise fields.bad(
                f"range of '{name}' is {owned} (ranges must be disjoint and within "
                f"{manifest.geometry.hashed_rows} rows)"
            )
        end = owned.first_row + owned.rows
