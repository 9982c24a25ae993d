"""Runs the tests of deploy/spark: `tests/spark.sh` prepares what they need.

    --whole        all of them, for half an hour; else the short form, for two minutes
    --only NAME    tests whose names contain this (repeatable)
    --lines N      instead of tests, one run over a corpus of N lines: the same report, and what it took
"""

import argparse
import sys
import unittest

import engine
import interrupted
import measured
import parity
import refused
import repeated

SHORT = [parity.Parity, refused.Refused]
WHOLE = [*SHORT, repeated.Repeated, interrupted.Interrupted, interrupted.DriverInterrupted, parity.ParityOfAll]


def tests(cases, only):
    """The tests of these cases whose names contain one of `only`, or all where nothing is asked for."""
    every = [it for case in cases for it in unittest.defaultTestLoader.loadTestsFromTestCase(case)]
    return unittest.TestSuite(it for it in every if not only or any(name in it.id() for name in only))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--only", metavar="NAME", action="append", default=[])
    parser.add_argument("--lines", metavar="N", type=int)
    said = parser.parse_args()
    if said.lines:
        return measured.run(said.lines)
    result = unittest.TextTestRunner(verbosity=2).run(tests(WHOLE if said.whole or said.only else SHORT, said.only))
    engine.stop()
    bad = {it.id().split(" ")[0] for it, _ in result.failures + result.errors}
    sys.stderr.flush()
    print(f"{result.testsRun - len(bad)} passed, {len(bad)} failed")
    return 1 if bad or not result.testsRun else 0


if __name__ == "__main__":
    sys.exit(main())
