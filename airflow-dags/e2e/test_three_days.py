"""Three days by a backfill, and what goes wrong on such days, on real services.

The tests follow each other, since each takes minutes.
"""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from click_log import checksums, write_conf, write_day
from services import REPOSITORY, Airflow, Cluster, free_port, path_of, spark_connection

TODAY = datetime.now(UTC).date()
DAYS = [TODAY - timedelta(days=n) for n in (3, 2, 1)]
#: Not ue_maintenance, whose last Sunday would come before there is anything to verify.
UNPAUSED = ("ue_daily", "ue_downstream_example", "ue_sweep")
#: A verb takes about 15 s on two cores; more where others use them too.
RUN_SECONDS = 1800
#: From the first service to the last test.
ALL_MINUTES = 45
SECRET = os.urandom(16).hex()


def run_id(day):
    return f"daily-{day:%Y%m%d}T000000"


@pytest.fixture(scope="module")
def home():
    soon = datetime.now(UTC) + timedelta(minutes=ALL_MINUTES)
    if soon.date() > TODAY:
        pytest.exit(
            "Midnight UTC is near, when ue_daily's own run of the day begins and waits for data"
            " that these tests do not have: start them after it.",
            returncode=2,
        )
    folder = Path(tempfile.mkdtemp(prefix="ue-airflow-e2e-"))
    write_conf(folder / "clicks.conf", folder / "lake")
    for day in DAYS:
        write_day(folder / "data", day)
    yield folder
    print(f"\nLogs, lake and database: {folder}")


@pytest.fixture(scope="module")
def cluster(home):
    started = Cluster(home)
    started.start(SECRET)
    yield started
    started.stop()


@pytest.fixture(scope="module")
def airflow(home, cluster):
    services = Airflow(home, free_port())
    connection = spark_connection(
        cluster,
        SECRET,
        home / "jvm",
        conf=str(home / "clicks.conf"),
        data=str(home / "data/day=%Y-%m-%d"),
        reports="http://reports.test{path}",
    )
    services.make(connection, {})
    services.backfill("ue_daily", DAYS[0], DAYS[-1])
    services.unpause(UNPAUSED)
    services.start()
    yield services
    services.stop()


@pytest.fixture(scope="module")
def lake(home):
    return home / "lake" / "clicks"


