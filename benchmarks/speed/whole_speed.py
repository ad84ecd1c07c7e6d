"""Wall time from prepared data to a published version by steps (W5): train, evaluate and publish in local[2], each a process; prints tables in Markdown.

usage: whole_speed.py --work DIR [--workload w5.json] [--examples 8000000] [--set key=value]... [--runs 1]

Data are made and prepared once per size in DIR and kept. Seconds of rounds, validation and waiting for checkpoints, and of the whole job from the
moment the session is up, are those of train's result; other steps end with the lines that the verbs write (--progress, UE_LOG_LEVEL=INFO) or with the
file report.html, which evaluate makes and the gate completes. Each run publishes to an alias of its own, so that no version is live before. The bar:
rounds take 80 % of the wall time.
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


class Verb:
    """A verb that has run: its result, when it began and ended, and when it wrote which line."""

    def __init__(self, name, workload, work, run, settings, extra=()):
        command = [*ue_command(name, workload, work, run, workload["set"] + settings, extra), "--progress"]
        self.name, self.lines, self.begin = name, [], time.time()
        with tempfile.TemporaryFile("w+") as out:
            environment = os.environ | {"UE_LOG_LEVEL": "INFO"}
            with subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, text=True, env=environment) as process:
                for line in process.stderr:
                    self.lines.append((time.time(), line.rstrip()))
            self.end = time.time()
            if process.returncode:
                raise SystemExit(f"ue {name} ended with {process.returncode}: {self.lines[-1][1]}")
            out.seek(0)
            self.result = json.load(out)["result"]

    def first(self, text):
        return next(when for when, line in self.lines if text in line)

    def last(self, text):
        return max(when for when, line in self.lines if text in line)

    def steps(self, *ends):
        """Steps that follow each other, from (name, end) pairs."""
        begins = [self.begin] + [end for _, end in ends[:-1]]
        return [(self.name, step, end - begin) for begin, (step, end) in zip(begins, ends, strict=True)]


def train_steps(verb):
    rounds = verb.result["rounds"]
    inside = [("rounds", "trainSeconds"), ("validation", "validationSeconds"), ("waiting for checkpoints of earlier rounds", "checkpointWaitSeconds")]
    parts = [("train", step, sum(r[key] for r in rounds)) for step, key in inside]
    first, last, candidate, written = verb.first(FIRST), verb.last(LAST), verb.first(CANDIDATE), verb.last(WRITTEN)
    return [
        *verb.steps(("start of JVM and session", written - verb.result["seconds"]), ("opening of data and shards", verb.last(PLANNED)),
                    ("first commit", first)),
        *parts,
        ("train", "between rounds", last - first - sum(seconds for _, _, seconds in parts)),
        ("train", "waiting for the last checkpoint", candidate - last),
        ("train", "candidate", written - candidate),
        ("train", "end", verb.end - written),
    ]


def evaluate_steps(verb, reported):
    return verb.steps(("start of JVM and session, opening of data", verb.first("examples of the")), ("scoring", verb.first("inspect: ")),
                      ("inspection, report", reported), ("end", verb.end))


def publish_steps(verb, reported):
    return verb.steps(("start of JVM and session, registry, checksums", verb.first("gate: ")), ("gate: opening of data", verb.first("examples of the")),
                      ("gate: scoring, checks, report", reported), ("files of the registry", verb.last("not yet committed")), ("commit, end", verb.end))


def run(workload, work, number, prepared, settings):
    run_id = f"whole-{os.getpid()}-{number}"
    steps = train_steps(Verb("train", workload, work, run_id, settings, ("--prepared", prepared)))
    evaluate = Verb("evaluate", workload, work, run_id, settings, ("--prepared", prepared))
    report = evaluate.result["report"]
    steps += evaluate_steps(evaluate, os.path.getmtime(report))
    publish = Verb("publish", workload, work, run_id, settings, ("--alias", run_id))
    return steps + publish_steps(publish, os.path.getmtime(report))


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
    print(f"\nmedian share of the rounds: {100 * statistics.median(shares):.1f} % (bar: 80 %)")
    print(f"median share of the verb train: {100 * statistics.median(verbs):.1f} %")


if __name__ == "__main__":
    main()
