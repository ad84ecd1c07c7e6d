"""Versions of every head and layout with the scores that Java gives their examples.

The test ScoredVersionsTest of the module unified-embedding leaves them.
"""

import json
from pathlib import Path

import pytest

import unified_embedding

SCORED = Path(__file__).resolve().parents[2] / "unified-embedding" / "target" / "scored-versions"


@pytest.fixture(
    scope="session",
    params=[
        "logistic",
        "factorization",
        "deep-cross-stacked",
        "deep-cross-parallel",
        "cross-only",
        "mlp",
        "float16",
        "int8",
        "int4",
    ],
)
def golden(request):
    """Examples, scores and vectors as Java wrote them, with the version's folder."""
    return read_golden(request.param)


@pytest.fixture(scope="session")
def table(golden):
    return unified_embedding.load(golden["folder"], verify=True)


def read_golden(name):
    path = SCORED / name / "scores.json"
    if not path.exists():
        pytest.fail(
            f"{path} is missing: the Java test ScoredVersionsTest writes it. "
            "Run ./mvnw verify, which runs that test first.",
            pytrace=False,
        )
    return {**json.loads(path.read_text(encoding="utf-8")), "folder": path.parent}
