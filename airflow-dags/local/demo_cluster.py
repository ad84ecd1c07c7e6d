"""Airflow, Spark and a server of S3 on this machine, three days of a table: dev/demo-cluster."""

import argparse
import json
import os
import secrets
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from click_log import write_conf, write_day
from services import (
    REPOSITORY,
    S3,
    Airflow,
    Cluster,
    free_port,
    path_of,
    spark_connection,
    write_secret,
)

_DAYS = 3
_DAILY, _DOWNSTREAM = "ue_daily", "ue_downstream_example"
#: Not ue_maintenance, whose last Sunday would come before there is anything to verify.
_UNPAUSED = (_DAILY, _DOWNSTREAM, "ue_sweep")
_FILE = "demo.json"
_USAGE = 2


class RefusedError(Exception):
    """What was asked for cannot be done; the message says why, and the remedy."""


class Demo:
    """All that a folder holds: the processes, what they write, and a file with their ports."""

    def __init__(self, folder: Path, airflow_port: int, s3_port: int) -> None:
        self.folder = folder
        self.cluster = Cluster(folder)
        self.s3 = S3(folder / "s3", s3_port)
        self.airflow = Airflow(folder, airflow_port)
        self.conf = folder / "clicks.conf"
        self.environment = folder / "environment"

    @staticmethod
    def of(folder: Path) -> "Demo":
        """The one that was started in a folder."""
        file = folder / _FILE
        if not file.exists():
            raise RefusedError(
                f"There is no demo in {folder} (start one: dev/demo-cluster start DIR)"
            )
        return Demo(folder, **json.loads(file.read_text(encoding="utf-8")))

    def running(self) -> list[str]:
        """What runs of it."""
        return [name for name, runs in self.states().items() if runs]

    def states(self) -> dict[str, bool]:
        """Which of its parts run."""
        return {
            **self.airflow.states(),
            "Spark": bool(self.cluster.web_page()),
            "S3": self.s3.runs(),
        }

    def start(self) -> None:
        ports = {"airflow_port": self.airflow.port, "s3_port": self.s3.port}
        (self.folder / _FILE).write_text(json.dumps(ports), encoding="utf-8")
        days = self._write_data()
        say("Starting the server of S3 and the Spark cluster")
        self.s3.start()
        secret = secrets.token_hex(16)
        self.cluster.start(secret, CLUSTER_S3="1")
        environment = self.s3.environment()
        lines = [f"export {name}={shlex.quote(value)}\n" for name, value in environment.items()]
        write_secret(self.environment, "".join(lines))
        connection = spark_connection(
            self.cluster,
            secret,
            self.folder / "jvm",
            conf=str(self.conf),
            data=str(self.folder / "data/day=%Y-%m-%d"),
            reports=self.s3.endpoint + "/{key}?response-content-type=text/html",
        )
        self.airflow.make(connection, environment)
        say(f"Starting Airflow, with a backfill of {_DAILY} from {days[0]} to {days[-1]}")
        self.airflow.backfill(_DAILY, days[0], days[-1])
        self.airflow.unpause(_UNPAUSED)
        self.airflow.start()

    def _write_data(self) -> list[str]:
        today = datetime.now(UTC).date()
        days = [today - timedelta(days=n) for n in range(_DAYS, 0, -1)]
        for day in days:
            write_day(self.folder / "data", day)
        write_conf(self.conf, f"s3a://{S3.BUCKET}/tables")
        with self.conf.open("a", encoding="utf-8") as conf:
            conf.write(
                f"""\
spark {{
  spark.hadoop.fs.s3a.endpoint = "{self.s3.endpoint}"
  spark.hadoop.fs.s3a.endpoint.region = us-east-1
  spark.hadoop.fs.s3a.path.style.access = true
}}
"""
            )
        return [str(day) for day in days]

    def stop(self) -> None:
        """Tasks first, since they use the rest."""
        self.airflow.stop()
        self.cluster.stop()
        self.s3.stop()

    def where(self) -> str:
        """What to look at."""
        table = f"s3://{S3.BUCKET}/tables/clicks"
        return f"""\
Airflow        {self.airflow.url}  user {Airflow.USER}, password in {self.airflow.password_file}
Spark master   {self.cluster.web_page()}
S3             {self.s3.endpoint}  bucket {S3.BUCKET}, takes any credentials

Look at        {self.airflow.url}/dags/{_DAILY}  three days in order; the button Report
               of the task evaluate
               {self.airflow.url}/dags/{_DOWNSTREAM}  runs by the Asset ue_published; the log of
               check_version tells how its mirror moved, by increments from version 2 on
               {self.folder}/airflow/mirrors/clicks  the versions that it has
The table      . {self.environment}
               ./ue history --conf {self.conf} --set data=any
               Python: unified_embedding.Mirror("{table}", "FOLDER").update("production")
State          dev/demo-cluster status {self.folder}
End            dev/demo-cluster stop {self.folder}; then the folder may be removed"""

    def days(self) -> str:
        """What became of them so far."""
        lines = []
        for dag, task in ((_DAILY, "publish"), (_DOWNSTREAM, "check_version")):
            for run_id, run in self.airflow.runs(dag).items():
                done = self._version(dag, run_id, task)
                when = run["logical_date"] or run["run_after"]
                lines.append(f"{dag:<23}{when[:10]}  {run['state']}{done}")
        return "\n".join(lines)

    def _version(self, dag: str, run: str, task: str) -> str:
        if self.airflow.get(f"{path_of(dag, run)}/taskInstances/{task}")["state"] != "success":
            return ""
        return f", version {self.airflow.result(dag, run, task)['version']}"


