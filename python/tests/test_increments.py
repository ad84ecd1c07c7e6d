"""Increments that the Java test SuccessorTest of the module unified-embedding leaves."""

import shutil
from pathlib import Path

import pytest

import unified_embedding
from unified_embedding import BadFormatError, ConflictError

REPOSITORY = Path(__file__).resolve().parents[2]
LEFT = REPOSITORY / "unified-embedding" / "target" / "increments"
GOLDEN = (
    REPOSITORY / "unified-embedding/src/test/resources/org/unifiedembedding/embedding/snapshot"
) / "increment"


@pytest.fixture(params=["float32", "float16", "int8", "int4"])
def left(request, tmp_path):
    source = LEFT / request.param
    if not source.exists():
        pytest.fail(
            f"{source} is missing: the Java test SuccessorTest writes it. "
            "Run ./mvnw verify, which runs that test first.",
            pytrace=False,
        )
    shutil.copytree(source, tmp_path / "lake")
    return tmp_path / "lake"


@pytest.fixture
def golden(tmp_path):
    shutil.copytree(GOLDEN, tmp_path / "lake")
    return tmp_path / "lake"


def files(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_later_version_comes_out_byte_for_byte(left, tmp_path):
    first = unified_embedding.load(left / "versions" / "a")
    before = first.embed("item", [1, 2, 3])

    second = first.next([left / "increments/b/a"], tmp_path / "b")
    third = second.next([left / "increments/c/b"], tmp_path / "c")
    at_once = first.next([left / "increments/b/a", left / "increments/c/b"], tmp_path / "c2")

    assert files(tmp_path / "b") == files(left / "versions" / "b")
    assert files(tmp_path / "c") == files(tmp_path / "c2") == files(left / "versions" / "c")
    assert third.manifest.run_id == at_once.manifest.run_id == "c"
    assert (first.embed("item", [1, 2, 3]) == before).all()


def test_golden_increment_is_applied(golden, tmp_path):
    unified_embedding.load(golden / "versions/a").next([golden / "increments/b/a"], tmp_path / "b")

    assert files(tmp_path / "b") == files(golden / "versions/b")


def test_target_that_holds_the_version_is_left_alone(golden, tmp_path):
    table = unified_embedding.load(golden / "versions/a")
    table.next([golden / "increments/b/a"], tmp_path / "b")
    written = (tmp_path / "b" / "manifest.json").stat().st_mtime_ns

    table.next([golden / "increments/b/a"], tmp_path / "b")

    assert (tmp_path / "b" / "manifest.json").stat().st_mtime_ns == written


def assert_refused(error, message, origin, folders, target):
    with pytest.raises(error) as caught:
        unified_embedding.load(origin).next(folders, target)
    assert message in str(caught.value)
    assert not target.exists()
    assert not list(target.parent.glob(target.name + ".*"))


@pytest.mark.parametrize(
    ("chain", "message"),
    [
        (["c/b"], "to run 'a': it is made for run 'b' (one is missing, out of order, or of"),
        (["c/b", "b/a"], "to run 'a': it is made for run 'b'"),
        (["b/a", "b/a"], "to run 'b': that is where it leads to (it is applied already)"),
        (["b/a", "c/b", "b/a"], "to run 'c': it is made for run 'a'"),
    ],
)
def test_refuses_missing_repeated_and_disordered_increments(left, tmp_path, chain, message):
    folders = [left / "increments" / name for name in chain]
    assert_refused(ConflictError, message, left / "versions/a", folders, tmp_path / "out")


def damage(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda lake: damage(lake / "increments/b/a/snapshot/rows-00003.arrow"), "its SHA-256 is"),
        (lambda lake: (lake / "increments/b/a/snapshot/head.arrow").unlink(), "it does not exist"),
        (
            lambda lake: (lake / "increments/b/a/snapshot/rows-00001.arrow").write_bytes(b"half"),
            "it has 4 bytes, the manifest says",
        ),
        (lambda lake: damage(lake / "versions/a/snapshot/rows-00002.arrow"), "its SHA-256 is"),
        (
            lambda lake: (lake / "increments/b/a/increment.json").unlink(),
            "it has no increment.json",
        ),
        (lambda lake: damage(lake / "increments/b/a/target.json"), "its SHA-256 is"),
    ],
)
def test_refuses_damaged_files(golden, tmp_path, spoil, message):
    spoil(golden)
    assert_refused(
        BadFormatError,
        message,
        golden / "versions/a",
        [golden / "increments/b/a"],
        tmp_path / "out",
    )


def test_refuses_newer_format(golden, tmp_path):
    record = golden / "increments/b/a/increment.json"
    record.write_text(record.read_text().replace('"formatVersion" : 1', '"formatVersion" : 2'))
    assert_refused(
        BadFormatError,
        "format version 2 (this loader reads 1)",
        golden / "versions/a",
        [golden / "increments/b/a"],
        tmp_path / "out",
    )


def test_refuses_folder_that_holds_something_else(golden, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("precious")

    with pytest.raises(ConflictError, match="holds something else than run 'b'"):
        unified_embedding.load(golden / "versions/a").next(
            [golden / "increments/b/a"], tmp_path / "out"
        )
    assert (tmp_path / "out" / "mine.txt").read_text() == "precious"
