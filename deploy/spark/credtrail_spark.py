"""Reads audit logs into a facts lake on all machines of a Spark cluster, and fills a database from the lake on one.

    spark-submit --files credtrail deploy/spark/credtrail_spark.py --lake LAKE [--db FILE] INPUT...

The driver plans (`credtrail facts --plan`), each split becomes one task (`credtrail facts -`), so does each slice of a day whose repeated uses
are left out (`credtrail fold`), and the driver loads (`credtrail load`). The program is a process beside Spark: lines of logs never enter Python or
the JVM, which only see splits. A task that fails is tried again by Spark; the same split gives the same facts, so that attempts may be repeated, overlap, or be killed. What the lake already has is not read
again: the same command with more inputs reads only what is new, and a driver that was killed is started again in the same way.

Inputs and lake must be URLs of buckets, or paths that the driver and all executors see. Needs PySpark 3.3 or later and nothing else.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from typing import IO, Any, Dict, Iterator, List, NamedTuple, Optional, Sequence

from pyspark import SparkConf, SparkContext, SparkFiles

Split = Dict[str, Any]

# The exit status of a command that failed: an input or the lake could not be read or written. Trying again may help.
FAILED = 2
# Rounds of planning and reading. Two are usual; parts of one long item are joined by one part a round.
MOST_ROUNDS = 1000
# Bytes of what the program said that go into an error.
MOST_SAID = 4000


class Options(NamedTuple):
    """What the command line says."""

    inputs: List[str]
    lake: str
    db: Optional[str]
    split_size: Optional[int]
    cluster: Optional[str]
    fold: bool
    binary: str


class ProgramFailed(RuntimeError):
    """The program could not read or write something. Trying again may help."""


class ProgramBroken(RuntimeError):
    """The program was killed, or ended in a way that it should not: memory is short, or the program is at fault."""


class NoProgress(RuntimeError):
    """Splits were read, and are to be read again."""


def failure(arguments: Sequence[str], status: int, said: str) -> RuntimeError:
    """Tells the ways to fail apart by the exit status."""
    command = f"credtrail {arguments[0]}"
    if status == FAILED:
        return ProgramFailed(f"{command} failed: {said}")
    if status < 0:
        return ProgramBroken(f"{command} was ended by {signal.Signals(-status).name}: {said}")
    return ProgramBroken(f"{command} ended with exit status {status}: {said}")


def find(binary: str) -> str:
    """The path of the program: the one that was given, the file that Spark brought here by --files, or the one of the image."""
    brought = os.path.join(SparkFiles.getRootDirectory(), binary)
    for path in [brought, os.path.abspath(binary)]:
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    installed = shutil.which(binary)
    if installed is None:
        raise FileNotFoundError(f"{binary} is no program on this machine: ship it by --files, or name it by --binary")
    return installed


# Waits until standard input is closed, then kills a process group.
GUARD = 'read -r _; kill -s KILL -- "-$1"'


@contextmanager
def killed_with_this(group: int) -> Iterator[None]:
    """Kills a process group when this process dies, however it dies: a second process waits for the end of a pipe that only this one holds."""
    waits, held = os.pipe()
    guard = subprocess.Popen(["sh", "-c", GUARD, "sh", str(group)], stdin=waits, start_new_session=True)
    os.close(waits)
    try:
        yield
    except BaseException:
        kill_group(group)
        raise
    finally:
        guard.kill()
        guard.wait()
        os.close(held)


def kill_group(group: int) -> None:
    """Kills all processes of a group, if there are any."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass


