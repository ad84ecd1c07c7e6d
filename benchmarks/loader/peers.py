"""Row look-ups of NumPy and PyTorch by one thread, of the rows that the Java loader's benchmark left.

usage: peers.py DIR
"""

import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa

BATCH = 1024 * 26 * 2
WIDTH = 16
RUNS = 5


def best(work, batches):
    rates = []
    for _ in range(RUNS):
        start = time.perf_counter()
        for batch in batches:
            work(batch)
        rates.append(sum(map(len, batches)) / (time.perf_counter() - start) / 1e6)
    return max(rates)


def main():
    folder = Path(sys.argv[1])
    files = sorted((folder / "look-ups" / "snapshot").glob("rows-*.arrow"))
    parts = [pa.ipc.open_file(pa.memory_map(str(file))).get_batch(0) for file in files]
    table = np.concatenate([part.column(0).values.to_numpy(zero_copy_only=True) for part in parts]).reshape(-1, WIDTH)
    rows = np.fromfile(folder / "rows.bin", np.int64)
    batches = [rows[at : at + BATCH] for at in range(0, len(rows), BATCH)]
    out = np.empty((BATCH, WIDTH), np.float32)
    print("\n| the same rows, their numbers known | M row look-ups a second |\n|---|---|")
    print(f"| NumPy {np.__version__}: table[rows] | {best(lambda batch: table[batch], batches):.1f} |")
    take = best(lambda batch: np.take(table, batch, axis=0, out=out, mode="clip"), batches)
    print(f"| NumPy {np.__version__}: np.take into memory of its own | {take:.1f} |")
    try:
        import torch
    except ImportError:
        return
    torch.set_num_threads(1)
    embedding = torch.nn.Embedding.from_pretrained(torch.from_numpy(table))
    with torch.inference_mode():
        rate = best(lambda batch: embedding(torch.from_numpy(batch)), batches)
    print(f"| torch {torch.__version__}: nn.Embedding | {rate:.1f} |")


if __name__ == "__main__":
    main()
