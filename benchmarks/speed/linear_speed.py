"""Logistic regression and FM by the verb train beside Vowpal Wabbit and Spark MLlib on the same rows; prints a table in Markdown.

usage: linear_speed.py --clicks DIR --work DIR [--runs 3] [--epochs 3] [--methods lr,fm] [--mllib ...] [--spark-python PYTHON]

--clicks is the log that `./ue quickstart` makes (ue-data/synthetic-clicks; `--clicks ROWS --set data=DIR` makes a longer one): days 1 to 8 train, day 10
tests. Each reads those rows from its own prepared form: ue's units, Vowpal Wabbit's cache, a DataFrame of hashed vectors that Spark holds in memory.
Seconds are those of training from there on: ue's rounds, Vowpal Wabbit's passes over the cache, MLlib's fit; `job` is ue's whole verb from the moment
the session is up, candidate and checkpoints included. Runs take turns. The folder --work must not exist. This Python has the packages of
benchmarks/peers/requirements.txt, PYTHON has PySpark (default: the one of the notebooks' tests).
"""
import argparse
import json
import os
import statistics
import subprocess
import sys

import numpy as np
import pyarrow.dataset

import train_speed
from train_speed import HOME, cpu

NUMBERS = ["price", "account_days", "recent_views"]
CATEGORIES = ["user", "item", "site", "campaign", "advertiser", "region", "device", "browser", "hour", "position", "connection", "search"]
TRAIN_DAYS, TEST_DAY, HASH_BITS, FACTORS = 8, 10, 18, 8

VW = """
import json, sys, time, vowpalwabbit
begin = time.perf_counter()
vowpalwabbit.Workspace(sys.argv[1]).finish()
print(json.dumps({"seconds": time.perf_counter() - begin}))
"""

SPARK = f"""
import json, sys, time
from pyspark.ml.classification import FMClassifier, LogisticRegression
from pyspark.ml.feature import FeatureHasher, HashingTF, VectorAssembler
from pyspark.ml.functions import vector_to_array
from pyspark.sql import SparkSession, functions as F
clicks, methods = sys.argv[1], sys.argv[2].split(",")
session = SparkSession.builder.master("local[2]").config("spark.driver.memory", "8g").config("spark.ui.enabled", "false").getOrCreate()
session.sparkContext.setLogLevel("ERROR")
rows = session.read.parquet(clicks)
for name in {NUMBERS}:
    rows = rows.withColumn(name, F.log1p(F.coalesce(name, F.lit(0.0))))
rows = rows.withColumn("interests", F.coalesce("interests", F.array()))
rows = FeatureHasher(inputCols={CATEGORIES + NUMBERS}, outputCol="scalars", numFeatures=1 << {HASH_BITS}).transform(rows)
rows = HashingTF(inputCol="interests", outputCol="lists", numFeatures=1 << 10).transform(rows)
rows = VectorAssembler(inputCols=["scalars", "lists"], outputCol="features").transform(rows).select("features", F.col("label").cast("double").alias("label"), "day")
train = rows.where("day <= {TRAIN_DAYS}").repartition(2).cache()
train.count()
for method in methods:
    kind, passes, rate = method.split(":")
    if kind == "lr":
        model = LogisticRegression(maxIter=int(passes), tol=0.0, regParam=1e-6)
    else:
        model = FMClassifier(factorSize={FACTORS}, maxIter=int(passes), stepSize=float(rate), tol=0.0, seed=1)
    begin = time.perf_counter()
    fitted = model.fit(train)
    seconds = time.perf_counter() - begin
    p = F.greatest(F.least(vector_to_array("probability")[1], F.lit(1 - 1e-9)), F.lit(1e-9))
    loss = fitted.transform(rows.where("day = {TEST_DAY}")).select(F.avg(-F.col("label") * F.log(p) - (1 - F.col("label")) * F.log(1 - p))).first()[0]
    print(json.dumps({{"method": method, "seconds": seconds, "loss": loss}}), flush=True)
"""

NAMESPACES = "abcdefghijkl"
#: A low-rank interaction of every two categories, which is what Vowpal Wabbit has of an FM.
PAIRS = " ".join(f"--lrq {a}{b}{FACTORS}" for i, a in enumerate(NAMESPACES) for b in NAMESPACES[i + 1 :])

#: Settings of ue beside conf/synthetic.conf. Rows of eight floats are the narrowest that take no padding.
HEADS = {
    "lr": ["head.type=logistic", "table.chunks=1", "train.batch=8192"],
    "fm": ["head.type=factorization", "table.chunks=1"],
}


def run(command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=True).stdout


def ue(verb, arguments, run_id, settings, extra=()):
    workload = {"conf": os.path.join(HOME, "conf", "synthetic.conf"), "data": arguments.clicks}
    common = [f"source.inputs.clicks.path={arguments.clicks}", 'spark."spark.master"="local[2]"']
    return train_speed.ue(verb, workload, arguments.work, run_id, common + settings, extra)


