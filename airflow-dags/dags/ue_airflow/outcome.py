"""What the end of a verb means for its task: done, fail at once, or try again."""

import json
from collections.abc import Sequence
from typing import Any

from airflow.sdk.exceptions import AirflowException, AirflowFailException

#: Exit codes that a second try cannot change. 1 is a bug of ours where the verb itself said so.
FINAL = {
    1: "a bug of Unified Embedding",
    2: "usage or configuration",
    3: "bad input data",
    4: "the gate refused",
    5: "does not fit into memory or budget",
    6: "conflict",
    7: "corrupt or too new a format",
}
#: Storage or cluster failed, or SIGTERM came; the same command goes on where it stopped.
RETRY = 10
#: What a shell says of a command that is not there or cannot be run.
NOT_RUN = (126, 127)
_SIGNALLED = 128


class VerbFailed(AirflowFailException):
    """The task fails at once: the same command would end in the same way."""


class VerbInterrupted(AirflowException):
    """The task may be tried again: the same command goes on where this one stopped."""


def result_of(exit_code: int, output: str, last_lines: Sequence[str]) -> dict[str, Any]:
    """The result that a verb printed with ``--json``, with its run id as ``runId``.

    Args:
        exit_code: of the process; 128 + n where signal n ended it.
        output: its standard output.
        last_lines: of its standard error, for what failed before the verb could say why.

    Raises:
        VerbFailed: another try cannot help.
        VerbInterrupted: another try may help.
    """
    printed = _printed(output)
    if exit_code == 0:
        if printed is None or "result" not in printed:
            raise VerbFailed(
                "The command ended with 0 and printed no result. In cluster deploy mode "
                "spark-submit does that; submit in client mode."
            )
        return {**printed["result"], "runId": printed["runId"]}
    error = (printed or {}).get("error")
    if error is not None:
        message = f"{error['message']} [exit code {exit_code}, {error['code']}]"
    else:
        message = _silent(exit_code, last_lines)
    final = exit_code in FINAL and (exit_code != 1 or error is not None)
    raise (VerbFailed if final or exit_code in NOT_RUN else VerbInterrupted)(message)


def _printed(output: str) -> dict[str, Any] | None:
    """The last line, if it is an object of JSON."""
    lines = output.strip().splitlines()
    try:
        printed = json.loads(lines[-1]) if lines else None
    except ValueError:
        return None
    return printed if isinstance(printed, dict) else None


def _silent(exit_code: int, last_lines: Sequence[str]) -> str:
    how = (
        f"signal {exit_code - _SIGNALLED} ended it (137: often for want of memory)"
        if exit_code > _SIGNALLED
        else f"it ended with {exit_code}"
    )
    return f"The command said nothing: {how}. Its last lines:\n" + "\n".join(last_lines)
