"""Rows of every format: golden files that Java wrote, exports beside their version, damage."""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from conftest import SCORED, read_golden
from test_loading import _publish, _sha256

import unified_embedding
from unified_embedding import BadFormatError, UsageError
from unified_embedding.formats import schema, stored_rows
from unified_embedding.manifest import FORMATS

GOLDEN = (
    Path(__file__).resolve().parents[2]
    / "unified-embedding/src/test/resources/org/unifiedembedding/embedding/snapshot"
)


def _golden_bits(key):
    """Bits of floats [rows, width], as integers."""
    return np.array(json.loads((GOLDEN / "rows-golden.json").read_text("utf-8"))[key], np.int32)


@pytest.mark.parametrize("row_format", FORMATS)
def test_golden_file(row_format):
    path = GOLDEN / f"rows-{row_format}.arrow"
    bits = _golden_bits(row_format)
    mapped = pa.memory_map(str(path)).read_buffer()
    batch = pa.ipc.open_file(pa.BufferReader(mapped)).get_batch(0)
    assert batch.schema.equals(schema(row_format, bits.shape[1]))
    rows = stored_rows(row_format, bits.shape[1], path, mapped, batch)
    order = np.array([3, 0, 7, 1, 2, 6, 5, 4, 3])
    out = np.full((len(order), bits.shape[1]), np.nan, np.float32)
    rows.take(order, out)
    np.testing.assert_array_equal(out.view(np.int32), bits[order])
    np.testing.assert_array_equal(rows.writable().view(np.int32), bits)


@pytest.mark.parametrize(("row_format", "levels"), [("int8", 255), ("int4", 15)])
def test_golden_rows_are_within_half_a_step(row_format, levels):
    weights = _golden_bits("weights").view(np.float32).astype(np.float64)
    decoded = _golden_bits(row_format).view(np.float32)
    spans = np.maximum(weights.max(1), 0) - np.minimum(weights.min(1), 0)
    errors = np.abs(weights - decoded).max(1)
    assert (errors <= spans / levels * (0.5 + 2**-14)).all()
    assert (decoded[weights == 0] == 0).all()


@pytest.fixture
def published(tmp_path):
    """A table of one version with an export, as the verb export leaves it."""
    golden = read_golden("int8")
    shutil.copytree(SCORED / "factorization", tmp_path / "versions" / "run1")
    export = Path(shutil.copytree(golden["folder"], tmp_path / "exports" / "run1" / "int8"))
    sha256 = _sha256(tmp_path / "versions" / "run1")
    _change(export, lambda manifest: manifest["export"].update(source=sha256))
    _publish(tmp_path, [(1, "versions/run1", sha256)], [("production", 1)])
    return tmp_path


def _change(folder, change):
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    change(manifest)
    path.write_text(json.dumps(manifest), "utf-8")


def test_an_alias_is_loaded_in_another_format(published):
    table = unified_embedding.load(published, "production", format="int8", verify=True)
    assert table.manifest.row_format == "int8"
    assert table.version == 1
    assert unified_embedding.load(published, 1).manifest.row_format == "float32"
    folder = unified_embedding.load(published, "exports/run1/int8")
    np.testing.assert_array_equal(folder.embed("user", [1, 2]), table.embed("user", [1, 2]))


def test_a_format_that_was_not_exported_is_refused(published):
    with pytest.raises(UsageError, match=r"There is no export of run 'run1' .*export.format=int4"):
        unified_embedding.load(published, "production", format="int4")
    with pytest.raises(UsageError, match=r"Invalid format: 'int2' \(must be one of float32, "):
        unified_embedding.load(published, "production", format="int2")
    with pytest.raises(UsageError, match="a folder has one format"):
        unified_embedding.load(published, "versions/run1", format="int8")


def test_an_export_of_another_version_is_refused(published):
    export = published / "exports" / "run1" / "int8"
    _change(export, lambda manifest: manifest["export"].update(source="0" * 64))
    with pytest.raises(BadFormatError, match=r"Damaged export: .* the registry says"):
        unified_embedding.load(published, "production", format="int8")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda m: m["export"].update(format="int2"), "'export.format' is 'int2' (must be one of"),
        (lambda m: m["export"].update(novelty=1), "unknown field 'export.novelty'"),
        (lambda m: m.pop("export"), "field 'export' is missing"),
        (lambda m: m.update(formatVersion=1), "unknown field 'export'"),
        (lambda m: m["export"].update(format="int4"), "its columns are [codes fixed_size_list"),
    ],
)
def test_damaged_export(published, change, problem):
    export = published / "exports" / "run1" / "int8"
    _change(export, change)
    with pytest.raises(BadFormatError) as error:
        unified_embedding.load(export)
    assert problem in str(error.value)


def test_damaged_codes_are_found_on_demand(published):
    export = published / "exports" / "run1" / "int8"
    path = export / "snapshot" / "rows-00000.arrow"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(BadFormatError, match=hashlib.sha256(content).hexdigest()):
        unified_embedding.load(export, verify=True)
    path.write_bytes(content[:-1])
    with pytest.raises(BadFormatError, match="the manifest says"):
        unified_embedding.load(export)
