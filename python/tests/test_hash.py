"""The Python of docs/spec/hash.md, as it stands there, against the golden values beside it."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

SPECIFICATION = Path(__file__).resolve().parents[2] / "docs" / "spec"
GOLDEN = json.loads((SPECIFICATION / "hash-golden.json").read_text(encoding="utf-8"))


def _specified():
    text = (SPECIFICATION / "hash.md").read_text(encoding="utf-8")
    names = {}
    exec(re.search(r"```python\n(.*?)```", text, re.DOTALL)[1], names)
    return SimpleNamespace(**names)


SPEC = _specified()


def _hash(golden):
    seed = SPEC.seed(golden["feature"], golden["chunk"])
    return SPEC.row_hash(SPEC.fingerprint(golden["value"]), seed)


@pytest.mark.parametrize("golden", GOLDEN["fingerprints"])
def test_fingerprints_of_texts(golden):
    assert SPEC.signed(SPEC.fingerprint(golden["text"])) == golden["fingerprint"]


@pytest.mark.parametrize("golden", GOLDEN["crosses"])
def test_fingerprints_of_crosses(golden):
    parts = map(SPEC.fingerprint, golden["parts"])
    assert SPEC.signed(SPEC.cross(*parts)) == golden["fingerprint"]


@pytest.mark.parametrize("golden", GOLDEN["seeds"])
def test_seeds(golden):
    assert SPEC.signed(SPEC.seed(golden["feature"], golden["chunk"])) == golden["seed"]


@pytest.mark.parametrize("golden", GOLDEN["rows"])
def test_rows_of_the_multiplexed_layout(golden):
    h = _hash(golden)
    assert SPEC.signed(h) == golden["hash"]
    assert SPEC.row(h, golden["buckets"], golden["rowsPerBucket"]) == golden["row"]


@pytest.mark.parametrize("golden", GOLDEN["ranges"])
def test_rows_of_the_per_feature_layout(golden):
    h = _hash(golden)
    assert SPEC.row_in_range(h, golden["firstRow"], golden["rows"]) == golden["row"]


def test_signed_fingerprints_of_spark_give_the_same_rows():
    unsigned = SPEC.fingerprint("a")
    seed = SPEC.seed("user", 0)
    assert unsigned >= 2**63
    assert SPEC.row_hash(SPEC.signed(unsigned), seed) == SPEC.row_hash(unsigned, seed)
