"""The table as stages of PySpark's pipelines: an estimator, its model, and the SQL function.

Needs the extra ``spark``, and a classic session that has the jar of this project in ``spark.jars``
and Delta Lake's extension and catalog. The work is done by the Java classes of the same names.

>>> estimator = UnifiedEmbedding(workDir="lake/fits", categoricalCols=["user"], rows=100_000)
>>> model = estimator.fit(clicks)
>>> model.transform(clicks).select("user", "probability")
"""

# The names of params are those of the Java classes.
# ruff: noqa: N802, N815
import sys
from typing import Any, Self

from py4j.java_gateway import JavaPackage
from pyspark import SparkContext
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLReader, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel
from pyspark.sql import DataFrame, SparkSession

from unified_embedding.errors import UsageError

__all__ = ["UnifiedEmbedding", "UnifiedEmbeddingModel", "register_functions", "vectors"]

_PACKAGE = "org.unifiedembedding.jobs.ml"

# PySpark looks for the Python class of a loaded stage in a module named like the Java package.
sys.modules.setdefault(_PACKAGE, sys.modules[__name__])


def _java_class(name: str) -> Any:
    """A class of the project's jar in the JVM of the active session."""
    context = SparkContext._active_spark_context
    found = None if context is None else context._jvm
    if found is None:
        raise UsageError("There is no Spark session in this process. Start a classic one first.")
    for part in f"{_PACKAGE}.{name}".split("."):
        found = getattr(found, part)
    if isinstance(found, JavaPackage):
        raise UsageError(
            f"The Spark session has no class {_PACKAGE}.{name}. Start it with the jar "
            "unified-embedding-jobs-<version>-all.jar in spark.jars."
        )
    return found


def _param(name: str, doc: str, converter: Any = TypeConverters.toString) -> Any:
    return Param(Params._dummy(), name, doc, typeConverter=converter)


class _Reader(JavaMLReader):
    @classmethod
    def _java_loader_class(cls, clazz: type) -> str:
        return f"{_PACKAGE}.{clazz.__name__}"


class _Stage(Params, JavaMLReadable, JavaMLWritable):
    """What scoring adds to a frame; params of the estimator and of the model."""

    rawPredictionCol = _param("rawPredictionCol", "column of the vector [-logit, logit]; '': none")
    probabilityCol = _param("probabilityCol", "column of the vector [1 - p, p]; '': none")
    predictionCol = _param("predictionCol", "column of the class, 0 or 1; '': none")
    threshold = _param("threshold", "p above which the class is 1", TypeConverters.toFloat)
    embeddingCol = _param("embeddingCol", "column of the features' vectors; '': none")
    embeddingType = _param("embeddingType", "of embeddingCol: vector, array")
    embeddingFeatures = _param(
        "embeddingFeatures",
        "features in embeddingCol; []: all with look-ups",
        TypeConverters.toListString,
    )
    handleInvalid = _param("handleInvalid", "rows that cannot be read: error, skip, keep")

    def _set_scoring_defaults(self) -> None:
        self._setDefault(
            rawPredictionCol="rawPrediction",
            probabilityCol="probability",
            predictionCol="prediction",
            threshold=0.5,
            embeddingCol="",
            embeddingType="vector",
            embeddingFeatures=[],
            handleInvalid="error",
        )

    def setParams(self, **params: Any) -> Self:
        """Sets params by their names."""
        for name in params:
            if not self.hasParam(name):
                raise UsageError(
                    f"Unknown param '{name}' (must be one of "
                    f"{', '.join(param.name for param in self.params)})."
                )
        return self._set(**params)

    @classmethod
    def read(cls) -> JavaMLReader:
        """A reader of what `save` wrote."""
        return _Reader(cls)


