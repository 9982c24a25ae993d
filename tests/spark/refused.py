"""A lake in which something is missing or damaged gives no database."""

import glob
import os
import re

from engine import by_spark, context, credtrail_spark, options
from world import DATABASE, Case, by_one_machine, scenario

WORLD, SIZE = scenario("complete-x509"), 3_000


class Refused(Case):
    def setUp(self):
        super().setUp()
        self.options = options(self.folder, [WORLD], SIZE)
        credtrail_spark.fill_lake(context(), self.options)

    def one(self, pattern):
        """A file of the lake."""
        return sorted(glob.glob(os.path.join(self.options.lake, pattern), recursive=True))[0]

    def change(self, pattern, change):
        """Changes the bytes of a file of the lake."""
        with open(self.one(pattern), "r+b") as file:
            changed = change(file.read())
            file.seek(0)
            file.truncate()
            file.write(changed)

    def refuses(self, why):
        with self.assertRaisesRegex(credtrail_spark.ProgramFailed, why):
            credtrail_spark.load(self.options)

    def test_a_split_without_facts(self):
        os.remove(self.one("context/*.json"))
        self.refuses("no facts")
        self.assertFalse(os.path.exists(self.path(DATABASE)))
        self.assertEqual(by_spark(self.folder, [WORLD], SIZE), by_one_machine([WORLD]))

    def test_a_table_that_is_cut_off(self):
        self.change("entries/**/*.parquet", lambda it: it[: len(it) // 2])
        self.refuses("parquet")

    def test_a_table_that_is_gone(self):
        os.remove(self.one("uses/**/*.parquet"))
        self.refuses("parquet")

    def test_facts_of_another_version(self):
        self.change("context/*.json", lambda it: re.sub(rb'"version":(\d+)', rb'"version":9\1', it, count=1))
        self.refuses("version")
