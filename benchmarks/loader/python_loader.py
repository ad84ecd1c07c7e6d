"""Speed of the Python loader on one core: values to vectors, beside dicts.

    taskset -c 0 python benchmarks/loader/python_loader.py [--values 1000000] [--rows 1048576]

Writes a version with the default of two look-ups of 16 floats to a temporary folder and looks up
values of Zipf's law. Beside it is what services do without a loader: a dict from value to vector,
and one from value to the row of a matrix; both hold only the values that are asked for and are
filled before the clock starts. The best of five runs counts; of short calls, the median. Needs the
package's dependencies only.
"""

import argparse
import gc
import hashlib
import json
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "python" / "src"))

import unified_embedding

WIDTH = 16
CHUNKS = 2
BUCKETS = 1024
RUNS = 5
EXPONENT = 1.1
VOCABULARY = 10_000_000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--values", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=1 << 20)
    arguments = parser.parse_args()
    print(_machine())
    with tempfile.TemporaryDirectory() as folder:
        _write_version(Path(folder), arguments.rows // BUCKETS)
        table = unified_embedding.load(folder, verify=True)
        print(f"{table}; {arguments.values:,} values a call\n")
        print(
            "| values | loader, M/s | dict of vectors, M/s | ratio "
            "| dict of row numbers, M/s | ratio |"
        )
        print("|---|---|---|---|---|---|")
        for name, values in _columns(arguments.values).items():
            _compare(table, name, values)
        print("\n| values a call | integers, us | texts, us |\n|---|---|---|")
        for count in (1, 10, 100, 1000, 10_000):
            ids = np.arange(count) * 7919
            texts = [f"user-{value}" for value in ids.tolist()]
            print(f"| {count:,} | {_median(table, ids):.0f} | {_median(table, texts):.0f} |")


def _columns(count):
    """Values of Zipf's law over ten million, shuffled so that neighbours are no neighbours."""
    random = np.random.default_rng(7)
    ranks = random.zipf(EXPONENT, count) % VOCABULARY
    ids = ranks * 7_368_787 % VOCABULARY
    texts = [f"user-{value}" for value in ids.tolist()]
    return {
        "int64, NumPy": ids,
        "int64, list": ids.tolist(),
        "text, list": texts,
        "text, Arrow": pa.array(texts),
        "text, Arrow dictionary": pa.array(texts).dictionary_encode(),
        "int64 of 19 digits, NumPy": ids + 10**18,
        "int64, uniform": random.integers(0, VOCABULARY, count),
    }


def _compare(table, name, values):
    keys = values.to_pylist() if isinstance(values, pa.Array) else list(values)
    keys = [key.item() if isinstance(key, np.generic) else key for key in keys]
    distinct = list(dict.fromkeys(keys))
    matrix = table.embed("user_id", distinct)
    vectors = {key: matrix[i].copy() for i, key in enumerate(distinct)}
    numbers = {key: i for i, key in enumerate(distinct)}
    calls = {
        "loader": lambda: table.embed("user_id", values),
        "vectors": lambda: np.concatenate([vectors[key] for key in keys]).reshape(len(keys), -1),
        "numbers": lambda: matrix.take([numbers[key] for key in keys], axis=0),
    }
    expected = table.embed("user_id", values)
    for call in calls.values():
        np.testing.assert_array_equal(call(), expected)
    speed = {kind: len(keys) / _best(call) / 1e6 for kind, call in calls.items()}
    cells = [f"{name} ({len(distinct):,} distinct)", f"{speed['loader']:.1f}"]
    for kind in ("vectors", "numbers"):
        cells += [f"{speed[kind]:.1f}", f"{speed['loader'] / speed[kind]:.1f}"]
    print("| " + " | ".join(cells) + " |", flush=True)


def _median(table, values):
    """Microseconds of a call."""
    seconds = []
    for _ in range(500):
        start = time.perf_counter()
        table.embed("user_id", values)
        seconds.append(time.perf_counter() - start)
    return float(np.median(seconds)) * 1e6


def _best(call):
    seconds = []
    for _ in range(RUNS):
        gc.collect()
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def _machine():
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text(encoding="utf-8").splitlines()
        cpu = next((line.split(":")[1].strip() for line in lines if "model name" in line), cpu)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"{cpu}, {cores} core(s) allowed; Python {platform.python_version()}, "
        f"NumPy {np.__version__}, pyarrow {pa.__version__}"
    )


def _write_version(folder, rows_per_bucket):
    """A version of one hashed feature with random rows and a logistic head (docs/spec)."""
    count = BUCKETS * rows_per_bucket
    vectors = np.random.default_rng(1).standard_normal(count * WIDTH, np.float32)
    item = pa.field("item", pa.float32(), nullable=False)
    rows = pa.FixedSizeListArray.from_arrays(pa.array(vectors), type=pa.list_(item, WIDTH))
    field = pa.field("vector", rows.type, nullable=False)
    weights = pa.field("weight", pa.float32(), nullable=False)
    vocabulary = pa.schema(
        [
            pa.field("feature", pa.utf8()),
            pa.field("fingerprint", pa.int64(), nullable=False),
            pa.field("value", pa.utf8()),
        ]
    )
    head = [np.zeros(CHUNKS * WIDTH + 1, np.float32)]
    files = {
        "snapshot/rows-00000.arrow": ([rows], pa.schema([field], {"first-row": "0"})),
        "snapshot/head.arrow": (head, pa.schema([weights])),
        "snapshot/vocabulary.arrow": ([[], [], []], vocabulary),
    }
    (folder / "snapshot").mkdir()
    parts = [_write(folder, path, *content) for path, content in files.items()]
    (folder / "manifest.json").write_text(json.dumps(_manifest(rows_per_bucket, parts)))


def _write(folder, path, columns, schema):
    batch = pa.record_batch(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)],
        schema,
    )
    options = pa.ipc.IpcWriteOptions(metadata_version=pa.ipc.MetadataVersion.V5)
    with pa.ipc.new_file(str(folder / path), schema, options=options) as writer:
        writer.write_batch(batch)
    content = (folder / path).read_bytes()
    return {"path": path, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _manifest(rows_per_bucket, parts):
    rows = BUCKETS * rows_per_bucket
    feature = {
        "type": "categorical",
        "name": "user_id",
        "chunks": CHUNKS,
        "hashName": "user_id",
        "exactness": {"type": "hashed"},
    }
    geometry = {
        "buckets": BUCKETS,
        "rowsPerBucket": rows_per_bucket,
        "exactRows": 0,
        "width": WIDTH,
    }
    numbers = ("dataVersion", "seed", "rounds", "bestRound", "examples")
    texts = ("dataPath", "rowOptimizer", "headOptimizer", "configuration")
    return {
        "formatVersion": 1,
        "name": "benchmark",
        "runId": "benchmark",
        "createdAt": "2026-01-01T00:00:00Z",
        "parent": None,
        "features": [feature],
        "table": {"layout": "multiplexed", "geometry": geometry, "ranges": {}, "exact": []},
        "head": {"type": "logistic"},
        "training": {
            **dict.fromkeys(numbers, 0),
            **dict.fromkeys(texts, ""),
            "environment": {},
        },
        "metrics": {},
        "files": {"rowsPerFile": rows, "storedRows": rows, "deltaVersion": 0, "parts": parts},
    }


if __name__ == "__main__":
    main()
