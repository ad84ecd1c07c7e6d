"""Runs the end-to-end benchmarks one after the other and gathers their tables in DIR/performance.md.

usage: run.py --work DIR [PART]... [--runs 1] [--peer-python PYTHON] [--spark-python PYTHON] [--movielens FOLDER --ml1m FILE] [--clicks FOLDER]

README.md beside this file says what the parts are; without names all of them run, which takes hours. This Python has NumPy and pyarrow, --peer-python
(default: this one) the packages of peers/requirements.txt, --spark-python PySpark. w2 needs MovieLens and the file that quality/make_data.py makes of
it, linear the clicks of `./ue quickstart`. A part that lacks something is named with the reason. Data that a part makes stay in DIR for the next time.
"""
import argparse
import datetime
import importlib.util
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
HOME = os.path.dirname(HERE)
sys.path.insert(0, os.path.join(HERE, "speed"))

from train_speed import cpu

FBGEMM, TORCH, SPARK = "torch,fbgemm_gpu", "torch", "pyspark"


def script(name, *words):
    return [sys.executable, os.path.join(HERE, name), *words]


def training(workload, peer, *words):
    """A workload of train_speed.py; {} stand for arguments of this script."""
    file = os.path.join(HERE, "speed", f"{workload}.json")
    command = script("speed/train_speed.py", file, "--work", "{work}", "--runs", "{runs}", "--peer-python", "{peer_python}", *words)
    return command, {"peer_python": peer}


#: Of each part the command and what Pythons must be able to import.
PARTS = {
    "w1": training("w1", FBGEMM),
    "w1-24": training("w1-24", FBGEMM),
    "w2": training("w2", TORCH, "--data", "{ml1m}", "--peer-data", "{movielens}"),
    "w3": training("w3", TORCH),
    "w4": (script("speed/text_speed.py", "--work", "{work}", "--runs", "{runs}", "--spark-python", "{spark_python}"), {"spark_python": SPARK}),
    "w5": (script("speed/whole_speed.py", "--work", "{work}", "--runs", "{runs}"), {}),
    "w6": ([os.path.join(HERE, "loader", "java_loader"), "{work}/java-loader"], {}),
    "w7": (script("speed/growth.py", "--work", "{work}"), {}),
    "python-loader": (["taskset", "-c", "0", *script("loader/python_loader.py")], {"python": "pyarrow"}),
    "wire": ([os.path.join(HERE, "wire", "run")], {}),
    "cluster": (script("speed/cluster_speed.py", os.path.join(HERE, "speed", "w1.json"), "--work", "{work}", "--runs", "{runs}",
                       "--set", "train.epochs=2", "--set", "train.batch=512", "--set", "train.round-examples=2000000"), {}),
    "linear": (script("speed/linear_speed.py", "--clicks", "{clicks}", "--work", "{work}/linear-{pid}", "--runs", "{runs}", "--spark-python", "{spark_python}"),
               {"python": "vowpalwabbit", "spark_python": SPARK}),
}


def output(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=HOME, check=True).stdout.strip()


def machine():
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
    commit = output("git", "describe", "--always", "--dirty")
    return (f"{cpu()}, {os.cpu_count()} cores; {output(java, '--version').splitlines()[1]}; commit {commit}; "
            f"{datetime.date.today():%-d %B %Y}")


def load():
    return f"{os.getloadavg()[0]:.2f}"


def missing(command, imports, values):
    """Why a part cannot run; None: it can."""
    for name, value in values.items():
        if value is None and any(f"{{{name}}}" in word for word in command):
            return f"--{name} is not given"
    for name, modules in imports.items():
        for module in modules.split(","):
            if not can_import(values[name], module):
                return f"{values[name]} has no {module}"
    return None


def can_import(python, module):
    if python == sys.executable:
        return importlib.util.find_spec(module) is not None
    try:
        return subprocess.run([python, "-c", f"import importlib.util, sys; sys.exit(not importlib.util.find_spec('{module}'))"], check=False).returncode == 0
    except OSError:
        return False


def run(command, values):
    """The part's output with the load around it."""
    before, begin = load(), time.monotonic()
    environment = os.environ | {"PYTHON": values["peer_python"]}
    done = subprocess.run([word.format(**values) for word in command], stdout=subprocess.PIPE, text=True, check=False, env=environment)
    end = "" if done.returncode == 0 else f"\n\nfailed: exit code {done.returncode}"
    return f"{done.stdout.strip()}{end}\n\nload {before} before, {load()} after; {time.monotonic() - begin:,.0f} s"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--work", required=True)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--peer-python", default=sys.executable)
    parser.add_argument("--spark-python", default=os.path.join(HOME, "notebooks/target/environment/bin/python"))
    for name in ("movielens", "ml1m", "clicks"):
        parser.add_argument(f"--{name}", type=os.path.abspath)
    arguments = parser.parse_args()
    unknown = [part for part in arguments.parts if part not in PARTS]
    if unknown:
        parser.error(f"unknown part {unknown[0]} (must be one of {', '.join(PARTS)})")
    values = vars(arguments) | {"work": os.path.abspath(arguments.work), "pid": os.getpid(), "python": sys.executable}
    os.makedirs(values["work"], exist_ok=True)
    with open(os.path.join(values["work"], "performance.md"), "w") as file:
        def write(text):
            file.write(text)
            file.flush()

        write(f"# Performance\n\n{machine()}\n")
        for part in arguments.parts or PARTS:
            command, imports = PARTS[part]
            reason = missing(command, imports, values)
            print(f"{part}: {reason or 'runs'}", file=sys.stderr)
            write(f"\n## {part}\n\n{'skipped: ' + reason if reason else run(command, values)}\n")


if __name__ == "__main__":
    main()
