"""A Spark cluster of two worker processes on this machine, and ways to disturb its tasks."""

import functools
import os
import signal
import stat
import sys
import threading
import time

from pyspark import SparkConf, SparkContext

from world import BINARY, DATABASE, ROOT, report

sys.path.insert(0, str(ROOT / "deploy/spark"))
import credtrail_spark  # noqa: E402

MASTER = "local-cluster[2,1,1024]"
SETTINGS = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.executor.memory": "512m",
    "spark.log.level": "FATAL",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
PATIENCE = 300


@functools.lru_cache(maxsize=1)
def context():
    """The cluster, started when a test needs it first. The program is shipped to its executors."""
    started = SparkContext(conf=SparkConf().setMaster(MASTER).setAppName("credtrail").setAll(SETTINGS.items()))
    started.addPyFile(credtrail_spark.__file__)
    started.addFile(BINARY)
    return started


def stop():
    """Stops the cluster, if a test needed it."""
    if context.cache_info().currsize:
        context().stop()


def options(folder, inputs, split_size, cluster=None, binary=os.path.basename(BINARY)):
    """Options with lake and database in a folder."""
    os.makedirs(folder, exist_ok=True)
    lake, db = os.path.join(folder, "lake"), os.path.join(folder, DATABASE)
    return credtrail_spark.Options([os.path.abspath(it) for it in inputs], lake, db, split_size, cluster, True, binary)


def by_spark(folder, inputs, split_size, **more):
    """SHA-256 of the report after two executors read the logs."""
    credtrail_spark.run(context(), options(folder, inputs, split_size, **more))
    return report(folder)


# What an executor is told to do, and what the driver is, as patterns of the shell.
READS, FOLDS, LOADS = '"facts --out"*', 'fold*" -"', "load*"


def wrapper(path, before, when=READS):
    """A program that does something before it reads a split or does something else, and is credtrail otherwise."""
    script = f'#!/bin/sh\ncase "$*" in {when})\n{before}\nesac\nexec "{BINARY}" "$@"\n'
    with open(path, "w") as file:
        file.write(script)
    os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
    return path


# Loads until something is in the database, and dies there.
LOADS_A_PART = f'"{BINARY}" "$@" & while kill -0 $! && ! [ -s "$4" ]; do :; done; kill -KILL $!'


def slow_at_first(folder, when=READS, first="true"):
    """A program that does something and hangs the first time, and the file in which it then leaves its process id."""
    mark = os.path.join(folder, "hangs")
    before = f'if mkdir "{mark}" 2>/dev/null; then {first}; echo $$ >"{mark}/new" && mv "{mark}/new" "{mark}/pid"; sleep 600; fi'
    return wrapper(os.path.join(folder, "slow"), before, when), os.path.join(mark, "pid")


def counting(folder):
    """A program that is credtrail, and the file to which it adds what each process took, as the shell tells it."""
    path, times = os.path.join(folder, "counting"), os.path.join(folder, "times")
    with open(path, "w") as file:
        file.write(f'#!/bin/sh\n"{BINARY}" "$@"\nstatus=$?\ntimes >>"{times}"\nexit $status\n')
    os.chmod(path, 0o755)
    return path, times


def wait_for(what, condition):
    """Waits until a condition holds, and returns what it returned."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    raise TimeoutError(what)


def read_pid(path):
    try:
        with open(path) as file:
            return int(file.read())
    except FileNotFoundError:
        return None


def parent(pid):
    with open(f"/proc/{pid}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[1])


def name(pid):
    with open(f"/proc/{pid}/comm") as file:
        return file.read().strip()


def worker_of(pid):
    """The Python worker that started a task's program."""
    worker = parent(pid)
    assert name(worker).startswith("python"), name(worker)
    return worker


def executor_of(pid):
    """The JVM that runs a task."""
    while name(pid) != "java":
        pid = parent(pid)
    return pid


def group_is_gone(group):
    try:
        os.killpg(group, 0)
        return False
    except ProcessLookupError:
        return True


class Killer(threading.Thread):
    """Kills the process that `victim` finds from the task that hangs, and waits until nothing is left of the task."""

    def __init__(self, pid_file, victim):
        super().__init__(daemon=True)
        self.pid_file, self.victim, self.done = pid_file, victim, False
        self.start()

    def run(self):
        task = wait_for("no task began", lambda: read_pid(self.pid_file))
        os.kill(self.victim(task), signal.SIGKILL)
        wait_for("the program outlived its task", lambda: group_is_gone(task))
        self.done = True
