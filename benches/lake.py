#!/usr/bin/env python3
"""What a lake costs beside `ingest` of the same lines: benches/lake.py BINARY LOGS [SPLIT_SIZE]

Prints CPU seconds of `ingest`, and of the three steps of a lake, the medians of five runs, one after the other in turn; the greatest memory; and the
size of the facts. LOGS is a folder of logs. The reports of both databases must be the same bytes.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = 5


def run(*command, stdin=None):
    """Runs a command. Returns its output, its CPU seconds and its greatest memory in MiB."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE if stdin else None, stdout=subprocess.PIPE, text=True)
    output = process.stdout
    if stdin:
        process.stdin.write(stdin)
        process.stdin.close()
    text = output.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return text, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def report(binary, folder, database):
    """Returns the report over a database, which has the same name in both folders."""
    command = [binary, "scan", "--db", database, "--format", "json", "--no-record", "--to", "2100-01-01T00:00:00Z"]
    return subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, check=False).stdout


def size(folder):
    """Returns the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())


def measure(binary, logs, split_size):
    """One run of both ways. Returns the figures."""
    with tempfile.TemporaryDirectory() as folder:
        lake, here, there = (os.path.join(folder, it) for it in ("lake", "here", "there"))
        os.mkdir(here)
        os.mkdir(there)
        _, ingest, _ = run(binary, "ingest", "-q", "--db", f"{here}/a.db", logs)
        plan, planned, _ = run(binary, "facts", "--plan", "--out", lake, "--split-size", split_size, logs)
        read, memory = 0.0, 0.0
        while plan:
            for split in plan.splitlines():
                _, cpu, most = run(binary, "facts", split, "--out", lake)
                read, memory = read + cpu, max(memory, most)
            plan, cpu, _ = run(binary, "facts", "--plan", "--out", lake, "--split-size", split_size, logs)
            planned += cpu
        _, load, load_memory = run(binary, "load", "-q", lake, "--db", f"{there}/a.db")
        if report(binary, here, "a.db") != report(binary, there, "a.db"):
            sys.exit("the reports differ")
        return ingest, planned, read, load, memory, load_memory, size(lake)


def main():
    binary, logs = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    split_size = sys.argv[3] if len(sys.argv) > 3 else str(64 << 20)
    runs = [measure(binary, logs, split_size) for _ in range(RUNS)]
    ingest, planned, read, load, memory, load_memory, facts = (statistics.median(it) for it in zip(*runs))
    print(f"ingest           {ingest:8.2f} CPU s")
    print(f"plan             {planned:8.2f} CPU s")
    print(f"read             {read:8.2f} CPU s, at most {memory:.0f} MiB a task")
    print(f"load             {load:8.2f} CPU s, at most {load_memory:.0f} MiB")
    print(f"lake / ingest    {(planned + read + load) / ingest:8.2f}")
    print(f"facts at rest    {facts / size(logs):8.2%} of the logs")


if __name__ == "__main__":
    main()
