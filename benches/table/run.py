"""Measures the table of docs/src/speed.md: whole processes, in turn with DuckDB where it does the same work.

    cargo build --release && pip install duckdb && python3 benches/table/run.py

    --binary PATH     the program, default target/release/credtrail
    --inflate PATH    examples/inflate, default target/release/examples/inflate; without it the gzip row is left out
    --scratch PATH    where corpora and databases go, default target/table; 40 GB with --large
    --lines N         lines of the corpus, default 1000000
    --runs N          counted runs of each command, default 3, after one that is not counted
    --rows A,B        only rows that begin so
    --large           the rows that need ten times the lines as well
    --short           a small corpus, one run, no DuckDB: shows that all of this still works

Prints a table in Markdown: medians over the runs, and the ratio of pairs.
"""

import argparse
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from datetime import timedelta

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import corpus

HERE = os.path.dirname(os.path.abspath(__file__))
LOGS = ["kubernetes", "gke", "ca-service", "kms"]


class Run:
    """What the operating system says of one process."""

    def __init__(self, command):
        begin = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.output = process.stdout.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        self.wall = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        self.cpu = usage.ru_utime + usage.ru_stime
        self.memory = usage.ru_maxrss / 1024
        if process.returncode not in (0, 1, 3):
            raise SystemExit(f"{command} ended with {process.returncode}:\n{self.output}")


