"""Opening versions, and refusing what is missing, damaged, newer or unknown."""

import hashlib
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from conftest import SCORED, read_golden
from deltalake import write_deltalake

import unified_embedding
from unified_embedding import BadFormatError, ErrorCode, RetryError, UsageError

ROWS = "snapshot/rows-00001.arrow"
EVENTS = pa.schema(
    [
        ("event", pa.int64()),
        ("at", pa.string()),
        ("actor", pa.string()),
        ("action", pa.string()),
        ("version", pa.int64()),
        ("run_id", pa.string()),
        ("path", pa.string()),
        ("manifest_sha256", pa.string()),
        ("gate", pa.string()),
        ("alias", pa.string()),
        ("undoes", pa.int64()),
        ("reason", pa.string()),
    ]
)


@pytest.fixture
def folder(tmp_path):
    """A version of several row files that a test may damage."""
    read_golden("factorization")
    return Path(shutil.copytree(SCORED / "factorization", tmp_path / "versions" / "one"))


def _refused(folder, *, verify=False):
    with pytest.raises(BadFormatError) as error:
        unified_embedding.load(folder, verify=verify)
    assert error.value.code is ErrorCode.BAD_FORMAT
    assert error.value.code.value == 7
    return str(error.value)


def _change(folder, change):
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    change(manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize("part", [ROWS, "snapshot/head.arrow", "snapshot/vocabulary.arrow"])
def test_missing_part(folder, part):
    (folder / part).unlink()
    message = _refused(folder)
    assert f"Cannot read {folder / part}: it does not exist" in message
    assert "Copy the version again or load another one." in message


@pytest.mark.parametrize("part", [ROWS, "snapshot/head.arrow", "snapshot/vocabulary.arrow"])
def test_truncated_part(folder, part):
    content = (folder / part).read_bytes()
    (folder / part).write_bytes(content[:-1])
    problem = f"it has {len(content) - 1} bytes, the manifest says {len(content)}"
    assert problem in _refused(folder)


@pytest.mark.parametrize("part", [ROWS, "snapshot/head.arrow", "snapshot/vocabulary.arrow"])
def test_one_flipped_bit_is_found_on_demand(folder, part):
    content = bytearray((folder / part).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / part).write_bytes(content)
    message = _refused(folder, verify=True)
    assert part in message
    assert "its SHA-256 is" in message or "no Arrow file" in message or "fingerprint" in message


def test_damaged_metadata_is_refused_or_does_no_harm(folder):
    part = folder / ROWS
    content = part.read_bytes()
    places = [*range(600), *range(len(content) - 900, len(content))][::7]
    refused = 0
    for place in places:
        damaged = bytearray(content)
        damaged[place] ^= 0xFF
        part.write_bytes(damaged)
        try:
            unified_embedding.load(folder)
        except BadFormatError as error:
            refused += 1
            assert str(part) in str(error)  # noqa: PT017
    assert refused > len(places) // 10


def test_file_of_other_rows(folder):
    _change(folder, lambda manifest: manifest["files"]["parts"].clear())
    shutil.copy(folder / "snapshot/rows-00000.arrow", folder / ROWS)
    assert "it holds 700 rows from row 0 instead of 700 from row 700" in _refused(folder)


def test_compressed_file(folder):
    path = folder / "snapshot/head.arrow"
    table = pa.ipc.open_file(str(path)).read_all()
    table = pa.table(table.to_pydict(), schema=table.schema)
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_file(str(path), table.schema, options=options) as writer:
        writer.write_table(table)
    _change(folder, lambda manifest: manifest["files"]["parts"].clear())
    assert "it is compressed" in _refused(folder)


def test_other_columns(folder):
    shutil.copy(folder / "snapshot/head.arrow", folder / "snapshot/vocabulary.arrow")
    _change(folder, lambda manifest: manifest["files"]["parts"].clear())
    assert "its columns are [weight float] instead of [feature string" in _refused(folder)


def test_fewer_weights_than_the_head_has(folder):
    _change(folder, lambda manifest: manifest.update(head={"type": "mlp", "hidden": [64]}))
    assert "head.arrow: it holds" in _refused(folder)


def test_exact_rows_that_are_not_those_of_the_vocabulary(folder):
    def change(manifest):
        manifest["table"]["geometry"]["exactRows"] += 2
        manifest["files"]["rowsPerFile"] = 701

    _change(folder, change)
    assert "instead of" in _refused(folder)


def test_vocabulary_of_another_hash(folder):
    path = folder / "snapshot/vocabulary.arrow"
    content = path.read_bytes()
    fingerprint = unified_embedding.load(folder).fingerprints("sex", ["f"]).tobytes()
    assert content.count(fingerprint) == 1
    path.write_bytes(content.replace(fingerprint, bytes(8)))
    message = _refused(folder)
    assert "value 'f' of feature 'sex' has fingerprint 0, version 1 of the hash gives" in message


def test_folder_without_manifest_is_no_version(folder):
    (folder / "manifest.json").unlink()
    assert f"There is no complete version in {folder}: it has no manifest.json." in _refused(folder)


def test_newer_format(folder):
    _change(folder, lambda manifest: manifest.update(formatVersion=3, novelty=1))
    message = _refused(folder)
    assert "format version 3 (this loader reads 1 to 2). Use a loader as new as" in message


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda m: m.update(novelty=1), "unknown field 'novelty'"),
        (lambda m: m["table"].update(novelty=1), "unknown field 'table.novelty'"),
        (lambda m: m["features"][0].update(salt=1), "unknown field 'features[0].salt'"),
        (lambda m: m.pop("head"), "field 'head' is missing"),
        (lambda m: m["features"][1]["transform"].pop("mean"), "transform.mean' is missing"),
        (lambda m: m["features"][0].update(type="image"), "'features[0].type' is 'image' (must"),
        (
            lambda m: m["table"]["geometry"].update(width=0),
            "is 0 (must be an integer in [1, 1024])",
        ),
        (lambda m: m["table"]["geometry"].update(buckets=True), "buckets' is True (must be"),
        (lambda m: m["table"].update(layout="striped"), "'table.layout' is 'striped' (must be one"),
        (lambda m: m["table"]["ranges"].pop("user"), "feature 'user' has the range None"),
        (lambda m: m["table"]["ranges"]["item"].update(firstRow=0), "ranges must be disjoint"),
        (lambda m: m["table"].update(exact=["sx"]), "exact feature 'sx' is none of"),
        (lambda m: m["features"].append(m["features"][0]), "feature 'user' is defined twice"),
        (lambda m: m["files"]["parts"][0].update(path="../x"), "must lie inside the version's"),
        (lambda m: m["features"][9].update(parts=["user", "genres"]), "part 'genres' of cross"),
        (lambda m: m["features"][5].update(boundaries=[2, 1]), "[2.0, 1.0] (must increase)"),
    ],
)
def test_damaged_manifest(folder, change, problem):
    _change(folder, change)
    message = _refused(folder)
    assert f"Cannot read manifest {folder / 'manifest.json'}: " in message
    assert problem in message


