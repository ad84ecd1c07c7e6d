"""What this machine allows of a workload: examples a second by threads, of a program that does the step's heaviest part and nothing else.

The key "limit" of a workload names a function of this module and its arguments: randmem LOG2_ROWS is the whole step of W1 in C on a table that
threads share without locks, sgemm BATCH INPUTS CROSS_LAYERS HIDDEN... the matrix products of a DCN-V2 head by the OpenBLAS that the verb train uses.
"""
import json
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
HOME = os.path.dirname(os.path.dirname(HERE))
SECONDS = "5"


def command(workload, work):
    """The command whose lines of JSON are the limit's figures; None where there is no limit or, as it then says, none can be had."""
    if "limit" not in workload:
        return None
    kind, *arguments = workload["limit"]
    return {"randmem": randmem, "sgemm": sgemm}[kind](work, *arguments)


def randmem(work, log2_rows):
    compiler = shutil.which(os.environ.get("CC", "cc"))
    if compiler is None:
        print("no C compiler (cc, or what CC names): the limit of memory is left out", file=sys.stderr)
        return None
    program = os.path.abspath(os.path.join(work, "randmem"))
    source = os.path.join(HOME, "benchmarks", "peers", "randmem.c")
    subprocess.run([compiler, "-O3", "-march=native", "-ffast-math", "-o", program, source, "-lm", "-lpthread"], check=True)
    return [program, log2_rows, SECONDS]


def sgemm(_, *shape):
    module, classpath = os.path.join(HOME, "unified-embedding", "target"), "test.classpath"
    build = ["./mvnw", "-B", "-q", "-Dquick", "-pl", "unified-embedding", "test-compile", "dependency:build-classpath"]
    subprocess.run([*build, f"-Dmdep.outputFile=target/{classpath}"], cwd=HOME, check=True, stdout=sys.stderr)
    with open(os.path.join(module, classpath)) as file:
        classes = [os.path.join(module, "test-classes"), os.path.join(module, "classes"), file.read()]
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
    main = "org.unifiedembedding.embedding.head.HeadProductsBenchmark"
    shell = ["sh", "-c", f'. {HOME}/dev/openblas.sh; exec "$@"', "sh"]  # What ./ue gives OpenBLAS.
    return [*shell, java, f"@{HOME}/dev/jvm.options", "-cp", os.pathsep.join(classes), main, SECONDS, *shape]


def rates(limit):
    """Examples a second by number of threads."""
    done = subprocess.run(limit, stdout=subprocess.PIPE, text=True, check=True)
    figures = [json.loads(line) for line in done.stdout.splitlines()]
    return {figure["threads"]: figure["examples_per_s"] for figure in figures}
