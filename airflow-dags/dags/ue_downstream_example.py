"""
### What a team that uses the vectors does when there is a new version

An example to copy: it runs whenever `ue_published` has an event, loads that version with the Python
package (no Spark, no JVM), reads every byte of it, and holds its vectors against the materialised table.

**Inputs** The newest event of the Asset `ue_published`. The workers need the Python package
`unified-embedding[lake]` and must see the version's folder.

**Outputs** None but the XCom of `check_version`.

**On failure** The version is damaged, or it is not what the event says: nothing downstream should load it.
`ue verify` tells what is damaged, `ue rollback` names the version before. See docs/operating/versions.md.

**Owner** recommendations
"""

from typing import Any

from airflow.sdk import dag, task

from ue_airflow.defaults import DEFAULT_ARGS, PUBLISHED, START, TAGS


@dag(
    schedule=[PUBLISHED],
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
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
    def check_version(event: Any) -> dict[str, Any]:
        """Loads it, and compares with what was materialised."""
        from ue_airflow.downstream import check

        return check(event)

    check_version(find_version())


ue_downstream_example()
