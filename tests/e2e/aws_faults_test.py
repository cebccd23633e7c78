#!/usr/bin/env python3
"""Faults of AWS and of the machine in the middle of a job from S3 to HealthLake: nothing is lost or doubled, and the exit
code tells who must act."""

import json
import os
import subprocess
import sys

import healthlake_job_test
import s3_client
import support

DOCUMENTS = 40


class FaultsTest(healthlake_job_test.HealthLakeTest):
    def setUp(self):
        super().setUp()
        self.documents = {f"{number:02}.json": json.dumps(support.patient(f"p{number}", language="x" * 1000))
                          for number in range(DOCUMENTS)}
        self.fill(self.documents)

    def small_job(self, name="job", **spec):
        return self.healthlake_job(name, **support.merged(
            {"pack": {"shard_bytes": "8KiB"}, "import": {"group": {"shards": 1}}}, spec))

    def restart(self, *rules):
        """The sandbox anew over the same data, with other faults."""
        self.sandbox.end()
        arguments = []
        if rules:
            (self.folder / "later.json").write_text(json.dumps({"seed": 3, "rules": list(rules)}))
            arguments = ["--faults", self.folder / "later.json"]
        self.sandbox = s3_client.Sandbox(self.folder / "sandbox", *arguments)
        self.addCleanup(self.sandbox.end)
        self.raw, self.stage, self.errors = map(self.sandbox.bucket, ("raw-zone", "stage", "errors"))
        self.variables()

    def finish(self, job, run=None):
        """The job runs to its end, with the faults gone: everything is there once."""
        summary = self.run_job(job)
        if run:
            self.assertEqual(summary["run"], run, "it goes on under its id")
        self.assert_all_there_once(summary)
        return summary

    def assert_all_there_once(self, summary):
        self.assertEqual(summary["objects"]["committed"], DOCUMENTS)
        self.assertEqual(summary["resources"]["staged"], DOCUMENTS)
        self.assertEqual(len(self.imported()), DOCUMENTS)
        self.assertEqual(self.imported(), self.staged_lines(summary["run"]))
        self.assert_one_job_each(summary["run"], len(summary["import_jobs"]))
        # Of an upload whose very first answer was lost nobody knows the id: this one has no parts, and costs nothing.
        self.assertLessEqual(set(self.stage.uploads()), {"out/hios-write-probe"})


class FailingCalls(FaultsTest):
    def test_a_fifth_of_errors_of_every_kind_cuts_and_truncated_bodies(self):
        self.restart({"rate": 0.07, "do": "error", "status": 500},
                     {"service": "s3", "rate": 0.07, "do": "error", "status": 503, "code": "SlowDown"},
                     {"service": "healthlake", "rate": 0.07, "do": "error", "status": 400, "code": "ThrottlingException"},
                     {"rate": 0.06, "do": "error", "status": 429, "code": "TooManyRequestsException"},
                     {"rate": 0.05, "do": "cut"},
                     {"rate": 0.05, "do": "lose_reply"},
                     {"service": "s3", "operation": "GetObject", "rate": 0.1, "do": "truncate"},
                     {"service": "s3", "operation": "PutObject", "rate": 0.03, "do": "ok_error"})
        summary = self.run_job(self.small_job())
        self.restart()
        self.assert_all_there_once(summary)


