"""Speed of the verb train on two executors of one core beside local[2] in the same run; prints tables in Markdown.

usage: cluster_speed.py WORKLOAD.json --work DIR [--data PATH] [--set key=value]... [--runs 1] [--variants fp32,bf16,encrypted] [--memory 4g]

Data are made and prepared once in DIR and kept. `dev/cluster` starts a Master and two Workers of one core on this machine, so that executors, driver and
Workers share the cores that local[2] has for itself. Runs alternate: local[2], each variant, local[2], ... "beside" is the rate of a variant's last
half of the rounds through that of the mean of the local runs around it (the first rounds compile). Encrypted: Spark's authentication and network
encryption are on, so that rows go over TLS. The second table is what checkpoints cost: a round is committed while the next one trains.
"""
import argparse
import json
import os
import secrets
import shutil
import statistics
import subprocess
import sys

from train_speed import HOME, cpu, make_data, ue

SETTINGS = {"fp32": [], "bf16": ["hosts.values=bf16"], "encrypted": []}


def folder(work, encrypted):
    return f"{work}/cluster-{os.getpid()}{'-encrypted' if encrypted else ''}"


def on_cluster(workload, work, variant, run, settings, memory):
    options = f"--executor-cores 1 --executor-memory {memory} --conf spark.cores.max=2"
    os.environ |= {"SPARK_HOME": f"{folder(work, variant == 'encrypted')}/spark-home", "UE_MEMORY": "2g", "UE_SUBMIT_OPTIONS": options}
    try:
        return ue("train", workload, work, run, settings + SETTINGS[variant], ("--prepared", "prepared"))["rounds"]
    finally:
        for name in ("SPARK_HOME", "UE_MEMORY", "UE_SUBMIT_OPTIONS"):
            del os.environ[name]


def rate(rounds):
    """Examples a second of the last half of the rounds."""
    last = rounds[len(rounds) // 2:]
    return sum(r["examples"] for r in last) / sum(r["trainSeconds"] for r in last)


def checkpoints(rounds):
    """Bytes a row, seconds of writing and of waiting beside those of training, over all rounds but the first."""
    written = [r for r in rounds[1:] if r["checkpointRows"]]
    train = sum(r["trainSeconds"] for r in written)
    return (sum(r["checkpointRows"] for r in written) / len(written), sum(r["checkpointBytes"] for r in written) / sum(r["checkpointRows"] for r in written),
            sum(r["checkpointSeconds"] for r in written) / train, sum(r["checkpointWaitSeconds"] for r in written) / train)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("workload")
    parser.add_argument("--work", required=True)
    parser.add_argument("--data", help="of the workload where it is not made")
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--variants", default="fp32,bf16,encrypted")
    parser.add_argument("--memory", default="4g", help="of an executor")
    arguments = parser.parse_args()
    variants = arguments.variants.split(",")
    work = os.path.abspath(arguments.work)
    os.makedirs(work, exist_ok=True)
    with open(arguments.workload) as file:
        workload = json.load(file)
    if arguments.data:
        workload["data"] = os.path.abspath(arguments.data)
    make_data(workload, work)
    ue("prepare", workload, work, "prepared", [])
    local = workload["set"] + arguments.set
    cluster = [s for s in local if "spark.master" not in s]
    with open(os.open(f"{work}/secret", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_hex(32))
    workers = [f"127.0.0.{n}:1:{int(arguments.memory.rstrip('g')) + 1}g" for n in (1, 2)]
    tool, clusters = os.path.join(HOME, "dev", "cluster"), {variant == "encrypted" for variant in variants}
    rows = []
    try:
        for encrypted in clusters:
            environment = dict(os.environ, CLUSTER_SECRET_FILE=f"{work}/secret") if encrypted else os.environ
            subprocess.run([tool, "start", folder(work, encrypted), *workers], check=True, stdout=sys.stderr, env=environment)
        run_local = lambda n: ue("train", workload, work, f"local-{os.getpid()}-{n}", local, ("--prepared", "prepared"))["rounds"]
        before = run_local(0)
        for run in range(arguments.runs):
            figures = {v: on_cluster(workload, work, v, f"{v}-{os.getpid()}-{run}", cluster, arguments.memory) for v in variants}
            after = run_local(run + 1)
            rows += [("local[2]", before, None)] + [(v, rounds, statistics.mean((rate(before), rate(after)))) for v, rounds in figures.items()]
            before = after
        rows.append(("local[2]", before, None))
    finally:
        for encrypted in clusters:
            subprocess.run([tool, "stop", folder(work, encrypted)], check=False, stdout=sys.stderr)
            shutil.rmtree(folder(work, encrypted), ignore_errors=True)
    print(f"{workload['name']}, {cpu()}, {os.cpu_count()} cores\n\n| | examples/s by round | last half | beside local[2] |\n|---|---|---|---|")
    for name, rounds, beside in rows:
        rates = ", ".join(f"{r['examples'] / r['trainSeconds']:,.0f}" for r in rounds)
        print(f"| {name} | {rates} | {rate(rounds):,.0f} | {'' if beside is None else format(rate(rounds) / beside, '.2f')} |")
    print("\n| | rows of a checkpoint | bytes a row | written in, of the training | waited for, of the training |\n|---|---|---|---|---|")
    for name, rounds, _ in rows:
        count, size, writing, waiting = checkpoints(rounds)
        print(f"| {name} | {count:,.0f} | {size:.1f} | {100 * writing:.1f} % | {100 * waiting:.1f} % |")


if __name__ == "__main__":
    main()
