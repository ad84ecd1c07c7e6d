"""Airflow by environment variables, in a folder of its own; set before Airflow is imported."""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from services import FAST_START, REPOSITORY

DAGS = REPOSITORY / "airflow-dags" / "dags"
HOME = Path(tempfile.mkdtemp(prefix="ue-airflow-"))

for name in [name for name in os.environ if name.startswith(("AIRFLOW_", "UE_", "SPARK_"))]:
    del os.environ[name]
os.environ |= {
    "AIRFLOW_HOME": str(HOME),
    "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY": "0",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{HOME}/airflow.db",
    "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    "AIRFLOW_CONN_UE_SPARK": json.dumps(
        {
            "conn_type": "spark",
            "extra": {
                "ue": str(REPOSITORY / "ue"),
                "conf": str(HOME / "clicks.conf"),
                "data": str(HOME / "data/day=%Y-%m-%d"),
                "environment": {"UE_MEMORY": "1g", "JAVA_TOOL_OPTIONS": FAST_START},
            },
        }
    ),
}


@pytest.fixture(scope="session")
def home():
    """The folder of Airflow, the click log and the lake; kept where a test failed."""
    # dev/airflow-tests has made it, since that takes longer than the tests of a DAG's structure.
    shutil.copy(Path(sys.prefix) / "airflow.db", HOME / "airflow.db")
    return HOME


@pytest.fixture(scope="session")
def dags(home):  # noqa: ARG001 - the database must be there
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(str(DAGS), load_op_links=False)
    assert bag.import_errors == {}
    return bag.dags


def pytest_sessionfinish(exitstatus):
    if exitstatus == 0:
        shutil.rmtree(HOME, ignore_errors=True)
    else:
        print(f"\nKept: {HOME}")