class ExpiredCredentials(FaultsTest):
    def test_ones_that_cannot_be_renewed_end_with_77_and_the_job_goes_on_with_others(self):
        for operation, state in (("PutObject", "packing"), ("StartFHIRImportJob", "importing")):
            with self.subTest(operation=operation):
                job = self.small_job(state, job=state, staging={"uri": f"s3://stage/{state}"})
                self.restart({"operation": operation, "nth": list(range(4, 1000)), "do": "expire"})
                result = job.run("--json")
                self.assertEqual(result.code, 77, result)
                self.assertIn("aws.expired", result.err)
                run = result.json["run"]
                self.restart()
                summary = self.run_job(job)
                self.assertEqual(summary["run"], run)
                self.assertEqual(summary["resources"]["staged"], DOCUMENTS)
                self.assertEqual({found["state"] for found in summary["import_jobs"]}, {"COMPLETED"})
                uris = [uri for uri, _ in self.import_jobs() if uri.startswith(f"s3://stage/{state}/")]
                self.assertEqual(len(uris), len(set(uris)))
                self.assertEqual(len(uris), len(summary["import_jobs"]))
                self.assertEqual(self.imported(), self.staged_lines(run, state))

    def test_ones_that_a_program_gives_are_renewed_and_nothing_is_noticed(self):
        self.restart({"operation": "PutObject", "nth": [5, 20], "do": "expire"},
                     {"operation": "GetObject", "nth": [30], "do": "expire"},
                     {"service": "healthlake", "nth": [3, 8], "do": "expire"})
        ready, log, program = self.sandbox.ready, self.folder / "given", self.folder / "give.py"
        answer = {"Version": 1, "AccessKeyId": ready["access_key"], "SecretAccessKey": ready["secret_key"],
                  "Expiration": "2099-01-01T00:00:00Z"}
        program.write_text(f"open({str(log)!r}, 'a').write('x')\nprint({json.dumps(answer)!r})\n")
        config = self.folder / "config"
        config.write_text(f"[default]\ncredential_process = {sys.executable} {program}\n")
        self.variables(AWS_CONFIG_FILE=str(config))
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            self.set_variable(name, None)
        summary = self.run_job(self.small_job())
        self.assertGreater(len(log.read_text()), 1, "they must have been asked for again")
        self.restart()
        self.assert_all_there_once(summary)


class MissingPermissions(FaultsTest):
    def assert_told_at_once(self, code, *rules):
        self.restart(*rules)
        job = self.small_job()
        check = job.call("check", job.path, "--online")
        self.assertEqual(check.code, code, check)
        result = job.run("--json")
        self.assertEqual(result.code, code, result)
        self.assertIsNone(job.run_state(), "no run may have begun")
        self.assertEqual(self.stage.keys(), [])
        return result

    def test_who_may_list_but_not_put_is_told_at_once(self):
        denied = {"service": "s3", "do": "error", "status": 403, "code": "AccessDenied"}
        result = self.assert_told_at_once(77, *({**denied, "operation": operation} for operation in
                                                ("PutObject", "CreateMultipartUpload")))
        self.assertIn("s3://stage/out", result.err)

    def test_a_data_store_that_is_not_there_is_told_at_once(self):
        result = self.assert_told_at_once(78, {"operation": "DescribeFHIRDatastore", "do": "error", "status": 400,
                                               "code": "ResourceNotFoundException"})
        self.assertIn("[import.datastore]", result.err)

    def test_a_server_that_knows_no_uploads_in_parts_is_not_held_to_them(self):
        self.restart({"operation": "CreateMultipartUpload", "do": "error", "status": 501, "code": "NotImplemented"})
        self.run_job(self.small_job())


class FullDisk(FaultsTest):
    def test_a_full_state_folder_ends_with_75_and_goes_on_once_there_is_room(self):
        small = self.folder / "small"
        small.mkdir()
        if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)], check=False,
                                               stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("mounting a small file system takes root")
        self.addCleanup(subprocess.run, ["umount", "-l", str(small)], check=False)
        bulk = "".join(json.dumps(support.patient(f"p{number}", language="x" * 1000)) + "\n" for number in range(DOCUMENTS))
        for key in self.documents:
            self.raw.remove(f"in/{key}")
        rest = "".join(json.dumps(support.patient(f"q{number}", language="x" * 1000)) + "\n" for number in range(3000))
        self.fill({"a.ndjson": bulk, "b.ndjson": rest})
        job = self.healthlake_job(state=str(small / "state"))
        result = job.run("--json")
        self.assertEqual(result.code, 75, result)
        self.assertIn("io.disk_full", result.err)
        subprocess.run(["mount", "-o", "remount,size=256m", str(small)], check=True)
        summary = self.run_job(job)
        self.assertEqual(summary["resources"]["staged"], DOCUMENTS + 3000)
        self.assertEqual(self.imported(), self.staged_lines(summary["run"]))
        self.assert_one_job_each(summary["run"], len(summary["import_jobs"]))


if __name__ == "__main__":
    support.main()
