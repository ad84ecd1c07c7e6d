"""
### Which head, and how much memory?

Prepares the data once, trains and evaluates a variant for each head and budget, and names the winner: the
smallest budget whose metric is within `tolerance` of the best one. Publishes nothing.

**Inputs** The configuration (param `conf`), budgets and heads, and a folder of raw files (param `data`,
for `${data}` in the configuration; empty: what the configuration says).

**Outputs** A run with report.html for each variant; the XCom of `pick_winner` has the winner and the metrics
of all, its log the same as a table.

**On failure** A variant that fails (exit code 5: it does not fit into memory) does not stop the others;
`pick_winner` says which are missing. Clear it when the cause is gone.

**Owner** recommendations
"""

import logging
from typing import Any

from airflow.sdk import Param, TriggerRule, dag, task, task_group

from ue_airflow import sweep
from ue_airflow.defaults import DEFAULT_ARGS, START, TABLE_PARAMS, TAGS
from ue_airflow.operator import Run, UeOperator

log = logging.getLogger(__name__)

#: Runs of a sweep that train at the same time; a standalone cluster gives all its cores to the first.
AT_ONCE = 1


@dag(
    schedule=None,
    start_date=START,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    params={
        **TABLE_PARAMS,
        "data": Param("", type="string", title="Data", description="Folder of the raw files."),
        "budgets": Param(
            ["16MiB", "64MiB", "256MiB"],
            type="array",
            items={"type": "string", "pattern": "^[0-9]+(B|KiB|MiB|GiB|TiB)$"},
            minItems=1,
            uniqueItems=True,
            title="Budgets",
            description="Bytes of all rows of a table.",
        ),
        "heads": Param(
            ["logistic"],
            type="array",
            items={"enum": ["logistic", "factorization", "deep-cross", "mlp"]},
            minItems=1,
            uniqueItems=True,
            title="Heads",
        ),
        "metric": Param("auc", enum=["auc", "logLoss"], title="Metric"),
        "tolerance": Param(
            0.001,
            type="number",
            minimum=0,
            title="Tolerance",
            description="How much worse than the best a smaller budget may be and win.",
        ),
    },
    tags=TAGS,
    doc_md=__doc__,
)
def ue_sweep() -> None:
    @task
    def plan_data(params: dict[str, Any], dag_run: Any) -> Run:
        return sweep.data_run(dag_run.run_id, params)

    @task
    def plan_variants(run: Any, params: dict[str, Any]) -> list[Run]:
        return sweep.variants_of(run, params)

    @task_group
    def variant(run: Any) -> Any:
        prepared = ["--prepared", "{{ ti.xcom_pull(task_ids='plan_data')['run_id'] }}"]
        name = "{{ task.run_of_verb['run_id'] }}"
        train = UeOperator(
            task_id="train",
            verb="train",
            run=run,
            arguments=prepared,
            keep=["candidate", "rows", "touchedRows", "best", "seconds"],
            map_index_template=name,
            max_active_tis_per_dag=AT_ONCE,
        )
        evaluate = UeOperator(
            task_id="evaluate",
            verb="evaluate",
            run=run,
            arguments=prepared,
            keep=["metrics", "report"],
            map_index_template=name,
            max_active_tis_per_dag=AT_ONCE,
        )
        train >> evaluate
        return evaluate.output

    @task(trigger_rule=TriggerRule.ALL_DONE)
    def pick_winner(variants: Any, evaluated: Any, params: dict[str, Any]) -> dict[str, Any]:
        result = sweep.winner_of(variants, list(evaluated or []), params)
        log.info("\n%s", sweep.text_of(result))
        return result

    run = plan_data()
    prepare = UeOperator(
        task_id="prepare", verb="prepare", run=run, keep=["parts", "leftOut", "quarantined"]
    )
    variants = plan_variants(run)
    prepare >> variants
    pick_winner(variants, variant.expand(run=variants))


ue_sweep()
