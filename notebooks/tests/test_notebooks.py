"""Every notebook runs from top to bottom and finds what it says; its outputs are fit to be read."""

import base64
import io
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from PIL import Image

FOLDER = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
MAX_BYTES = 400_000
CELL_SECONDS = 1800
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}

FACTS = {
    "1-explore-a-version": """
assert table.version == 2 and table.manifest.parent == "first"
assert events["action"].tolist() == ["publish", "alias"] * 2
assert agreements["at random"] < 0.5 * agreements["ids and genres together"], agreements
assert agreements["at random"] < agreements["vectors of the ids alone"], agreements
assert (norms[liked > 0] > 0).all()
assert np.median(cosines[known]) > unalike + 0.2, (np.median(cosines[known]), unalike)
""",
    "2-recommend": """
assert np.abs(retriever.logits(frame) - taken_apart).max() < 1e-4
assert not np.take_along_axis(seen, recommended, axis=1).any()
recall = {name: of_user[:, 49].mean() for name, (of_user, _) in measured.items()}
assert recall["retrieval"] > 1.1 * recall["popularity"], recall
assert (np.sort(recommended, axis=1) == np.sort(candidates, axis=1)).all()
assert not (recommended == candidates).all()
if not lake.MADE_UP:  # too few for the ranker to learn from
    assert recall["retrieval, then ranking"] > 1.1 * recall["retrieval"], recall
assert indexes.filter(like="distance", axis=0).iloc[:, 0].min() > 0.9, indexes
""",
    "3-tune": """
assert (by_features > 0.55).all(), by_features
assert (table > 0.55).all(axis=None), table
if not lake.MADE_UP:  # on which there is no time to learn enough
    assert by_features.is_monotonic_increasing, by_features
    assert table.loc["32KiB"].is_monotonic_increasing and table[2].is_monotonic_increasing, table
    assert auc(models[best], test) > averages(test) + 0.01
assert len(by_python) == 1000 and np.abs(by_spark - by_python).max() < 1e-6
""",
    "4-multiplexing": """
large = collisions[collisions["values"] > 50]
for kind in ("own", "others"):
    assert np.allclose(large[kind], large[f"{kind}, expected"], atol=0.2, rtol=0.15), large
large = java[java["distinct"] > 50]
for kind in ("Same", "Other"):
    assert np.allclose(large["observed" + kind], large["expected" + kind], atol=0.2, rtol=0.15), large
assert (mean_angles["multiplexed"] > mean_angles["per-feature"]).all(), mean_angles
smallest = compared[compared["share"] == 0.1].set_index("table")["auc"]
assert smallest["per-feature / 1"] < smallest["multiplexed / 1"], smallest
assert best > smallest["multiplexed / 2"] > smallest["per-feature / 1"], smallest
""",
}
"""What must hold when a notebook is through, also of made-up films."""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_and_finds_what_it_says(path, request):
    notebook = nbformat.read(path, as_version=4)
    facts = nbformat.v4.new_code_cell(FACTS[path.stem])
    notebook.cells.append(facts)
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": FOLDER}},
    )
    client.execute()
    if request.config.getoption("--write"):
        notebook.cells.pop()
        nbformat.write(_clean(notebook), path)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_is_committed_with_outputs_that_anyone_may_read(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata == METADATA
    assert path.stat().st_size <= MAX_BYTES
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert any("image/png" in output.get("data", {}) for output in outputs)
    assert not [output for output in outputs if output.output_type == "error"]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    for output in outputs:
        texts = {kind: text for kind, text in output.get("data", {}).items() if "image" not in kind}
        assert not _paths(str(texts) + output.get("text", "")), output


def test_a_path_in_an_output_is_found():
    assert _paths("written to /home/someone/lake/movies") == ["/home/someone"]
    assert _paths(f"in {FOLDER}") != []
    assert _paths("<td>1/2</td> and lake/movies/versions") == []


def _paths(text):
    """Beginnings of absolute paths; the closing tags of HTML are none."""
    return re.findall(r"(?<![\w.<~/])/[A-Za-z][\w.-]*/?[\w.-]+", text)


def _clean(notebook):
    """The notebook without what differs from machine to machine, its pictures in few colours."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = {}
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = _smaller(output.data["image/png"])
    return notebook


def _smaller(png):
    """A picture of 128 colours, which takes a third of the bytes."""
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")
    content = io.BytesIO()
    picture.quantize(128, dither=Image.Dither.NONE).save(content, "png", optimize=True)
    return base64.b64encode(content.getvalue()).decode("ascii")
