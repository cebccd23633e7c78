#!/usr/bin/env python3
"""hios retry: rejected documents again, from the error zone, after a mend."""

import json
import unittest

import support
from support import bundle, patient


class Retry(support.JobTest):
    def setUp(self):
        super().setUp()
        self.work = self.job()
        self.work.put("good.json", bundle(patient("good")))
        self.work.put("cut.json", b'{"resourceType":"Patient","id":"cut","gender":"male"')
        self.work.put("lines.ndjson", '{"resourceType":"Patient","id":"l1"}\n{"resourceType":"Nothing","id":"l2"}\n'
                                      '{"resourceType":"Patient","id":"l3"}\n{"id":"l4"}\n')
        self.first = self.run_job(self.work, code=3)
        self.assertEqual(self.first["rejects_by_code"],
                         {"json.truncated": 1, "fhir.unknown_type": 1, "fhir.no_resource_type": 1})

    def raw_file(self, code):
        """Path of the bytes rejected with `code`, and the line in it (0: the whole file)."""
        record = next(record for record in self.work.rejects(self.first["run"]) if record["code"] == code)
        return self.work.error / self.first["run"] / record["raw"], record.get("raw_line", 0)

    def mend(self, code, text):
        path, line = self.raw_file(code)
        if line == 0:
            path.write_text(text)
            return
        lines = path.read_text().splitlines()
        lines[line - 1] = text
        path.write_text("".join(each + "\n" for each in lines))

    def retry(self, *arguments, code=0):
        result = self.work.call("retry", self.work.path, "--json", *arguments)
        self.assertEqual(result.code, code, result)
        summary = result.json
        self.assertTrue(summary["balanced"], result)
        self.assertEqual(summary["retry_of"], self.first["run"])
        return summary

    def mend_all(self):
        self.mend("json.truncated", '{"resourceType":"Patient","id":"cut","gender":"male"}')
        self.mend("fhir.unknown_type", '{"resourceType":"Patient","id":"l2"}')
        self.mend("fhir.no_resource_type", '{"resourceType":"Patient","id":"l4"}')

    def test_rejected_bytes_are_kept_as_they_were(self):
        path, line = self.raw_file("json.truncated")
        self.assertEqual((path.read_bytes(), line), ((self.work.raw / "cut.json").read_bytes(), 0))
        path, line = self.raw_file("fhir.no_resource_type")
        self.assertEqual(path.read_text().splitlines()[line - 1], '{"id":"l4"}')

    def test_mended_documents_are_staged_and_nothing_is_left_to_retry(self):
        self.mend_all()
        summary = self.retry()
        self.assertEqual(set(self.work.lines(summary["run"])), {("Patient", "cut"), ("Patient", "l2"), ("Patient", "l4")})
        self.assertEqual(summary["documents"], {"read": 3, "mapped": 3, "rejected": 0})
        self.assertEqual({key[1] for key in self.work.sandbox()}, {"good", "cut", "l1", "l2", "l3", "l4"})
        again = self.work.call("retry", self.first["run"], "--job", self.work.path)
        self.assertEqual(again.code, 0, again)
        self.assertIn("no rejected document left to retry", again.out)

    def test_the_lineage_of_a_mended_document_names_its_source(self):
        self.mend_all()
        summary = self.retry()
        records = support.ndjson(self.work.staging / summary["run"] / "lineage" / next(
            path.name for path in (self.work.staging / summary["run"] / "lineage").iterdir()))
        self.assertEqual(sorted({record["object"] for record in records}), ["cut.json", "lines.ndjson"])

    def test_a_retry_without_a_mend_rejects_again_and_can_be_repeated(self):
        second = self.retry(code=3)
        self.assertEqual(second["rejects_by_code"], self.first["rejects_by_code"])
        self.assertEqual(second["shards"], [])
        # What the retry rejected belongs to it now.
        left = self.work.call("retry", self.first["run"], "--job", self.work.path)
        self.assertIn("no rejected document left to retry", left.out)
        third = self.work.call("retry", second["run"], "--job", self.work.path, "--json")
        self.assertEqual(third.code, 3, third)
        self.assertEqual(third.json["rejects_by_code"], self.first["rejects_by_code"])

    def test_code_limits_the_retry_to_its_documents(self):
        self.mend_all()
        summary = self.retry("--code", "json.truncated")
        self.assertEqual(set(self.work.lines(summary["run"])), {("Patient", "cut")})
        again = self.work.call("retry", self.first["run"], "--job", self.work.path, "--code", "json.truncated")
        self.assertIn("has no json.truncated rejected document left to retry", again.out)
        rest = self.work.call("retry", self.first["run"], "--job", self.work.path, "--json")
        self.assertEqual(rest.code, 0, rest)
        self.assertEqual(set(self.work.lines(rest.json["run"])), {("Patient", "l2"), ("Patient", "l4")})

    def test_code_takes_the_named_lines_only_although_they_stood_in_one_file(self):
        self.mend_all()
        summary = self.retry("--code", "fhir.unknown_type")
        self.assertEqual(set(self.work.lines(summary["run"])), {("Patient", "l2")})
        rest = self.work.call("retry", self.first["run"], "--job", self.work.path, "--json")
        self.assertEqual(set(self.work.lines(rest.json["run"])), {("Patient", "cut"), ("Patient", "l4")})

    def test_a_raw_file_that_is_gone_is_said_and_harms_no_other(self):
        self.mend_all()
        self.raw_file("json.truncated")[0].unlink()
        summary = self.retry(code=3)
        self.assertEqual(set(self.work.lines(summary["run"])), {("Patient", "l2"), ("Patient", "l4")})
        self.assertEqual(summary["rejects_by_code"], {"io.not_found": 1})

    def test_a_run_after_the_retry_takes_nothing(self):
        self.mend_all()
        self.retry()
        summary = self.run_job(self.work)
        self.assertEqual((summary["objects"]["skipped"], summary["documents"]["read"]), (3, 0))

    def test_an_unknown_run_ends_with_10(self):
        result = self.work.call("retry", "20000101T000000Z", "--job", self.work.path)
        self.assertEqual(result.code, 10, result)
        self.assertIn("[run.unknown]", result.err)

    def test_a_run_without_rejects_has_nothing_to_retry(self):
        work = self.job("clean")
        work.put("a.json", patient("a"))
        self.run_job(work)
        result = work.call("retry", work.path)
        self.assertEqual(result.code, 0, result)
        self.assertIn("no rejected document left to retry", result.out)


class RetryOfMany(support.JobTest):
    def test_rejects_inside_archives_and_bundles_are_retried_as_documents(self):
        work = self.job()
        support.datagen("dirty", work.raw, seed=7)
        first = work.run("--json").json
        second = work.call("retry", work.path, "--json").json
        self.assertTrue(second["balanced"])
        # Nothing was mended, so the same codes come back; objects that could not be read are tried by the next run.
        codes = {code: count for code, count in second["rejects_by_code"].items()}
        for code, count in codes.items():
            self.assertEqual(count, first["rejects_by_code"][code], json.dumps([first["rejects_by_code"], codes]))
        self.assertGreater(len(codes), 8)


if __name__ == "__main__":
    support.main()
