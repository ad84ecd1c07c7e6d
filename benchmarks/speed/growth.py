"""Time of training an example and memory of the shards as data and table grow; prints two tables in Markdown.

usage: growth.py --work DIR [--examples 500000,1000000,2000000,4000000,8000000] [--rows 20,22,24] [--visits 16000000] [--set key=value]...

Data are those of W1 (make_w1.py), prepared once per size in DIR. All sizes visit the same number of examples (epochs = visits / examples) in rounds of
as many, so that the compiler's warm-up and checkpoints weigh the same; the time is that of rounds, their validation and what they wait for
checkpoints, without the first eighth. Either list may be empty. 2^27 rows take 18.3 GB, or 9.2 GB with --set hosts.undo=false, and UE_MEMORY.
"""
import argparse
import os
import sys

from train_speed import cpu, make_data, ue


def run(work, examples, rows, visits, more):
    workload = {"name": f"w1-{examples}", "conf": "w1.conf", "make": ["make_w1.py", str(examples)]}
    make_data(workload, work)
    prepared = f"prepared-{examples}"
    ue("prepare", workload, work, prepared, [])
    epochs = max(2, visits // examples)
    settings = [f"train.epochs={epochs}", "train.batch=512", "train.round-examples=500000", f"table.rows={1 << rows}", "spark.\"spark.master\"=\"local[2]\"", *more]
    result = ue("train", workload, work, f"growth-{os.getpid()}-{examples}-{rows}", settings, ("--prepared", prepared))
    rounds = result["rounds"][len(result["rounds"]) // 8:]
    seconds = sum(r["trainSeconds"] + r["validationSeconds"] + r["checkpointWaitSeconds"] for r in rounds)
    return seconds / sum(r["examples"] for r in rounds) * 1e6, result["plannedBytes"], result["heldBytes"], result["seconds"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", required=True)
    parser.add_argument("--examples", default="500000,1000000,2000000,4000000,8000000")
    parser.add_argument("--rows", default="20,22,24")
    parser.add_argument("--visits", type=int, default=16_000_000)
    parser.add_argument("--set", action="append", default=[])
    arguments = parser.parse_args()
    os.makedirs(arguments.work, exist_ok=True)
    sizes = [(int(n), 22) for n in arguments.examples.split(",") if n]
    tables = [(1_000_000, int(r)) for r in arguments.rows.split(",") if r]
    print(f"{cpu()}, {os.cpu_count()} cores\n")
    for title, runs in (("2^22 rows", sizes), ("1,000,000 examples", tables)):
        print(f"{title}\n\n| examples | rows | us an example | beside the first | planned bytes | held bytes | held / planned | job, s |\n"
              "|---|---|---|---|---|---|---|---|")
        first = None
        for examples, rows in runs:
            micros, planned, held, seconds = run(arguments.work, examples, rows, arguments.visits, arguments.set)
            first = first or micros
            print(f"| {examples:,} | 2^{rows} | {micros:.3f} | {micros / first:.2f} | {planned:,} | {held:,} | {held / planned:.2f} | {seconds:.0f} |")
            sys.stdout.flush()
        print()


if __name__ == "__main__":
    main()