class Bench:
    def __init__(self, options):
        self.options = options
        self.rows = []

    def runs(self, *commands, fresh=()):
        """Runs of each command, in turn; `fresh` files are removed before each."""
        all_runs = [[] for _ in commands]
        for number in range(self.options.runs + (not self.options.short)):
            for command, runs in zip(commands, all_runs):
                for path in fresh:
                    remove(path)
                run = Run(command)
                if number or self.options.short:
                    runs.append(run)
        return all_runs

    def corpus(self, lines, **more):
        """A directory with a corpus, made once."""
        name = "-".join([str(lines), *(f"{key}{value}" for key, value in more.items())])
        directory = f"{self.options.scratch}/corpus-{name}"
        if not os.path.exists(f"{directory}/done"):
            tokens, certificates = more.get("tokens", lines // 25), more.get("certificates", lines // 1000)
            corpus.write(directory, lines, tokens, certificates, 1, more.get("hours", 24), more.get("after", 0))
            open(f"{directory}/done", "w").close()
        return directory

    def db(self, name):
        return f"{self.options.scratch}/{name}.db"

    def wants(self, name):
        rows = self.options.rows
        return not rows or any(name.startswith(it) for it in rows.split(","))

    def say(self, work, measured, peer="", ratio=""):
        self.rows.append((work, measured, peer, ratio))
        print(f"{work}: {measured} {peer} {ratio}", file=sys.stderr)


def remove(path):
    for suffix in ["", "-wal", "-shm", ".wal"]:
        if os.path.exists(path + suffix):
            os.remove(path + suffix)


def files(directory):
    return [f"{directory}/{log}.ndjson" for log in LOGS]


def size(paths):
    return sum(os.path.getsize(it) for it in paths)


def median(runs, what):
    return statistics.median(getattr(run, what) for run in runs)


def ratio(ours, theirs, what):
    return statistics.median(getattr(a, what) / getattr(b, what) for a, b in zip(ours, theirs))


def replay(bench):
    directory, database = bench.corpus(bench.options.lines), bench.db("replay")
    ours = [bench.options.binary, "replay", "-q", "--db", database, *files(directory)]
    if bench.options.short:
        [runs] = bench.runs(ours, fresh=[database])
        bench.say(f"replay, {bench.options.lines:,} lines, CPU", f"{median(runs, 'cpu'):.2f} s")
        return
    peer = [sys.executable, f"{HERE}/peer.py", directory, bench.db("peer")]
    ours, theirs = bench.runs(ours, peer, fresh=[database])
    for what, unit in [("cpu", "s"), ("wall", "s"), ("memory", "MB")]:
        bench.say(
            f"`replay --db`, {bench.options.lines:,} lines, {size(files(directory)) / 1e9:.2f} GB: {what}",
            f"{median(ours, what):.1f} {unit}",
            f"{median(theirs, what):.1f} {unit}",
            f"{ratio(ours, theirs, what):.2f}",
        )
    Run([bench.options.binary, "ingest", "-q", "--db", database, *files(directory)])
    share = os.path.getsize(database) / size(files(directory))
    bench.say("size of that database, of the raw bytes", f"{share:.1%}", f"{os.path.getsize(bench.db('peer')) / size(files(directory)):.1%}")


def packed(bench):
    """gzip: one log, against unpacking it alone."""
    source = f"{bench.corpus(bench.options.lines)}/kubernetes.ndjson"
    target = f"{bench.options.scratch}/kubernetes.ndjson.gz"
    if not os.path.exists(target):
        with open(source, "rb") as raw, gzip.open(target, "wb", compresslevel=6) as out:
            shutil.copyfileobj(raw, out, 1 << 20)
    database = bench.db("packed")
    ours = [bench.options.binary, "ingest", "-q", "--db", database, target]
    if not os.path.exists(bench.options.inflate):
        bench.runs(ours, fresh=[database])
        return
    ours, alone = bench.runs(ours, [bench.options.inflate, target], fresh=[database])
    bench.say("gzip: `ingest`, against unpacking alone", f"{median(ours, 'wall'):.1f} s", f"{median(alone, 'wall'):.1f} s", f"{ratio(ours, alone, 'wall'):.2f}")


def array(bench):
    """One pretty-printed JSON array, against the same entries a line each."""
    source = f"{bench.corpus(bench.options.lines)}/kubernetes.ndjson"
    target = f"{bench.options.scratch}/array.json"
    if not os.path.exists(target):
        with open(source) as lines, open(target, "w") as out:
            for number, line in enumerate(lines):
                text = json.dumps(json.loads(line), indent=2).replace("\n", "\n  ")
                out.write(("[\n  " if number == 0 else ",\n  ") + text)
            out.write("\n]\n")
    database = bench.db("array")
    command = lambda path: [bench.options.binary, "ingest", "-q", "--db", database, path]
    pretty, plain = bench.runs(command(target), command(source), fresh=[database])
    rates = [size([path]) / median(runs, "wall") / 1e6 for path, runs in [(target, pretty), (source, plain)]]
    work = f"one JSON array of {size([target]) / 1e9:.1f} GB, pretty, against NDJSON"
    bench.say(f"{work}: rate", f"{rates[0]:.0f} MB/s", f"{rates[1]:.0f} MB/s", f"{rates[0] / rates[1]:.2f}")
    bench.say(f"{work}: memory", f"{median(pretty, 'memory'):.0f} MB", f"{median(plain, 'memory'):.0f} MB")


def scan(bench):
    """A scan of everything in a database with many tokens and few uses."""
    directory = bench.corpus(bench.options.lines, **many(bench.options.lines))
    database = bench.db("scan")
    remove(database)
    Run([bench.options.binary, "ingest", "-q", "--db", database, *files(directory)])
    scan_of(bench, database, bench.options.lines, directory)


def many(lines):
    """As many credentials as such a corpus can hold: two lines in five are a token's issuance, and as many its signature."""
    return {"tokens": lines * 2 // 5, "certificates": lines // 25}


def scan_of(bench, database, lines, directory):
    count = sum(many(lines).values())
    [runs] = bench.runs([bench.options.binary, "scan", "-q", "--db", database])
    bench.say(f"`scan` of {count:,} credentials", f"{count / median(runs, 'wall'):,.0f} credentials/s")
    bench.say(f"`scan` of {count:,} credentials: memory", f"{median(runs, 'memory'):.0f} MB")
    look_up(bench, database, directory, "that database")


def look_up(bench, database, directory, what):
    with open(f"{directory}/gke.ndjson") as lines:
        known = [json.loads(next(lines))["protoPayload"]["metadata"] for _ in range(200)]
    token = next(it for it in known if "toBeSignedDigest" in it)
    wanted = {"JTI": token["credentialId"], "hash": token["toBeSignedDigest"], "prefix": token["credentialId"][:16]}
    for name, text in wanted.items():
        [runs] = bench.runs([bench.options.binary, "trace", "-q", "--db", database, text])
        bench.say(f"`trace` by {name} in {what}, cold process", f"{median(runs, 'wall') * 1000:.0f} ms")


def growth(bench):
    """Ten times the lines, first of the usual kind."""
    lines = bench.options.lines
    database, directory = grow(bench, "", lambda lines: {})
    hour = bench.corpus(lines // 25, hours=1, after=24)
    begin = corpus.MORNING + timedelta(hours=24)
    ingest = Run([bench.options.binary, "ingest", "-q", "--db", database, *files(hour)])
    window = ["--from", begin.strftime("%Y-%m-%dT%H:%M:%SZ"), "--to", (begin + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")]
    look = Run([bench.options.binary, "scan", "-q", "--db", database, *window])
    bench.say("an hour more: `ingest`, then `scan` of that hour", f"{ingest.wall:.2f} s + {look.wall:.2f} s")
    look_up(bench, database, directory, "ten times the lines")


def crowd(bench):
    """Ten times the lines, with as many credentials as they can hold."""
    database, directory = grow(bench, ", many credentials", many)
    scan_of(bench, database, bench.options.lines * 10, directory)


def grow(bench, kind, more):
    """Time for a line and memory, against a tenth of the lines, once each. Leaves the large database."""
    lines, database = bench.options.lines, bench.db("growth")
    small, large = bench.corpus(lines, **more(lines)), bench.corpus(lines * 10, **more(lines * 10))
    few, lots = ([cold(bench, database, files(it))] for it in [small, large])
    work = f"`ingest` of {lines * 10:,} lines{kind}"
    for what in ["cpu", "wall"]:
        a, b = median(lots, what) / 10, median(few, what)
        bench.say(f"{work}: {what} for a tenth, against {lines:,}", f"{a:.1f} s", f"{b:.1f} s", f"{a / b:.2f}")
    bench.say(f"{work}: memory", f"{median(lots, 'memory'):.0f} MB", f"{median(few, 'memory'):.0f} MB")
    return database, large


def cold(bench, database, paths):
    """One run on files that the system has forgotten: it could not remember all of the large ones."""
    for path in paths:
        with open(path) as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    remove(database)
    return Run([bench.options.binary, "ingest", "-q", "--db", database, *paths])


ROWS = {"replay": replay, "gzip": packed, "array": array, "scan": scan}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/credtrail")
    parser.add_argument("--inflate", default="target/release/examples/inflate")
    parser.add_argument("--scratch", default="target/table")
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rows", default="")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--short", action="store_true")
    options = parser.parse_args()
    if options.short:
        options.lines, options.runs = 2_000, 1
    os.makedirs(options.scratch, exist_ok=True)
    bench = Bench(options)
    rows = ROWS | ({"growth": growth, "crowd": crowd} if options.large or options.short else {})
    for name, row in rows.items():
        if bench.wants(name):
            row(bench)
    print("| work | credtrail | beside it | ratio |\n|---|---|---|---|")
    for row in bench.rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
