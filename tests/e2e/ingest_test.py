#!/usr/bin/env python3
"""`hios ingest` and `hios import` against the sandbox's HealthLake."""

import json

import aws_support
import support


def lines(*resources):
    return "".join(json.dumps(resource) + "\n" for resource in resources)


class IngestTest(aws_support.AwsTest):
    def variables(self, **more):
        ready = self.sandbox.ready
        return super().variables(**{"HEALTHLAKE_DATASTORE_ID": ready["datastore"],
                                    "HEALTHLAKE_ROLE_ARN": ready["role_arn"], "KMS_KEY_ID": ready["kms_key"], **more})

    def upload(self, prefix, **files):
        folder = self.folder / "upload"
        for name, text in files.items():
            path = folder / (name.replace("__", "/") + ".ndjson")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.assertEqual(self.hios("store", folder, f"s3://raw/{prefix}").code, 0)

    def ingest(self, *arguments, code=0, **variables):
        result = self.hios("ingest", *arguments, "--json", **variables)
        self.assertEqual(result.code, code, result)
        return result.json if result.out else result

    def jobs(self):
        result = self.hios("import", "list", "--json")
        self.assertEqual(result.code, 0, result)
        return result.json["jobs"]


class Prefix(IngestTest):
    def test_a_prefix_is_imported_by_one_job_and_again_by_none(self):
        self.upload("export", Patient=lines(support.patient("a"), support.patient("b")))
        first = self.ingest("s3://raw/export")["jobs"]
        self.assertEqual([(job["state"], job["imported"], job["failed"]) for job in first], [("COMPLETED", 2, 0)])
        again = self.ingest("s3://raw/export")["jobs"]
        self.assertEqual(again[0]["job_id"], first[0]["job_id"])
        self.assertEqual(len(self.jobs()), 1)

    def test_changed_files_are_another_job(self):
        self.upload("export", Patient=lines(support.patient("a")))
        self.ingest("s3://raw/export")
        self.upload("export", Patient=lines(support.patient("c")))
        self.ingest("s3://raw/export")
        self.assertEqual(len(self.jobs()), 2)

    def test_refused_lines_are_5_and_go_to_the_file(self):
        self.upload("export", Patient=lines(support.patient("a"), support.patient("b", gender="purple-canary")))
        failures = self.folder / "failures.ndjson"
        result = self.hios("ingest", "s3://raw/export", "--failures", failures)
        self.assertEqual(result.code, 5, result)
        self.assertNotIn("canary", result.out + result.err)
        found = support.ndjson(failures)
        self.assertEqual([one["resource_id"] for one in found], ["b"])
        self.assertEqual(found[0]["outcome"]["resourceType"], "OperationOutcome")

    def test_a_prefix_without_files_is_78(self):
        self.ingest("s3://raw/none", code=78)

    def test_other_files_under_the_prefix_are_refused_before_anything_starts(self):
        self.upload("export", Patient=lines(support.patient("a")))
        (self.folder / "upload/readme.txt").write_text("x")
        self.assertEqual(self.hios("store", self.folder / "upload", "s3://raw/export").code, 0)
        result = self.hios("ingest", "s3://raw/export")
        self.assertNotEqual(result.code, 0)
        self.assertIn("readme.txt", result.err)
        self.assertEqual(self.jobs(), [])

    def test_the_whole_bucket_is_refused(self):
        self.assertEqual(self.hios("ingest", "s3://raw").code, 78)

    def test_throttling_and_lost_answers_start_one_job(self):
        self.upload("export", Patient=lines(support.patient("a")))
        self.faults({"service": "healthlake", "operation": "StartFHIRImportJob", "times": 1, "do": "lose_reply"},
                    {"service": "healthlake", "operation": "*", "rate": 0.2, "do": "throttle"})
        self.ingest("s3://raw/export")
        self.restart()
        self.assertEqual(len(self.jobs()), 1)

    def test_an_unknown_data_store_is_told(self):
        self.upload("export", Patient=lines(support.patient("a")))
        result = self.hios("ingest", "s3://raw/export", "--datastore", "0" * 32)
        self.assertNotEqual(result.code, 0)
        self.assertIn("data store", result.err)


