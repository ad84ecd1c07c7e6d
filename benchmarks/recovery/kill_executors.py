"""Kills executors with SIGKILL while a table is trained on a cluster of real processes, and compares the result with an undisturbed run.

usage: kill_executors.py --work DIR [--kills 50 | --minutes 30] [--staleness 0|-1] [--pause 1,4] [--examples 1000000] [--epochs 60] [--seed 1]

Makes a click log, starts `dev/cluster` with two Workers, prepares and trains in one process, then trains on two executors of one core each and kills a
random one of them each time that two rounds have passed and a random pause is over. Prints a table in Markdown: kills, events in the report, seconds
from the kill to the repeated round, and whether the snapshot's files are the same bytes (staleness 0) or how far the validation AUC is away (-1). With
--minutes it is a soak: what the driver has is printed for each quarter of it: the heap that a full collection leaves (by the JDK's jcmd), resident memory,
threads, sockets and files.
"""
import argparse
import collections
import contextlib
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import time

HOME = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(HOME, "benchmarks", "speed"))
from train_speed import cpu  # noqa: E402

CONF = """
name = clicks
root = "{work}/root"
source.inputs.log {{ format = csv, path = "{work}/log.csv", header = true }}
source.label = "cast(label as int)"
features = [{{ name = user }}, {{ name = item }}]
table {{ rows = 200000, width = 16 }}
head {{ type = mlp, hidden = [32] }}
train {{ batch = 256, workers = 4, round-examples = {round}, patience = 0, retries = 20 }}
"""

EPOCHS_TO_BEST = 10  # The best round comes long before; where bytes differ anyway, only the AUC of the best is compared.


def make_log(path, examples):
    generator = random.Random(1)
    with open(path, "w") as log:
        log.write("user,item,label\n")
        for _ in range(examples):
            user, item = generator.randrange(60_000), generator.randrange(2_000)
            log.write(f"u{user},i{item},{int(generator.random() < (user % 7 + item % 5) / 10)}\n")


def ue(work, cluster, *arguments):
    """The command line and environment of a verb, alone or on the cluster."""
    environment = dict(os.environ, UE_MEMORY="2g")
    if cluster:
        environment |= {"SPARK_HOME": f"{work}/cluster/spark-home",
                        "UE_SUBMIT_OPTIONS": "--executor-cores 1 --executor-memory 1200m --conf spark.cores.max=2"}
    return [os.path.join(HOME, "ue"), arguments[0], "--conf", f"{work}/clicks.conf", "--json", *arguments[1:]], environment


def alone(work, *arguments):
    command, environment = ue(work, False, *arguments)
    return json.loads(subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout)["result"]


