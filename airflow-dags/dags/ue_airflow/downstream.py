"""Follows the published versions as a consumer does; imported by running tasks only."""

import os
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import unified_embedding
from deltalake import DeltaTable
from unified_embedding.features import Categorical, MultiValued

#: Rows of the table that are read; a sample finds a wrong version, `ue verify` finds a wrong byte.
_ROWS = 1000


def mirror_folder(folder: str, table: str) -> Path:
    """Where the copy of a table is; by default beside what else Airflow keeps on the worker."""
    home = Path(os.environ.get("AIRFLOW_HOME", "~/airflow")).expanduser()
    return Path(folder) if folder else home / "mirrors" / table.rsplit("/", 1)[-1]


def check(event: Mapping[str, Any], folder: str) -> dict[str, Any]:
    """Moves the mirror on to the version of an event; what was found there.

    Args:
        event: of the Asset.
        folder: of the mirror; empty: one in Airflow's own folder.

    Raises:
        unified_embedding.UnifiedEmbeddingError: the version is damaged or not there.
        ValueError: it is not the version that the event tells of, or its vectors are not those
            that are materialised.
    """
    lake = event["path"].removesuffix(f"/versions/{event['run_id']}")
    mirror = unified_embedding.Mirror(lake, mirror_folder(folder, lake))
    table = mirror.update(event["version"])
    table.verify()
    if table.manifest.run_id != event["run_id"]:
        raise ValueError(
            f"Version {event['version']} of {lake} is of run {table.manifest.run_id}, "
            f"the event of {event['run_id']}"
        )
    materialized = DeltaTable(event["materialized"])
    compared = 0
    # Else the table has moved on to a newer version, which has an event of its own.
    if materialized.metadata().configuration["unifiedembedding.run-id"] == event["run_id"]:
        compared = _compare(table, materialized)
    return {"version": event["version"], "run_id": event["run_id"], "compared": compared}


def _compare(table: unified_embedding.EmbeddingTable, materialized: DeltaTable) -> int:
    """How many values have the vectors that are materialised; none is an error."""
    values = defaultdict(list)
    vectors = defaultdict(list)
    for row in materialized.to_pyarrow_dataset().head(_ROWS).to_pylist():
        # A bucketised feature's value is its bucket there, a cross has no text.
        if isinstance(table.manifest.embedded[row["feature"]], Categorical | MultiValued):
            values[row["feature"]].append(row["value"])
            vectors[row["feature"]].append(row["vector"])
    for feature, expected in vectors.items():
        found = table.embed(feature, values[feature])
        different = (found != np.array(expected, np.float32)).any(axis=1)
        if different.any():
            value = values[feature][int(different.argmax())]
            raise ValueError(f"Value '{value}' of {feature} has another vector where it is loaded")
    compared = sum(map(len, values.values()))
    if not compared:
        raise ValueError(f"No value to compare in {materialized.table_uri}")
    return compared
