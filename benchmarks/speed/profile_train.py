"""Where the CPU time of the verb train goes, by the JDK's Flight Recorder; prints a table in Markdown.

usage: profile_train.py WORKLOAD.json --work DIR [--data PATH] [--set key=value]...

Data is made and prepared as by train_speed.py. A sample, every 10 ms of each thread that runs Java, counts for the part that its innermost frame of ours belongs
to; validation and the writing of checkpoints take what they call. The rest of the process's CPU time is the compiler's, the collector's and native code's.
"""
import argparse
import collections
import json
import os
import re
import resource
import subprocess

import train_speed

#: Take whatever runs inside of them.
OUTER = {"validation": r"jobs\.score\.", "checkpoint, meanwhile": r"HostWriting|CellWriter|CellFiles|CheckpointWriting", "candidate": r"VersionWriter|VersionRows|embedding\.snapshot\."}
#: Count for whoever calls them.
KERNEL = re.compile(r"kernel\.(simd\.)?(Scalar|Simd)|jdk\.incubator\.vector")
INNER = {
    "read examples": r"prepare\.Unit|ExampleCodec|ExampleStream|example\.",
    "hash": r"batch\.LookupPlan|embedding\.address\.",
    "find distinct rows": r"batch\.RowGroups|batch\.Lookups",
    "head: gather inputs, scatter gradients": r"batch\.InputBlock",
    "head: forward, backward, update": r"embedding\.head\.|kernel\.\w*Gemm|HeadStore|batch\.(LinearPass|LogLoss|EmbeddingBatch)",
    "undo images": r"RowStore\.(copyToImage|copyPage|open)",
    "pull": r"RowStore\.(read|loadWeights|makeReady)",
    "push: optimizer": r"RowStore\.|StepSum|RowMarks|embedding\.optimizer",
    "sessions and shards": r"unifiedembedding\.sharding",
    "our other code": r"org\.unifiedembedding",
    "Spark, Delta, Hadoop, Parquet": r"org\.apache|io\.delta|scala\.",
}


def part(frames):
    for name, pattern in OUTER.items():
        if any(re.search(pattern, frame) for frame in frames):
            return name
    for frame in frames:
        if KERNEL.search(frame):
            continue
        for name, pattern in INNER.items():
            if re.search(pattern, frame):
                return name
    return "the JDK"


def samples(recording):
    """The stack of each sample, innermost frame first."""
    command = ["jfr", "print", "--events", "jdk.ExecutionSample", "--stack-depth", "64", recording]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        frames = None
        for line in process.stdout:
            line = line.strip()
            if line.startswith("stackTrace = ["):
                frames = []
            elif line == "]" and frames is not None:
                yield frames
                frames = None
            elif frames is not None:
                frames.append(line)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("workload")
    parser.add_argument("--work", required=True)
    parser.add_argument("--data")
    parser.add_argument("--set", action="append", default=[])
    arguments = parser.parse_args()
    with open(arguments.workload) as file:
        workload = json.load(file)
    if arguments.data:
        workload["data"] = os.path.abspath(arguments.data)
    work = os.path.abspath(arguments.work)
    os.makedirs(work, exist_ok=True)
    train_speed.make_data(workload, work)
    train_speed.ue("prepare", workload, work, "prepared", [])
    recording = os.path.join(work, "train.jfr")
    os.environ["UE_JAVA_OPTIONS"] = (
        f"-XX:StartFlightRecording=filename={recording},settings=profile -XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures = train_speed.train(workload, work, f"profile-{os.getpid()}", arguments.set)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    counts = collections.Counter(part(frames) for frames in samples(recording))
    every = sum(counts.values())
    print(f"{workload['name']}, {train_speed.cpu()}, {os.cpu_count()} cores: {figures['examples']:,.0f} examples, {figures['rounds']:,.0f} a second in rounds, "
          f"{figures['job']:,.0f} in the whole job; {cpu_seconds:.0f} s of CPU, {every / 100:.0f} s in samples\n")
    print("| part | samples | ns an example |\n|---|---|---|")
    for name, count in counts.most_common():
        print(f"| {name} | {100 * count / every:.1f} % | {1e7 * count / figures['examples']:,.0f} |")


if __name__ == "__main__":
    main()
