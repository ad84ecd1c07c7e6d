"""
### Reads every byte of what is published, and removes what the rules of retention give up

`verify` comes first and stops the rest where it finds damage: an old version may be what a rollback needs.

**Inputs** The configuration (param `conf`): its section `retain` has the rules.

**Outputs** The XCom of `verify` lists orphans, that of `retain` what was kept and removed, each with the
reason. Versions that an alias names, that are pinned, or that a rollback would go back to always stay.

**On failure** Exit code 7 of `verify`: its message names the damaged files; roll back from the version, then
copy it from a backup or train it again. A `retain` that was killed is finished by the next.

**Owner** recommendations
"""

from typing import Any

from airflow.sdk import CronTriggerTimetable, Param, dag, task

from ue_airflow.defaults import CONNECTION, DEFAULT_ARGS, START, TABLE_PARAMS, TAGS
from ue_airflow.deployment import deployment_of
from ue_airflow.operator import Run, UeOperator


@dag(
    schedule=CronTriggerTimetable("0 4 * * 0", timezone="UTC"),
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    params={
        **TABLE_PARAMS,
        "apply": Param(
            True,
            type="boolean",
            title="Apply",
            description="Remove versions; false: only say which would go.",
        ),
    },
    tags=TAGS,
    doc_md=__doc__,
)
def ue_maintenance() -> None:
    @task
    def plan(params: dict[str, Any]) -> Run:
        # A configuration that reads ${data} is complete with any.
        settings = {"data": deployment_of(CONNECTION).data, **params["settings"]}
        return {"run_id": "", "conf": params["conf"], "settings": settings}

    run = plan()
    verify = UeOperator(task_id="verify", verb="verify", run=run)
    retain = UeOperator(
        task_id="retain",
        verb="retain",
        run=run,
        arguments=["{{ '--apply' if params.apply else '' }}"],
    )
    verify >> retain


ue_maintenance()
