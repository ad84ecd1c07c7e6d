"""
### What a team that uses the vectors does when there is a new version

An example to copy: it runs whenever `ue_published` has an event, moves a mirror on the worker's disk to that
version with the Python package (no Spark, no JVM; the rows that differ are fetched where there is an
increment, else the whole version), reads every byte of it, and holds its vectors against the materialised table.

**Inputs** The newest event of the Asset `ue_published`. The workers need the Python package
`unified-embedding[lake]` and access to the lake: on S3 by `AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT_URL` and so on
in their environment.

**Outputs** The folder `mirror` on the worker, with the version and the one before; the XCom of `check_version`.

**On failure** The version is damaged, or it is not what the event says: nothing downstream should load it.
`ue verify` tells what is damaged, `ue rollback` names the version before. See docs/operating/versions.md.

**Owner** recommendations
"""

from typing import Any

from airflow.sdk import Param, dag, task

from ue_airflow.defaults import DEFAULT_ARGS, PUBLISHED, START, TAGS


@dag(
    schedule=[PUBLISHED],
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    params={
        "mirror": Param(
            "",
            type="string",
            title="Mirror",
            description="Folder on the worker for copies of versions; empty: mirrors/<table> in AIRFLOW_HOME.",
        ),
    },
    tags=TAGS,
    doc_md=__doc__,
)
def ue_downstream_example() -> None:
    @task(inlets=[PUBLISHED])
    def find_version(triggering_asset_events: Any, inlet_events: Any) -> dict[str, Any]:
        """The newest event; one run answers all that came since the last run."""
        events = [event for found in triggering_asset_events.values() for event in found]
        newest = (
            max(events, key=lambda event: event.timestamp)
            if events
            else inlet_events[PUBLISHED][-1]
        )
        return dict(newest.extra)

    @task
    def check_version(event: Any, params: dict[str, Any]) -> dict[str, Any]:
        """Copies it, and compares with what was materialised."""
        from ue_airflow.downstream import check

        return check(event, params["mirror"])

    check_version(find_version())


ue_downstream_example()
