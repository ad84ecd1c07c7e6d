"""
### A version of the table for each day

Waits for the day's data, prepares, trains from the live version, evaluates, asks the gate and
publishes; then the alias names the new version, the materialised table has its vectors, and the
Asset `ue_published` has an event with version, path and metrics.

**Inputs** The interval's folder of raw files (param `data`, a pattern of strftime over the
interval's begin, as `/lake/clicks/day=%Y-%m-%d`), complete when the file `ready` is in it. The
configuration (param `conf`). Empty params stand for what the connection `ue_spark` says.

**Outputs** `<root>/<name>`: run `daily-<begin of the interval>` with report.html, a version, the alias,
the materialised table. Past intervals: `airflow backfill create --dag-id ue_daily --max-active-runs 1 ...`

**On failure** A task's last log line says what failed and the remedy. Exit code 10 and killed commands are
tried again by themselves; clear the task when the cause is gone, it goes on where it stopped. A refusal
of the gate (exit code 4) ends the run before anything is published; the next day starts from the
version that is live. See docs/operating/airflow.md.

**Owner** recommendations
"""

import logging
from datetime import timedelta
from typing import Any

from airflow.sdk import (
    CronDataIntervalTimetable,
    ObjectStoragePath,
    Param,
    PokeReturnValue,
    dag,
    task,
)
from airflow.sdk.exceptions import AirflowSkipException

from ue_airflow import daily
from ue_airflow.approval import OptionalApproval
from ue_airflow.defaults import (
    ALIAS_PARAM,
    CONNECTION,
    DEFAULT_ARGS,
    PUBLISHED,
    START,
    TABLE_PARAMS,
    TAGS,
)
from ue_airflow.deployment import deployment_of
from ue_airflow.operator import Run, UeOperator

log = logging.getLogger(__name__)

ALIAS = "{{ params.alias }}"


@dag(
    # With a data interval of a day; "@daily" has none in Airflow 3.
    schedule=CronDataIntervalTimetable("0 0 * * *", timezone="UTC"),
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    params={
        **TABLE_PARAMS,
        "data": Param(
            "",
            type="string",
            title="Data",
            description="Folder of an interval's raw files, a pattern of strftime; empty: the connection's.",
        ),
        "ready": Param(
            "_SUCCESS",
            type="string",
            pattern="^[^/]*$",
            title="Ready",
            description="File in that folder that is written last; empty: nothing is awaited.",
        ),
        "alias": ALIAS_PARAM,
        "warm_start": Param(
            True,
            type="boolean",
            title="Warm start",
            description="Train from the version that the alias names; false: from scratch.",
        ),
        "approve": Param(
            False,
            type="boolean",
            title="Approve",
            description="Ask a person before anything is published.",
        ),
        "attempt": Param(
            "",
            type="string",
            pattern="^[A-Za-z0-9_.-]*$",
            title="Attempt",
            description="A word for the run id, to do an interval's work again as another run.",
        ),
    },
    tags=TAGS,
    doc_md=__doc__,
)
def ue_daily() -> None:
    @task.sensor(mode="reschedule", poke_interval=60, timeout=timedelta(hours=24).total_seconds())
    def wait_for_data(
        params: dict[str, Any],
        dag_run: Any,
        data_interval_start: Any = None,
    ) -> PokeReturnValue:
        """Hands back the run when its data are there."""
        begin = data_interval_start or dag_run.logical_date or dag_run.run_after
        run = daily.run_of(begin, params, deployment_of(CONNECTION).data)
        file = daily.ready_file(run, params["ready"])
        log.info("Run %s, awaits %s", run["run_id"], file or "nothing")
        return PokeReturnValue(not file or ObjectStoragePath(file).exists(), run)

    @task
    def choose_start(run: Any, history: Any, params: dict[str, Any]) -> Run:
        """The run as all its verbs are told it."""
        return daily.with_start(run, history, params)

    @task(outlets=[PUBLISHED])
    def announce(
        evaluated: Any, published: Any, materialized: Any, outlet_events: Any
    ) -> dict[str, Any]:
        """The event for those who load versions; none of a version that is not live any more."""
        if materialized["version"] != published["version"]:
            raise AirflowSkipException(f"Version {materialized['version']} is live by now")
        event = daily.event_of(evaluated, published, materialized)
        outlet_events[PUBLISHED].extra = event
        return event

    found = wait_for_data()
    history = UeOperator(
        task_id="read_history", verb="history", run=found, keep=["versions", "aliases"]
    )
    run = choose_start(found, history.output)
    prepare = UeOperator(
        task_id="prepare", verb="prepare", run=run, keep=["parts", "leftOut", "quarantined"]
    )
    train = UeOperator(
        task_id="train",
        verb="train",
        run=run,
        keep=["candidate", "rows", "touchedRows", "best", "events", "seconds"],
    )
    evaluate = UeOperator(
        task_id="evaluate",
        verb="evaluate",
        run=run,
        keep=["candidate", "part", "metrics", "report"],
    )
    gate = daily.Gate(task_id="gate", verb="gate", run=run, arguments=["--alias", ALIAS])
    approve = OptionalApproval(
        task_id="approve",
        subject="Publish {{ ti.xcom_pull('evaluate')['candidate'] }} as {{ params.alias }}?",
        body="Metrics: {{ ti.xcom_pull('evaluate')['metrics'] }}\n\n"
        "Report: {{ ti.xcom_pull('evaluate')['report'] }}",
        response_timeout=timedelta(hours=12),
        execution_timeout=None,
        retries=0,
    )
    publish = UeOperator(
        task_id="publish",
        verb="publish",
        run=run,
        arguments=["--alias", ALIAS],
        keep=["version", "path", "alias"],
    )
    # By the alias, not by the run: when an old run is cleared, the table stays at the live version.
    materialize = UeOperator(task_id="materialize", verb="materialize", run=run, arguments=[ALIAS])
    prepare >> train >> evaluate >> gate >> approve >> publish >> materialize
    announce(evaluate.output, publish.output, materialize.output)


ue_daily()