def tail(file: IO[bytes]) -> str:
    """The end of what the program said."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - MOST_SAID))
    return file.read().decode("utf-8", "replace").strip()


def call(binary: str, arguments: Sequence[str], given: str = "") -> str:
    """Runs the program in a process group of its own, and returns what it printed.

    A process that reads `given` begins its work only when it is guarded; when this process dies before that, there is nothing to read.
    """
    with tempfile.TemporaryFile() as said:
        command = [find(binary), *arguments]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=said, start_new_session=True)
        with killed_with_this(process.pid):
            printed, _ = process.communicate(given.encode())
        if process.returncode != 0:
            raise failure(arguments, process.returncode, tail(said))
    return printed.decode()


def plan(options: Options) -> List[Split]:
    """Adds the inputs to the plan of the lake, and returns the splits that have no facts yet."""
    arguments = ["facts", "--plan", "--out", options.lake]
    if options.split_size is not None:
        arguments += ["--split-size", str(options.split_size)]
    if options.cluster is not None:
        arguments += ["--cluster", options.cluster]
    printed = call(options.binary, [*arguments, "--", *options.inputs])
    return [json.loads(line) for line in printed.splitlines()]


def largest_first(splits: Sequence[Split]) -> List[Split]:
    """The splits in the order in which they begin, so that no large one begins when all others have ended."""
    return sorted(splits, key=lambda it: it["start"] - it["end"])


def read(context: SparkContext, splits: Sequence[Split], options: Options) -> None:
    """Reads splits into facts, one task a split."""
    binary, lake = options.binary, options.lake

    def read_one(split: Split) -> None:
        call(binary, ["facts", "--out", lake, "-"], json.dumps(split) + "\n")

    context.parallelize(largest_first(splits), len(splits)).foreach(read_one)


def fill_lake(context: SparkContext, options: Options) -> int:
    """Plans and reads until every split has facts, and returns how many splits were read."""
    count, before = 0, None
    for _ in range(MOST_ROUNDS):
        splits = plan(options)
        if not splits:
            return count
        if splits == before:
            break
        read(context, splits, options)
        count, before = count + len(splits), splits
    raise NoProgress(f"{len(splits)} splits have no facts after they were read: do all machines see {options.lake}?")


def fold(context: SparkContext, options: Options) -> int:
    """Leaves out uses that repeat others, one task a slice of a day, and returns how many slices were folded."""
    binary, lake = options.binary, options.lake
    slices = call(binary, ["fold", lake, "--plan"]).splitlines()

    def fold_one(one: str) -> None:
        call(binary, ["fold", lake, "-"], one + "\n")

    if slices:
        context.parallelize(slices, len(slices)).foreach(fold_one)
    return len(slices)


def load(options: Options) -> None:
    """Fills the database."""
    if options.db is not None:
        call(options.binary, ["load", options.lake, "--db", options.db])


def run(context: SparkContext, options: Options) -> int:
    """Fills the lake and the database, and returns how many splits were read."""
    count = fill_lake(context, options)
    if options.fold:
        fold(context, options)
    load(options)
    return count


def absolute(path: str) -> str:
    """A path that means the same on executors, which run in folders of their own. URLs stay what they are."""
    return path if "://" in path else os.path.abspath(path)


def options_of(arguments: Optional[Sequence[str]] = None) -> Options:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", metavar="INPUT", nargs="+", help="files, folders and buckets of logs and evidence")
    parser.add_argument("--lake", required=True, help="the folder of the facts, or the URL of a bucket and a prefix")
    parser.add_argument("--db", metavar="FILE", help="the database to fill; without it only the lake is")
    parser.add_argument("--split-size", metavar="BYTES", type=int, help="the size of a split")
    parser.add_argument("--cluster", metavar="P/L/C", help="the cluster of raw audit events")
    parser.add_argument("--no-fold", action="store_true", help="leave the uses as they were read, where logs hardly overlap")
    parser.add_argument("--binary", metavar="PATH", default="credtrail", help="the program, by its path or its name under --files")
    said = parser.parse_args(arguments)
    inputs = [absolute(it) for it in said.inputs]
    db = None if said.db is None else os.path.abspath(said.db)
    return Options(inputs, absolute(said.lake), db, said.split_size, said.cluster, not said.no_fold, said.binary)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Runs with these arguments, or with those of the command line. Ends with 2 where something failed, as the program does."""
    options = options_of(arguments)
    context = SparkContext.getOrCreate(SparkConf().setAppName("credtrail"))
    try:
        count = run(context, options)
    except (ProgramFailed, ProgramBroken, NoProgress, FileNotFoundError) as error:
        print(f"credtrail_spark: {error}", file=sys.stderr)
        return FAILED
    finally:
        context.stop()
    print(f"credtrail_spark: {count} splits read", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
