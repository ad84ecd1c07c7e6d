"""A published version, opened: vectors of feature values and scores of examples."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from unified_embedding import errors, snapshot
from unified_embedding.address import Address, RowNumbers, addresses
from unified_embedding.columns import Offsets
from unified_embedding.errors import UsageError
from unified_embedding.examples import (
    Examples,
    Lists,
    cross_values,
    list_values,
    prepare,
    single_values,
)
from unified_embedding.features import Cross, Embedded, MultiValued
from unified_embedding.fingerprints import Fingerprints, cross
from unified_embedding.head import Head, head_of
from unified_embedding.increments import write_successor
from unified_embedding.manifest import FORMATS, PATH, Manifest, read_manifest
from unified_embedding.registry import Version, read_history
from unified_embedding.xxh64 import blocks

if TYPE_CHECKING:
    from onnx import ModelProto

    from unified_embedding.torch import EmbeddingModule

_INPUT_FLOATS = 1 << 20
"""Inputs of the head that are made at once: 4 MiB, few enough to stay in the cache."""


@dataclass(frozen=True, slots=True)
class Lookups:
    """What examples look up, for a head of one's own or for the torch module.

    :param rows: by feature in the order of the head's inputs, row numbers [n, chunks]; of a
        multi-valued feature those of all its values [V, chunks]
    :param offsets: by multi-valued feature [n + 1]; example i has the values from offsets[i] up to
        but not including offsets[i + 1]
    :param numbers: [n, N] inputs of the numeric features, transformed
    """

    rows: Mapping[str, RowNumbers]
    offsets: Mapping[str, Offsets]
    numbers: NDArray[np.float32]


class EmbeddingTable:
    """A published version in a local folder. Immutable and thread-safe.

    Rows are mapped, so opening takes milliseconds whatever the size, processes on one machine share
    the memory, and the version stays readable as long as the table is in use, whatever happens to
    aliases. Vectors of values that training never met are zeros, or those of the values they
    collide with.

    :param version: its number in the registry; None where it was loaded by its folder

    ``head`` is the head with its weights, which has names for them: a ``head.Factorization`` its w,
    s and b.
    """

    def __init__(self, folder: Path, manifest: Manifest, version: int | None = None):
        snapshot.check_sizes(folder, manifest.parts)
        self.folder = folder
        self.manifest = manifest
        self.version = version
        self._rows = snapshot.Rows.open(folder, manifest)
        vocabularies = snapshot.read_vocabularies(folder, manifest.exact)
        weights = snapshot.read_head(folder)
        try:
            self._addresses: dict[str, Address] = addresses(manifest, vocabularies)
        except ValueError as e:
            raise errors.bad_file(folder / "snapshot" / "vocabulary.arrow", str(e)) from e
        widths = [self.width(name) for name in manifest.embedded]
        try:
            self.head: Head = head_of(manifest.head, weights, widths, len(manifest.numeric))
        except ValueError as e:
            raise errors.bad_file(folder / "snapshot" / "head.arrow", str(e)) from e

    def __repr__(self) -> str:
        geometry = self.manifest.geometry
        return (
            f"EmbeddingTable('{self.manifest.name}', run '{self.manifest.run_id}', "
            f"{geometry.rows} rows x {geometry.width}, {list(self.manifest.embedded)})"
        )

    def verify(self) -> None:
        """Reads all files and compares their checksums with the manifest's.

        :raises BadFormatError: where one differs
        """
        snapshot.verify(self.folder, self.manifest.parts)

    def next(self, increments: Sequence[str | Path], target: str | Path) -> "EmbeddingTable":
        """A later version, by the increments from this one to it.

        This table goes on as it is. Takes the time of copying and checking the snapshot once.

        :param increments: local folders, in their order
        :param target: folder for the later version's files, which appears complete or not at all;
            one that holds that version already is left alone
        :raises ConflictError: where an increment is missing, repeated or out of order, or the
            target holds something else
        :raises BadFormatError: where a file is damaged
        """
        folder = _local(target)
        write_successor(self.folder, [_local(path) for path in increments], folder)
        return open_version(folder)

    def width(self, feature: str) -> int:
        """Floats of a feature's vector: chunks x width."""
        return self._embedded(feature).chunks * self.manifest.geometry.width

    @property
    def input_widths(self) -> dict[str, int]:
        """Floats of each feature in the head's inputs, in their order: D together.

        That is `width` of those with look-ups, then 1 of each numeric one.
        """
        widths = {name: self.width(name) for name in self.manifest.embedded}
        return widths | {feature.name: 1 for feature in self.manifest.numeric}

    def fingerprints(self, feature: str, values: Any) -> Fingerprints:
        """The fingerprints of values, int64 [n], as they are in prepared data.

        :param values: as for `embed`; single values where the feature is multi-valued
        """
        known = self._embedded(feature)
        if isinstance(known, Cross):
            return cross_values(known, self.manifest.embedded, values)
        return single_values(known, values)

    def rows(self, feature: str, values: Any) -> RowNumbers:
        """The rows of values, int64 [n, chunks].

        :param values: as for `embed`; single values where the feature is multi-valued
        """
        fingerprints = self.fingerprints(feature, values)
        return self._addresses[feature].rows(fingerprints)

    def embed(
        self, feature: str, values: Any, out: NDArray[np.float32] | None = None
    ) -> NDArray[np.float32]:
        """The vectors of values of a feature, float32 [n, chunks x width].

        :param values: n values in a list, a NumPy, pandas or Arrow array. A category is a text,
            bytes, an integer, a boolean or a date, and 7 is the same value as ``"7"``; None is the
            missing value. A bucketised feature takes numbers. A multi-valued one takes a list of
            values an example, whose vectors are pooled, or single values. A cross takes tuples in
            the order of its parts, or a mapping of the parts' names to their values.
        :param out: overwritten and returned where it is given; saves the allocation
        :raises UsageError: where the table has no such feature
        :raises BadInputError: where the values cannot be the feature's
        """
        known = self._embedded(feature)
        if isinstance(values, Iterator):
            values = list(values)
        if isinstance(known, MultiValued) and _are_lists(values):
            lists = list_values(known, values)
            vectors = self._output(known, len(lists.offsets) - 1, out)
            for block in blocks(len(vectors)):
                self._pool(known, lists[block], vectors[block])
            return vectors
        fingerprints = self.fingerprints(feature, values)
        vectors = self._output(known, len(fingerprints), out)
        for block in blocks(len(vectors)):
            self._gather(known, fingerprints[block], vectors[block])
        return vectors

    def prepare(self, frame: Any) -> Examples:
        """The examples of a frame, for several calls of `logits` or `score` on the same ones."""
        return prepare(self.manifest, frame)

    def lookups(self, frame: Any) -> Lookups:
        """The rows and numbers of a frame's examples."""
        examples = self._examples(frame)
        rows, offsets = {}, {}
        for name, feature in self.manifest.embedded.items():
            if isinstance(feature, MultiValued):
                values = examples.lists[name].values
                offsets[name] = examples.lists[name].offsets
            else:
                values = _values_of(feature, examples, slice(0, examples.size))
            rows[name] = self._addresses[name].rows(values)
        return Lookups(rows, offsets, examples.numbers)

    def score(self, frame: Any) -> NDArray[np.float64]:
        """The probabilities [n] of a frame's examples.

        :param frame: a pandas or polars DataFrame, an Arrow table, a mapping of names to arrays,
            with a column for each feature but the crosses; or what `prepare` returned
        """
        logits = self.logits(frame).astype(np.float64)
        e = np.exp(-np.abs(logits))
        return np.where(logits >= 0, 1, e) / (1 + e)

    def logits(self, frame: Any) -> NDArray[np.float32]:
        """The logits [n] of a frame's examples; see `score`."""
        examples = self._examples(frame)
        logits = np.empty(examples.size, np.float32)
        for block in self._input_blocks(examples.size):
            logits[block] = self.head.logits(self._inputs(examples, block))
        return logits

    def inputs(self, frame: Any) -> NDArray[np.float32]:
        """The inputs of the head for a frame's examples, float32 [n, D].

        Side by side, as `input_widths` tells: of each feature with look-ups its vectors
        [n, chunks x width] as `embed` gives them, pooled where it is multi-valued; then of each
        numeric one its numbers [n, 1], transformed.

        :param frame: as for `score`
        """
        examples = self._examples(frame)
        inputs = np.empty((examples.size, self._input_width()), np.float32)
        for block in self._input_blocks(examples.size):
            inputs[block] = self._inputs(examples, block)
        return inputs

    def to_torch(self, *, trainable: bool = False, sparse: bool = False) -> "EmbeddingModule":
        """The table with its head as a torch module; needs the extra ``torch``.

        :param trainable: whether rows and head are parameters; else they are constants
        :param sparse: whether gradients of the rows are sparse, as for torch.optim.SparseAdam
        """
        try:
            from unified_embedding.torch import EmbeddingModule
        except ImportError as e:
            raise UsageError(
                "Cannot make a torch module: torch is not installed. "
                "Run `pip install unified-embedding[torch]`."
            ) from e
        return EmbeddingModule(
            self.manifest, self._rows, self.head, trainable=trainable, sparse=sparse
        )

    def to_onnx(self) -> "ModelProto":
        """The head as an ONNX model; needs the extra ``onnx``.

        From ``inputs``, float32 [n, D] as `inputs` makes them for any n, to ``logit`` and
        ``probability``, float32 [n], those of `logits` and `score` but for rounding; operators of
        ONNX's opset 13. Its metadata, all texts, say what to fill ``inputs`` with: ``name`` of the
        table, ``run_id``, ``version`` (the number; not of a version loaded by its folder),
        ``hash_version`` (of docs/spec/hash.md), and ``features``, the `input_widths` as a JSON list
        of ``{"name": ..., "width": ...}``.

        >>> onnx.save(table.to_onnx(), "head.onnx")
        """
        try:
            from unified_embedding.onnx import head_model
        except ImportError as e:
            raise UsageError(
                "Cannot make an ONNX model: onnx is not installed. "
                "Run `pip install unified-embedding[onnx]`."
            ) from e
        return head_model(self.manifest, self.head, self.input_widths, self.version)

    def _embedded(self, name: str) -> Embedded:
        feature = self.manifest.embedded.get(name)
        if feature is None:
            raise UsageError(
                f"Invalid feature: '{name}' (must be one of {sorted(self.manifest.embedded)})"
            )
        return feature

    def _examples(self, frame: Any) -> Examples:
        return frame if isinstance(frame, Examples) else self.prepare(frame)

    def _output(
        self, feature: Embedded, count: int, out: NDArray[np.float32] | None
    ) -> NDArray[np.float32]:
        shape = (count, self.width(feature.name))
        if out is None:
            return np.empty(shape, np.float32)
        if out.shape != shape or out.dtype != np.float32 or not out.flags.c_contiguous:
            raise UsageError(
                f"Invalid out: {out.dtype} {list(out.shape)} "
                f"(must be float32 {list(shape)}, C-contiguous)"
            )
        return out

    def _gather(
        self, feature: Embedded, fingerprints: Fingerprints, out: NDArray[np.float32]
    ) -> None:
        """Vectors [n, chunks x width] of values [n] into contiguous memory."""
        rows = self._addresses[feature.name].rows(fingerprints)
        self._rows.take(rows.reshape(-1), out.reshape(rows.size, -1))

    def _pool(self, feature: MultiValued, lists: Lists, out: NDArray[np.float32]) -> None:
        """Pooled vectors [n, chunks x width] of lists [n]."""
        vectors = np.empty((len(lists.values), out.shape[1]), np.float32)
        self._gather(feature, lists.values, vectors)
        lengths = np.diff(lists.offsets)
        filled = np.flatnonzero(lengths)
        out[:] = 0
        if len(filled):
            sums = np.add.reduceat(vectors, lists.offsets[filled], axis=0)
            sums *= feature.scales(lengths[filled])[:, None]
            out[filled] = sums

    def _input_width(self) -> int:
        return sum(self.input_widths.values())

    def _input_blocks(self, size: int) -> Iterator[slice]:
        step = max(64, _INPUT_FLOATS // self._input_width())
        return (slice(at, min(at + step, size)) for at in range(0, size, step))

    def _inputs(self, examples: Examples, block: slice) -> NDArray[np.float32]:
        inputs = np.empty((block.stop - block.start, self._input_width()), np.float32)
        at = 0
        for name, feature in self.manifest.embedded.items():
            vectors = np.empty((len(inputs), self.width(name)), np.float32)
            if isinstance(feature, MultiValued):
                self._pool(feature, examples.lists[name][block], vectors)
            else:
                self._gather(feature, _values_of(feature, examples, block), vectors)
            inputs[:, at : at + vectors.shape[1]] = vectors
            at += vectors.shape[1]
        inputs[:, at:] = examples.numbers[block]
        return inputs


def _values_of(feature: Embedded, examples: Examples, block: slice) -> Fingerprints:
    if isinstance(feature, Cross):
        return cross([examples.single[part][block] for part in feature.parts])
    return examples.single[feature.name][block]


def _are_lists(values: Any) -> bool:
    """Whether the values of a multi-valued feature are lists and not single values."""
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return pa.types.is_nested(values.type)
    if isinstance(values, np.ndarray) and values.dtype != object:
        return values.ndim == 2
    if isinstance(values, str | bytes) or not hasattr(values, "__iter__"):
        return False
    first = next((value for value in values if value is not None), None)
    return hasattr(first, "__iter__") and not isinstance(first, str | bytes)


def open_version(
    folder: Path, manifest_sha256: str | None = None, number: int | None = None
) -> EmbeddingTable:
    """Opens the version in a folder.

    :param manifest_sha256: what the registry says the manifest's checksum is, where it is known
    :param number: of the version in the registry, where it is known
    """
    manifest, actual = read_manifest(folder)
    if manifest_sha256 is not None and actual != manifest_sha256:
        raise errors.BadFormatError(
            f"Damaged version: {folder / PATH} has SHA-256 {actual}, the registry says "
            f"{manifest_sha256}. Choose another version."
        )
    return EmbeddingTable(folder, manifest, number)


def open_export(table: Path, version: Version, row_format: str) -> EmbeddingTable:
    """Opens what the verb export made of a published version of the table in a folder."""
    folder = table / "exports" / version.run_id / row_format
    if not (folder / PATH).exists():
        raise UsageError(
            f"There is no export of run '{version.run_id}' in {folder}. Run `ue export` with "
            f"--set export.format={row_format}, or load another format."
        )
    export = open_version(folder, number=version.number)
    source = export.manifest.export.source if export.manifest.export else None
    if source != version.manifest_sha256:
        raise errors.BadFormatError(
            f"Damaged export: {folder / PATH} was made from the version with manifest {source}, "
            f"the registry says {version.manifest_sha256}. Export it again."
        )
    return export


def load(
    path: str | Path,
    reference: str | int | Path | None = None,
    *,
    format: str = "float32",
    verify: bool = False,
) -> EmbeddingTable:
    """Opens a published version; aliases and numbers are resolved once, here.

    :param path: folder of a table, ``<root>/<name>``; without a reference that of a version
    :param reference: an alias such as ``"production"``, a version's number, or its folder (a text
        with a ``/``, relative to ``path``, or a Path)
    :param format: of the rows, ``"float32"``, ``"float16"``, ``"int8"`` or ``"int4"``; all but the
        first need what ``ue export`` made, for a reference that is an alias or a number. The folder
        of an export says its format itself.
    :param verify: whether to read all files and compare their checksums; sizes are always checked,
        and the manifest's checksum wherever the registry was asked
    :raises UsageError: where the reference names nothing
    :raises BadFormatError: where the version is incomplete, damaged or newer than this loader
    """
    folder = _local(path)
    if format not in FORMATS:
        raise UsageError(f"Invalid format: '{format}' (must be one of {', '.join(FORMATS)})")
    by_name = (
        reference is not None and not isinstance(reference, Path) and "/" not in str(reference)
    )
    if format != "float32" and not by_name:
        raise UsageError(
            f"Invalid format: '{format}' (a folder has one format; name the folder of the export)"
        )
    if reference is None:
        table = open_version(folder)
    elif isinstance(reference, Path) or "/" in str(reference):
        table = open_version(folder / _local(reference))
    else:
        version = read_history(folder).resolve(str(reference))
        if format == "float32":
            table = open_version(folder / version.path, version.manifest_sha256, version.number)
        else:
            table = open_export(folder, version, format)
    if verify:
        table.verify()
    return table


def _local(path: str | int | Path) -> Path:
    if "://" in str(path):
        raise UsageError(
            f"Invalid path: '{path}' (must be a local path, since files are mapped). Copy the "
            "version's folder to a local disk, or mount the storage."
        )
    return Path(str(path))
