"""Processes on this machine: Airflow's services, a Spark cluster, a server of S3.

For the tests in e2e/ and for dev/demo-cluster. All listen on 127.0.0.1 only, and all that they
write is in the folder that they are given.
"""

import contextlib
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import psutil

REPOSITORY = Path(__file__).resolve().parents[2]
START_SECONDS = 240
#: Longer than a command of a task takes to end (the grace of ue_airflow.operator, and some).
STOP_SECONDS = 30
#: For short commands: most of their time would go into compiling what is run once.
FAST_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
_PROGRAM = Path(sys.executable).parent / "airflow"
#: Two starts of a process that are nearer are the same: clocks of machines are set right.
_SAME_START_SECONDS = 5


def free_port() -> int:
    """A port of this machine on which nothing listens now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def write_secret(file: Path, text: str) -> None:
    """A file that only its owner can read."""
    file.touch(mode=0o600)
    file.write_text(text, encoding="utf-8")


def path_of(dag: str, run: str) -> str:
    """Of a run, for REST; its id has a plus sign and colons."""
    return f"dags/{dag}/dagRuns/{urllib.parse.quote(run, safe='')}"


def alive(process: psutil.Process) -> bool:
    """Whether it runs; one that has ended and that nobody asks about does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def await_ends(processes: Iterable[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Waits for them; gives those that still run."""
    deadline = time.monotonic() + seconds
    while (left := [*filter(alive, processes)]) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


class Processes:
    """Processes that may outlive who started them, each in a group of its own.

    A file for each has its id and when it started, since an id may be another's later.
    """

    def __init__(self, folder: Path) -> None:
        self._pids = folder / "pids"
        self._logs = folder / "logs"

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        environment: Mapping[str, str],
        standard_input: int | IO[bytes] = subprocess.DEVNULL,
    ) -> None:
        for made in (self._pids, self._logs):
            made.mkdir(parents=True, exist_ok=True)
        with self.log(name).open("wb") as log:
            process = subprocess.Popen(
                command,
                env=environment,
                stdin=standard_input,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started = psutil.Process(process.pid).create_time()
        (self._pids / name).write_text(f"{process.pid} {started}")

    def log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def names(self) -> list[str]:
        return sorted(file.name for file in self._pids.glob("*"))

    def find(self, name: str) -> psutil.Process | None:
        """The process while it runs."""
        with contextlib.suppress(FileNotFoundError, psutil.NoSuchProcess):
            pid, started = (self._pids / name).read_text().split()
            process = psutil.Process(int(pid))
            same = abs(process.create_time() - float(started)) < _SAME_START_SECONDS
            if same and alive(process):
                return process
        return None

    def await_that(self, condition: Callable[[], Any], seconds: float) -> None:
        """Asks until it is so; services that are not there yet are waited for.

        Raises:
            TimeoutError: it is not so in time.
            RuntimeError: one of the processes has ended.
        """
        deadline = time.monotonic() + seconds
        while True:
            with contextlib.suppress(OSError, urllib.error.HTTPError):
                if condition():
                    return
            for name in self.names():
                if self.find(name) is None:
                    raise RuntimeError(f"{name} ended, see {self.log(name)}")
            if time.monotonic() > deadline:
                raise TimeoutError(f"It did not happen in {seconds} s; logs are in {self._logs}")
            time.sleep(0.5)

    def stop(self) -> None:
        """Ends them, with what they have started; what does not end is killed."""
        services = [process for name in self.names() if (process := self.find(name))]
        family = {*services}
        for process in services:
            with contextlib.suppress(psutil.NoSuchProcess):
                family |= {*process.children(recursive=True)}
        for process in services:
            with contextlib.suppress(ProcessLookupError):
                # Tasks are in groups of their own: each ends its command first.
                os.killpg(process.pid, signal.SIGTERM)
        left = await_ends(family, STOP_SECONDS)
        for process in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        await_ends(left, STOP_SECONDS)
        for name in self.names():
            (self._pids / name).unlink()


class Cluster:
    """A Master and a Worker with authentication and encryption (dev/cluster)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.folder = folder / "cluster"
        #: Of those who submit. Without the secret: only the connection of Airflow has it.
        self.spark_home = folder / "spark-home"

    @property
    def master(self) -> str:
        return (self.folder / "url").read_text().strip()

    def start(self, secret: str, **environment: str) -> None:
        """Starts it.

        Args:
            secret: of the cluster.
            environment: for dev/spark-home and dev/cluster.
        """
        file = self._folder / "secret"
        write_secret(file, secret)
        local = {"SPARK_LOCAL_DIRS": str(self._folder / "spark-local")}
        variables = {**os.environ, **local, **environment}
        with_secret = {**variables, "CLUSTER_SECRET_FILE": str(file)}
        self._run("start", "127.0.0.1:2:1g", env=with_secret)
        make_home = [REPOSITORY / "dev/spark-home", self.spark_home]
        subprocess.run(make_home, check=True, env=variables)

    def stop(self) -> None:
        if (self.folder / "pids").exists():
            self._run("stop")

    def web_page(self) -> str:
        """The URL of the Master's; empty where it does not run."""
        if not (self.folder / "pids").exists():
            return ""
        command = [REPOSITORY / "dev/cluster", "status", self.folder]
        printed = subprocess.check_output(command, text=True)
        found = re.search(r"^master  pid .*(http:.*)$", printed, re.MULTILINE)
        return found.group(1) if found else ""

    def _run(self, action: str, *workers: str, **options: Any) -> None:
        command = [REPOSITORY / "dev/cluster", action, self.folder, *workers]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **options)


class S3:
    """The server of S3 of the tests of jobs, on local disk; it takes any credentials."""

    BUCKET = "lake"

    def __init__(self, folder: Path, port: int) -> None:
        self._processes = Processes(folder)
        self._folder = folder
        self.port = port
        self.endpoint = f"http://127.0.0.1:{port}"

    def environment(self) -> dict[str, str]:
        """What leads the libraries of AWS, Arrow and Delta here; the credentials are new."""
        return {
            "AWS_ACCESS_KEY_ID": secrets.token_hex(10),
            "AWS_SECRET_ACCESS_KEY": secrets.token_hex(20),
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": "us-east-1",
            "AWS_ALLOW_HTTP": "true",
        }

    def start(self) -> None:
        unpacked = REPOSITORY / "jobs/target/s3mock/BOOT-INF"
        if not unpacked.exists():
            unpack = ["-DskipTests=false", "-pl", "jobs", "dependency:unpack@s3-server"]
            command = [REPOSITORY / "mvnw", "-q", "-B", "-Dquick", *unpack]
            subprocess.run(command, cwd=REPOSITORY, check=True)
        temporary = self._folder / "tmp"
        temporary.mkdir(parents=True)
        java = f"{os.environ['JAVA_HOME']}/bin/java" if "JAVA_HOME" in os.environ else "java"
        command = [
            java,
            "-Xmx256m",
            *FAST_START.split(),
            f"-Djava.io.tmpdir={temporary}",
            "-cp",
            f"{unpacked}/classes:{unpacked}/lib/*",
            REPOSITORY / "jobs/src/test/s3/AtomicS3.java",
            "--server.address=127.0.0.1",
            f"--server.port={self.port}",
            "--http.port=0",
            f"--com.adobe.testing.s3mock.store.root={self._folder / 'objects'}",
            "--com.adobe.testing.s3mock.store.retain-files-on-exit=true",
            f"--com.adobe.testing.s3mock.store.initial-buckets={self.BUCKET}",
        ]
        (self._folder / "objects").mkdir()
        # It ends where its standard input does; a pipe that it holds open itself has no end.
        pipe = self._folder / "input"
        os.mkfifo(pipe, 0o600)
        with os.fdopen(os.open(pipe, os.O_RDWR), "rb", buffering=0) as held:
            self._processes.start("s3", command, os.environ, held)
        self._processes.await_that(self._answers, START_SECONDS)

    def _answers(self) -> bool:
        with urllib.request.urlopen(f"{self.endpoint}/{self.BUCKET}", timeout=5) as response:
            return response.status == 200

    def stop(self) -> None:
        self._processes.stop()

    def runs(self) -> bool:
        return self._processes.find("s3") is not None


class Airflow:
    """The three services, in a folder of their own; the state is read by REST."""

    USER = "admin"
    _OPTIONS: Mapping[str, Sequence[str]] = {
        "api-server": [],
        "dag-processor": [],
        # The API server reads the logs of tasks where they lie.
        "scheduler": ["--skip-serve-logs"],
    }

    def __init__(self, folder: Path, port: int) -> None:
        self.home = folder / "airflow"
        self.temporary = folder / "tmp"
        self.url = f"http://127.0.0.1:{port}"
        self.password_file = self.home / "passwords.json"
        self.port = port
        self._processes = Processes(self.home)
        self._token = ""

    def make(self, connection: Mapping[str, Any], environment: Mapping[str, str]) -> None:
        """Its folder, with a database and a password.

        Args:
            connection: ``ue_spark``.
            environment: of services and tasks, beside this process's own.
        """
        for made in (self.home, self.temporary):
            made.mkdir()
        shutil.copy(Path(sys.prefix) / "airflow.db", self.home / "airflow.db")
        write_secret(self.password_file, json.dumps({self.USER: secrets.token_urlsafe(16)}))
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "UE_"))}
        self._environment = inherited | {
            "AIRFLOW_HOME": str(self.home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "airflow-dags/dags"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
            "AIRFLOW__CORE__PARALLELISM": "4",
            "AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY": "5",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{self.USER}:admin",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(self.password_file),
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self.url}/execution/",
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{self.home}/airflow.db",
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(self.port),
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__API__BASE_URL": self.url,
            "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(32),
            "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.5",
            # On a loaded machine a task waits for its services longer than the default of 5.
            "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "60",
            "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
            "AIRFLOW_CONN_UE_SPARK": json.dumps(connection),
            "TMPDIR": str(self.temporary),
            "PYTHONPATH": str(REPOSITORY / "python/src"),
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
            **environment,
        }

    def command(self, *arguments: str) -> str:
        """Runs a command of the command line and gives what it prints."""
        with (self.home / "commands.log").open("a") as log:
            return subprocess.run(
                [_PROGRAM, *arguments],
                env=self._environment,
                check=True,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            ).stdout

    def backfill(self, dag: str, first: Any, last: Any) -> None:
        """Makes the runs of some days; before the start, since SQLite takes one writer."""
        self.command("dags", "reserialize")
        self.command(
            *("backfill", "create", f"--dag-id={dag}", "--max-active-runs=1"),
            *(f"--from-date={first}", f"--to-date={last}"),
        )

    def unpause(self, dags: Iterable[str]) -> None:
        for dag in dags:
            self.command("dags", "unpause", "--yes", dag)

    def start(self) -> None:
        for service, options in self._OPTIONS.items():
            self._processes.start(service, [_PROGRAM, service, *options], self._environment)
            if service == "api-server":
                # A task that the scheduler starts before the API server listens has failed.
                self.await_that(lambda: self.get("monitor/health"), START_SECONDS)
        parts = ("metadatabase", "scheduler", "dag_processor")
        self.await_that(
            lambda: all(self.get("monitor/health")[part]["status"] == "healthy" for part in parts),
            START_SECONDS,
        )

    def stop(self) -> None:
        self._processes.stop()

    def states(self) -> dict[str, bool]:
        """Which of the services run."""
        return {name: self._processes.find(name) is not None for name in self._OPTIONS}

    def await_that(self, condition: Callable[[], Any], seconds: float) -> None:
        self._processes.await_that(condition, seconds)

    def get(self, path: str) -> Any:
        return self._call("GET", path, None)

    def post(self, path: str, body: Any) -> Any:
        return self._call("POST", path, body)

    def patch(self, path: str, body: Any) -> Any:
        return self._call("PATCH", path, body)

    def _call(self, method: str, path: str, body: Any) -> Any:
        if not self._token:
            password = json.loads(self.password_file.read_text())[self.USER]
            login = {"username": self.USER, "password": password}
            self._token = self._send("POST", "auth/token", login)["access_token"]
        return self._send(method, f"api/v2/{path}", body)

    def _send(self, method: str, path: str, body: Any) -> Any:
        request = urllib.request.Request(
            f"{self.url}/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"},
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)

    def runs(self, dag: str) -> dict[str, Any]:
        """The DAG's runs by id."""
        found = self.get(f"dags/{dag}/dagRuns?limit=100&order_by=run_after")["dag_runs"]
        return {run["dag_run_id"]: run for run in found}

    def tasks(self, dag: str, run: str) -> dict[str, Any]:
        """The tasks of a run by id; mapped ones with their index."""
        found = self.get(f"{path_of(dag, run)}/taskInstances?limit=100")["task_instances"]
        return {
            task["task_id"] + ("" if task["map_index"] < 0 else f"[{task['map_index']}]"): task
            for task in found
        }

    def result(self, dag: str, run: str, task: str) -> Any:
        """What a task handed back."""
        return self.get(
            f"{path_of(dag, run)}/taskInstances/{task}/xcomEntries/return_value?deserialize=true"
        )["value"]

    def trigger(self, dag: str, **conf: Any) -> str:
        """Starts a run and gives its id."""
        started = self.post(f"dags/{dag}/dagRuns", {"logical_date": None, "conf": conf})
        return started["dag_run_id"]

    def await_end(self, dag: str, run: str, seconds: float) -> str:
        """The state in which a run ends."""
        self.await_that(lambda: self.runs(dag)[run]["state"] in ("success", "failed"), seconds)
        return self.runs(dag)[run]["state"]


