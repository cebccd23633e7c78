#!/usr/bin/env python3
"""A quote that is never closed in a large flat file: one reject, every other row mapped, memory bounded.

HIOS_FLAT_BYTES: how large the file is; 48 MiB when it is not set, 1 GB under the label `slow`.
"""

import os
import shutil
import unittest

import support

BYTES = int(os.environ.get("HIOS_FLAT_BYTES", 48 << 20))
ROW_BYTES = 60_000
MOST_MEMORY = 128 << 20
PEOPLE = """map: people
source: {format: csv, header: true, files: {people: "people*.csv"}}
emit:
  - {$from: people, resourceType: Patient, id: =MRN, active: "=NOTE == '' ? false : true"}
"""


class UnterminatedQuote(support.JobTest):
    def setUp(self):
        super().setUp()
        self.work = self.job(formats={"flat": {"map": "map.yaml"}}, limits={"threads": 2},
                             **{"import": {"service": "none"}})
        (self.work.folder / "map.yaml").write_text(PEOPLE)
        self.file = self.work.raw / "people.csv"
        if shutil.disk_usage(self.work.raw).free < 2 * BYTES:
            self.skipTest(f"no {2 * BYTES} bytes of room for the file")

    def write(self, broken):
        """Rows of a long field each; row number `broken`'s opens with a quote that nothing closes."""
        rows = BYTES // ROW_BYTES
        filling = b"x" * ROW_BYTES
        with open(self.file, "wb") as sink:
            sink.write(b"MRN,NOTE\n")
            for row in range(rows):
                if row == broken % rows:
                    self.quote = sink.tell() + len(b"p%d," % row)
                sink.write(b"p%d,%s%s\n" % (row, b'"' if row == broken % rows else b"", filling))
        return rows

    def check(self, rows):
        summary = self.run_job(self.work, code=3)
        self.assertEqual(summary["rejects_by_code"], {"flat.unterminated_quote": 1})
        self.assertEqual(summary["documents"], {"read": rows, "mapped": rows - 1, "rejected": 1})
        self.assertTrue(summary["balanced"])
        [reject] = self.work.rejects(summary["run"])
        self.assertEqual(reject["object"], "people.csv")
        self.assertLess(summary["peak_rss_bytes"], MOST_MEMORY)
        return reject

    def test_in_the_last_row_costs_that_row(self):
        rows = self.write(broken=-1)
        reject = self.check(rows)
        self.assertEqual(reject["row"], rows + 1)  # the header is row 1

    def test_at_the_beginning_does_not_swallow_the_file(self):
        reject = self.check(self.write(broken=1))
        self.assertEqual(reject["row"], 3)


if __name__ == "__main__":
    support.main()
