"""Logs, and what one machine says of them."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BINARY = str(Path(os.environ.get("CREDTRAIL_BINARY", ROOT / "target/debug/credtrail")).resolve())
# The same name in every folder, since a report names the database.
DATABASE = "credtrail.db"
# Behind all logs, so that no report depends on when it is made.
WINDOW = ["--to", "2030-01-01T00:00:00Z"]
FAILED = 2


def scenario(name):
    """The logs of a scenario of fixtures/."""
    return str(ROOT / "fixtures" / name / "logs")


def scenarios():
    """The logs of all scenarios."""
    return sorted(str(it) for it in (ROOT / "fixtures").glob("*/logs"))


def corpus(folder, lines):
    """Logs of about so many lines."""
    corpus_py = str(ROOT / "benches/table/corpus.py")
    subprocess.run([sys.executable, corpus_py, folder, "--lines", str(lines)], check=True, stdout=subprocess.DEVNULL)
    return folder


def size(folder):
    """The bytes of all files below a folder."""
    return sum(it.stat().st_size for it in Path(folder).rglob("*") if it.is_file())


def program(*arguments, folder):
    """Runs the program in a folder."""
    return subprocess.run([BINARY, *arguments], cwd=folder, capture_output=True, text=True)


def report(folder):
    """SHA-256 of the report on the database in a folder."""
    scan = program("scan", "--db", DATABASE, "--format", "json", *WINDOW, folder=folder)
    assert scan.returncode != FAILED, scan.stderr
    assert '"lineages"' in scan.stdout, scan.stdout[:1000]
    return hashlib.sha256(scan.stdout.encode()).hexdigest()


def by_one_machine(inputs, cluster=None):
    """SHA-256 of the report after `ingest` of the logs themselves."""
    with tempfile.TemporaryDirectory() as folder:
        named = ["--cluster", cluster] if cluster else []
        ingest = program("ingest", "--db", DATABASE, *named, *inputs, folder=folder)
        assert ingest.returncode == 0, ingest.stderr
        return report(folder)


class Case(unittest.TestCase):
    """A test with a folder of its own, which is removed afterwards."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="credtrail-spark-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)