def test_manifest_that_is_no_json(folder):
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    assert "it is no JSON" in _refused(folder)


def _publish(table, versions, moves, others=()):
    """A registry of (number, folder, sha256), (alias, number) and (action, number)."""
    events = [
        {"action": "publish", "version": n, "run_id": f"run{n}", "path": p, "manifest_sha256": s}
        for n, p, s in versions
    ]
    events += [{"action": "alias", "version": number, "alias": alias} for alias, number in moves]
    events += [{"action": a, "version": number, "reason": "of age"} for a, number in others]
    for event, content in enumerate(events):
        row = {"event": event, "at": "2026-01-01T00:00:00Z", **content}
        write_deltalake(table / "registry", pa.Table.from_pylist([row], EVENTS), mode="append")


def _sha256(folder):
    return hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()


def test_references(folder):
    table = folder.parents[1]
    other = Path(shutil.copytree(SCORED / "logistic", folder.parent / "two"))
    versions = [(1, "versions/one", _sha256(folder)), (2, "versions/two", _sha256(other))]
    _publish(table, versions, [("production", 2), ("candidate", 2), ("production", 1)])

    names = {
        reference: unified_embedding.load(table, reference).manifest.name
        for reference in ("production", "candidate", 1, "2", "versions/two", folder)
    }

    assert names == {
        "production": "factorization",
        "candidate": "logistic",
        1: "factorization",
        "2": "logistic",
        "versions/two": "logistic",
        folder: "factorization",
    }
    numbers = {
        reference: unified_embedding.load(table, reference).version
        for reference in ("production", 2, "versions/two")
    }
    assert numbers == {"production": 1, 2: 2, "versions/two": None}
    for unknown in ("prod", 3, "0"):
        with pytest.raises(UsageError, match=r"from 1 to 2 .* \['candidate', 'production'\]"):
            unified_embedding.load(table, unknown)


