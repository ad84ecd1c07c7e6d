"""A session of PySpark, and the data as a frame."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession

import lake

_TARGET = Path(__file__).resolve().parents[1] / "jobs" / "target"
_SETTINGS = {
    "spark.driver.memory": "2g",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "spark.databricks.delta.snapshotPartitions": "2",
}


def session() -> SparkSession:
    """A session with the jar for spark-submit; what Spark says goes to spark.log in the lake."""
    jars = list(_TARGET.glob("*-all.jar"))
    if not jars:
        raise FileNotFoundError(f"There is no *-all.jar in {_TARGET}: run ./mvnw package first")
    builder = SparkSession.builder.master("local[2]").config("spark.jars", str(jars[0]))
    for key, value in _SETTINGS.items():
        builder = builder.config(key, value)
    lake.LAKE.mkdir(parents=True, exist_ok=True)
    with _messages_in(lake.LAKE / "spark.log"):
        return builder.getOrCreate()


def rated(spark: SparkSession) -> DataFrame:
    """Every rating with its user and its film; label 1 is a 4 or a 5, genres are an array."""

    def read(name: str, schema: str) -> DataFrame:
        file = str(lake.file(name))
        return spark.read.csv(file, schema=schema, sep="::", encoding="ISO-8859-1")

    ratings = read("ratings.dat", "user_id int, movie_id int, rating int, rated_at long")
    users = read("users.dat", "user_id int, gender string, age int, occupation int, zip string")
    movies = read("movies.dat", "movie_id int, title string, genre_list string")
    return (
        ratings.join(users, "user_id")
        .join(movies, "movie_id")
        .selectExpr(
            "user_id",
            "movie_id",
            "split(genre_list, '[|]') AS genres",
            "gender",
            "age",
            "occupation",
            "title",
            "rated_at",
            "CAST(rating >= 4 AS double) AS label",
        )
    )


@contextmanager
def _messages_in(file: Path) -> Iterator[None]:
    """Processes started within write their standard error to the file instead of the notebook."""
    before = os.dup(2)
    with file.open("wb") as log:
        os.dup2(log.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(before, 2)
        os.close(before)
