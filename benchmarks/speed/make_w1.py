"""Writes workload W1 as Parquet: 26 categorical columns with bounded Zipf(1.05) values, 13 numbers, a label that is 1 in a quarter of the rows.

usage: make_w1.py OUT EXAMPLES [planted]

The label is pure noise, or with "planted" follows the values of four columns, so that later rounds of a training are better than earlier ones.
"""
import os
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FEATURES, NUMBERS, VOCABULARY, EXPONENT, CHUNK = 26, 13, 1_000_000, 1.05, 1 << 18
SHARE, PLANTED = 0.25, 4


def probability(columns):
    """Each value of a planted column has an effect in [-1, 1), which is its hash."""
    logit = np.log(SHARE / (1 - SHARE))
    for f in range(PLANTED):
        hashed = (columns[f"c{f}"].astype(np.uint64) + np.uint64(f << 32)) * np.uint64(0x9E3779B97F4A7C15)
        logit = logit + (hashed >> np.uint64(32)).astype(np.float64) * 2.0**-31 - 1
    return 1 / (1 + np.exp(-logit))


def main(out, examples, planted):
    cdf = np.cumsum(np.arange(1, VOCABULARY + 1, dtype=np.float64) ** -EXPONENT)
    cdf /= cdf[-1]
    random = np.random.default_rng(1)
    os.makedirs(out, exist_ok=True)
    for start in range(0, examples, CHUNK):
        n = min(CHUNK, examples - start)
        columns = {f"c{f}": np.searchsorted(cdf, random.random(n)).astype(np.int64) for f in range(FEATURES)}
        columns |= {f"n{k}": random.standard_normal(n).astype(np.float32) for k in range(NUMBERS)}
        columns["label"] = (random.random(n) < (probability(columns) if planted else SHARE)).astype(np.float32)
        pq.write_table(pa.table(columns), os.path.join(out, f"part-{start // CHUNK:05d}.parquet"), compression="zstd")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:] == ["planted"])
