"""Shows that two binaries do the same, byte by byte: what they print, how they end, and what they write.

    cargo build && cp target/debug/credtrail /tmp/before    # then change what must change nothing, and build again
    python3 tests/same_bytes.py /tmp/before target/debug/credtrail

Each binary replays, ingests, scans, traces and compares every scenario of fixtures/ in every form of report, with the policy and the
evidence of the scenario, in a folder of its own. Prints every difference and ends with 1 where there is one. Both binaries must come
from the same command: `cargo test` builds dependencies with more features than `cargo build`, and help texts show it.

    --only NAME     only scenarios whose names contain this (repeatable)
    --no-database   do not compare the databases themselves, only what is reported from them
    --jobs N        scenarios at a time, default 2
"""

import argparse
import difflib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"
FORMS = ["text", "html", "json", "ndjson", "csv", "sarif", "ocsf", "junit", "prometheus", "dot", "mermaid"]
TRACE_FORMS = ["html", "ndjson", "csv", "sarif", "ocsf", "junit", "prometheus", "dot", "mermaid"]
VERBS = ["", "ingest", "replay", "pull", "scan", "trace", "workload", "workload verify", "filters", "policy", "policy check",
         "policy infer", "diff", "explain", "completions", "man"]
INSIDE = ["--from", "2026-10-06T12:00:00Z", "--to", "2026-10-06T12:30:00Z"]
IN_TEXT = 3  # subjects of which all is told in text as well
SHOWN = 12  # lines of a difference
DATABASES = ["a.db", "b.db", "replay.db", "credtrail.db"]

TIME = re.compile(rb"\b(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?Z")
SCAN_HASH = re.compile(rb"(recorded as scan \d+, )[0-9a-f]{64}\b")
NANOSECONDS = re.compile(rb"\b\d{19}\b")
DAY = 86_400


def without_now(content):
    """Content without the moments at which it was made, those within a day of now, and without hashes of recorded scans, which cover them."""
    now = time.time()

    def time_of_day(match):
        parts = [int(it) for it in match.groups()[:6]]
        try:
            at = datetime(*parts, tzinfo=timezone.utc).timestamp()
        except ValueError:
            return match.group()
        return b"NOW" if abs(at - now) < DAY else match.group()

    def number(match):
        return b"NOW" if abs(int(match.group()) / 1e9 - now) < DAY else match.group()

    return SCAN_HASH.sub(rb"\1HASH", NANOSECONDS.sub(number, TIME.sub(time_of_day, content)))


class Side:
    """One binary at work on one scenario."""

    def __init__(self, binary, folder):
        self.binary, self.folder, self.said = binary, folder, {}

    def run(self, *arguments, stdin=b""):
        """Runs a command, keeps what it left, and returns what it printed."""
        ended = subprocess.run([self.binary, *arguments], cwd=self.folder, input=stdin, env={}, capture_output=True)
        name = " ".join(arguments)
        while name in self.said:
            name += " (again)"
        for what, content in [("stdout", ended.stdout), ("stderr", ended.stderr), ("exit", str(ended.returncode).encode())]:
            self.said[f"{name}: {what}"] = without_now(content)
        return ended.stdout

    def keep_files(self, with_databases):
        """Keeps what lies in the folder by now."""
        for path in sorted(self.folder.rglob("*")):
            name = f"file {path.relative_to(self.folder)}"
            if path.suffix == ".db":
                if with_databases:
                    self.said[name] = without_now(rows(path))
            elif path.is_file() and ".db-" not in path.name:
                self.said[name] = without_now(path.read_bytes())


def rows(database):
    """All that is in a database, as SQL, but for the marks of the migrations that made it."""
    with sqlite3.connect(database) as connection:
        lines = [line for line in connection.iterdump() if "_sqlx_migrations" not in line]
    return "\n".join(lines).encode()


def logs(side):
    """Everything that is done with a scenario of logs."""
    policy = ["--policy", "credtrail.toml"] if (side.folder / "credtrail.toml").exists() else []
    other = policy or ["--without", "kms"]
    if policy:
        side.run("policy", "check", "credtrail.toml")
    for form in FORMS:
        side.run("replay", "-q", "--format", form, *policy, "logs")
    for form in ["text", "json", "sarif", "dot"]:
        side.run("replay", "-q", "-v", "--format", form, *other, "logs")
    side.run("replay", "--color", "always", "logs")
    side.run("replay", "--fail-on", "unproven", "--format", "json", "--output", "out.json", "--db", "replay.db", *policy, "logs")

    side.run("ingest", "--db", "a.db", "logs")
    side.run("ingest", "--db", "a.db", "logs")
    side.run("scan", "--db", "a.db")
    report = side.run("scan", "-v", "--db", "a.db", "--format", "json", *policy)
    side.run("scan", "--db", "a.db", "--format", "text", *other)
    side.run("scan", "--db", "a.db", "--new", *INSIDE)
    for form in ["json", "text", "prometheus"]:
        side.run("scan", "-q", "--db", "a.db", "--no-record", "--format", form, *other, *INSIDE)
    side.run("diff", "--db", "a.db", "1", "3")
    side.run("diff", "--db", "a.db", "--format", "json", "1", "3")
    side.run("diff", "--db", "a.db", "2", "4")
    side.run("diff", "--db", "a.db", "--list", "--format", "json")
    side.run("policy", "infer", "--db", "a.db", "--output", "inferred.toml")
    side.run("scan", "-q", "--db", "a.db", "--no-record", "--policy", "inferred.toml")
    side.run("scan", "-q", "--db", "a.db", "--no-record", "--compare-policy", "inferred.toml", *policy)
    traces(side, report, policy)

    for path in sorted((side.folder / "logs").iterdir(), reverse=True):
        side.run("ingest", "-q", "--db", "b.db", f"logs/{path.name}")
    side.run("scan", "-q", "--db", "b.db", "--no-record", *policy)