def say(text: str) -> None:
    print(text, flush=True)


def build() -> None:
    """The jar for spark-submit, where there is none."""
    if not list((REPOSITORY / "jobs/target").glob("*-all.jar")):
        say("Building the jar for spark-submit; takes minutes")
        options = ["-q", "-B", "-Dquick", "-DskipTests", "-Dfatjar.skip=false"]
        subprocess.run([REPOSITORY / "mvnw", *options, "package"], cwd=REPOSITORY, check=True)


def start(folder: Path, airflow_port: int, s3_port: int) -> None:
    if (folder / _FILE).exists() and (running := Demo.of(folder).running()):
        raise RefusedError(
            f"{folder} runs: {', '.join(running)} (dev/demo-cluster status, or stop)"
        )
    if folder.exists() and any(folder.iterdir()):
        raise RefusedError(f"{folder} is not empty (give a new folder)")
    for port in (airflow_port, s3_port):
        refuse_taken(port)
    build()
    # Logs, database and lake are for nobody else either.
    os.umask(0o077)
    folder.mkdir(parents=True, exist_ok=True)
    demo = Demo(folder, airflow_port or free_port(), s3_port or free_port())
    try:
        demo.start()
    except BaseException:
        demo.stop()
        raise
    say(demo.where())


def refuse_taken(port: int) -> None:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError as e:
            raise RefusedError(f"Port {port} cannot be had: {e.strerror} (give another)") from e


def port_of(text: str) -> int:
    if not (text.isdecimal() and 0 < int(text) < 1 << 16):
        raise argparse.ArgumentTypeError(f"invalid port: '{text}' (must be from 1 to 65535)")
    return int(text)


def stop(folder: Path) -> None:
    demo = Demo.of(folder)
    running = demo.running()
    demo.stop()
    say(f"Stopped: {', '.join(running)}" if running else f"Nothing of {folder} runs")


def status(folder: Path) -> None:
    demo = Demo.of(folder)
    states = demo.states()
    say("\n".join(f"{name:<14} {'runs' if runs else 'stopped'}" for name, runs in states.items()))
    if all(states.values()):
        say(f"\n{demo.days()}\n\n{demo.where()}")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="dev/demo-cluster",
        description="Airflow, Spark and a server of S3 on 127.0.0.1; three days of a table.",
    )
    actions = parser.add_subparsers(dest="action", required=True)
    folder = argparse.ArgumentParser(add_help=False)
    folder.add_argument("folder", metavar="DIR", type=Path, help="holds all that is written")
    starts = actions.add_parser("start", parents=[folder], help="in a new folder; takes a minute")
    for service in ("airflow", "s3"):
        starts.add_argument(
            f"--{service}-port", type=port_of, default=0, metavar="PORT", help="default: any free"
        )
    actions.add_parser("status", parents=[folder], help="what runs, and how far the days are")
    actions.add_parser("stop", parents=[folder], help="ends all that was started")
    options = vars(parser.parse_args(arguments))
    options["folder"] = options["folder"].absolute()
    try:
        {"start": start, "status": status, "stop": stop}[options.pop("action")](**options)
    except (RefusedError, RuntimeError, TimeoutError, subprocess.CalledProcessError) as e:
        print(f"dev/demo-cluster: {e}", file=sys.stderr)
        return _USAGE if isinstance(e, RefusedError) else 1
    return 0


if __name__ == "__main__":
    # So that a start that is ended ends what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.exit(main(sys.argv[1:]))
