"""Processes of Airflow (scheduler, dag processor, API server) and of a Spark cluster."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
START_SECONDS = 240
_PROGRAM = Path(sys.executable).parent / "airflow"


def path_of(dag, run):
    """Of a run, for REST; its id has a plus sign and colons."""
    return f"dags/{dag}/dagRuns/{urllib.parse.quote(run, safe='')}"


class Cluster:
    """A Master and a Worker with authentication and encryption (dev/cluster)."""

    def __init__(self, folder, secret):
        self.folder = folder / "cluster"
        self.spark_home = folder / "spark-home"
        file = folder / "secret"
        file.touch(mode=0o600)
        file.write_text(secret)
        environment = {**os.environ, "CLUSTER_SECRET_FILE": str(file)}
        self._cluster("start", "127.0.0.1:2:1g", env=environment)
        self.master = (self.folder / "url").read_text().strip()
        # Without the secret: only the connection of Airflow has it.
        subprocess.run([REPOSITORY / "dev/spark-home", self.spark_home], check=True)

    def _cluster(self, action, *workers, **options):
        command = [REPOSITORY / "dev/cluster", action, self.folder, *workers]
        subprocess.run(command, check=True, **options)

    def stop(self):
        self._cluster("stop")


class Airflow:
    """The three services, in a folder of their own; the state is read by REST."""

    def __init__(self, folder, connection):
        self.home = folder / "airflow"
        self.temporary = folder / "tmp"
        for made in (self.home, self.temporary):
            made.mkdir()
        shutil.copy(Path(sys.prefix) / "airflow.db", self.home / "airflow.db")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._url = f"http://127.0.0.1:{port}"
        self._processes = []
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "UE_"))}
        self._environment = inherited | {
            "AIRFLOW_HOME": str(self.home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "airflow-dags/dags"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
            "AIRFLOW__CORE__PARALLELISM": "4",
            "AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY": "5",
            # REST without a login; it listens on this machine only.
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self._url}/execution/",
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{self.home}/airflow.db",
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(port),
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__API__BASE_URL": self._url,
            "AIRFLOW__API_AUTH__JWT_SECRET": os.urandom(32).hex(),
            "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.5",
            # On a loaded machine a task waits for its services longer than the default of 5.
            "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "60",
            "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
            "AIRFLOW_CONN_UE_SPARK": json.dumps(connection),
            "TMPDIR": str(self.temporary),
            "PYTHONPATH": str(REPOSITORY / "python/src"),
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
        }

    def command(self, *arguments):
        """Runs a command of the command line and gives what it prints."""
        return subprocess.run(
            [_PROGRAM, *arguments],
            env=self._environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    def start(self):
        for service in ("api-server", "dag-processor", "scheduler"):
            log = (self.home / f"{service}.log").open("wb")
            self._processes.append(
                subprocess.Popen(
                    [_PROGRAM, service],
                    env=self._environment,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            )
        parts = ("metadatabase", "scheduler", "dag_processor")
        self.await_that(
            lambda: all(self.get("monitor/health")[part]["status"] == "healthy" for part in parts),
            START_SECONDS,
        )

    def stop(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            for process in self._processes:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, number)
            for process in self._processes:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(30)

    def get(self, path):
        return self._call("GET", path, None)

    def post(self, path, body):
        return self._call("POST", path, body)

    def patch(self, path, body):
        return self._call("PATCH", path, body)

    def _call(self, method, path, body):
        request = urllib.request.Request(
            f"{self._url}/api/v2/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)

    def await_that(self, condition, seconds):
        """Asks until it is so; services that are not there yet are waited for."""
        deadline = time.monotonic() + seconds
        while True:
            with contextlib.suppress(OSError, urllib.error.HTTPError):
                if condition():
                    return
            if time.monotonic() > deadline:
                raise TimeoutError(f"It did not happen in {seconds} s; logs are in {self.home}")
            for process in self._processes:
                assert process.poll() is None, f"{process.args} ended; logs are in {self.home}"
            time.sleep(0.5)

    def runs(self, dag):
        """The DAG's runs by id."""
        found = self.get(f"dags/{dag}/dagRuns?limit=100&order_by=run_after")["dag_runs"]
        return {run["dag_run_id"]: run for run in found}

    def tasks(self, dag, run):
        """The tasks of a run by id; mapped ones with their index."""
        found = self.get(f"{path_of(dag, run)}/taskInstances?limit=100")["task_instances"]
        return {
            task["task_id"] + ("" if task["map_index"] < 0 else f"[{task['map_index']}]"): task
            for task in found
        }

    def result(self, dag, run, task):
        """What a task handed back."""
        return self.get(
            f"{path_of(dag, run)}/taskInstances/{task}/xcomEntries/return_value?deserialize=true"
        )["value"]

    def trigger(self, dag, **conf):
        """Starts a run and gives its id."""
        started = self.post(f"dags/{dag}/dagRuns", {"logical_date": None, "conf": conf})
        return started["dag_run_id"]

    def await_end(self, dag, run, seconds):
        """The state in which a run ends."""
        self.await_that(lambda: self.runs(dag)[run]["state"] in ("success", "failed"), seconds)
        return self.runs(dag)[run]["state"]
