"""Fits, scores and functions through PySpark, on the jar that the build made for spark-submit."""

import math
import random
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.ml.feature import SQLTransformer
from pyspark.ml.tuning import CrossValidator, CrossValidatorModel, ParamGridBuilder
from pyspark.sql import SparkSession

import unified_embedding
from unified_embedding import spark as ue
from unified_embedding.spark import UnifiedEmbedding, UnifiedEmbeddingModel

TARGET = Path(__file__).resolve().parents[2] / "jobs" / "target"


@pytest.fixture(scope="module")
def spark():
    jars = list(TARGET.glob("*-all.jar"))
    if not jars:
        pytest.fail(f"There is no *-all.jar in {TARGET}: run ./mvnw package first.", pytrace=False)
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.jars", str(jars[0]))
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.databricks.delta.snapshotPartitions", "2")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog"
        )
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def clicks(spark):
    draw = random.Random(1)
    rows = []
    for number in range(2000):
        user, item = draw.randrange(100), draw.randrange(20)
        clicked = draw.randrange(100) < (user % 7 + item % 5) * 10
        tags = [f"t{user % 9}", f"t{item % 7}"] if item else None
        price = float(draw.randrange(50)) if item > 1 else None
        rows.append((number, f"u{user}" if user else None, item, tags, price, float(clicked)))
    schema = "row int, user string, item int, tags array<string>, price double, label double"
    return spark.createDataFrame(rows, schema).cache()


def _estimator(folder, **params):
    return UnifiedEmbedding(
        workDir=str(folder),
        categoricalCols=["user", "item"],
        multiValuedCols=["tags"],
        numericCols=["price"],
        width=4,
        epochs=1,
        batchSize=128,
        **params,
    )


@pytest.fixture(scope="module")
def model(clicks, tmp_path_factory):
    estimator = _estimator(tmp_path_factory.mktemp("fit"), rows=400, head="deep-cross", hidden=[16])
    return estimator.fit(clicks)


def test_scores_are_those_of_the_loader_and_of_onnx(clicks, model):
    scored = model.transform(clicks).orderBy("row").collect()
    columns = {name: [row[name] for row in scored] for name in ("user", "item", "tags", "price")}
    table = unified_embedding.load(model.version_path, verify=True)
    session = onnxruntime.InferenceSession(table.to_onnx().SerializeToString())
    _, onnx_scores = session.run(None, {"inputs": table.inputs(columns)})

    scores = np.array([row.probability[1] for row in scored])
    np.testing.assert_allclose(scores, table.score(columns), rtol=0, atol=1e-6)
    np.testing.assert_allclose(scores, onnx_scores, rtol=0, atol=1e-6)
    assert {row.prediction for row in scored} == {0.0, 1.0}
    assert all(row.prediction == (row.probability[1] > 0.5) for row in scored)
    logit = scored[0].rawPrediction[1]
    assert math.isclose(scores[0], 1 / (1 + math.exp(-logit)), rel_tol=1e-12)


def test_vectors_are_those_of_the_loader(spark, clicks, model):
    table = unified_embedding.load(model.version_path)
    ue.register_functions(spark, model)
    row = spark.sql(
        "SELECT ue_embed('user', 'u7'), ue_embed('item', 3), ue_embed('tags', array('t1', 't2'))"
    ).head()
    values = spark.createDataFrame([("user", "u7"), ("user", None)], "feature string, value string")
    found = ue.vectors(values, model).select("vector").collect()
    embedded = model.copy().setParams(
        embeddingCol="embedding", embeddingType="array", embeddingFeatures=["user"]
    )
    first = embedded.transform(clicks.where("row = 5")).head()

    _assert_same(row[0], table.embed("user", ["u7"])[0])
    _assert_same(row[1], table.embed("item", [3])[0])
    pooled = table.embed("tags", [["t1", "t2"]])[0]
    np.testing.assert_allclose(np.array(row[2], dtype=np.float32), pooled, rtol=0, atol=1e-6)
    _assert_same(found[0].vector, table.embed("user", ["u7"])[0])
    _assert_same(found[1].vector, table.embed("user", [None])[0])
    _assert_same(first.embedding, table.embed("user", [first.user])[0])


def _assert_same(actual, expected):
    np.testing.assert_array_equal(np.array(actual, dtype=np.float32), expected)


def test_pipeline_is_cross_validated_saved_and_loaded(clicks, tmp_path):
    renamed = SQLTransformer(statement="SELECT *, label AS target FROM __THIS__")
    estimator = _estimator(tmp_path / "fits", labelCol="target")
    validator = CrossValidator(
        estimator=Pipeline(stages=[renamed, estimator]),
        estimatorParamMaps=ParamGridBuilder().addGrid(estimator.rows, [300]).build(),
        evaluator=BinaryClassificationEvaluator(labelCol="target"),
        numFolds=2,
        seed=1,
    )

    tuned = validator.fit(clicks)

    assert 0.6 < tuned.avgMetrics[0] < 0.9
    tuned.write().overwrite().save(str(tmp_path / "tuned"))
    loaded = CrossValidatorModel.load(str(tmp_path / "tuned"))
    assert isinstance(loaded.bestModel, PipelineModel)
    stage = loaded.bestModel.stages[1]
    assert isinstance(stage, UnifiedEmbeddingModel)
    assert str(tmp_path / "tuned") in stage.version_path
    assert _scores(loaded, clicks) == _scores(tuned, clicks)
    assert loaded.getEstimator().getStages()[1].getOrDefault("labelCol") == "target"


def _scores(model, clicks):
    return model.transform(clicks).orderBy("row").select("rawPrediction").collect()


def test_model_of_a_version_and_its_saved_copy_are_the_same(clicks, model, tmp_path):
    opened = UnifiedEmbeddingModel.of_version(model.version_path)
    opened.save(str(tmp_path / "saved"))
    loaded = UnifiedEmbeddingModel.load(str(tmp_path / "saved"))

    assert _scores(opened, clicks) == _scores(model, clicks)
    assert _scores(loaded, clicks) == _scores(model, clicks)


def test_saved_estimator_has_its_params(tmp_path):
    estimator = _estimator(tmp_path, rows=9, hidden=[8, 4], keepRuns=True, seed=7)
    estimator.save(str(tmp_path / "estimator"))
    loaded = UnifiedEmbedding.load(str(tmp_path / "estimator"))

    assert loaded.uid == estimator.uid
    assert loaded.explainParams() == estimator.explainParams()
    assert loaded.getOrDefault("hidden") == [8, 4]


def test_params_say_what_they_refuse(clicks, tmp_path):
    with pytest.raises(ValueError, match="Unknown param 'row' "):
        UnifiedEmbedding(row=5)
    with pytest.raises(TypeError, match='param "rows"'):
        UnifiedEmbedding(rows="many")
    with pytest.raises(Exception, match=r"Invalid rows: 0 \(must be >= 1\)"):
        _estimator(tmp_path, rows=0).fit(clicks)
    with pytest.raises(Exception, match="The label needs the column `buy`"):
        _estimator(tmp_path, rows=5, labelCol="buy").fit(clicks)


@pytest.mark.usefixtures("spark")
def test_missing_jar_is_named():
    with pytest.raises(unified_embedding.UsageError, match=r"-all\.jar in spark\.jars"):
        ue._java_class("Missing")
