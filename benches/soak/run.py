"""Runs the program hour after hour on one database, and fails where memory, open files or leftovers grow while the hours stay the same.

    cargo build --release && python3 benches/soak/run.py --minutes 120

    --binary PATH     the program, default target/release/credtrail
    --scratch PATH    where logs, the database and temporary files go, default target/soak; it must not exist, or be one of an earlier run
    --minutes N       how long, default 120
    --rounds N        at most so many hours of logs
    --lines N         lines of an hour, default 5000
    --fsck N          `fsck` each so many rounds, default 20
    --pause SECONDS   between two rounds, default 0
    --bytes N         stops when logs, database and the rest take more, default 2000000000
    --table FILE      prints the table of a run (also of one that still runs) from its rounds.csv, and measures nothing

A round writes an hour of logs (`benches/table/corpus.py`), reads it with `ingest`, judges it with `scan --new`, asks `trace` for one of its
credentials, and asks `fsck` now and then. Each command is a process of its own, as in a scheduled job; its temporary directory is
empty at the beginning. The table compares the first tenth of the rounds with the last. Exit status: 0 flat, 1 something grew, 2 a
command failed. The database may grow, and the time that a command takes is told, not judged; nor are memory and open files where a
tenth is fewer than five rounds.
"""

import argparse
import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from datetime import timedelta

HERE = os.path.dirname(os.path.abspath(__file__))
CORPUS = os.path.join(HERE, "..", "table", "corpus.py")
sys.path.insert(0, os.path.dirname(CORPUS))
from corpus import MORNING

LOGS = ["kubernetes", "gke", "ca-service", "kms"]
VERBS = ["ingest", "scan", "trace", "fsck"]
STATE = ["database", "leftover_bytes", "leftover_files"]
COLUMNS = ["round", *(f"{verb}_{what}" for verb in VERBS for what in ["wall", "rss", "handles"]), *STATE]
# So that no hour lies in the future, however long a run is.
FIRST_HOUR = -20_000
# Memory, and which files are open when somebody looks, depend on which thread is how fast: what grows by less is not told from that.
MOST = 1.25
# A median of fewer rounds is still the chance of one: open files of equal hours were seen between 28 and 39.
FEWEST = 5


