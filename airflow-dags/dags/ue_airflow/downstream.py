"""Loads a published version as a consumer does; imported by running tasks only."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np
import unified_embedding
from deltalake import DeltaTable
from unified_embedding.features import Categorical, MultiValued

#: Rows of the table that are read; a sample finds a wrong version, `ue verify` finds a wrong byte.
_ROWS = 1000


def check(event: Mapping[str, Any]) -> dict[str, Any]:
    """What was found in the version of an event.

    Raises:
        unified_embedding.UnifiedEmbeddingError: the version is damaged or not there.
        ValueError: it is not the version that the event tells of, or its vectors are not those
            that are materialised.
    """
    table = unified_embedding.load(event["path"], verify=True)
    if table.manifest.run_id != event["run_id"]:
        raise ValueError(
            f"{event['path']} is of run {table.manifest.run_id}, the event of {event['run_id']}"
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
