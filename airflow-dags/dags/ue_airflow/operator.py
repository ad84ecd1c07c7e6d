"""The operator that runs a verb of the command line."""

import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NotRequired, TypedDict, cast

from airflow.sdk import BaseOperator, BaseOperatorLink

from ue_airflow import watchdog
from ue_airflow.defaults import CONNECTION
from ue_airflow.deployment import (
    Deployment,
    deployment_of,
    new_secrets_folder,
    refuse_secrets,
    text_of,
)
from ue_airflow.outcome import VerbFailed, result_of
from ue_airflow.report_link import ReportLink

if TYPE_CHECKING:
    from airflow.sdk import Context

#: Above the 8 seconds that a verb takes at most after SIGTERM.
_GRACE_SECONDS = 12.0
#: Of standard error, kept for the message of a command that could not say why it failed.
_LAST_LINES = 20


class Run(TypedDict):
    """One run of a table, the same for all its verbs.

    Attributes:
        run_id: names it; empty: a hash of the configuration.
        conf: absolute path of the configuration; empty: the connection's.
        settings: what ``--set`` changes in it.
        published: whether it was published when it was planned.
    """

    run_id: str
    conf: str
    settings: dict[str, Any]
    published: NotRequired[bool]


class UeOperator(BaseOperator):
    """Runs ``ue VERB`` and hands back its result.

    Standard error goes line by line to the task's log. The exit code decides between success,
    failure at once and another try (``outcome``); verbs go on where they stopped, so a try never
    repeats finished work. A verb ends with its task, also when that is killed.

    Args:
        verb: a word of ``ue --help``.
        run: the run that it belongs to.
        arguments: the verb's own options and parameters; empty texts are left out.
        keep: keys of the result that are handed back; None: all. A report's curves are no XCom.
        connection_id: where and how it runs.
    """

    template_fields: Sequence[str] = ("run_of_verb", "arguments")
    ui_color = "#e8f0e4"

    def __init__(
        self,
        *,
        verb: str,
        run: Any,
        arguments: Sequence[str] = (),
        keep: Sequence[str] | None = None,
        connection_id: str = CONNECTION,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.verb = verb
        self.run_of_verb = run
        self.arguments = arguments
        self.keep = keep
        self.connection_id = connection_id
        self.report_url = ""
        self._process: subprocess.Popen[bytes] | None = None

    def execute(self, context: "Context") -> dict[str, Any]:  # noqa: ARG002 - Airflow's signature
        deployment = deployment_of(self.connection_id)
        command = self.command(deployment)
        self.log.info("Running %s", " ".join(command))
        with tempfile.TemporaryFile() as output:
            exit_code, last_lines = self._run(deployment, command, output)
            output.seek(0)
            printed = output.read().decode("utf-8", errors="replace")
        result = result_of(exit_code, printed, last_lines)
        if self.keep is not None:
            result = {key: result[key] for key in (*self.keep, "runId") if key in result}
        if "report" in result:
            self.report_url = deployment.report_url(result["report"])
            self.log.info("Report: %s", self.report_url)
        return result

    @property
    def operator_extra_links(self) -> tuple[BaseOperatorLink, ...]:
        """Of the verb that makes a report."""
        return (ReportLink(),) if self.verb == "evaluate" else ()

    def on_kill(self) -> None:
        """Ends the command; the watchdog waits for it longer than Airflow waits for a task."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

    def command(self, deployment: Deployment) -> list[str]:
        """The command line, which holds no secret."""
        run = cast(Run, self.run_of_verb)
        conf = run["conf"] or deployment.conf
        if not Path(conf).is_absolute():
            raise VerbFailed(
                f"Invalid conf: '{conf}' (must be an absolute path; give it as a param of the run "
                f"or in the extra of connection '{self.connection_id}')"
            )
        refuse_secrets(run["settings"])
        command = [deployment.ue, self.verb, "--conf", conf, "--json", "--progress"]
        if run["run_id"]:
            command += ["--run-id", run["run_id"]]
        for key, value in sorted(run["settings"].items()):
            command += ["--set", f"{key}={text_of(value)}"]
        return command + [argument for argument in self.arguments if argument]

    def _run(
        self, deployment: Deployment, command: list[str], output: IO[bytes]
    ) -> tuple[int, Sequence[str]]:
        secrets = new_secrets_folder()
        lines: deque[str] = deque(maxlen=_LAST_LINES)
        guard = [sys.executable, "-I", watchdog.__file__, str(_GRACE_SECONDS), str(secrets)]
        process = subprocess.Popen(
            guard + command,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.PIPE,
            env=deployment.command_environment(secrets),
            # A signal to the task's own group must not end the watchdog before the command.
            start_new_session=True,
        )
        self._process = process
        try:
            for line in cast(IO[bytes], process.stderr):
                text = line.decode("utf-8", errors="replace").rstrip()
                lines.append(text)
                self.log.info("%s", text)
            return process.wait(), tuple(lines)
        finally:
            # Also when Airflow's time-out interrupts the lines above.
            self.on_kill()
            process.wait()
