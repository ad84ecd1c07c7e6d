"""Kills the driver of a training on a cluster of real processes in each phase of a round, again and again, and gives the same command each time.

usage: kill_drivers.py --work DIR [--kills 15] [--examples 200000] [--epochs 12] [--seed 1]

Makes a click log, starts `dev/cluster` with two Workers, prepares and trains in one process, then trains on two executors of one core each and kills the
driver with SIGKILL when its log says that a phase has begun, the phases in turn: begin, train, seal, writing, and between the files and their commit.
Prints a table in Markdown: kills by phase, and whether the snapshot's files are the same bytes as without.
"""
import argparse
import collections
import json
import os
import random
import re
import signal
import subprocess
import time

from kill_executors import alone, cpu, driver, parts, prepared_beside_cluster, ue

# What the driver's log says when a phase begins, and for how long it may go on from there, in seconds.
PHASES = {"begin": (r"Round \d+ begins", 0), "train": (r"Round \d+ is trained", 0.3), "seal": (r"Round \d+ is sealed", 0.05),
          "writing": (r"Round \d+ is written", 0.1), "between files and commit": (r"[1-9]\d* files are written to .*/checkpoint and not yet", 0)}


def kill_in(work, phase, rounds, settings, generator):
    """Runs the command until a phase of some later round; False when it ended before."""
    pattern, longest = PHASES[phase]
    command, environment = ue(work, True, "train", "--prepared", "data", "--run-id", "disturbed", *settings)
    environment["UE_LOG_LEVEL"] = "INFO"
    with open(f"{work}/disturbed.err", "w") as err, open(f"{work}/disturbed.out", "w") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=err)
        with open(f"{work}/disturbed.err") as log:
            text = ""
            while process.poll() is None:
                text += log.read()
                if len(re.findall(pattern, text)) > rounds:
                    time.sleep(generator.uniform(0, longest))
                    os.kill(driver(process.pid), signal.SIGKILL)
                    process.wait()
                    return True
                time.sleep(0.002)
    if process.returncode:
        raise SystemExit(open(f"{work}/disturbed.err").read()[-3000:])
    return False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", required=True)
    parser.add_argument("--kills", type=int, default=15)
    parser.add_argument("--examples", type=int, default=200_000)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    work = os.path.abspath(arguments.work)
    settings = ["--set", f"train.epochs={arguments.epochs}"]
    generator = random.Random(arguments.seed)
    kills = collections.Counter()
    with prepared_beside_cluster(work, arguments.examples, "127.0.0.1:2:3g", "127.0.0.2:2:3g"):
        alone(work, "train", "--prepared", "data", "--run-id", "whole", *settings)
        while sum(kills.values()) < arguments.kills:
            phase = list(PHASES)[sum(kills.values()) % len(PHASES)]
            if not kill_in(work, phase, generator.randrange(2), settings, generator):
                break
            kills[phase] += 1
        kill_in(work, "begin", 1 << 30, settings, generator)
    result = json.load(open(f"{work}/disturbed.out"))["result"]
    same = parts(work, "whole") == parts(work, "disturbed")
    resumed = sum(event["kind"] == "resumed" for event in result["events"])
    print(f"{cpu()}, {os.cpu_count()} cores; {time.strftime('%Y-%m-%d')}\n")
    print(f"| {' | '.join(PHASES)} | rounds | resumptions in the report | rows and head |")
    print(f"|{'---|' * (len(PHASES) + 3)}")
    print(f"| {' | '.join(str(kills[phase]) for phase in PHASES)} | {len(result['rounds'])} | {resumed} | {'the same bytes' if same else 'other bytes'} |")
    if not same or sum(kills.values()) < arguments.kills:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
