"""What ue_daily decides by itself: the run of an interval, its data, its start, its event."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ue_airflow.operator import Run, UeOperator

if TYPE_CHECKING:
    from airflow.sdk import Context

Json = Mapping[str, Any]


def run_of(begin: datetime, params: Json, default_data: str) -> Run:
    """The run of the interval that begins then; the same whenever it is asked for."""
    data = begin.strftime(params["data"] or default_data)
    attempt = params["attempt"]
    return {
        "run_id": f"daily-{begin:%Y%m%dT%H%M%S}" + (f"-{attempt}" if attempt else ""),
        "conf": params["conf"],
        "settings": {
            "train.day": f"{begin:%Y-%m-%d}",
            **params["settings"],
            **({"data": data} if data else {}),
        },
    }


def ready_file(run: Run, ready: str) -> str:
    """The file whose presence says that the interval's data are complete; empty: none is awaited."""
    data = run["settings"].get("data", "")
    return f"{data.rstrip('/')}/{ready}" if data and ready else ""


def with_start(run: Run, history: Json, params: Json) -> Run:
    """The run with the start of its training, and whether it is published already.

    It starts from the live version, or from scratch where there is none. A verb refuses a run whose configuration has changed, so a published run is told what it was
    told before: from scratch where it has no parent, whatever is live now.

    Args:
        history: result of the verb ``history``.
        params: of the DAG run: ``alias`` and ``warm_start``.
    """
    own = [version for version in history["versions"] if version["runId"] == run["run_id"]]
    started = own[0]["parent"] is not None if own else params["alias"] in history["aliases"]
    start = params["alias"] if params["warm_start"] and started else ""
    settings = {"train.warm-start": start, **run["settings"]}
    return {**run, "settings": settings, "published": bool(own)}


def is_published(context: "Context") -> bool:
    """Whether the run was published before the task was cleared; nobody is to judge it again.

    By then another version may be live, against which it would look bad.
    """
    ti = context["ti"]
    chosen = ti.xcom_pull(task_ids="choose_start")
    # What publish handed back stays until it runs again.
    return bool(chosen["published"] or ti.xcom_pull(task_ids="publish"))


def event_of(evaluated: Json, published: Json, materialized: Json) -> dict[str, Any]:
    """What the Asset's event tells those who load versions."""
    return {
        "version": published["version"],
        "run_id": published["runId"],
        "path": published["path"],
        "alias": published["alias"],
        "metrics": evaluated["metrics"],
        "report": evaluated["report"],
        "materialized": materialized["path"],
    }


class Gate(UeOperator):
    """The verb ``gate`` for a run that is not published yet."""

    def execute(self, context: "Context") -> dict[str, Any]:
        if is_published(context):
            self.log.info("The run is published; the registry has what the gate found")
            return {}
        return super().execute(context)
