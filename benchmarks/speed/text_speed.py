"""Speed of the verb prepare on text of Criteo's form beside Spark alone, which reads the same text with a schema and writes it as Parquet (W4).

usage: text_speed.py --work DIR [--rows 2000000] [--runs 5] [--spark-python PYTHON]

PYTHON has PySpark (default: the one of the notebooks' tests). The text is made once in DIR: 13 counts and 26 categories a line, values of Zipf's law,
some missing. Runs alternate, each in a JVM of its own in local[2], timed from the moment that its session is up. Prints a table in Markdown.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time

import numpy as np

from train_speed import HOME, cpu

COUNTS, CATEGORIES, LINES_A_FILE, VOCABULARY = 13, 26, 500_000, 1_000_000
SPARK = """
import sys, time
from pyspark.sql import SparkSession
text, out, schema = sys.argv[1:]
session = SparkSession.builder.master("local[2]").config("spark.driver.memory", "8g").config("spark.ui.enabled", "false").getOrCreate()
session.sparkContext.setLogLevel("ERROR")
begin = time.perf_counter()
session.read.csv(text, sep="\\t", quote="", schema=schema).write.parquet(out)
print(time.perf_counter() - begin)
"""
SCHEMA = ", ".join(["label int"] + [f"I{i} int" for i in range(1, COUNTS + 1)] + [f"C{i} string" for i in range(1, CATEGORIES + 1)])


def make_text(folder, rows):
    if os.path.exists(folder):
        return
    os.makedirs(folder + ".part")
    random = np.random.default_rng(1)
    for first in range(0, rows, LINES_A_FILE):
        n = min(LINES_A_FILE, rows - first)
        columns = [random.integers(0, 2, n).astype(str)]
        for i in range(COUNTS):
            values = random.geometric(1 / (5 * (i + 1)), n).astype(str)
            columns.append(np.where(random.random(n) < 0.2, "", values))
        for i in range(CATEGORIES):
            # Zipf's law with exponent 1.05 by inverting its continuous form; eight digits as in Criteo's files.
            power = -0.05
            ids = ((1 + random.random(n) * (VOCABULARY**power - 1)) ** (1 / power)).astype(np.uint64)
            hashed = ((ids + np.uint64(i << 32)) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)
            values = np.array([f"{value:08x}" for value in hashed])
            columns.append(np.where(random.random(n) < 0.05, "", values))
        with open(f"{folder}.part/train.txt.{first // LINES_A_FILE:03d}", "w") as file:
            file.writelines("\t".join(line) + "\n" for line in zip(*columns, strict=True))
    os.rename(folder + ".part", folder)


def spark(python, text, work):
    out = os.path.join(work, "spark")
    shutil.rmtree(out, ignore_errors=True)
    done = subprocess.run([python, "-c", SPARK, text, out, SCHEMA], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    return float(done.stdout.split()[-1])


def prepare(text, work, run):
    """Seconds from the first stage, which is when the session is up, to the end of the process; and those of each stage."""
    command = [os.path.join(HOME, "ue"), "prepare", "--conf", os.path.join(HOME, "conf", "criteo.conf"), "--set", f"data={text}", "--set",
               f"root={work}/ue", "--set", 'spark."spark.master"="local[2]"', "--set", "prepare.vocabulary=exact", "--run-id", run, "--progress"]
    stages = []
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr:
            if line.startswith("prepare: ") and not line.startswith("prepare: run "):
                stages.append((line.strip().removeprefix("prepare: "), time.perf_counter()))
    end = time.perf_counter()
    if process.returncode:
        raise SystemExit(f"prepare ended with {process.returncode}")
    ends = [began for _, began in stages[1:]] + [end]
    return end - stages[0][1], {name: stop - began for (name, began), stop in zip(stages, ends, strict=True)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", required=True)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--spark-python", default=os.path.join(HOME, "notebooks/target/environment/bin/python"))
    arguments = parser.parse_args()
    work = os.path.abspath(arguments.work)
    text = os.path.join(work, f"text-{arguments.rows}")
    os.makedirs(work, exist_ok=True)
    make_text(text, arguments.rows)
    print(f"{arguments.rows:,} rows; {cpu()}, {os.cpu_count()} cores\n\n| run | Spark alone, rows/s | prepare, rows/s | prepare / Spark |\n|---|---|---|---|")
    ratios, shares = [], []
    for run in range(arguments.runs):
        alone = spark(arguments.spark_python, text, work)
        ours, stages = prepare(text, work, f"run-{os.getpid()}-{run}")
        ratios.append(alone / ours)
        shares.append(stages)
        print(f"| {run} | {arguments.rows / alone:,.0f} | {arguments.rows / ours:,.0f} | {alone / ours:.2f} |", flush=True)
        shutil.rmtree(os.path.join(work, "ue"))
    print(f"\nmedian prepare / Spark: {statistics.median(ratios):.2f}\n\n| stage of the last run | s |\n|---|---|")
    for name, seconds in shares[-1].items():
        print(f"| {name} | {seconds:.1f} |")


if __name__ == "__main__":
    sys.exit(main())
