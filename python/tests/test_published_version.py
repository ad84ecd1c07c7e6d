"""A version as Java published it, read with nothing but Delta, Arrow and the specifications.

The test PublishedVersionTest of the module jobs leaves it with what the verb load says about it.
"""

import hashlib
import json
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest
from deltalake import DeltaTable

import unified_embedding

REPOSITORY = Path(__file__).resolve().parents[2]
PUBLISHED = REPOSITORY / "jobs" / "target" / "published"


def _specified(document):
    text = (REPOSITORY / "docs" / "spec" / document).read_text(encoding="utf-8")
    names = {}
    exec(re.search(r"```python\n(.*?)```", text, re.DOTALL)[1], names)
    return SimpleNamespace(**names)


def _read(path):
    if not path.exists():
        pytest.fail(
            f"{path} is missing: the Java test PublishedVersionTest writes it. "
            "Run ./mvnw verify, which runs that test first.",
            pytrace=False,
        )
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def loaded():
    return _read(PUBLISHED / "load.json")


@pytest.fixture(scope="module")
def folder(loaded):
    return Path(loaded["path"])


@pytest.fixture(scope="module")
def manifest(folder):
    return _read(folder / "manifest.json")


@pytest.fixture(scope="module")
def stored(folder, manifest):
    """The vectors of the Delta table by row."""
    table = DeltaTable(folder / "rows", version=manifest["files"]["deltaVersion"])
    assert table.protocol().min_reader_version == 1
    columns = table.to_pyarrow_table().to_pydict()
    rows = dict(zip(columns["row"], columns["vector"], strict=True))
    assert len(rows) == len(columns["row"]) == manifest["files"]["storedRows"] > 0
    return {row: np.array(vector, np.float32) for row, vector in rows.items()}


