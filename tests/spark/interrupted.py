"""Whoever is killed: the report is the same, and no process of the program is left."""

import os
import subprocess

import pyspark

from engine import FOLDS, LOADS, LOADS_A_PART, MASTER, READS, SETTINGS, Killer, by_spark, credtrail_spark, executor_of, parent, slow_at_first, worker_of
from world import DATABASE, Case, by_one_machine, report, scenario

WORLD, SIZE = scenario("complete-x509"), 3_000


class Interrupted(Case):
    def survives(self, victim, when=READS):
        binary, pid_file = slow_at_first(self.folder, when)
        killer = Killer(pid_file, victim)
        found = by_spark(self.folder, [WORLD], SIZE, binary=binary)
        killer.join()
        self.assertTrue(killer.done, "nobody was killed, or something was left")
        self.assertEqual(found, by_one_machine([WORLD]))

    def test_an_executor(self):
        self.survives(executor_of)

    def test_an_executor_that_folds(self):
        self.survives(executor_of, FOLDS)

    def test_a_python_worker(self):
        self.survives(worker_of)


class DriverInterrupted(Case):
    """By spark-submit, as users run it."""

    def submit(self, binary):
        submit = os.path.join(os.path.dirname(pyspark.__file__), "bin", "spark-submit")
        settings = [it for name, value in SETTINGS.items() for it in ["--conf", f"{name}={value}"]]
        arguments = ["--lake", "lake", "--db", DATABASE, "--split-size", str(SIZE), "--binary", os.path.basename(binary), WORLD]
        command = [submit, "--master", MASTER, *settings, "--files", binary, credtrail_spark.__file__, *arguments]
        return subprocess.Popen(command, cwd=self.folder, stderr=subprocess.PIPE, text=True)

    def survives(self, when, victim, first="true"):
        binary, pid_file = slow_at_first(self.folder, when, first)
        first = self.submit(binary)
        killer = Killer(pid_file, lambda task: victim(first.pid, task))
        first.communicate()
        killer.join()
        self.assertTrue(killer.done, "nobody was killed, or something was left")
        self.assertNotEqual(first.returncode, 0)
        second = self.submit(binary)
        _, said = second.communicate()
        self.assertEqual(second.returncode, 0, said)
        self.assertEqual(report(self.folder), by_one_machine([WORLD]))

    def test_the_driver_while_splits_are_read(self):
        self.survives(READS, lambda driver, task: driver)

    def test_the_driver_while_uses_are_folded(self):
        self.survives(FOLDS, lambda driver, task: driver)

    def test_the_driver_while_the_database_is_filled(self):
        self.survives(LOADS, lambda driver, task: parent(task))

    def test_the_driver_when_a_part_of_the_database_is_filled(self):
        self.survives(LOADS, lambda driver, task: parent(task), LOADS_A_PART)
