"""A team's first days: ue_daily on real data with the real command line, in one process each.

The tests follow each other: a version, a refusal by the gate, the same run after all, once more.
"""

import json
import logging
import os
import signal
import subprocess
import threading
import time
from datetime import date

import pendulum
import pytest
from pyarrow import fs

from click_log import checksums, write_conf, write_day
from services import S3, free_port

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)
WAIT_SECONDS = 300


@pytest.fixture(scope="module")
def lake(home):
    write_conf(home / "clicks.conf", home / "lake")
    write_day(home / "data", MONDAY)
    write_day(home / "data", TUESDAY)
    return home / "lake" / "clicks"


@pytest.fixture(scope="module")
def daily(dags, lake):  # noqa: ARG001 - what it works on
    """Runs ue_daily for a day, all of it, and gives the tasks and what they handed back."""

    def run(day, **params):
        at = pendulum.datetime(day.year, day.month, day.day).add(days=1)
        return Ended(dags["ue_daily"].test(logical_date=at, run_conf=params))

    return run


class Ended:
    """A DAG run that has ended."""

    def __init__(self, run):
        instances = run.get_task_instances()
        self.state = run.state
        self.states = {ti.task_id: ti.state for ti in instances}
        self.tries = {ti.task_id: ti.try_number for ti in instances}
        self.results = {ti.task_id: ti.xcom_pull(ti.task_id) for ti in instances}


@pytest.fixture(scope="module")
def monday(daily, lake):
    """The first day, in which somebody kills the command of `train` after its first round."""
    killer = threading.Thread(target=kill_training, args=(lake,), daemon=True)
    killer.start()
    ended = daily(MONDAY)
    killer.join(1)
    assert not killer.is_alive(), "no command of train was killed"
    return ended


def kill_training(lake):
    checkpoint = lake / "runs" / "daily-20261116T000000" / "checkpoint" / "_delta_log"
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        # The table is made, the driver has announced itself, a round is there.
        if len(list(checkpoint.glob("*.json"))) > 2:
            for line in subprocess.check_output(
                ["ps", "-A", "-ww", "-o", "pid=,args="], text=True
            ).splitlines():
                if f"unifiedembedding.jobs.Main train --conf {lake.parents[1]}" in line:
                    os.kill(int(line.split()[0]), signal.SIGKILL)
                    return
        time.sleep(0.05)


def test_day_becomes_a_version(monday, lake):
    assert set(monday.states.values()) == {"success"}
    published = monday.results["publish"]
    assert published == {
        "version": 1,
        "runId": "daily-20261116T000000",
        "path": f"{lake}/versions/daily-20261116T000000",
        "alias": "production",
    }
    assert monday.results["evaluate"]["metrics"]["auc"] > 0.6
    assert (lake / "runs/daily-20261116T000000/report.html").exists()


def test_killed_training_was_tried_again_and_went_on(monday):
    assert monday.tries["train"] == 2
    assert {task: n for task, n in monday.tries.items() if n != 1} == {"train": 2}
    assert "resumed" in [event["kind"] for event in monday.results["train"]["events"]]


def test_event_tells_version_metrics_and_path(monday):
    (event,) = asset_events()
    assert event == monday.results["announce"]
    assert event["version"] == 1
    assert event["path"] == monday.results["publish"]["path"]
    assert event["metrics"] == monday.results["evaluate"]["metrics"]
    assert event["report"] == monday.results["evaluate"]["report"]


def asset_events():
    from airflow.models.asset import AssetEvent
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with create_session() as session:
        return [
            event.extra for event in session.scalars(select(AssetEvent).order_by(AssetEvent.id))
        ]


def test_downstream_loads_what_the_event_tells(monday, dags):
    ended = Ended(dags["ue_downstream_example"].test())
    assert ended.state == "success"
    checked = ended.results["check_version"]
    assert checked["version"] == 1
    assert checked["run_id"] == monday.results["publish"]["runId"]
    assert checked["compared"] > 50


@pytest.mark.usefixtures("monday")
def test_refusal_of_the_gate_ends_the_run_and_clearing_it_finishes_the_work(daily, lake):
    conf = lake.parents[1] / "clicks.conf"
    bounds = conf.read_text(encoding="utf-8")
    conf.write_text(bounds + "gate.min-auc = 0.99\n", encoding="utf-8")
    refused = daily(TUESDAY)
    assert refused.state == "failed"
    assert refused.states["evaluate"] == "success"
    assert (refused.states["gate"], refused.tries["gate"]) == ("failed", 1)
    for task in ("approve", "publish", "materialize", "announce"):
        assert refused.states[task] == "upstream_failed"
    (start,) = [
        e["message"] for e in refused.results["train"]["events"] if e["kind"] == "warm-start"
    ]
    assert start.startswith("from version 1 of run daily-20261116T000000")
    history = refused.results["read_history"]
    assert history["aliases"] == {"production": 1}
    assert len(asset_events()) == 1
    candidate = checksums(lake / "versions" / "daily-20261117T000000")

    conf.write_text(bounds, encoding="utf-8")
    finished = daily(TUESDAY)
    assert set(finished.states.values()) == {"success"}
    assert finished.results["publish"]["version"] == 2
    assert checksums(lake / "versions" / "daily-20261117T000000") == candidate
    assert [event["version"] for event in asset_events()] == [1, 2]

    before = checksums(lake)
    again = daily(TUESDAY)
    assert set(again.states.values()) == {"success"}
    assert checksums(lake) == before
    # The gate judged it once.
    now = {
        task: again.results[task]
        for task in ("read_history", "choose_start", "gate", "materialize")
    }
    assert now["gate"] == {}
    assert now["materialize"]["written"] == 0
    assert again.results == {**finished.results, **now}


@pytest.fixture
def s3(tmp_path, monkeypatch):
    server = S3(tmp_path / "s3", free_port())
    server.start()
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    yield server
    server.stop()


@pytest.mark.usefixtures("monday", "s3")
def test_downstream_follows_a_lake_on_s3_by_increments(lake, tmp_path, caplog):
    from ue_airflow.downstream import check

    caplog.set_level(logging.INFO, "unified_embedding")
    there, root = fs.FileSystem.from_uri(f"s3://{S3.BUCKET}/clicks")
    here = fs.LocalFileSystem()
    fs.copy_files(str(lake), root, source_filesystem=here, destination_filesystem=there)
    # As Spark writes paths.
    first, second, *_ = json.loads(json.dumps(asset_events()).replace(str(lake), f"s3a://{root}"))

    assert check(first, str(tmp_path / "mirror"))["version"] == 1
    assert f"Copied version 1 of s3://{root} whole" in caplog.text
    assert check(second, str(tmp_path / "mirror"))["compared"] > 50
    assert (
        f"Moved from {first['run_id']} to version 2 of s3://{root} by 1 increments" in caplog.text
    )
