"""That no command outlives its task, with real processes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ue_airflow import watchdog

WATCHDOG = [sys.executable, "-I", watchdog.__file__]
WAIT_SECONDS = 20


def await_that(condition):
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def alive(pid):
    """Whether a process runs; a zombie that nobody waits for does not."""
    states = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return states != "" and not states.startswith("Z")


@pytest.mark.parametrize(("command", "code"), [("exit 0", 0), ("exit 4", 4), ("kill -9 $$", 137)])
def test_exit_code_is_that_of_the_command(tmp_path, command, code):
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    process = subprocess.Popen(
        [*WATCHDOG, "1", str(secrets), "sh", "-c", command], stdin=subprocess.PIPE
    )
    assert process.wait(WAIT_SECONDS) == code
    assert not secrets.exists()


def test_missing_command_is_said_as_a_shell_says_it(tmp_path):
    run = [*WATCHDOG, "1", "", str(tmp_path / "ue")]
    ended = subprocess.run(run, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert ended.returncode == 127
    assert ended.stderr == f"Cannot run {tmp_path}/ue: No such file or directory\n"
    (tmp_path / "ue").touch()
    assert (
        subprocess.run(run, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 126
    )


@pytest.mark.parametrize("trap", ["exit 10", ""], ids=["goes", "does not listen"])
def test_killed_task_takes_its_command_with_it(tmp_path, trap):
    pids = tmp_path / "pids"
    command = (
        f"trap '{trap}' TERM; sleep 600 & echo $$ $! >{pids}.part; mv {pids}.part {pids}; "
        + ("while :; do wait; done")
    )
    task = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import subprocess, sys\n"
            "subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, start_new_session=True).wait()",
            *WATCHDOG,
            "1",
            "",
            "sh",
            "-c",
            command,
        ]
    )
    await_that(Path(pids).exists)
    shell, sleep = map(int, pids.read_text().split())
    assert alive(shell)
    assert alive(sleep)
    os.kill(task.pid, signal.SIGKILL)
    task.wait()
    await_that(lambda: not alive(shell) and not alive(sleep))
