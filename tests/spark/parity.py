"""Two executors and one machine give the same report, byte for byte."""

import glob
import os
import shutil

from engine import by_spark
from world import Case, by_one_machine, corpus, scenario, scenarios

FEW = ["bad-lines", "digest-mismatch", "shape-array-pretty", "shape-gzip", "shape-mixed", "two-exports"]
OVERLAP = "complete-jwt"
RAW, CLUSTER = "shape-raw-events", "acme-prod/us-central1/payments"
# Bytes: parts of lines, some lines, all of most files.
SIZES = [200, 3_000, 40_000, 1 << 30]


class Compared(Case):
    def setUp(self):
        super().setUp()
        self.seen = []

    def same(self, inputs, size, cluster=None):
        with self.subTest(inputs=inputs, size=size):
            folder = self.path(f"{len(self.seen)}")
            self.seen.append(folder)
            self.assertEqual(by_spark(folder, inputs, size, cluster=cluster), by_one_machine(inputs, cluster))


class Parity(Compared):
    """What the short form holds."""

    def test_scenarios(self):
        for name in FEW:
            self.same([scenario(name)], 3_000)

    def test_logs_that_came_by_two_routes(self):
        logs = self.path("logs")
        for copy in ["one", "other"]:
            shutil.copytree(scenario(OVERLAP), os.path.join(logs, copy))
        for path in glob.glob(os.path.join(logs, "other", "*.ndjson")):
            with open(path, "a") as file:
                file.write("\n")  # else it is the same file, which is read once
        self.same([logs], 3_000)
        self.assertTrue(glob.glob(os.path.join(self.seen[-1], "lake/folded/*/*.parquet")), "nothing was folded")

    def test_raw_events_of_a_cluster(self):
        self.same([scenario(RAW)], 3_000, CLUSTER)


class ParityOfAll(Compared):
    """What the whole form holds besides."""

    def test_sizes(self):
        for name in FEW:
            for size in SIZES:
                self.same([scenario(name)], size)

    def test_all_scenarios(self):
        for logs in scenarios():
            self.same([logs], 3_000)

    def test_scenarios_together(self):
        self.same([scenario(it) for it in FEW], 10_000)

    def test_20000_lines(self):
        logs = corpus(self.path("logs"), 20_000)
        for size in [1 << 20, 8 << 20]:
            self.same([logs], size)
