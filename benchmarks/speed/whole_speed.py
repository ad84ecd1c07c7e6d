"""Wall time from prepared data to a published version by steps (W5): `ue pipeline` in local[2]; prints tables in Markdown.

usage: whole_speed.py --work DIR [--workload w5.json] [--examples 8000000] [--set key=value]... [--runs 1]

Data are made and prepared once per size in DIR and kept. Seconds of train, evaluate and publish, and in train of rounds, validation and waiting for
checkpoints, are those of the results; other steps end with the lines that the verbs write (--progress, UE_LOG_LEVEL=INFO) or with the file report.html,
which the gate completes. Each run publishes to an alias of its own, so that no version is live before. The bar: training takes 80 % of the wall time.
"""
import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time

from train_speed import HERE, cpu, make_data, ue, ue_command

PLANNED, FIRST, LAST, CANDIDATE, WRITTEN = "train: executor ", "Round 0 begins", "train: round ", "train: writing the candidate", "Wrote version"
OPENED, SCORED, GATE, FILES = "examples of the", "inspect: ", "gate: ", "not yet committed"


class Pipeline:
    """A pipeline that has run: its result, when it began and ended, and when it wrote which line."""

    def __init__(self, command):
        self.lines, self.begin = [], time.time()
        with tempfile.TemporaryFile("w+") as out:
            environment = os.environ | {"UE_LOG_LEVEL": "INFO"}
            with subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, text=True, env=environment) as process:
                for line in process.stderr:
                    self.lines.append((time.time(), line.rstrip()))
            self.end = time.time()
            if process.returncode:
                raise SystemExit(f"ue pipeline ended with {process.returncode}: {self.lines[-1][1]}")
            out.seek(0)
            self.result = json.load(out)["result"]

    def first(self, text, after=0.0):
        return next(when for when, line in self.lines if when > after and text in line)

    def last(self, text):
        return max(when for when, line in self.lines if text in line)

    def begins(self):
        """When train, evaluate and publish began, and when publish ended."""
        begin = self.first(WRITTEN) - self.result["results"]["train"]["seconds"]
        evaluate = begin + self.result["seconds"]["train"]
        publish = evaluate + self.result["seconds"]["evaluate"]
        return begin, evaluate, publish, publish + self.result["seconds"]["publish"]


def between(verb, begin, *ends):
    """Steps that follow each other, from (name, end) pairs."""
    begins = [begin] + [end for _, end in ends[:-1]]
    return [(verb, step, end - begin) for begin, (step, end) in zip(begins, ends, strict=True)]


def train_steps(found, begin, end):
    rounds = found.result["results"]["train"]["rounds"]
    inside = [("rounds", "trainSeconds"), ("validation", "validationSeconds"), ("waiting for checkpoints of earlier rounds", "checkpointWaitSeconds")]
    parts = [("train", step, sum(r[key] for r in rounds)) for step, key in inside]
    first, last, candidate, written = found.first(FIRST), found.last(LAST), found.first(CANDIDATE), found.first(WRITTEN)
    return [
        *between("train", begin, ("opening of data and shards", found.last(PLANNED)), ("first commit", first)),
        *parts,
        ("train", "between rounds", last - first - sum(seconds for _, _, seconds in parts)),
        *between("train", last, ("waiting for the last checkpoint", candidate), ("candidate", written), ("end", end)),
    ]


def run(workload, work, number, prepared, settings):
    run_id = f"whole-{os.getpid()}-{number}"
    found = Pipeline([*ue_command("pipeline", workload, work, run_id, workload["set"] + settings, ("--prepared", prepared, "--alias", run_id)), "--progress"])
    train, evaluate, publish, end = found.begins()
    opened, gate = max(evaluate, found.first(OPENED, found.first(WRITTEN))), found.first(GATE, evaluate)
    return [
        ("", "start of JVM and session", train - found.begin),
        *train_steps(found, train, evaluate),
        *between("evaluate", evaluate, ("opening of data", opened), ("scoring", found.first(SCORED, opened)),
                 ("inspection, report", publish)),
        *between("publish", publish, ("registry, checksums", gate), ("gate: opening of data", found.first(OPENED, gate)),
                 ("gate: scoring, checks, report", os.path.getmtime(found.result["results"]["evaluate"]["report"])),
                 ("files of the registry", found.last(FILES)), ("commit", end)),
        ("", "end of session and JVM", found.end - end),
    ]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", required=True)
    parser.add_argument("--workload", default=os.path.join(HERE, "w5.json"))
    parser.add_argument("--examples", type=int, default=8_000_000)
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--runs", type=int, default=1)
    arguments = parser.parse_args()
    with open(arguments.workload) as file:
        workload = json.load(file)
    work = os.path.abspath(arguments.work)
    os.makedirs(work, exist_ok=True)
    workload["name"] += f"-{arguments.examples}"
    workload["make"] = [word.replace("${examples}", str(arguments.examples)) for word in workload["make"]]
    make_data(workload, work)
    prepared = f"prepared-{arguments.examples}"
    ue("prepare", workload, work, prepared, [])
    shares, verbs = [], []
    print(f"{workload['name']}, {cpu()}, {os.cpu_count()} cores")
    for number in range(arguments.runs):
        steps = run(workload, work, number, prepared, arguments.set)
        wall = sum(seconds for _, _, seconds in steps)
        shares.append(next(seconds for _, step, seconds in steps if step == "rounds") / wall)
        verbs.append(sum(seconds for name, _, seconds in steps if name == "train") / wall)
        print("\n| verb | step | s | of the wall time |\n|---|---|---|---|")
        for name, step, seconds in steps:
            print(f"| {name} | {step} | {seconds:.1f} | {100 * seconds / wall:.1f} % |")
        print(f"| all | | {wall:.1f} | 100 % |", flush=True)
    print(f"\nmedian share of train: {100 * statistics.median(verbs):.1f} % (bar: 80 %), of its rounds alone: {100 * statistics.median(shares):.1f} %")


if __name__ == "__main__":
    main()
