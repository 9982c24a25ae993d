#!/usr/bin/env python3
"""The questions of deploy/facts/queries.sql are answered by DuckDB, over a lake and over an exported database alike: tests/facts_queries.py BINARY

Prints `N passed, N failed`. A question that no row answers fails as one that DuckDB does not understand does, but for those that find something only
in odd logs.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent
ODD = {2, 7, 9}
# Splits, which a database does not have.
OF_LAKES = {10}


def lake_of(binary, logs, lake):
    """Writes the facts of a folder of logs."""
    plan = subprocess.run([binary, "facts", "--plan", "--out", lake, *logs], check=True, stdout=subprocess.PIPE).stdout
    subprocess.run([binary, "facts", "-", "--out", lake], check=True, input=plan)


def export_of(binary, logs, folder):
    """Writes the tables of a database of a folder of logs."""
    database = os.path.join(folder, "a.db")
    subprocess.run([binary, "ingest", "-q", "--db", database, *logs], check=True)
    subprocess.run([binary, "export", "parquet", "--db", database, "--out", os.path.join(folder, "tables")], check=True)
    return os.path.join(folder, "tables")


def answer(question, folder):
    """The rows that answer a question."""
    os.chdir(folder)
    try:
        return duckdb.sql(question).fetchall()
    finally:
        os.chdir("/")


def main():
    binary = os.path.abspath(sys.argv[1])
    logs = [str(ROOT / "fixtures" / it / "logs") for it in ("complete-x509", "unclaimed-signature")]
    text = (ROOT / "deploy/facts/queries.sql").read_text()
    questions = [it.strip() for it in text.split(";\n") if it.strip()]
    passed, failed = 0, 0
    with tempfile.TemporaryDirectory() as lake, tempfile.TemporaryDirectory() as other:
        lake_of(binary, logs, lake)
        tables = export_of(binary, logs, other)
        for question in questions:
            number = int(re.search(r"^-- (\d+)\.", question, re.MULTILINE).group(1))
            try:
                rows = answer(question, lake)
                answered = bool(rows) or number in ODD
                if number not in OF_LAKES and answer(question, tables) != rows:
                    print(f"{number}: the export has another answer")
                    answered = False
            except duckdb.Error as error:
                print(f"{number}: {error}")
                answered = False
            if not answered:
                print(f"question {number} has no answer")
            passed, failed = passed + answered, failed + (not answered)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or passed != 10 else 0)


if __name__ == "__main__":
    main()