@pytest.fixture(scope="module")
def snapshot(folder):
    """The vectors of all rows, by the Python of the specification."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return _specified("snapshot.md").vectors


@pytest.fixture(scope="module")
def rows_of(folder, manifest):
    """The rows of a value, by the Python of the specification."""
    spec = _specified("hash.md")
    features = {feature["name"]: feature for feature in manifest["features"]}
    geometry = manifest["table"]["geometry"]
    vocabulary = _vocabulary(folder)

    def fingerprint(feature, value):
        if feature["type"] == "cross" and value is not None:
            return spec.cross(*map(spec.fingerprint, value.split("|")))
        return spec.fingerprint(value)

    def exact_row(feature, value, chunk):
        base = geometry["buckets"] * geometry["rowsPerBucket"]
        for name in manifest["table"]["exact"]:
            values = [row["fingerprint"] for row in vocabulary if row["feature"] == name]
            chunks = features[name]["chunks"]
            if name == feature["name"]:
                wanted = spec.signed(value)
                index = values.index(wanted) if wanted in values else len(values)
                return base + index * chunks + chunk
            base += (len(values) + 1) * chunks
        raise AssertionError(feature)

    def row(feature, value, chunk):
        if feature["name"] in manifest["table"]["exact"]:
            return exact_row(feature, value, chunk)
        hashed = spec.row_hash(value, spec.seed(feature["hashName"], chunk))
        return spec.row(hashed, geometry["buckets"], geometry["rowsPerBucket"])

    def rows(name, text):
        feature = features[name]
        value = fingerprint(feature, text)
        return [row(feature, value, chunk) for chunk in range(feature["chunks"])]

    return rows


def _vocabulary(folder):
    path = str(folder / "snapshot" / "vocabulary.arrow")
    return pa.ipc.open_file(path).read_all().to_pylist()


def test_rows_are_those_of_the_specification(loaded, rows_of):
    kinds = {entry["feature"] for entry in loaded["vectors"]}
    assert kinds == {"user", "sex", "user x sex"}
    for entry in loaded["vectors"]:
        assert rows_of(entry["feature"], entry["value"]) == entry["rows"], entry


def test_loader_gives_what_the_verb_load_gives(loaded, folder):
    table = unified_embedding.load(folder.parents[1], "production", verify=True)
    assert table.folder == folder
    by_feature = {}
    for entry in loaded["vectors"]:
        by_feature.setdefault(entry["feature"], []).append(entry)
    for feature, entries in by_feature.items():
        values = [entry["value"] for entry in entries]
        if "x" in feature.split():
            values = [tuple(value.split("|")) for value in values]
        assert table.rows(feature, values).tolist() == [entry["rows"] for entry in entries]
        expected = np.array([entry["vector"] for entry in entries], np.float32)
        np.testing.assert_array_equal(table.embed(feature, values), expected, strict=True)


def test_delta_table_holds_the_vectors_of_load(loaded, manifest, stored, rows_of):
    zeros = np.zeros(manifest["table"]["geometry"]["width"], np.float32)
    touched = 0
    for entry in loaded["vectors"]:
        rows = rows_of(entry["feature"], entry["value"])
        touched += any(row in stored for row in rows)
        vector = np.concatenate([stored.get(row, zeros) for row in rows])
        assert vector.tolist() == np.array(entry["vector"], np.float32).tolist(), entry
    assert 200 < touched < len(loaded["vectors"])


def test_snapshot_holds_the_vectors_of_load(loaded, snapshot, rows_of):
    for entry in loaded["vectors"]:
        vector = snapshot[rows_of(entry["feature"], entry["value"])].reshape(-1)
        assert vector.tolist() == np.array(entry["vector"], np.float32).tolist(), entry


def test_snapshot_holds_all_rows_and_zeros_where_delta_has_none(manifest, stored, snapshot):
    geometry = manifest["table"]["geometry"]
    rows = geometry["buckets"] * geometry["rowsPerBucket"] + geometry["exactRows"]
    expected = np.zeros((rows, geometry["width"]), np.float32)
    for row, vector in stored.items():
        expected[row] = vector
    assert rows <= manifest["files"]["rowsPerFile"]
    np.testing.assert_array_equal(snapshot, expected, strict=True)


def test_snapshot_is_mapped_where_the_specification_says(folder, manifest, snapshot):
    path = folder / "snapshot" / "rows-00000.arrow"
    with pa.ipc.open_file(str(path)) as file:
        assert file.num_record_batches == 1
        assert file.schema.metadata == {b"first-row": b"0"}
        width = manifest["table"]["geometry"]["width"]
        item = pa.field("item", pa.float32(), nullable=False)
        assert file.schema.types == [pa.list_(item, width)]
    content = path.read_bytes()
    assert content[:6] == content[-6:] == b"ARROW1"
    assert content.find(snapshot.tobytes()) % 64 == 0
    assert not snapshot.flags.owndata


def test_head_and_vocabulary_are_plain_arrow_files(folder):
    head = pa.ipc.open_file(str(folder / "snapshot" / "head.arrow")).read_all()
    assert head.to_pydict() == {"weight": list(range(1, 26))}
    assert [(row["feature"], row["value"]) for row in _vocabulary(folder)] == [
        ("sex", "f"),
        ("sex", "m"),
    ]


def test_checksums_lead_from_the_registry_to_every_file(folder, manifest):
    def sha256(path):
        return hashlib.sha256(path.read_bytes()).hexdigest()

    registry = folder.parents[1] / "registry"
    events = DeltaTable(registry).to_pyarrow_table().sort_by("event").to_pylist()
    published = [event for event in events if event["action"] == "publish"]
    assert [registry.parent / event["path"] for event in published] == [folder]
    assert published[0]["manifest_sha256"] == sha256(folder / "manifest.json")
    assert [
        (event["alias"], event["version"]) for event in events if event["action"] == "alias"
    ] == [("production", 1)]
    files = {path for path in (folder / "snapshot").iterdir() if not path.name.startswith(".")}
    assert files == {folder / part["path"] for part in manifest["files"]["parts"]}
    for part in manifest["files"]["parts"]:
        assert (folder / part["path"]).stat().st_size == part["bytes"]
        assert sha256(folder / part["path"]) == part["sha256"]
