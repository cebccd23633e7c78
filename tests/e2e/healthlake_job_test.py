#!/usr/bin/env python3
"""Whole jobs from S3 over S3 into HealthLake, as `hios sandbox` plays both in a process of its own."""

import contextlib
import json
import sqlite3
import time
import unittest

import aws_gate
import s3_job_test
import support
from support import patient


class HealthLakeTest(s3_job_test.S3Test):
    """Beside the buckets there is a data store."""

    def healthlake_job(self, name="job", **spec):
        ready = self.sandbox.ready
        importing = {"service": "healthlake", "datastore": ready["datastore"], "role_arn": ready["role_arn"],
                     "kms_key": ready["kms_key"], "wait": {"poll": "50ms", "max": "3m"}}
        return self.s3_job(name, **support.merged({"import": importing}, spec))

    def query(self, database, sql):
        path = self.folder / "sandbox" / database
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)) as connection:
            return connection.execute(sql).fetchall()

    def import_jobs(self):
        """(input, state) of the service's jobs, oldest first."""
        return self.query("imports.sqlite", "SELECT input_uri, state FROM job ORDER BY sequence")

    def imported(self):
        """(type, id) → line, as the data store holds it."""
        return {(kind, name): line for kind, name, line in
                self.query("sandbox.sqlite", "SELECT type, id, line FROM resource")}

    def staged_lines(self, run, prefix="out"):
        lines = {}
        for key in self.stage.keys(f"{prefix}/{run}/import/"):
            for line in self.stage.get(key).decode().splitlines():
                resource = json.loads(line)
                lines[(resource["resourceType"], resource["id"])] = line
        return lines

    def patients(self, count, size=2):
        self.fill({f"{number:03}.json": json.dumps(patient(f"p{number}", language="x" * size)) for number in range(count)})

    def assert_one_job_each(self, run, groups):
        uris = [uri for uri, _ in self.import_jobs()]
        self.assertEqual(sorted(uris), sorted(f"s3://stage/out/{run}/import/{group:05}/" for group in range(groups)))


class FromS3ToHealthLake(HealthLakeTest):
    def test_every_staged_line_is_in_the_data_store(self):
        self.fill(s3_job_test.corpus())
        # The samples hold codes that a strict service may refuse: this test is about the way there.
        job = self.healthlake_job(pack={"shard_bytes": "64KiB"}, **{"import": {"group": {"bytes": "80KiB"},
                                                                               "validation_level": "minimal"}})
        result = job.run("--json")
        summary = result.json
        self.assertTrue(summary["balanced"], result)
        self.assertEqual({found["state"] for found in summary["import_jobs"]}, {"COMPLETED"}, result)
        self.assertEqual(result.code, 3, result)
        self.assertGreater(len(summary["import_jobs"]), 2)
        self.assertEqual(self.imported(), self.staged_lines(summary["run"]))
        self.assert_one_job_each(summary["run"], len(summary["import_jobs"]))
        again = self.run_job(job)
        self.assertEqual(again["import_jobs"], [], "nothing is new, nothing is submitted")

    def test_one_shard_a_job_and_one_job_a_run(self):
        self.patients(40, size=1000)
        small = {"pack": {"shard_bytes": "8KiB"}}
        each = self.run_job(self.healthlake_job("each", job="each", **small, **{"import": {"group": {"shards": 1}}}))
        self.assertEqual(len(each["import_jobs"]), len(each["shards"]))
        self.assertGreater(len(each["shards"]), 3)
        whole = self.run_job(self.healthlake_job("whole", job="whole", **small, **{"import": {"group": "run"}}))
        self.assertEqual(len(whole["import_jobs"]), 1)
        self.assertGreater(len(whole["shards"]), 3)

    def test_data_store_role_and_key_may_come_from_the_environment(self):
        self.patients(3)
        ready = self.sandbox.ready
        for name, value in (("HEALTHLAKE_DATASTORE_ID", ready["datastore"]), ("HEALTHLAKE_ROLE_ARN", ready["role_arn"]),
                            ("KMS_KEY_ID", ready["kms_key"])):
            self.set_variable(name, value)
        job = self.healthlake_job(**{"import": {"datastore": None, "role_arn": None, "kms_key": None}})
        self.run_job(job)
        self.assertEqual(len(self.imported()), 3)

    def test_refused_lines_come_back_joined_to_their_source(self):
        bad = '{"resourceType":"Patient","id":"bad","gender":"purple"}'
        self.fill({"mixed.ndjson": json.dumps(patient("good")) + "\n" + bad + "\n",
                   "fine.json": json.dumps(patient("fine"))})
        job = self.healthlake_job(**{"import": {"validation_level": "strict"}})
        result = job.run("--json")
        self.assertEqual(result.code, 5, result)
        summary = result.json
        self.assertEqual([(found["state"], found["imported"], found["failed"]) for found in summary["import_jobs"]],
                         [("COMPLETED_WITH_ERRORS", 2, 1)])
        records = [json.loads(line) for key in self.errors.keys(f"{summary['run']}/import/")
                   for line in self.errors.get(key).decode().splitlines()]
        self.assertEqual(len(records), 1)
        record = records[0]
        self.assertEqual((record["code"], record["object"]), ("import.refused", "mixed.ndjson"))
        source = self.raw.get("in/mixed.ndjson")
        self.assertEqual(source[record["offset"]:record["offset"] + record["length"]].decode(), bad)
        self.assertEqual(json.loads(record["resource"])["id"], "bad")
        self.assertEqual(record["outcome"]["resourceType"], "OperationOutcome")
        self.assertEqual(record["import_job"], summary["import_jobs"][0]["id"])
        self.assertNotIn(("Patient", "bad"), self.imported())

    def test_a_missing_data_store_is_told_before_anything_is_staged(self):
        self.patients(1)
        result = self.healthlake_job(**{"import": {"datastore": "0" * 32}}).run("--json")
        self.assertEqual(result.code, 78, result)
        self.assertIn("import.datastore", result.err)
        self.assertEqual([key for key in self.stage.keys() if "/import/" in key], [])

    def test_what_healthlake_would_refuse_is_an_error_of_the_spec(self):
        job = self.healthlake_job(staging="./staging", **{"import": {"role_arn": "import-role"}})
        result = job.run()
        self.assertEqual(result.code, 78, result)
        self.assertIn("/import/role_arn", result.err)
        self.assertIn("make staging.uri s3://bucket/prefix", result.err)