class Run(IngestTest):
    def staged_job(self):
        job = self.job(staging="s3://raw/staging", error="s3://raw/error", **{"import": {"service": "none"}})
        for number in range(3):
            job.put(f"{number}.json", support.patient(f"p{number}"))
        result = self.hios("run", job.path, "--json")
        self.assertEqual(result.code, 0, result)
        return job, result.json["run"]

    def test_a_run_that_was_only_staged_is_imported(self):
        job, run = self.staged_job()
        result = self.ingest(job.path, "--set", "import.service=healthlake")
        self.assertEqual(result["run"], run)
        self.assertEqual([one["imported"] for one in result["jobs"]], [3])
        self.ingest(job.path, run, "--set", "import.service=healthlake")
        self.assertEqual(len(self.jobs()), 1)

    def test_a_run_that_imported_by_itself_is_not_imported_again(self):
        job = self.job(staging="s3://raw/staging", error="s3://raw/error", pack={"shard_bytes": "4KiB"}, **{
            "import": {"service": "healthlake", "group": {"shards": 1}, "wait": {"poll": "50ms"}}})
        for number in range(9):
            job.put(f"{number}.json", support.patient(f"p{number}", language="x" * 1000))
        result = self.hios("run", job.path, "--json")
        self.assertEqual(result.code, 0, result)
        made = [one["id"] for one in result.json["import_jobs"]]
        self.assertGreater(len(made), 1)
        self.assertEqual([one["job_id"] for one in self.ingest(job.path)["jobs"]], made)
        self.assertEqual(len(self.jobs()), len(made))

    def test_without_a_service_it_says_what_to_set(self):
        job, _ = self.staged_job()
        result = self.hios("ingest", job.path)
        self.assertEqual(result.code, 78, result)
        self.assertIn("import.service", result.err)

    def test_an_unknown_run_is_10(self):
        job, _ = self.staged_job()
        self.assertEqual(self.hios("ingest", job.path, "20200101T000000Z", "--set", "import.service=healthlake").code, 10)

    def test_a_local_run_is_imported_into_the_local_sandbox(self):
        job = self.job(**{"import": {"service": "none"}})
        job.put("a.json", support.patient("p"))
        self.run_job(job)
        result = self.hios("ingest", job.path, "--set", "import.service=sandbox", "--json")
        self.assertEqual(result.code, 0, result)
        self.assertEqual(set(job.sandbox()), {("Patient", "p")})


class ImportVerbs(IngestTest):
    def setUp(self):
        super().setUp()
        self.upload("export", Patient=lines(support.patient("a"), support.patient("b", gender="purple")))
        self.id = self.ingest("s3://raw/export", code=5)["jobs"][0]["job_id"]

    def test_list_describe_and_wait(self):
        self.assertEqual([(job["job_id"], job["state"]) for job in self.jobs()], [(self.id, "COMPLETED_WITH_ERRORS")])
        listed = self.hios("import", "list", "--state", "FAILED", "--json")
        self.assertEqual(listed.json["jobs"], [])
        described = self.hios("import", "describe", self.id, "--json")
        self.assertEqual((described.code, described.json["failed"]), (0, 1), described)
        self.assertEqual(self.hios("import", "wait", self.id, "--poll", "1s").code, 5)

    def test_an_unknown_job_is_told(self):
        result = self.hios("import", "describe", "0" * 32)
        self.assertEqual(result.code, 78, result)

    def test_cancelling_is_explained(self):
        result = self.hios("import", "cancel", self.id)
        self.assertEqual(result.code, 5, result)
        self.assertIn("import.no_cancel", result.err)

    def test_no_data_store_is_78(self):
        self.assertEqual(self.hios("import", "list", HEALTHLAKE_DATASTORE_ID=None).code, 78)


if __name__ == "__main__":
    support.main()
