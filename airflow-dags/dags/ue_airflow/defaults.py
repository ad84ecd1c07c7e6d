"""Ids, default arguments and params that the DAGs share. Nothing here reads anything."""

from datetime import timedelta
from typing import Any

import pendulum
from airflow.sdk import Asset, Param

#: Says where and how verbs run: docs/operating/airflow.md.
CONNECTION = "ue_spark"

#: An event of it: a version is published and materialised. Its extra says which.
PUBLISHED = Asset(name="ue_published", uri="ue://versions/published", group="ue")

#: Of all DAGs; runs before it are made by a backfill.
START = pendulum.datetime(2026, 1, 1, tz="UTC")

TAGS = ["unified-embedding"]

#: Through the DAG, since what an operator sets itself does not reach mapped tasks. How long to wait
#: before a try is [core] default_task_retry_delay of the installation.
DEFAULT_ARGS: dict[str, Any] = {
    "owner": "recommendations",
    "retries": 3,
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=30),
    "execution_timeout": timedelta(hours=12),
}

#: Params of every DAG that runs verbs.
TABLE_PARAMS = {
    "conf": Param(
        "",
        type="string",
        title="Configuration",
        description="Absolute path of the table's configuration; empty: the connection's.",
    ),
    "settings": Param(
        {},
        type="object",
        additionalProperties={"type": ["string", "number", "boolean"]},
        title="Settings",
        description='Keys to set in the configuration, as {"train.epochs": 2}. No secrets.',
    ),
}

ALIAS_PARAM = Param(
    "production",
    type="string",
    pattern="^[A-Za-z0-9_-]+$",
    title="Alias",
    description="The alias that moves to the new version.",
)
