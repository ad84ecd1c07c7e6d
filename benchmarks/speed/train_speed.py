"""Speed of the verb train beside a PyTorch or FBGEMM peer in the same run; prints a table in Markdown and the figures as JSON lines.

usage: train_speed.py WORKLOAD.json --work DIR [--data PATH] [--peer-data PATH] [--set key=value]... [--runs 3] [--peer-python PYTHON] [--no-peer]

A workload names its configuration, how its data is made, settings of training, the peer's arguments and what limits it (see w1.json and
limits.py). The data is made and prepared once in DIR and kept. Runs alternate: limit, peer, train, limit, peer, train, ... Each train is a new run
from scratch in local[2] with `./ue`; "job" counts from the moment the session is up to the complete candidate, checkpoints included, "rounds" the
training rounds alone. Ratios to the limit are those to its best number of threads.
"""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys

import limits

HERE = os.path.dirname(os.path.abspath(__file__))
HOME = os.path.dirname(os.path.dirname(HERE))
# A machine's own choice of kernels (Haswell on one with AVX-512 halves every product) is not what a user has, who leaves it to ./ue.
for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    if os.environ.pop(name, None) is not None:
        print(f"{name} is left out of the environment", file=sys.stderr)


def ue_command(verb, workload, work, run, settings, extra=()):
    command = [os.path.join(HOME, "ue"), verb, "--conf", os.path.join(HERE, workload["conf"]), "--set", f"data={workload['data']}",
               "--set", f"root={os.path.join(work, 'ue')}", "--run-id", run, "--json", *extra]
    for setting in settings:
        command += ["--set", setting]
    return command


def ue(verb, workload, work, run, settings, extra=()):
    done = subprocess.run(ue_command(verb, workload, work, run, settings, extra), stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])["result"]  # The Flight Recorder prints in front of it.


def make_data(workload, work):
    out = os.path.join(work, workload.get("data-of", workload["name"]) + "-data")
    workload.setdefault("data", out)
    if "make" in workload and not os.path.exists(out):
        subprocess.run([sys.executable, os.path.join(HERE, workload["make"][0]), out, *workload["make"][1:]], check=True)


def peer(workload, work, python):
    """The best rate of the peer over all of its batches and threads."""
    out = os.path.join(work, "peer.jsonl")
    if os.path.exists(out):
        os.remove(out)
    script = os.path.join(HOME, "benchmarks", "peers", "throughput.py")
    arguments = [a.replace("${data}", workload["peer-data"]) for a in workload["peer"]]
    subprocess.run([python, script, *arguments, "--runs", "1", "--out", out], check=True, stdout=subprocess.DEVNULL)
    with open(out) as lines:
        return max((json.loads(line) for line in lines), key=lambda figure: figure["examples_per_s"])


def train(workload, work, run, settings):
    result = ue("train", workload, work, run, workload.get("set", []) + settings, ("--prepared", "prepared"))
    rounds = result["rounds"]
    examples = sum(r["examples"] for r in rounds)
    return {"rounds": examples / sum(r["trainSeconds"] for r in rounds), "job": examples / result["seconds"], "examples": examples,
            "checkpoint_seconds": sum(r["checkpointSeconds"] for r in rounds), "seconds": result["seconds"],
            "planned_bytes": result["plannedBytes"], "held_bytes": result["heldBytes"], "auc": result["best"]["validationAuc"]}


def cpu():
    with open("/proc/cpuinfo") as lines:
        info = dict(line.split(":", 1) for line in lines if ":" in line)
    info = {key.strip(): value.strip() for key, value in info.items()}
    level = next((name for flag, name in (("avx512f", "AVX-512"), ("avx2", "AVX2"), ("avx", "AVX")) if flag in info["flags"].split()), "no AVX")
    return f"{info['model name']} with {level}"


def measure_limit(limit):
    """A figure for each number of threads, and the best of them."""
    rates = limits.rates(limit)
    return {f"limit, {threads} {'thread' if threads == 1 else 'threads'}": rate for threads, rate in rates.items()} | {"limit": max(rates.values())}


def print_table(figures):
    """A row a run; columns of peer and limit where they were measured."""
    first = figures[0]
    titles = {"peer": "peer, examples/s", "rounds": "train, rounds", "job": "train, whole job"}
    columns = [name for name in first if name in titles or name.startswith("limit, ")]
    ratios = [(above, below) for below in ("peer", "limit") if below in first for above in ("rounds", "job")]
    header = ["run", *[titles.get(name, name) for name in columns], *[f"{above} / {below}" for above, below in ratios], "load"]
    print("| " + " | ".join(header) + " |\n" + "|---" * len(header) + "|")
    for run, figure in enumerate(figures):
        rates = [f"{figure[name]:,.0f}" for name in columns]
        shares = [f"{figure[above] / figure[below]:.2f}" for above, below in ratios]
        print("| " + " | ".join([str(run), *rates, *shares, f"{figure['load']:.1f}"]) + " |")
    print()
    for above, below in ratios:
        print(f"median {above} / {below}: {statistics.median(figure[above] / figure[below] for figure in figures):.2f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("workload")
    parser.add_argument("--work", required=True)
    parser.add_argument("--data", help="of the workload where it is not made")
    parser.add_argument("--peer-data", help="folder that the peer reads, ${data} in its arguments")
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peer-python", default=sys.executable)
    parser.add_argument("--no-peer", action="store_true")
    arguments = parser.parse_args()
    with open(arguments.workload) as file:
        workload = json.load(file)
    if arguments.data:
        workload["data"] = os.path.abspath(arguments.data)
    workload["peer-data"] = os.path.abspath(arguments.peer_data or arguments.work)
    os.makedirs(arguments.work, exist_ok=True)
    make_data(workload, arguments.work)
    ue("prepare", workload, arguments.work, "prepared", [])
    limit = limits.command(workload, arguments.work)
    figures = []
    for run in range(arguments.runs):
        figure = {}
        if limit:
            figure |= measure_limit(limit)
        if not arguments.no_peer:
            best = peer(workload, arguments.work, arguments.peer_python)
            figure |= {"peer": best["examples_per_s"], "peer_threads": best["threads"], "peer_batch": best["batch"]}
        figure |= train(workload, arguments.work, f"run-{os.getpid()}-{run}", arguments.set)
        figure["load"] = os.getloadavg()[0]
        figures.append(figure)
        print(json.dumps(figure), file=sys.stderr)
    limited = f", limit by {workload['limit'][0]}" if limit else ""
    print(f"{workload['name']}, {cpu()}, {os.cpu_count()} cores, {platform.platform()}{limited}\n")
    print_table(figures)


if __name__ == "__main__":
    main()
