"""A mirror of the table that the Java test IncrementVerbTest of the module jobs leaves.

Version 2 was trained on from version 1 by a few clicks, version 3 from scratch; all are exported as
float16.
"""

import logging
import shutil
from pathlib import Path

import numpy as np
import pytest

import unified_embedding
from unified_embedding import BadFormatError, Mirror, UsageError

FOLLOWED = Path(__file__).resolve().parents[2] / "jobs" / "target" / "followed" / "clicks"


@pytest.fixture
def lake(tmp_path):
    if not FOLLOWED.exists():
        pytest.fail(
            f"{FOLLOWED} is missing: the Java test IncrementVerbTest writes it. "
            "Run ./mvnw verify, which runs that test first.",
            pytrace=False,
        )
    shutil.copytree(FOLLOWED, tmp_path / "lake" / "clicks")
    return tmp_path / "lake" / "clicks"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "service" / "models"


@pytest.fixture(autouse=True)
def _all_logged(caplog):
    caplog.set_level(logging.INFO, "unified_embedding")


def vectors(table):
    return table.embed("user", [f"u{i}" for i in range(400)])


def local(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock")


@pytest.mark.parametrize("format", ["float32", "float16"])
def test_moves_on_by_increment_while_readers_go_on(lake, folder, caplog, format):
    mirror = Mirror(lake, folder, format=format)
    first = mirror.update(1)
    before = vectors(first).copy()

    second = mirror.update("2")

    assert f"Moved from {first.folder.name} to version 2" in caplog.text
    assert second.version == 2
    assert second.folder.parent == folder
    expected = unified_embedding.load(lake, 2, format=format)
    np.testing.assert_array_equal(vectors(second), vectors(expected))
    assert (vectors(second) != before).any()
    np.testing.assert_array_equal(vectors(first), before)
    second.verify()


def test_copies_the_whole_version_where_there_is_no_increment(lake, folder, caplog):
    mirror = Mirror(f"file://{lake}", folder)
    second = mirror.update(2)
    before = vectors(second).copy()
    mirror.update(1)

    third = mirror.update("production")

    assert third.version == 3
    assert f"Copied version 3 of file://{lake} whole" in caplog.text
    assert "Moved" not in caplog.text
    assert local(folder) == ["one", "scratch"], "the one in use and the one before"
    np.testing.assert_array_equal(vectors(second), before)


def test_opens_what_is_there_without_copying(lake, folder, caplog):
    table = Mirror(lake, folder).update(2)
    caplog.clear()
    shutil.rmtree(lake / "versions")

    again = Mirror(lake, folder).update(2)

    assert caplog.text == ""
    np.testing.assert_array_equal(vectors(again), vectors(table))


def spoil(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_takes_the_whole_version_where_an_increment_is_damaged(lake, folder, caplog):
    mirror = Mirror(lake, folder)
    mirror.update(1)
    spoil(lake / "increments/two/float32/one/snapshot/rows-00000.arrow")

    mirror.update(2).verify()

    assert "Copying version 2 whole, not by increments: Cannot read" in caplog.text
    assert "its SHA-256 is" in caplog.text
    assert local(folder) == ["one", "two"]


def test_keeps_what_is_there_where_the_lake_is_damaged(lake, folder):
    mirror = Mirror(lake, folder)
    first = mirror.update(1)
    before = vectors(first).copy()
    spoil(lake / "versions/scratch/snapshot/rows-00000.arrow")

    with pytest.raises(BadFormatError, match="its SHA-256 is"):
        mirror.update(3)

    assert local(folder) == ["one"]
    np.testing.assert_array_equal(vectors(mirror.update(1)), before)


def test_refuses_manifest_that_was_not_published(lake, folder):
    manifest = lake / "versions/one/manifest.json"
    manifest.write_text(manifest.read_text() + "\n")

    with pytest.raises(BadFormatError, match=r"Damaged version 1: .* the registry says"):
        Mirror(lake, folder).update(1)
    assert local(folder) == []


def test_copies_again_what_is_damaged_here(lake, folder, caplog):
    mirror = Mirror(lake, folder)
    table = mirror.update(1)
    rows = table.folder / "snapshot/rows-00000.arrow"
    rows.rename(rows.with_suffix(".gone"))

    mirror.update(1).verify()

    assert f"{table.folder} is damaged and copied again" in caplog.text


def test_removes_what_a_killed_update_left(lake, folder):
    (folder / ".partial-left").mkdir(parents=True)

    Mirror(lake, folder).update(1)

    assert local(folder) == ["one"]


def test_refuses_unknown_names(lake, folder):
    with pytest.raises(UsageError, match="Invalid format: 'int9'"):
        Mirror(lake, folder, format="int9")
    with pytest.raises(UsageError, match="Unknown version: 'prod'"):
        Mirror(lake, folder).update("prod")
    with pytest.raises(UsageError, match=r"There is no int8 of version 1 in .*`ue export 1 --set"):
        Mirror(lake, folder, format="int8").update(1)