def traces(side, report, policy):
    """What is told of each subject of a report."""
    try:
        subjects = [it["subject"] for it in json.loads(report)["lineages"]]
    except (ValueError, KeyError):
        subjects = []
    papers = [it for it in ["certificate.pem", "token.jwt"] if (side.folder / it).exists()]
    for number, what in enumerate([*subjects, *papers]):
        trace = ["trace", "-q", "--db", "a.db", *policy]
        side.run(*trace, what)
        side.run(*trace, "--format", "json", "--bundle", f"bundle-{number}", what)
        for way in ["--ancestry", "--reach"]:
            side.run(*trace, way, "--format", "json", what)
            if number < IN_TEXT:
                side.run(*trace, way, what)
        if number == 0:
            for form in TRACE_FORMS:
                side.run(*trace, "--format", form, what)


def machine(side):
    """Everything that is done with a scenario of a VM."""
    at = (side.folder / "looked-at").read_text().strip()
    verify = ["workload", "verify", "vm", "--at", at]
    if (side.folder / "serial.txt").exists():
        verify += ["--serial-output", "serial.txt"]
    for form in FORMS:
        side.run(*verify, "--format", form)
    side.run(*verify, "-v", "--color", "always")
    side.run(*verify, "--host", "vm-1", "--db", "a.db", "--log", "seen.ndjson")
    side.run("ingest", "--db", "b.db", "seen.ndjson")
    report = side.run("scan", "-v", "--db", "b.db", "--format", "json")
    traces(side, report, [])


def words(side):
    """What is said without any logs, and of mistakes."""
    for verb in VERBS:
        side.run(*verb.split(), "--help")
    side.run("--version")
    codes = re.findall(rb"^ *([a-z]+(?:-[a-z]+)+)\b", side.run("explain"), re.MULTILINE)
    for code in dict.fromkeys(codes):
        side.run("explain", code.decode())
    side.run("explain", "missing-recrod")
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"]:
        side.run("completions", shell)
    side.run("man", "pages")
    side.run("filters", "--project", "acme-prod", "--key-project", "acme-keys", "--bucket", "acme-logs")
    for verb in ["scan", "diff", "trace X509SHA256=00", "replay nothing", "scan --from yesterday", "scan --db nothing.db"]:
        side.run(*verb.split())
    side.run("replay", "-", stdin=b"no log\n{}\n[1, 2")


def empty_database(binary, folder):
    """A database without facts. A seed that chance chose is in it, so both sides begin with copies of one."""
    path = Path(folder) / "empty.db"
    (Path(folder) / "nothing").mkdir()
    subprocess.run([binary, "ingest", "--db", path, Path(folder) / "nothing"], env={}, capture_output=True)
    with sqlite3.connect(path) as connection:
        connection.execute("pragma journal_mode = delete")
    return path


def scenario(name, binary, empty, with_databases):
    """What one binary says of one scenario."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for database in DATABASES if name else []:
            shutil.copy(empty, folder / database)
        side = Side(binary, folder)
        if name is None:
            words(side)
        else:
            shutil.copytree(FIXTURES / name, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.snap", "README.md"))
            (logs if (folder / "logs").exists() else machine)(side)
        side.keep_files(with_databases)
        return side.said


def differences(name, old, new, *rest):
    """Each difference as a text. Tried twice, for the clock may strike between two commands."""
    for _ in range(2):
        one, other = (scenario(name, binary, *rest) for binary in (old, new))
        different = [what for what in {**one, **other} if one.get(what) != other.get(what)]
        if not different:
            break
    return len(one), [f"{name or 'no scenario'}: {what}\n{shown(one.get(what), other.get(what))}" for what in different]


def shown(old, new):
    """The first lines in which two contents differ."""
    if old is None or new is None:
        return f"  only {'new' if old is None else 'old'}"
    lines = [it.decode(errors="backslashreplace").splitlines() for it in (old, new)]
    found = [f"  {it}"[:400] for it in difflib.unified_diff(*lines, "old", "new", lineterm="", n=0)]
    return "\n".join(found[:SHOWN] + (["  …"] if len(found) > SHOWN else [])) or "  line ends"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--no-database", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    begin = time.monotonic()
    names = sorted(it.name for it in FIXTURES.iterdir() if (it / "logs").exists() or (it / "vm").exists())
    names = [it for it in names if not arguments.only or any(part in it for part in arguments.only)]
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(arguments.jobs) as pool:
        binaries = []
        for side, binary in [("old", arguments.old), ("new", arguments.new)]:
            os.mkdir(f"{scratch}/{side}")  # by the same name, which both print
            binaries.append(shutil.copy(binary, f"{scratch}/{side}/credtrail"))
        empty = empty_database(binaries[0], scratch)
        compare = lambda name: differences(name, *binaries, empty, not arguments.no_database)
        found = list(pool.map(compare, [None, *names]))
    different = [it for _, texts in found for it in texts]
    for text in different:
        print(text)
    compared = sum(count for count, _ in found)
    print(f"{len(names)} scenarios, {compared} outputs, {len(different)} differences, {time.monotonic() - begin:.0f} s")
    sys.exit(1 if different or not names else 0)


if __name__ == "__main__":
    main()
