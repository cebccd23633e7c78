#!/usr/bin/env python3
"""Job specs: mistakes are named with place and mend, and the exit code says that the spec is wrong."""

import os
import subprocess
import unittest

import support
from support import patient

# What the examples for AWS take from the environment.
EXAMPLE_ACCOUNT = {
    "AWS_REGION": "us-east-1", "AWS_S3_BUCKET_NAME": "acme", "HIOS_RAW_BUCKET": "acme-raw",
    "HIOS_STAGE_BUCKET": "acme-stage", "HIOS_ERROR_BUCKET": "acme-error", "HEALTHLAKE_DATASTORE_ID": "0" * 32,
    "HEALTHLAKE_ROLE_ARN": "arn:aws:iam::111122223333:role/hios",
    "KMS_KEY_ID": "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"}


class Specs(support.JobTest):
    def setUp(self):
        super().setUp()
        self.raw = self.folder / "raw"
        self.raw.mkdir()
        (self.raw / "a.json").write_text('{"resourceType":"Patient","id":"a"}')
        self.path = self.folder / "job.yaml"

    def run_spec(self, text, *arguments, verb="run"):
        self.path.write_text(text)
        return support.hios(verb, self.path, *arguments, cwd=self.folder)

    def test_an_unknown_key_is_named_with_file_line_column_and_the_key_that_was_meant(self):
        for verb in ("run", "plan", "check"):
            with self.subTest(verb):
                result = self.run_spec("job: x\nsource:\n  uri: ./raw\nlimits:\n  treads: 4\n", verb=verb)
                self.assertEqual(result.code, 78, result)
                self.assertIn("job.yaml:5:3", result.err)
                self.assertRegex(result.err, r"[Dd]id you mean \W?threads")
                self.assertEqual(result.out, "")
        self.assertFalse((self.folder / "staging").exists())

    def test_every_mistake_of_a_spec_is_told_at_once(self):
        result = self.run_spec("job: x\nsorce: ./raw\nsource: ./raw\npack: {shard_bytes: many}\nlimits:\n  depth: 1\n")
        self.assertEqual(result.code, 78, result)
        for place in ("job.yaml:2:1", "job.yaml:4:", "job.yaml:6:"):
            self.assertIn(place, result.err)

    def test_a_missing_source_folder_is_said_with_its_mend(self):
        result = self.run_spec("source: ./rwa\n")
        self.assertEqual(result.code, 78, result)
        self.assertIn("rwa", result.err)
        self.assertIn("[io.not_found]", result.err)
        self.assertIn("spelling", result.err)

    def test_a_spec_without_source_says_what_is_missing(self):
        result = self.run_spec("job: x\n")
        self.assertEqual(result.code, 78, result)
        self.assertIn("source", result.err)

    def test_a_missing_spec_ends_with_78(self):
        result = support.hios("run", self.folder / "none.yaml")
        self.assertEqual(result.code, 78, result)
        self.assertIn("none.yaml", result.err)

    def test_broken_yaml_ends_with_78_and_the_place(self):
        result = self.run_spec("source: {uri: ./raw\n")
        self.assertEqual(result.code, 78, result)
        self.assertRegex(result.err, r"job\.yaml:\d+")

    def test_set_changes_a_field_and_a_wrong_set_is_a_mistake_of_the_spec(self):
        result = self.run_spec("source: ./raw\n", "--set", "import.service=none", "--json")
        self.assertEqual(result.code, 0, result)
        self.assertFalse((self.folder / "state/sandbox.sqlite").exists())
        result = self.run_spec("source: ./raw\n", "--set", "import.servise=none")
        self.assertEqual(result.code, 78, result)
        self.assertIn("service", result.err)

    def test_environment_variables_are_put_in_and_a_missing_one_is_named(self):
        os.environ["E2E_RAW"] = str(self.raw)
        self.addCleanup(os.environ.pop, "E2E_RAW")
        self.assertEqual(self.run_spec("source: '${env:E2E_RAW}'\n", verb="check").code, 0)
        result = self.run_spec("source: '${env:E2E_NONE}'\n", verb="check")
        self.assertEqual(result.code, 78, result)
        self.assertIn("E2E_NONE", result.err)

    def test_a_folder_is_a_job_with_everything_beside_it(self):
        result = support.hios("run", "./raw", "--json", cwd=self.folder)
        self.assertEqual(result.code, 0, result)
        self.assertTrue((self.folder / "hios-raw/staging" / result.json["run"] / "manifest.json").exists())
        self.assertEqual(support.hios("report", "last", "--json", cwd=self.folder).json["run"], result.json["run"])

    def test_example_specs_are_valid(self):
        for path in sorted((support.SOURCE / "data/specs").glob("*.yaml")):
            with self.subTest(path.name):
                done = subprocess.run([support.PROGRAM, "check", str(path)], capture_output=True, text=True,
                                      env={**support.environment(), **EXAMPLE_ACCOUNT}, timeout=support.PATIENCE)
                self.assertEqual(done.returncode, 0, done.stderr)


class Tolerance(support.JobTest):
    def work(self, share):
        work = self.job(tolerance={"rejects": share})
        for number in range(8):
            work.put(f"good-{number}.json", patient(f"p{number}"))
        for number in range(2):
            work.put(f"bad-{number}.json", b"{")
        return work

    def test_more_rejects_than_the_tolerance_end_with_4_and_nothing_is_imported(self):
        work = self.work("10%")
        summary = self.run_job(work, code=4)
        self.assertEqual(summary["status"], "tolerance_exceeded")
        self.assertEqual(work.sandbox(), {})

    def test_as_many_rejects_as_the_tolerance_end_with_3(self):
        summary = self.run_job(self.work("20%"), code=3)
        self.assertEqual(summary["documents"]["rejected"], 2)

    def test_a_mended_source_is_taken_as_a_whole_after_exit_4(self):
        work = self.work("10%")
        self.run_job(work, code=4)
        for number in range(2):
            work.put(f"bad-{number}.json", patient(f"mended-{number}"))
        summary = self.run_job(work)
        self.assertEqual(summary["objects"]["committed"], 10)
        self.assertEqual(len(work.sandbox()), 10)

    def test_a_tolerance_of_zero_takes_no_reject(self):
        self.run_job(self.work(0), code=4)


if __name__ == "__main__":
    support.main()