def ours(arguments, kind, number, epochs):
    settings = [*HEADS[kind], f"train.epochs={epochs}", "train.patience=0", "train.round-examples=0", "train.staleness=-1"]
    if number == 0:
        ue("prepare", arguments, f"prepared-{kind}", HEADS[kind])
    run_id = f"{kind}-{os.getpid()}-{number}"
    prepared = ("--prepared", f"prepared-{kind}")
    trained = ue("train", arguments, run_id, settings, prepared)
    judged = ue("evaluate", arguments, run_id, settings, prepared)
    rounds = trained["rounds"]
    return {"seconds": sum(r["trainSeconds"] for r in rounds), "job": trained["seconds"],
            "loss": judged["metrics"]["logLoss"]}


def vw_text(table, path):
    """Categories of a feature in a namespace of their own, as `--lrq` wants them."""
    columns = {name: table[name].to_pylist() for name in [*CATEGORIES, *NUMBERS, "interests", "label"]}
    with open(path, "w") as file:
        for row in range(len(table)):
            parts = ["1" if columns["label"][row] else "-1"]
            for letter, name in zip(NAMESPACES, CATEGORIES, strict=True):
                value = columns[name][row]
                parts.append(f"|{letter} {value}" if value is not None else "")
            parts.append("|m " + " ".join(columns["interests"][row] or []))
            parts.append("|n " + " ".join(f"{name}:{np.log1p(columns[name][row]):.4f}" for name in NUMBERS if columns[name][row] is not None))
            file.write(" ".join(parts) + "\n")


def vowpal(arguments, train, test, labels, name, flags, passes):
    cache, model, predictions = (os.path.join(arguments.work, name + end) for end in (".cache", ".model", ".txt"))
    common = f"--quiet --loss_function logistic -b 22 {flags}"
    if not os.path.exists(cache):
        run([sys.executable, "-c", VW, f"{common} -d {train} --cache_file {cache}"])
    out = run([sys.executable, "-c", VW, f"{common} -d {train} --cache_file {cache} --passes {passes} --holdout_off -f {model}"])
    run([sys.executable, "-c", VW, f"--quiet -t -i {model} -d {test} -p {predictions} --link logistic"])
    p = np.clip(np.loadtxt(predictions), 1e-9, 1 - 1e-9)
    return {"seconds": json.loads(out)["seconds"], "loss": float(-np.mean(np.where(labels, np.log(p), np.log(1 - p))))}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--clicks", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=3, help="of ue and passes of Vowpal Wabbit")
    parser.add_argument("--methods", default="lr,fm", help="of ue and Vowpal Wabbit")
    parser.add_argument("--mllib", default="lr:5:0,fm:5:0.01", help="method:iterations:step size, of MLlib; an iteration takes some ten seconds; empty: none")
    parser.add_argument("--spark-python", default=os.path.join(HOME, "notebooks/target/environment/bin/python"))
    arguments = parser.parse_args()
    arguments.clicks, arguments.work = os.path.abspath(arguments.clicks), os.path.abspath(arguments.work)
    os.makedirs(arguments.work)
    clicks = pyarrow.dataset.dataset(arguments.clicks).to_table()
    days = clicks["day"].to_numpy()
    train, test = (os.path.join(arguments.work, name) for name in ("train.txt", "test.txt"))
    order = np.random.default_rng(1).permutation(np.flatnonzero(days <= TRAIN_DAYS))
    vw_text(clicks.take(order), train)
    tested = clicks.take(np.flatnonzero(days == TEST_DAY))
    vw_text(tested, test)
    labels = tested["label"].to_numpy() > 0
    rows, methods = len(order), arguments.methods.split(",")
    figures = {}

    def add(name, passes, figure):
        figures.setdefault((name, passes), []).append(figure)
        print(json.dumps({"what": name, "passes": passes, **figure}), file=sys.stderr, flush=True)

    for number in range(arguments.runs):
        if "lr" in methods:
            add("logistic regression, Vowpal Wabbit", arguments.epochs, vowpal(arguments, train, test, labels, "lr", "", arguments.epochs))
            add("logistic regression, ue", arguments.epochs, ours(arguments, "lr", number, arguments.epochs))
        if "fm" in methods:
            add("FM, Vowpal Wabbit (--lrq)", 1, vowpal(arguments, train, test, labels, "fm", PAIRS, 1))
            add("FM, ue", arguments.epochs, ours(arguments, "fm", number, arguments.epochs))
        for line in run([arguments.spark_python, "-c", SPARK, arguments.clicks, arguments.mllib]).splitlines() if arguments.mllib else []:
            figure = json.loads(line)
            kind, passes, _ = figure["method"].split(":")
            add(("logistic regression" if kind == "lr" else "FM") + ", MLlib", int(passes), figure)
    print(f"{rows:,} rows; {cpu()}, {os.cpu_count()} cores; median of {arguments.runs}\n")
    print("| | passes | s | rows/s | log-loss of the test day | ue's job, s |\n|---|---|---|---|---|---|")
    for (name, passes), runs in sorted(figures.items()):
        seconds = statistics.median(f["seconds"] for f in runs)
        job = f"{statistics.median(f['job'] for f in runs):.1f}" if "job" in runs[0] else ""
        loss = statistics.median(f["loss"] for f in runs)
        print(f"| {name} | {passes} | {seconds:.2f} | {rows * passes / seconds:,.0f} | {loss:.4f} | {job} |")


if __name__ == "__main__":
    main()