def test_pins_change_nothing_and_retired_versions_are_gone(folder):
    table = folder.parents[1]
    versions = [(n, "versions/one", _sha256(folder)) for n in (1, 2)]
    _publish(table, versions, [("production", 2)], [("pin", 1), ("unpin", 1), ("retire", 1)])
    assert unified_embedding.load(table, "production").manifest.name == "factorization"
    with pytest.raises(UsageError, match=r"Version 1 is retired: of age\. .* \['production'\]"):
        unified_embedding.load(table, 1)


def test_action_of_a_newer_build_is_refused(folder):
    table = folder.parents[1]
    _publish(table, [(1, "versions/one", _sha256(folder))], [("production", 1)], [("merge", 1)])
    with pytest.raises(BadFormatError, match=r"event 2 is of the unknown action 'merge'"):
        unified_embedding.load(table, "production")


def test_loaded_version_stays_pinned(folder):
    table = folder.parents[1]
    _publish(table, [(1, "versions/one", _sha256(folder))], [("production", 1)])
    loaded = unified_embedding.load(table, "production")
    before = loaded.embed("user", range(100))
    shutil.rmtree(folder)
    np.testing.assert_array_equal(loaded.embed("user", range(100)), before)


def test_manifest_that_is_not_the_published_one(folder):
    table = folder.parents[1]
    _publish(table, [(1, "versions/one", "0" * 64)], [("production", 1)])
    with pytest.raises(BadFormatError, match=r"Damaged version: .* the registry says 0000"):
        unified_embedding.load(table, "production")


def test_registry_that_is_missing_or_of_another_format(folder):
    table = folder.parents[1]
    with pytest.raises(UsageError, match="There is no registry in"):
        unified_embedding.load(table, "production")
    write_deltalake(table / "registry", pa.table({"event": [0]}))
    with pytest.raises(BadFormatError, match=r"its columns are \['event'\]"):
        unified_embedding.load(table, "production")


def test_damaged_registry_is_refused_with_its_path(folder):
    table = folder.parents[1]
    _publish(table, [(1, "versions/one", _sha256(folder))], [])
    for part in (table / "registry").glob("*.parquet"):
        part.unlink()
    with pytest.raises((RetryError, BadFormatError), match="Cannot read the registry"):
        unified_embedding.load(table, 1)


def test_extras_that_are_not_installed_are_named(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "deltalake", None)
    for extra in ("torch", "onnx"):
        monkeypatch.setitem(sys.modules, extra, None)
        monkeypatch.delitem(sys.modules, f"unified_embedding.{extra}", raising=False)
    with pytest.raises(UsageError, match=r"pip install unified-embedding\[lake\]"):
        unified_embedding.load(folder.parents[1], "production")
    with pytest.raises(UsageError, match=r"pip install unified-embedding\[torch\]"):
        unified_embedding.load(folder).to_torch()
    with pytest.raises(UsageError, match=r"pip install unified-embedding\[onnx\]"):
        unified_embedding.load(folder).to_onnx()


def test_remote_paths_are_refused():
    with pytest.raises(UsageError, match="must be a local path"):
        unified_embedding.load("s3://bucket/table", "production")