class Handles(threading.Thread):
    """The most open files of a process, looked at every few milliseconds while it runs."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.directory, self.most, self.over = f"/proc/{pid}/fd", 0, threading.Event()

    def run(self):
        while not self.over.wait(0.002):
            try:
                self.most = max(self.most, len(os.listdir(self.directory)))
            except OSError:
                return


class Soak:
    def __init__(self, options):
        self.options = options
        self.scratch = os.path.abspath(options.scratch)
        self.temporary, self.place = f"{self.scratch}/temporary", f"{self.scratch}/place"
        self.database = f"{self.place}/soak.db"
        prepare(self.scratch)
        os.makedirs(self.temporary)
        os.makedirs(self.place)
        self.environment = {"PATH": os.environ.get("PATH", ""), "TMPDIR": self.temporary}

    def command(self, verb, *more):
        """Wall time, peak memory in MB and open files of one command."""
        line = [os.path.abspath(self.options.binary), verb, "--db", self.database, *more]
        said = f"{self.scratch}/said.txt"
        begin = time.monotonic()
        with open(said, "w") as out:
            process = subprocess.Popen(line, stdout=out, stderr=out, env=self.environment, cwd=self.place)
        handles = Handles(process.pid)
        handles.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begin
        handles.over.set()
        handles.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in ([0] if verb in ("ingest", "fsck") else [0, 1, 3]):
            with open(said) as text:
                print(f"{line} ended with {process.returncode}:\n{text.read()[:4000]}", file=sys.stderr)
            raise SystemExit(2)
        return {f"{verb}_wall": round(wall, 4), f"{verb}_rss": round(usage.ru_maxrss / 1024, 1), f"{verb}_handles": handles.most}

    def hour(self, number):
        directory = f"{self.scratch}/hours/{number}"
        amounts = ["--lines", self.options.lines, "--hours", 1, "--after", FIRST_HOUR + number, "--seed", number]
        subprocess.run([sys.executable, CORPUS, directory, *map(str, amounts)], check=True)
        return directory

    def round(self, number):
        directory = self.hour(number)
        row = {"round": number}
        row |= self.command("ingest", *(f"{directory}/{log}.ndjson" for log in LOGS))
        window = ["--from", moment(number), "--to", moment(number + 1)]
        row |= self.command("scan", "--new", *window, "--format", "json", "--output", f"{self.place}/report.json")
        row |= self.command("trace", credential(directory))
        if number % self.options.fsck == 0:
            row |= self.command("fsck")
        shutil.rmtree(directory)
        return row | self.state()

    def state(self):
        """What stands on the disk between two rounds. A leftover is any file that is not the database, nor the report."""
        kept = {"soak.db", "soak.db-wal", "soak.db-shm", "report.json"}
        found = [(path, size) for top in [self.temporary, self.place] for path, size in files(top)]
        left = [size for path, size in found if os.path.dirname(path) != self.place or os.path.basename(path) not in kept]
        database = sum(size for path, size in found if os.path.basename(path).startswith("soak.db"))
        return dict(zip(STATE, [database, sum(left), len(left)]))

    def run(self):
        end = time.monotonic() + 60 * self.options.minutes
        path = f"{self.scratch}/rounds.csv"
        with open(path, "w", newline="") as out:
            rows = csv.DictWriter(out, COLUMNS)
            rows.writeheader()
            for number in range(self.options.rounds):
                rows.writerow(self.round(number))
                out.flush()
                if time.monotonic() > end or sum(size for _, size in files(self.scratch)) > self.options.bytes:
                    break
                time.sleep(self.options.pause)
        return path


def prepare(scratch):
    """Removes an earlier run, and nothing else."""
    if os.path.exists(scratch):
        if os.listdir(scratch) and not os.path.exists(f"{scratch}/rounds.csv"):
            raise SystemExit(f"{scratch} is not empty, and no run's")
        shutil.rmtree(scratch)
    os.makedirs(scratch)


def files(top):
    for directory, _, names in os.walk(top):
        for name in names:
            path = os.path.join(directory, name)
            yield path, os.path.getsize(path)


def moment(hour):
    return (MORNING + timedelta(hours=FIRST_HOUR + hour)).strftime("%Y-%m-%dT%H:%M:%SZ")


def credential(directory):
    with open(f"{directory}/gke.ndjson") as lines:
        return json.loads(next(lines))["protoPayload"]["metadata"]["credentialId"]


def tenths(rows, column):
    """The values of the first and of the last tenth of the rounds that have one."""
    values = [float(row[column]) for row in rows if row[column] != ""]
    count = max(1, len(values) // 10)
    return values[:count], values[-count:]


def grew(column, first, last):
    if column.endswith(("_rss", "_handles")):
        return len(first) >= FEWEST and statistics.median(last) > MOST * statistics.median(first)
    return column.endswith(("_files", "_bytes")) and statistics.median(last) > max(first)


def table(path):
    """Prints the table; returns what grew."""
    with open(path, newline="") as lines:
        rows = list(csv.DictReader(lines))
    if not rows:
        raise SystemExit("no round is over yet")
    print(f"{len(rows)} rounds\n\n| what | first tenth | last tenth | ratio | most |\n|---|--:|--:|--:|--:|")
    bad = []
    for column in COLUMNS[1:]:
        first, last = tenths(rows, column)
        if not first:
            continue
        a, b = statistics.median(first), statistics.median(last)
        wrong = grew(column, first, last)
        bad += [column] if wrong else []
        most = max(float(row[column]) for row in rows if row[column] != "")
        print(f"| {label(column)} | {a:,.10g} | {b:,.10g} | {f'{b / a:.2f}' if a else '-'}{' GREW' if wrong else ''} | {most:,.10g} |")
    return bad


def label(column):
    verb, _, what = column.partition("_")
    if verb in VERBS:
        return f"`{verb}`: " + {"wall": "seconds", "rss": "peak memory, MB", "handles": "open files"}[what]
    return {"database": "database, bytes", "leftover_bytes": "files left over, bytes", "leftover_files": "files left over"}[column]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/credtrail")
    parser.add_argument("--scratch", default="target/soak")
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--rounds", type=int, default=10**9)
    parser.add_argument("--lines", type=int, default=5_000)
    parser.add_argument("--fsck", type=int, default=20)
    parser.add_argument("--pause", type=float, default=0)
    parser.add_argument("--bytes", type=int, default=2 * 10**9)
    parser.add_argument("--table")
    options = parser.parse_args()
    bad = table(options.table or Soak(options).run())
    if bad:
        print("\ngrew: " + ", ".join(map(label, bad)))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