def spark_connection(
    cluster: Cluster, secret: str, temporary: Path, **extra: Any
) -> dict[str, Any]:
    """The connection ``ue_spark`` to a cluster, for small data.

    Args:
        cluster: runs already.
        secret: of the cluster.
        temporary: folder for what the JVMs of drivers and executors write; is made.
        extra: of the connection: conf, data, reports.
    """
    host, port = cluster.master.rsplit(":", 1)
    temporary.mkdir()
    java = f'{FAST_START} "-Djava.io.tmpdir={temporary}"'
    return {
        "conn_type": "spark",
        "host": host,
        "port": int(port),
        "password": secret,
        "extra": {
            "ue": str(REPOSITORY / "ue"),
            "spark-home": str(cluster.spark_home),
            "properties": {
                "spark.executor.memory": "500m",
                "spark.executor.extraJavaOptions": java,
                "spark.hadoop.hadoop.tmp.dir": str(temporary / "hadoop"),
                "spark.network.crypto.enabled": True,
                "spark.network.crypto.cipher": "AES/GCM/NoPadding",
                "spark.network.crypto.saslFallback": False,
            },
            "environment": {
                "UE_MEMORY": "700m",
                "JAVA_TOOL_OPTIONS": java,
                "SPARK_LOCAL_DIRS": str(temporary),
            },
            **extra,
        },
    }
