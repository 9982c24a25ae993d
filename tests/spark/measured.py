"""One large corpus: the report is that of one machine, and the figures are printed."""

import glob
import json
import os
import re
import tempfile
import time

import engine
from world import by_one_machine, corpus, size

SPLIT_SIZE = 64 << 20
# Events of Spark as one file of JSON lines.
EVENTS = {"spark.eventLog.enabled": "true", "spark.eventLog.compress": "false", "spark.eventLog.rolling.enabled": "false"}


def cpu_seconds(times):
    """The CPU seconds of all processes, from what `times` of the shell printed: its own on one line, those of its children on the next."""
    with open(times) as file:
        spent = re.findall(r"(\d+)m([\d.]+)s", "".join(file.readlines()[1::2]))
    return sum(int(minutes) * 60 + float(seconds) for minutes, seconds in spent)


def shuffled(events):
    """The bytes that tasks wrote for other tasks, and those that they gave to the driver."""
    between, results = 0, 0
    for path in glob.glob(os.path.join(events, "*")):
        with open(path) as file:
            ends = [json.loads(line) for line in file if '"SparkListenerTaskEnd"' in line]
        metrics = [it.get("Task Metrics") or {} for it in ends]
        between += sum(it.get("Shuffle Write Metrics", {}).get("Shuffle Bytes Written", 0) for it in metrics)
        results += sum(it.get("Result Size", 0) for it in metrics)
    return between, results


def run(lines):
    """Prints the figures. Returns 1 if the reports differ."""
    with tempfile.TemporaryDirectory(prefix="credtrail-spark-") as folder:
        logs, events = corpus(os.path.join(folder, "logs"), lines), os.path.join(folder, "events")
        os.mkdir(events)
        engine.SETTINGS.update(EVENTS, **{"spark.eventLog.dir": f"file://{events}"})
        engine.context()
        binary, times = engine.counting(folder)
        began = time.monotonic()
        found = engine.by_spark(folder, [logs], SPLIT_SIZE, binary=binary)
        wall = time.monotonic() - began
        engine.stop()
        between, results = shuffled(events)
        is_same = found == by_one_machine([logs])
        print(f"lines             {lines:,}, {size(logs) / 1e6:,.0f} MB")
        print(f"wall              {wall:.1f} s, the report included")
        print(f"CPU               {cpu_seconds(times):.1f} s of the program")
        print(f"facts             {size(os.path.join(folder, 'lake')) / size(logs):.2%} of the logs")
        print(f"shuffled          {between:,} bytes between tasks, {results:,} to the driver")
        print(f"report            {found} {'as on one machine' if is_same else 'DIFFERS from one machine'}")
    return 0 if is_same else 1