def processes():
    lines = subprocess.check_output(["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], text=True)
    return [line.split(None, 2) for line in lines.splitlines()]


def kill_task(airflow, command):
    """SIGKILL to the process of the task that runs a command."""
    found = []

    def running():
        found[:] = [
            ppid for _, ppid, args in processes() if "watchdog.py" in args and command in args
        ]
        return found

    airflow.await_that(running, RUN_SECONDS)
    # Where the command itself is busy, not while it starts.
    time.sleep(5)
    os.kill(int(found[0]), signal.SIGKILL)


def backfilled(airflow):
    return {
        run["logical_date"][:10]: name
        for name, run in airflow.runs("ue_daily").items()
        if run["run_type"] == "backfill"
    }


def test_three_days_in_order_with_a_task_killed(airflow, lake):
    kill_task(airflow, f" train --conf {lake.parents[1]}/clicks.conf")
    runs = backfilled(airflow)
    assert sorted(runs) == [str(day) for day in DAYS]
    for day in DAYS:
        assert airflow.await_end("ue_daily", runs[str(day)], RUN_SECONDS) == "success"
    results = [airflow.result("ue_daily", runs[str(day)], "publish") for day in DAYS]
    assert [result["version"] for result in results] == [1, 2, 3]
    assert [result["runId"] for result in results] == [run_id(day) for day in DAYS]
    tries = {
        (n, task): found["try_number"]
        for n, day in enumerate(DAYS)
        for task, found in airflow.tasks("ue_daily", runs[str(day)]).items()
        if found["try_number"] != 1
    }
    assert tries == {(0, "train"): 2}


def test_each_day_started_from_the_one_before(airflow):
    history = ue_history(airflow)
    assert [version["parent"] for version in history["versions"]] == [None, 1, 2]
    assert history["aliases"] == {"production": 3}


def ue_history(airflow):
    conf = airflow.home.parent / "clicks.conf"
    printed = subprocess.check_output(
        [REPOSITORY / "ue", "history", "--conf", conf, "--set", "data=any", "--json"], text=True
    )
    return json.loads(printed)["result"]


def test_report_is_linked(airflow, lake):
    run = backfilled(airflow)[str(DAYS[0])]
    links = airflow.get(f"{path_of('ue_daily', run)}/taskInstances/evaluate/links")
    report = f"http://reports.test{lake}/runs/{run_id(DAYS[0])}/report.html"
    assert links["extra_links"] == {"Report": report}


def test_downstream_ran_by_the_asset(airflow):
    def newest():
        runs = airflow.runs("ue_downstream_example")
        states = {run["state"] for run in runs.values()}
        return (
            states == {"success"}
            and airflow.result("ue_downstream_example", list(runs)[-1], "check_version")["version"]
            == 3
        )

    airflow.await_that(newest, RUN_SECONDS)
    runs = airflow.runs("ue_downstream_example")
    assert {run["run_type"] for run in runs.values()} == {"asset_triggered"}


def test_every_task_cleared_changes_nothing(airflow, lake):
    run = backfilled(airflow)[str(DAYS[-1])]
    before = checksums(lake)
    tries = {name: task["try_number"] for name, task in airflow.tasks("ue_daily", run).items()}
    airflow.post(
        "dags/ue_daily/clearTaskInstances",
        {"dry_run": False, "dag_run_id": run, "only_failed": False},
    )
    assert airflow.await_end("ue_daily", run, RUN_SECONDS) == "success"
    again = {name: task["try_number"] for name, task in airflow.tasks("ue_daily", run).items()}
    assert again == {name: number + 1 for name, number in tries.items()}
    assert checksums(lake) == before


def test_an_old_day_cleared_from_the_gate_on_changes_nothing(airflow, lake):
    run = backfilled(airflow)[str(DAYS[0])]
    before = checksums(lake)
    airflow.post(
        "dags/ue_daily/clearTaskInstances",
        {
            "dry_run": False,
            "dag_run_id": run,
            "only_failed": False,
            "task_ids": ["gate"],
            "include_downstream": True,
        },
    )
    assert airflow.await_end("ue_daily", run, RUN_SECONDS) == "success"
    assert airflow.result("ue_daily", run, "gate") == {}
    # A newer version is live, so there is nothing to tell.
    assert airflow.tasks("ue_daily", run)["announce"]["state"] == "skipped"
    assert checksums(lake) == before


def test_refusal_of_the_gate_stops_the_alias_and_marks_the_run(airflow, home):
    run = airflow.trigger("ue_daily", **other_run(home, "refused"), settings={"gate.min-auc": 0.99})
    assert airflow.await_end("ue_daily", run, RUN_SECONDS) == "failed"
    tasks = airflow.tasks("ue_daily", run)
    assert (tasks["gate"]["state"], tasks["gate"]["try_number"]) == ("failed", 1)
    assert tasks["publish"]["state"] == "upstream_failed"
    assert ue_history(airflow)["aliases"] == {"production": 3}


def other_run(home, attempt):
    """Params of a run on the last day's data that is not that day's run."""
    return {"attempt": attempt, "data": f"{home}/data/day={DAYS[-1]}"}


def test_rejected_approval_publishes_nothing_and_approval_does(airflow, home):
    run = airflow.trigger("ue_daily", **other_run(home, "approved"), approve=True)
    answer(airflow, run, "Reject")
    assert airflow.await_end("ue_daily", run, RUN_SECONDS) == "failed"
    assert airflow.tasks("ue_daily", run)["publish"]["state"] == "upstream_failed"
    assert ue_history(airflow)["aliases"] == {"production": 3}
    airflow.post(
        "dags/ue_daily/clearTaskInstances",
        {"dry_run": False, "dag_run_id": run, "only_failed": True},
    )
    answer(airflow, run, "Approve")
    assert airflow.await_end("ue_daily", run, RUN_SECONDS) == "success"
    assert ue_history(airflow)["aliases"] == {"production": 4}


def answer(airflow, run, option):
    airflow.await_that(
        lambda: airflow.tasks("ue_daily", run)["approve"]["state"] == "awaiting_input", RUN_SECONDS
    )
    airflow.patch(
        f"{path_of('ue_daily', run)}/taskInstances/approve/-1/hitlDetails",
        {"chosen_options": [option]},
    )


def test_sweep_over_three_budgets_has_a_winner(airflow, home):
    run = airflow.trigger(
        "ue_sweep",
        data=str(home / f"data/day={DAYS[-1]}"),
        budgets=["16KiB", "32KiB", "64KiB"],
        settings={"train.epochs": 2},
    )
    assert airflow.await_end("ue_sweep", run, RUN_SECONDS) == "success"
    result = airflow.result("ue_sweep", run, "pick_winner")
    assert [line["budget"] for line in result["variants"]] == ["16KiB", "32KiB", "64KiB"]
    assert result["winner"] in result["variants"]
    assert not result["failed"]


def test_maintenance_verifies_and_keeps_what_is_new(airflow):
    airflow.patch("dags/ue_maintenance", {"is_paused": False})
    run = airflow.trigger("ue_maintenance")
    assert airflow.await_end("ue_maintenance", run, RUN_SECONDS) == "success"
    assert airflow.result("ue_maintenance", run, "verify")["versions"] == [1, 2, 3, 4]
    retained = airflow.result("ue_maintenance", run, "retain")
    assert retained["applied"]
    assert not retained["removed"]


def test_no_secret_reached_a_log_or_stayed_in_a_file(airflow, home):
    logs = [file for file in home.rglob("*.log") if file.is_file()]
    assert any("train: " in file.read_text(errors="replace") for file in logs)
    for file in logs:
        assert SECRET not in file.read_text(errors="replace"), file
    assert not list(airflow.temporary.glob("ue-*"))


@pytest.mark.usefixtures("airflow")
def test_no_command_outlived_its_task(home):
    assert not [args for _, _, args in processes() if str(home / "clicks.conf") in args]


@pytest.fixture(scope="module", autouse=True)
def removed_when_all_passed(request, home):
    yield
    if not request.session.testsfailed:
        shutil.rmtree(home, ignore_errors=True)
