"""What exit codes and outputs of the command line mean for a task."""

import json
import re

import pytest

from services import REPOSITORY
from ue_airflow.outcome import FINAL, RETRY, VerbFailed, VerbInterrupted, result_of


def printed(key, value):
    return json.dumps({"verb": "train", "runId": "r1", key: value}) + "\n"


def failure(code, name="ANY", message="What failed (and the remedy)"):
    return printed("error", {"exitCode": code, "code": name, "message": message})


def test_result_comes_with_its_run_id():
    output = "a line of somebody else\n" + printed("result", {"rows": 7})
    assert result_of(0, output, []) == {"rows": 7, "runId": "r1"}


@pytest.mark.parametrize("code", sorted(FINAL))
def test_final_codes_fail_at_once_with_the_message_of_the_verb(code):
    with pytest.raises(VerbFailed, match=rf"What failed \(and the remedy\) \[exit code {code}"):
        result_of(code, failure(code), [])


def test_retry_code_is_tried_again():
    with pytest.raises(VerbInterrupted, match=r"\[exit code 10, RETRY\]"):
        result_of(RETRY, failure(RETRY, "RETRY"), [])


@pytest.mark.parametrize("code", [137, 143, 129])
def test_killed_command_is_tried_again(code):
    with pytest.raises(VerbInterrupted, match=rf"signal {code - 128} ended it.*\nlast words"):
        result_of(code, "", ["last words"])


def test_what_failed_before_the_verb_began_is_tried_again():
    with pytest.raises(VerbInterrupted, match=r"it ended with 1.*\nMaster is not there"):
        result_of(1, "", ["Master is not there"])


@pytest.mark.parametrize("code", [126, 127])
def test_missing_command_fails_at_once(code):
    with pytest.raises(VerbFailed, match=f"it ended with {code}"):
        result_of(code, "", [])


def test_success_without_a_result_fails_at_once():
    with pytest.raises(VerbFailed, match="printed no result"):
        result_of(0, "State of driver driver-1 is FINISHED", [])


def test_codes_are_those_of_the_command_line():
    source = REPOSITORY / "unified-embedding/src/main/java/org/unifiedembedding/embedding/error"
    text = (source / "ErrorCode.java").read_text(encoding="utf-8")
    codes = {int(code) for code in re.findall(r"^  [A-Z_]+\((\d+)\)", text, re.MULTILINE)}
    assert codes == (set(FINAL) - {1}) | {RETRY}
