#!/usr/bin/env python3
"""What a lake costs beside `ingest` of the same lines: benches/lake.py BINARY LOGS [SPLIT_SIZE]

Prints CPU seconds of `ingest`, and of the steps of a lake, the medians of five runs, one after the other in turn; the greatest memory of a task; the
lines that a second of a core reads; and the size of the facts. The ratio is the median of the ratios of the runs, so that a machine that is busy
for a while slows both sides of a pair. LOGS is a folder of logs. The reports of both databases must be the same bytes.
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


class Lake:
    """A lake, and what was spent on it."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        self.cpu, self.memory = {}, {}

    def step(self, name, *arguments):
        """Runs the program. Returns what it printed."""
        text, cpu, memory = run(self.binary, *arguments)
        self.cpu[name] = self.cpu.get(name, 0.0) + cpu
        self.memory[name] = max(self.memory.get(name, 0.0), memory)
        return text

    def read(self, logs, split_size):
        """Plans and reads, one process a split, until nothing is missing."""
        plan = ["facts", "--plan", "--out", self.folder, "--split-size", split_size, logs]
        while splits := self.step("plan", *plan).splitlines():
            for split in splits:
                self.step("read", "facts", split, "--out", self.folder)

    def fold(self):
        """Folds, one process a slice."""
        for one in self.step("fold", "fold", self.folder, "--plan").splitlines():
            self.step("fold", "fold", self.folder, one)

    def load(self, database):
        """Fills a database."""
        self.step("load", "load", "-q", self.folder, "--db", database)


def measure(binary, logs, split_size):
    """One run of both ways. Returns CPU seconds of `ingest`, the lake, and the size of its facts."""
    with tempfile.TemporaryDirectory() as folder:
        here, there = os.path.join(folder, "here"), os.path.join(folder, "there")
        os.mkdir(here)
        os.mkdir(there)
        _, ingest, _ = run(binary, "ingest", "-q", "--db", f"{here}/a.db", logs)
        lake = Lake(binary, os.path.join(folder, "lake"))
        lake.read(logs, split_size)
        facts = size(lake.folder)
        lake.fold()
        lake.load(f"{there}/a.db")
        if report(binary, here, "a.db") != report(binary, there, "a.db"):
            sys.exit("the reports differ")
        return ingest, lake, facts


def lines(folder):
    """Returns the lines of all files of a folder."""
    count = 0
    for path in Path(folder).rglob("*.ndjson"):
        with open(path, "rb") as file:
            while block := file.read(1 << 20):
                count += block.count(b"\n")
    return count


def main():
    binary, logs = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    split_size = sys.argv[3] if len(sys.argv) > 3 else str(64 << 20)
    runs = [measure(binary, logs, split_size) for _ in range(RUNS)]
    ingest = statistics.median(it for it, _, _ in runs)
    count = lines(logs)
    print(f"ingest           {ingest:8.2f} CPU s, {count / ingest:,.0f} lines a second and core")
    for step in ["plan", "read", "fold", "load"]:
        cpu = statistics.median(it.cpu[step] for _, it, _ in runs)
        memory = max(it.memory[step] for _, it, _ in runs)
        print(f"{step:<17}{cpu:8.2f} CPU s, at most {memory:.0f} MiB a task")
    total = statistics.median(sum(it.cpu.values()) for _, it, _ in runs)
    print(f"lake             {total:8.2f} CPU s, {count / total:,.0f} lines a second and core")
    ratio = statistics.median(sum(it.cpu.values()) / ingest for ingest, it, _ in runs)
    print(f"lake / ingest    {ratio:8.2f}")
    print(f"facts at rest    {runs[0][2] / size(logs):8.2%} of the logs")


if __name__ == "__main__":
    main()