class FailedJobs(HealthLakeTest):
    faults = {"rules": [{"operation": "StartFHIRImportJob", "times": 1, "do": "fail_job", "message": "Quota exceeded."}]}

    def test_a_job_that_failed_as_a_whole_is_started_anew_by_the_next_run(self):
        self.patients(3)
        job = self.healthlake_job()
        result = job.run("--json")
        self.assertEqual(result.code, 5, result)
        self.assertIn("Quota exceeded.", result.json["import_jobs"][0]["message"])
        self.run_job(job)
        states = [state for _, state in self.import_jobs()]
        self.assertEqual(len(states), 2)
        self.assertEqual(len(self.imported()), 3)


class DeniedAtFirst(HealthLakeTest):
    faults = {"rules": [{"operation": "StartFHIRImportJob", "times": 2, "do": "error", "status": 403,
                         "code": "AccessDeniedException"}]}

    def test_a_role_just_made_is_waited_for(self):
        self.patients(3)
        self.run_job(self.healthlake_job())
        self.assertEqual(len(self.import_jobs()), 1)


class Faulty(HealthLakeTest):
    faults = {"seed": 5, "rules": [{"service": "healthlake", "rate": 0.1, "do": "throttle"},
                                   {"service": "healthlake", "rate": 0.1, "do": "error", "status": 503},
                                   {"service": "healthlake", "rate": 0.05, "do": "cut"},
                                   {"service": "healthlake", "rate": 0.05, "do": "lose_reply"},
                                   {"service": "s3", "key": "out/*", "rate": 0.1, "do": "throttle"},
                                   {"service": "s3", "key": "out/*", "rate": 0.1, "do": "error", "status": 503},
                                   {"service": "s3", "key": "out/*", "rate": 0.05, "do": "cut"}]}

    def test_a_fifth_of_failing_calls_and_cut_connections_lose_and_double_nothing(self):
        self.patients(30, size=1000)
        summary = self.run_job(self.healthlake_job(pack={"shard_bytes": "8KiB"}, **{"import": {"group": {"shards": 1}}}))
        self.assert_one_job_each(summary["run"], len(summary["import_jobs"]))
        self.assertEqual(len(self.imported()), 30)


class KilledTest(HealthLakeTest):
    def wait_for(self, what, job):
        """Until the ledger says so; the process that is at work meanwhile."""
        process = job.start()
        deadline = time.monotonic() + support.PATIENCE
        while not what(job.query("ledger.sqlite", "SELECT token, job_id FROM import_job")):
            self.assertIsNone(process.poll(), "it ended before it could be killed")
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)
        return process

    def finish(self, job, count):
        summary = self.run_job(job)
        self.assertEqual(len(self.imported()), count)
        self.assert_one_job_each(summary["run"], len(summary["import_jobs"]))


class KilledBeforeTheCall(KilledTest):
    # Throttled for so long, no call comes through before the kill.
    faults = {"rules": [{"operation": "StartFHIRImportJob", "times": 4, "do": "throttle"}]}

    def test_the_stored_token_makes_one_job(self):
        self.patients(5)
        job = self.healthlake_job()
        self.stop(self.wait_for(bool, job))
        self.assertEqual([row[1] for row in job.query("ledger.sqlite", "SELECT token, job_id FROM import_job")], [""])
        self.assertEqual(self.import_jobs(), [])
        self.finish(job, 5)


class KilledInTheCall(KilledTest):
    def test_the_job_that_nobody_wrote_down_is_found(self):
        self.patients(5)
        job = self.healthlake_job()

        def kill(request):
            if request.operation == "StartFHIRImportJob":
                process.kill()
                raise aws_gate.Dropped

        gate = aws_gate.Gate(self.sandbox.ready["endpoint"], after=kill)
        self.addCleanup(gate.end)
        self.variables(AWS_ENDPOINT_URL=gate.url)
        process = job.start()
        self.assertEqual(process.wait(support.PATIENCE), -9)
        self.variables()
        self.assertEqual(len(self.import_jobs()), 1)
        self.assertEqual([row[1] for row in job.query("ledger.sqlite", "SELECT token, job_id FROM import_job")], [""])
        self.finish(job, 5)


class KilledWhileTheJobRuns(KilledTest):
    faults = {"rules": [{"operation": "DescribeFHIRImportJob", "times": 3, "do": "throttle"}]}

    def test_the_open_job_is_followed_on(self):
        self.patients(5)
        job = self.healthlake_job()
        self.stop(self.wait_for(lambda rows: any(job_id for _, job_id in rows), job))
        self.finish(job, 5)


if __name__ == "__main__":
    support.main()
