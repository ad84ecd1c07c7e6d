"""Loads published embedding tables of Unified Embedding for Apache Spark, without Spark.

>>> import unified_embedding
>>> table = unified_embedding.load("lake/clicks", "production")
>>> table.embed("user_id", [7, 8]).shape
(2, 32)
>>> table.score({"user_id": [7, 8], "item": ["shoes-0", None]})
array([0.0312, 0.1275])
"""

from unified_embedding.errors import (
    BadFormatError,
    BadInputError,
    ConflictError,
    ErrorCode,
    RetryError,
    UnifiedEmbeddingError,
    UsageError,
)
from unified_embedding.examples import Examples
from unified_embedding.manifest import Manifest
from unified_embedding.mirror import Mirror
from unified_embedding.table import EmbeddingTable, Lookups, load

__version__ = "0.1.0"

__all__ = [
    "BadFormatError",
    "BadInputError",
    "ConflictError",
    "EmbeddingTable",
    "ErrorCode",
    "Examples",
    "Lookups",
    "Manifest",
    "Mirror",
    "RetryError",
    "UnifiedEmbeddingError",
    "UsageError",
    "load",
]