class UnifiedEmbedding(JavaEstimator, _Stage):
    """Trains a table and its head on a frame and leaves a version below ``workDir``.

    Params that are not set come from ``config`` or ``configFile``, else from conf/reference.conf.
    ``docs/operating/spark-ml.md`` tells them all.
    """

    workDir = _param("workDir", "folder or URI for runs and versions, seen by all executors")
    keepRuns = _param(
        "keepRuns", "keep prepared examples and checkpoints", TypeConverters.toBoolean
    )
    config = _param("config", "configuration as HOCON text")
    configFile = _param("configFile", "configuration as a file")
    labelCol = _param("labelCol", "column of the label in [0, 1]")
    weightCol = _param("weightCol", "column of the weight; not set: 1")
    categoricalCols = _param(
        "categoricalCols", "columns with one value each", TypeConverters.toListString
    )
    multiValuedCols = _param(
        "multiValuedCols", "columns with arrays of values", TypeConverters.toListString
    )
    numericCols = _param(
        "numericCols", "columns of numbers, standardised", TypeConverters.toListString
    )
    validationFraction = _param(
        "validationFraction", "share by which the best round is chosen", TypeConverters.toFloat
    )
    rows = _param("rows", "rows of the table", TypeConverters.toInt)
    budget = _param("budget", "bytes of all rows, as 256MiB")
    width = _param("width", "floats of a row", TypeConverters.toInt)
    chunks = _param("chunks", "look-ups of a feature", TypeConverters.toInt)
    head = _param("head", "logistic, factorization, deep-cross, mlp")
    hidden = _param("hidden", "widths of the head's layers", TypeConverters.toListInt)
    epochs = _param("epochs", "most passes over the training part", TypeConverters.toInt)
    batchSize = _param("batchSize", "examples of a step", TypeConverters.toInt)
    workers = _param("workers", "logical workers", TypeConverters.toInt)
    staleness = _param("staleness", "steps ahead; 0: lockstep, -1: any", TypeConverters.toInt)
    rowLearningRate = _param("rowLearningRate", "of the rows", TypeConverters.toFloat)
    headLearningRate = _param("headLearningRate", "of the head", TypeConverters.toFloat)
    seed = _param("seed", "the one seed", TypeConverters.toInt)

    def __init__(self, **params: Any):
        super().__init__()
        _java_class("UnifiedEmbedding")
        self._java_obj = self._new_java_obj(f"{_PACKAGE}.UnifiedEmbedding", self.uid)
        self._set_scoring_defaults()
        self._setDefault(labelCol="label", keepRuns=False)
        self.setParams(**params)

    def _create_model(self, java_model: Any) -> "UnifiedEmbeddingModel":
        return UnifiedEmbeddingModel(java_model)


class UnifiedEmbeddingModel(JavaModel, _Stage):
    """A version that scores frames; made by a fit, or of a version that is there."""

    def __init__(self, java_model: Any = None):
        super().__init__(java_model)
        self._set_scoring_defaults()

    @classmethod
    def of_version(cls, folder: str) -> Self:
        """The model of the version, published or not, or of the export in a folder."""
        return cls._from_java(_java_class(cls.__name__).ofVersion(folder))

    @classmethod
    def of_published(cls, table: str, reference: str | int) -> Self:
        """The model of the version that a number or an alias of a table names now."""
        return cls._from_java(_java_class(cls.__name__).ofPublished(table, str(reference)))

    @property
    def version_path(self) -> str:
        """The folder of the version; a local one can be given to `unified_embedding.load`."""
        return str(self._call_java("versionPath"))


def register_functions(
    spark: SparkSession, model: UnifiedEmbeddingModel, name: str = "ue_embed"
) -> None:
    """Registers the SQL function ``name(feature, value)``, the vector of a value in the version."""
    _java_class("UnifiedEmbeddingFunctions").register(spark._jsparkSession, name, model._java_obj)


def vectors(values: DataFrame, model: UnifiedEmbeddingModel) -> DataFrame:
    """The frame with the column ``vector`` for its columns ``feature`` and ``value``."""
    found = _java_class("UnifiedEmbeddingFunctions").vectors(values._jdf, model._java_obj)
    return DataFrame(found, values.sparkSession)
