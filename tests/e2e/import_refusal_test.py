#!/usr/bin/env python3
"""Lines that the import service refuses come back, joined to the document they came from."""

import json
import unittest

import support
from support import bundle, patient

# HIOS keeps every digit of a number; the sandbox refuses what no double can hold.
BEYOND = '{"resourceType":"Observation","id":"%s","status":"final","valueQuantity":{"value":1e400}}'


class Refused(support.JobTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = support.JobTest()
        cls.shared.setUp()
        cls.addClassCleanup(cls.shared.doCleanups)
        cls.work = cls.shared.job(pack={"shard_bytes": "4KiB"}, **{"import": {"group": {"bytes": "8KiB"}}})
        for number in range(30):
            cls.work.put(f"a{number:02}.json", bundle(patient(f"p{number}", language="x" * 1000)))
        cls.entry = BEYOND % "in-bundle"
        cls.work.put("m.json", '{"resourceType":"Bundle","type":"collection","entry":[{"resource":'
                     '{"resourceType":"Observation","id":"fine","status":"final"}},\n {"resource": %s}]}' % cls.entry)
        cls.line = BEYOND % "in-lines"
        cls.work.put("z.ndjson", '{"resourceType":"Patient","id":"before"}\n' + cls.line + "\n")
        cls.result = cls.work.run("--json")
        cls.summary = cls.result.json
        cls.records = [record for path in sorted((cls.work.error / cls.summary["run"] / "import").iterdir())
                       for record in support.ndjson(path)]

    def test_the_run_ends_with_5_and_balances(self):
        self.assertEqual(self.result.code, 5, self.result)
        self.assertEqual((self.summary["status"], self.summary["exit_code"]), ("import_failed", 5))
        self.assertTrue(self.summary["balanced"])
        self.assertEqual(self.summary["documents"]["rejected"], 0)

    def test_the_job_with_refused_lines_says_so_and_the_others_are_complete(self):
        jobs = self.summary["import_jobs"]
        bad = [job for job in jobs if job["state"] == "COMPLETED_WITH_ERRORS"]
        self.assertEqual(sum(job["failed"] for job in bad), 2)
        self.assertGreater(len(jobs), 2)
        self.assertEqual({job["state"] for job in jobs} - {"COMPLETED_WITH_ERRORS"}, {"COMPLETED"})
        self.assertEqual(sum(job["imported"] for job in jobs), self.summary["resources"]["staged"] - 2)

    def test_everything_else_is_in_the_sandbox(self):
        lines = self.work.lines(self.summary["run"])
        for name in ("in-bundle", "in-lines"):
            self.assertIn("1e400", lines.pop(("Observation", name)))
        self.assert_sandbox_holds(self.work, lines)

    def test_each_refused_line_has_a_record_that_leads_to_its_source(self):
        self.assertEqual([record["object"] for record in self.records], ["m.json", "z.ndjson"])
        for record, source in zip(self.records, (self.entry, self.line)):
            part = self.work.part(record["object"], record.get("member", ""))
            self.assertEqual(part[record["offset"]:record["offset"] + record["length"]].decode(), source)
            self.assertEqual(record["code"], "import.refused")
            self.assertEqual(record["outcome"]["resourceType"], "OperationOutcome")
            shard = (self.work.staging / record["shard"]).read_text().splitlines()
            self.assertEqual(shard[record["line"] - 1], record["resource"])
            self.assertEqual(json.loads(record["resource"])["resourceType"], "Observation")
            self.assertIn(record["import_job"], {job["id"] for job in self.summary["import_jobs"]})
            self.assertTrue(record["shard"].startswith(next(
                job["prefix"] for job in self.summary["import_jobs"] if job["id"] == record["import_job"])))

    def test_the_codes_of_the_records_can_be_explained(self):
        for code in {record["code"] for record in self.records}:
            result = support.hios("explain", code)
            self.assertEqual(result.code, 0, result)

    def test_running_again_takes_nothing_and_ends_with_0(self):
        summary = self.shared.run_job(self.work)
        self.assertEqual((summary["objects"]["committed"], summary["import_jobs"]), (0, []))


class MendedSource(support.JobTest):
    def test_a_mended_source_is_imported_by_the_next_run(self):
        work = self.job()
        work.put("a.json", BEYOND % "o")
        self.run_job(work, code=5)
        work.put("a.json", (BEYOND % "o").replace("1e400", "1e4"))
        self.run_job(work)
        self.assertIn(("Observation", "o"), work.sandbox())


if __name__ == "__main__":
    support.main()
