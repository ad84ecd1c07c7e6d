"""What dev/demo-cluster refuses, and that it ends what it has started and nothing else."""

import json
import socket
import subprocess
import sys

import psutil
import pytest

import demo_cluster
import services
from services import Processes

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
#: A process that has one in a group of its own, as a task has its command.
PARENT = [
    sys.executable,
    "-c",
    f"import subprocess; subprocess.Popen({SLEEP}, start_new_session=True).wait()",
]


@pytest.fixture
def said(capsys):
    """Runs the command; its exit code and what it said."""

    def run(*arguments):
        code = demo_cluster.main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return run


@pytest.fixture
def running(tmp_path, monkeypatch):
    """A demo of which one service runs."""
    # Its child does not hear of the end, and is killed.
    monkeypatch.setattr(services, "STOP_SECONDS", 0.5)
    (tmp_path / "demo.json").write_text(json.dumps({"airflow_port": 1, "s3_port": 2}))
    processes = Processes(tmp_path / "airflow")
    processes.start("scheduler", PARENT, {})
    yield processes.find("scheduler")
    processes.stop()


def test_refuses_arguments_that_are_none(capsys):
    for arguments, message in [
        ([], "the following arguments are required: action"),
        (["start"], "the following arguments are required: DIR"),
        (["begin", "/tmp/x"], "invalid choice: 'begin'"),
        (["start", "/tmp/x", "--s3-port", "70000"], "invalid port: '70000' (must be from 1 to"),
    ]:
        with pytest.raises(SystemExit) as ended:
            demo_cluster.main(arguments)
        assert ended.value.code == 2
        assert message in capsys.readouterr().err


def test_refuses_a_folder_in_which_something_is(said, tmp_path):
    (tmp_path / "file").touch()
    assert said("start", tmp_path) == (
        2,
        f"dev/demo-cluster: {tmp_path} is not empty (give a new folder)\n",
    )


def test_refuses_a_port_that_is_taken(said, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert said("start", tmp_path / "new", "--airflow-port", port) == (
            2,
            f"dev/demo-cluster: Port {port} cannot be had: Address already in use (give another)\n",
        )
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("action", ["stop", "status"])
def test_knows_where_no_demo_is(said, tmp_path, action):
    code, text = said(action, tmp_path)
    assert code == 2
    assert text == (
        f"dev/demo-cluster: There is no demo in {tmp_path} "
        "(start one: dev/demo-cluster start DIR)\n"
    )


def test_refuses_a_second_start_and_stops_once(said, tmp_path, running):
    (child,) = wait_for_child(running)
    assert said("start", tmp_path) == (
        2,
        f"dev/demo-cluster: {tmp_path} runs: scheduler (dev/demo-cluster status, or stop)\n",
    )
    assert said("status", tmp_path) == (
        0,
        "api-server     stopped\ndag-processor  stopped\nscheduler      runs\n"
        "Spark          stopped\nS3             stopped\n",
    )
    assert said("stop", tmp_path) == (0, "Stopped: scheduler\n")
    assert not services.alive(running)
    assert not services.alive(child)
    assert said("stop", tmp_path) == (0, f"Nothing of {tmp_path} runs\n")


def wait_for_child(process):
    while not (children := process.children()):
        assert process.is_running()
    return children


def test_leaves_a_process_alone_that_has_the_id_of_one_that_ended(tmp_path):
    another = subprocess.Popen(SLEEP)
    started = psutil.Process(another.pid).create_time()
    (tmp_path / "pids").mkdir()
    (tmp_path / "pids/scheduler").write_text(f"{another.pid} {started - 3600}")
    processes = Processes(tmp_path)
    assert processes.find("scheduler") is None
    processes.stop()
    assert another.poll() is None
    another.kill()
    another.wait()
