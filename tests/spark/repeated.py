"""What is given, tried or read twice counts once, and what comes late counts as well."""

import glob
import hashlib
import os
import shutil

from engine import FOLDS, by_spark, context, credtrail_spark, options, wrapper
from world import BINARY, Case, by_one_machine, scenario

WORLD, SIZE = scenario("complete-x509"), 3_000
TWICE = f'split=$(cat); echo "$split" | "{BINARY}" "$@" & echo "$split" | "{BINARY}" "$@" && wait $!; exit'


def tables(lake):
    """SHA-256 of each table of a lake."""
    paths = glob.glob(os.path.join(lake, "**/*.parquet"), recursive=True)
    return {os.path.relpath(it, lake): hashlib.sha256(open(it, "rb").read()).hexdigest() for it in paths}


class Repeated(Case):
    def test_inputs_given_twice(self):
        inputs = [WORLD, WORLD, os.path.join(WORLD, sorted(os.listdir(WORLD))[0])]
        self.assertEqual(by_spark(self.folder, inputs, SIZE), by_one_machine([WORLD]))

    def test_attempts_made_twice_at_once(self):
        once, twice = self.path("once"), self.path("twice")
        expected = by_one_machine([WORLD])
        self.assertEqual(by_spark(twice, [WORLD], SIZE, binary=wrapper(self.path("program"), TWICE)), expected)
        self.assertEqual(by_spark(once, [WORLD], SIZE), expected)
        self.assertEqual(tables(os.path.join(twice, "lake")), tables(os.path.join(once, "lake")))

    def test_folds_made_twice_at_once(self):
        once, twice = self.path("once"), self.path("twice")
        program = wrapper(self.path("program"), TWICE, FOLDS)
        self.assertEqual(by_spark(twice, [WORLD], SIZE, binary=program), by_spark(once, [WORLD], SIZE))
        self.assertEqual(tables(os.path.join(twice, "lake")), tables(os.path.join(once, "lake")))
        self.assertTrue(os.listdir(os.path.join(once, "lake", "folded")), "nothing was folded")

    def test_folds_that_fail_are_made_again(self):
        fails = wrapper(self.path("program"), f'if mkdir "{self.path("failed")}" 2>/dev/null; then echo no >&2; exit 2; fi', FOLDS)
        self.assertEqual(by_spark(self.folder, [WORLD], SIZE, binary=fails), by_one_machine([WORLD]))
        self.assertTrue(os.path.exists(self.path("failed")))

    def test_attempts_that_fail_are_made_again(self):
        fails = wrapper(self.path("program"), f'if mkdir "{self.path("failed")}" 2>/dev/null; then echo no >&2; exit 2; fi')
        self.assertEqual(by_spark(self.folder, [WORLD], SIZE, binary=fails), by_one_machine([WORLD]))
        self.assertTrue(os.path.exists(self.path("failed")))

    def test_what_always_fails_is_told(self):
        fails = wrapper(self.path("program"), "echo the disk is full >&2; exit 2")
        with self.assertRaisesRegex(Exception, "credtrail facts failed: the disk is full"):
            by_spark(self.folder, [WORLD], SIZE, binary=fails)

    def test_a_late_file(self):
        logs = self.path("logs")
        shutil.copytree(WORLD, logs)
        late = sorted(os.listdir(logs))[-1]
        os.rename(os.path.join(logs, late), self.path(late))
        without = by_spark(self.folder, [logs], SIZE)
        os.rename(self.path(late), os.path.join(logs, late))
        expected = by_one_machine([logs])
        self.assertNotEqual(without, expected)
        self.assertEqual(by_spark(self.folder, [logs], SIZE), expected)
        self.assertEqual(credtrail_spark.run(context(), options(self.folder, [logs], SIZE)), 0)
