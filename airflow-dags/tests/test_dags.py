"""That the DAGs are well-formed, without running them."""

import ast
import os
import subprocess
import sys
import time
from itertools import pairwise

import pytest

from conftest import DAGS
from services import REPOSITORY

FILES = sorted(DAGS.glob("ue_*.py"))
HELPERS = sorted((DAGS / "ue_airflow").glob("*.py"))
#: Calls that only make a value.
MAKERS = {
    "Asset",
    "CronDataIntervalTimetable",
    "CronTriggerTimetable",
    "Param",
    "dag",
    "dataclass",
    "logging.getLogger",
    "pendulum.datetime",
    "re.compile",
    "timedelta",
}
#: How long a file may take to parse, in seconds of CPU; they take some hundredths.
PARSE_SECONDS = 1


def test_are_four_in_files_of_their_names(dags):
    assert sorted(dags) == ["ue_daily", "ue_downstream_example", "ue_maintenance", "ue_sweep"]
    assert [file.stem for file in FILES] == sorted(dags)


def test_parse_without_database_and_environment(tmp_path):
    program = (
        "from airflow.dag_processing.dagbag import DagBag\n"
        f"bag = DagBag({str(DAGS)!r}, load_op_links=False)\n"
        "assert not bag.import_errors, bag.import_errors\n"
        "print(sorted(bag.dags))"
    )
    database = tmp_path / "nothing" / "airflow.db"
    environment = {
        "PATH": os.environ["PATH"],
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{database}",
        "PYTHONPATH": os.pathsep.join([str(DAGS), str(REPOSITORY / "python/src")]),
    }
    parsed = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True
    )
    assert parsed.returncode == 0, parsed.stderr
    assert parsed.stdout.splitlines()[-1] == str([file.stem for file in FILES])
    assert not database.exists()


@pytest.mark.parametrize("file", FILES + HELPERS, ids=lambda file: file.stem)
def test_does_no_work_when_it_is_imported(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    calls = list(top_level_calls(tree.body))
    assert calls.count(file.stem) == (file in FILES), "a DAG's file ends by making the DAG"
    assert set(calls) - {file.stem} <= MAKERS


def top_level_calls(nodes):
    """What is called while a file is imported; the bodies of functions are not."""
    for node in nodes:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'":
            continue
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)
        body = node.body if isinstance(node, ast.FunctionDef) else []
        yield from top_level_calls(
            child for child in ast.iter_child_nodes(node) if child not in body
        )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_parses_fast(dags, file):  # noqa: ARG001 - Airflow itself is imported by then
    code = compile(file.read_text(encoding="utf-8"), str(file), "exec")
    begin = time.process_time()
    exec(code, {"__name__": file.stem})
    assert time.process_time() - begin < PARSE_SECONDS


def test_keep_the_conventions(dags):
    for dag in dags.values():
        assert dag.tags == {"unified-embedding"}
        assert not dag.catchup
        assert dag.max_active_runs == 1
        for part in ("**Inputs**", "**Outputs**", "**On failure**", "**Owner**"):
            assert part in dag.doc_md, dag.dag_id
        for task in dag.tasks:
            assert task.owner == "recommendations"
            assert task.retries == (0 if task.task_id == "approve" else 3), task.task_id


def test_params_are_typed_and_complete(dags):
    for dag in dags.values():
        for name in dag.params:
            schema = dag.params.get_param(name).schema
            assert "type" in schema or "enum" in schema, name
            assert schema["title"], name
        dag.params.validate()


def test_daily_is_one_chain(dags):
    chain = [
        "wait_for_data",
        "read_history",
        "choose_start",
        "prepare",
        "train",
        "evaluate",
        "gate",
        "approve",
        "publish",
        "materialize",
        "announce",
    ]
    tasks = dags["ue_daily"].task_dict
    assert set(tasks) == set(chain)
    for task_id, following in pairwise(chain):
        assert following in tasks[task_id].downstream_task_ids
        assert set(tasks[task_id].downstream_task_ids) <= set(chain[chain.index(following) :])
    assert {task.trigger_rule for task in tasks.values()} == {"all_success"}


def test_approval_fails_what_it_rejects(dags):
    assert dags["ue_daily"].task_dict["approve"].fail_on_reject


def test_publishing_triggers_downstream(dags):
    from ue_airflow.defaults import PUBLISHED

    assert dags["ue_daily"].task_dict["announce"].outlets == [PUBLISHED]
    assert dags["ue_downstream_example"].timetable.asset_condition.objects == (PUBLISHED,)


def test_sweep_maps_both_verbs_over_the_variants(dags):
    tasks = dags["ue_sweep"].task_dict
    for task_id in ("variant.train", "variant.evaluate"):
        assert tasks[task_id].operator_class is tasks["prepare"].__class__
        assert tasks[task_id].get_closest_mapped_task_group().group_id == "variant"
    assert "plan_variants" in tasks["prepare"].downstream_task_ids


def test_maintenance_verifies_before_it_removes(dags):
    tasks = dags["ue_maintenance"].task_dict
    assert tasks["verify"].downstream_task_ids == {"retain"}