@contextlib.contextmanager
def prepared_beside_cluster(work, examples, *workers):
    """A new folder with a click log that is prepared as run "data", and a cluster as long as the body lasts."""
    os.makedirs(work)
    make_log(f"{work}/log.csv", examples)
    with open(f"{work}/clicks.conf", "w") as conf:
        conf.write(CONF.format(work=work, round=examples // 5))
    cluster = os.path.join(HOME, "dev", "cluster")
    subprocess.run([cluster, "start", f"{work}/cluster", *workers], check=True, stdout=subprocess.DEVNULL)
    try:
        alone(work, "prepare", "--run-id", "data")
        yield
    finally:
        subprocess.run([cluster, "stop", f"{work}/cluster"], check=False)


def executors(work):
    """Process ids of executors by executor id: a Worker runs each in a folder of its own."""
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            folder = os.readlink(f"/proc/{pid}/cwd")
        except OSError:
            continue
        match = re.match(re.escape(os.path.realpath(f"{work}/cluster/work")) + r"/worker-\d+/app-[^/]+/(\d+)$", folder)
        if match:
            found[match.group(1)] = int(pid)
    return found


def usage(pid):
    with open(f"/proc/{pid}/status") as lines:
        status = dict(line.split(":", 1) for line in lines)
    links = [os.readlink(f"/proc/{pid}/fd/{n}") for n in os.listdir(f"/proc/{pid}/fd") if os.path.lexists(f"/proc/{pid}/fd/{n}")]
    names = collections.Counter()
    for thread in os.listdir(f"/proc/{pid}/task"):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{thread}/comm") as name:
            names[re.sub(r"[-#]?\d+$", "", name.read().strip())] += 1
    return {"names": names, "live": live_heap(pid), "resident": int(status["VmRSS"].split()[0]) >> 10, "threads": int(status["Threads"]),
            "sockets": sum(link.startswith("socket:") for link in links), "files": len(links)}


def live_heap(pid):
    """MiB of a JVM's heap that are in use after a full collection."""
    jcmd = [subprocess.run(["jcmd", str(pid), command], stdout=subprocess.PIPE, text=True, check=False).stdout for command in ("GC.run", "GC.heap_info")]
    return sum(int(used) for used in re.findall(r"^ \S.*total \d+K, used (\d+)K", jcmd[1], re.MULTILINE)) >> 10


def driver(pid):
    """The JVM under ./ue and spark-submit."""
    while True:
        with open(f"/proc/{pid}/comm") as name:
            if name.read().strip() == "java":
                return pid
        children = open(f"/proc/{pid}/task/{pid}/children").read().split()
        if not children:
            return pid
        pid = int(children[0])


class Watched:
    """A training on the cluster and what it says."""

    def __init__(self, work, run, settings):
        command, environment = ue(work, True, "train", "--prepared", "data", "--run-id", run, "--progress", *settings)
        self.lines, self.out = [], open(f"{work}/{run}.out", "w+")
        self.err = open(f"{work}/{run}.err", "w+")
        self.process = subprocess.Popen(command, env=environment, stdout=self.out, stderr=self.err)
        self.reader = open(f"{work}/{run}.err")

    def read(self):
        """New lines with the time at which they were seen."""
        new = [(time.time(), line) for line in self.reader.readlines()]
        self.lines += new
        return new

    def count(self, pattern):
        return sum(bool(re.search(pattern, line)) for _, line in self.lines)


def disturb(work, run, settings, enough, pauses, generator, soak):
    watched = Watched(work, run, settings)
    try:
        return disturb_until_end(work, watched, enough, pauses, generator, soak)
    finally:
        watched.process.terminate()


def disturb_until_end(work, watched, enough, pauses, generator, soak):
    kills, latencies, usages = [], [], []
    next_kill, rounds_then, killed_at, idle = None, 0, None, 0
    while watched.process.poll() is None:
        for seen, line in watched.read():
            if killed_at and "goes on after" in line:
                latencies.append(seen - killed_at)
                killed_at = None
        rounds = watched.count(r"train: round \d+ of")
        if killed_at and rounds >= rounds_then + 2:
            idle += 1  # It had not been given shards yet.
            killed_at, rounds_then = None, rounds
        if killed_at is None and rounds >= rounds_then + 2 and next_kill is None:
            next_kill = time.time() + generator.uniform(*pauses)
            if soak:
                usages.append((time.time(), usage(driver(watched.process.pid))))
        if next_kill and time.time() >= next_kill and not enough(kills):
            alive = executors(work)
            if len(alive) == 2:
                victim = generator.choice(sorted(alive))
                os.kill(alive[victim], signal.SIGKILL)
                killed_at = time.time()
                kills.append(victim)
                next_kill, rounds_then = None, rounds
        time.sleep(0.02)
    watched.out.seek(0)
    text = watched.out.read()
    if watched.process.returncode:
        watched.err.seek(0)
        raise SystemExit(f"rc {watched.process.returncode}\n{watched.err.read()[-3000:]}")
    return json.loads(text)["result"], kills, latencies, usages, idle


def parts(work, run):
    with open(f"{work}/root/clicks/versions/{run}/manifest.json") as manifest:
        return json.load(manifest)["files"]["parts"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", required=True)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--staleness", type=int, default=0)
    parser.add_argument("--pause", default="1,4")
    parser.add_argument("--examples", type=int, default=1_000_000)
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    work = os.path.abspath(arguments.work)
    with prepared_beside_cluster(work, arguments.examples, "127.0.0.1:1:1500m", "127.0.0.2:1:1500m"):
        settings = ["--set", f"train.staleness={arguments.staleness}", "--set"]
        whole_epochs = arguments.epochs if arguments.staleness == 0 else min(arguments.epochs, EPOCHS_TO_BEST)
        whole = alone(work, "train", "--prepared", "data", "--run-id", "whole", *settings, f"train.epochs={whole_epochs}")
        settings.append(f"train.epochs={arguments.epochs}")
        begin = time.time()
        enough = (lambda kills: time.time() - begin > 60 * arguments.minutes) if arguments.minutes else (lambda kills: len(kills) >= arguments.kills)
        pauses = tuple(float(p) for p in arguments.pause.split(","))
        result, kills, latencies, usages, idle = disturb(work, "disturbed", settings, enough, pauses, random.Random(arguments.seed), arguments.minutes > 0)
    events = [event for event in result["events"] if event["kind"].endswith("-repeated")]
    same = parts(work, "whole") == parts(work, "disturbed")
    away = abs(whole["best"]["validationAuc"] - result["best"]["validationAuc"])
    print(f"{cpu()}, {os.cpu_count()} cores; {time.strftime('%Y-%m-%d')}\n")
    print("| staleness | rounds | kills | of executors without shards yet | executors named lost in the report | repeated steps | kill to repeated round, s: median, longest | rows and head | validation AUC |")
    print("|---|---|---|---|---|---|---|---|---|")
    named = {name for event in result["events"] for name in re.findall(r"(\d+)=", event["message"])}
    missing = sorted(set(kills) - named)
    print(f"| {arguments.staleness} | {len(result['rounds'])} | {len(kills)} | {idle} | {len(kills) - len(missing)} | {len(events)} | {statistics.median(latencies):.1f}, {max(latencies):.1f} | "
          f"{'the same bytes' if same else 'other bytes'} | {away:.4f} away |")
    if arguments.minutes:
        print("\n| after s | heap after a collection, MiB | resident, MiB | threads | sockets | files |\n|---|---|---|---|---|---|")
        for quarter in range(5):
            at, now = usages[quarter * (len(usages) - 1) // 4]
            print(f"| {at - begin:.0f} | {now['live']} | {now['resident']} | {now['threads']} | {now['sockets']} | {now['files']} |")
        print(f"\nthreads that came, by name: {dict(usages[-1][1]['names'] - usages[0][1]['names'])}")
    if (arguments.staleness == 0 and not same) or away > 0.002 or missing:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
