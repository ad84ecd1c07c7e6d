"""Runs a command in a process group of its own that does not outlive the caller.

A task that is killed with SIGKILL cannot end what it started, and its retry would run beside it.
So this process stands between them: it ends the whole group when its standard input ends, which
happens when the caller closes it and when the caller dies, however it dies.

    python watchdog.py GRACE_SECONDS SECRETS_FOLDER COMMAND...

The exit code is the command's, 128 + n where signal n ended it, 126 and 127 as a shell's. The
folder (empty: none) is removed in any case. Knows nothing but the standard library, so that it
starts in milliseconds.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time

_POLL_SECONDS = 0.05


def main(arguments: list[str]) -> int:
    grace_seconds, secrets, command = float(arguments[0]), arguments[1], arguments[2:]
    try:
        try:
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
        except OSError as e:
            print(f"Cannot run {command[0]}: {e.strerror}", file=sys.stderr)
            return 127 if isinstance(e, FileNotFoundError) else 126
        threading.Thread(target=_end_with_caller, args=(child, grace_seconds), daemon=True).start()
        signal.signal(signal.SIGTERM, lambda *_: _signal(child, signal.SIGTERM))
        code = child.wait()
        # What the command left in its group would hold the caller's pipes open.
        _signal(child, signal.SIGKILL)
        return code if code >= 0 else 128 - code
    finally:
        if secrets:
            shutil.rmtree(secrets, ignore_errors=True)


def _end_with_caller(child: "subprocess.Popen[bytes]", grace_seconds: float) -> None:
    while os.read(0, 1024):
        pass
    _signal(child, signal.SIGTERM)
    deadline = time.monotonic() + grace_seconds
    while child.returncode is None and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)
    _signal(child, signal.SIGKILL)


def _signal(child: "subprocess.Popen[bytes]", number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
