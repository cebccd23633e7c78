#!/usr/bin/env python3
"""`hios sandbox` driven by other people's clients: botocore and the aws command line client. They are no part of HIOS and
share no code with it, so what they accept and what they sign proves the sandbox's side of both protocols."""

import hashlib
import importlib.util
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import unittest
import urllib.request
from pathlib import Path

# Debian's boto3 belongs to Debian's Python, which need not be the one that runs the tests.
DEBIAN_PYTHON = "/usr/bin/python3"
if importlib.util.find_spec("boto3") is None and Path(DEBIAN_PYTHON).exists() and "HIOS_REEXECUTED" not in os.environ:
    os.environ["HIOS_REEXECUTED"] = "1"
    os.execv(DEBIAN_PYTHON, [DEBIAN_PYTHON, "-B", *sys.argv])

import aws_support  # noqa: E402
import support  # noqa: E402

try:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import ClientError
    from boto3.s3.transfer import TransferConfig
except ImportError:
    boto3 = None

AWS = "/usr/bin/aws" if Path("/usr/bin/aws").exists() else shutil.which("aws")
ODD_KEYS = ["a b", "a+b", "a%2Bb", "a%b", "dt=2025-01-01/x.ndjson", "q'\"q", "(1)!*", "é/日本/😀", "x//y", "./x/../y",
            "&<>", "~tilde", "k" * 1000, "tab\tand\x01control"]
PATIENTS = "".join(json.dumps(line) + "\n" for line in (
    {"resourceType": "Patient", "id": "a", "gender": "male"},
    {"resourceType": "Patient", "id": "b", "gender": "purple"},
    {"resourceType": "Patient", "id": "c", "birthDate": "2000-01-01"}))


class Sandbox(aws_support.Sandbox):
    """With clients of AWS's own library, and HealthLake's rates."""

    options = ()

    def client(self, service, secret=None, **config):
        return boto3.client(service, endpoint_url=self.ready["endpoint"], region_name=self.ready["region"],
                            aws_access_key_id=self.ready["access_key"],
                            aws_secret_access_key=secret or self.ready["secret_key"],
                            config=Config(retries={"max_attempts": 1}, **config))

    def job(self, source="s3://stage/in/", **more):
        return {"JobName": "nightly", "InputDataConfig": {"S3Uri": source}, "DatastoreId": self.ready["datastore"],
                "JobOutputDataConfig": {"S3Configuration": {"S3Uri": "s3://stage/out/", "KmsKeyId": self.ready["kms_key"]}},
                "DataAccessRoleArn": self.ready["role_arn"], **more}


class SandboxTest(support.JobTest):
    def setUp(self):
        super().setUp()
        self.data = self.folder / "data"
        self.sandbox = self.start()

    def start(self, *arguments):
        sandbox = Sandbox(self.data, "--bucket", "stage", "--no-rate-limits", *arguments)
        self.addCleanup(sandbox.end)
        return sandbox

    def refused(self, code, call, **arguments):
        with self.assertRaises(ClientError) as raised:
            call(**arguments)
        self.assertEqual(raised.exception.response["Error"]["Code"], code)
        return raised.exception.response


class Verb(SandboxTest):
    def test_the_ready_line_has_what_clients_need(self):
        self.assertEqual(set(self.sandbox.ready), {"endpoint", "access_key", "secret_key", "datastore", "role_arn",
                                                   "kms_key", "region"})
        self.assertRegex(self.sandbox.ready["endpoint"], r"^http://127\.0\.0\.1:\d+$")
        self.assertEqual((self.data / "credentials.json").stat().st_mode & 0o077, 0)

    def test_a_signal_ends_it_with_0_and_a_second_one_on_the_folder_is_refused(self):
        second = support.hios("sandbox", "--data", self.data)
        self.assertEqual(second.code, 75, second)
        self.assertEqual(self.sandbox.end(), 0)

    def test_a_wrong_fault_script_is_named(self):
        script = self.folder / "faults.yaml"
        script.write_text("rules:\n  - {do: explode}\n")
        result = support.hios("sandbox", "--data", self.folder / "other", "--faults", script)
        self.assertEqual(result.code, 78, result)
        self.assertIn("faults:2", result.err)


@unittest.skipIf(boto3 is None, "boto3 is not installed")
class Botocore(SandboxTest):
    def setUp(self):
        super().setUp()
        self.s3 = self.sandbox.client("s3", s3={"addressing_style": "path"}, signature_version="s3v4")

    def test_odd_keys_go_and_come_and_are_listed(self):
        for key in ODD_KEYS:
            self.s3.put_object(Bucket="stage", Key=key, Body=key.encode(), Metadata={"kept": "a%20b"})
        for key in ODD_KEYS:
            found = self.s3.get_object(Bucket="stage", Key=key)
            self.assertEqual(found["Body"].read().decode(), key)
            self.assertEqual(found["Metadata"], {"kept": "a%20b"})
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket="stage", PaginationConfig={"PageSize": 3})
        listed = [entry["Key"] for page in pages for entry in page["Contents"]]
        self.assertEqual(listed, sorted(ODD_KEYS, key=str.encode))
        self.s3.delete_objects(Bucket="stage", Delete={"Objects": [{"Key": key} for key in ODD_KEYS if key.isprintable()]})
        self.assertEqual(self.s3.list_objects_v2(Bucket="stage")["KeyCount"], 1)

    def test_virtual_hosts_presigned_urls_and_copies(self):
        host = self.sandbox.ready["endpoint"].replace("127.0.0.1", "localhost")
        virtual = boto3.client("s3", endpoint_url=host, region_name="us-east-1",
                               aws_access_key_id=self.sandbox.ready["access_key"],
                               aws_secret_access_key=self.sandbox.ready["secret_key"],
                               config=Config(s3={"addressing_style": "virtual"}))
        try:
            virtual.put_object(Bucket="stage", Key="v h", Body=b"virtual")
        except Exception as error:  # no resolver for *.localhost
            if "EndpointConnectionError" not in type(error).__name__:
                raise
            self.s3.put_object(Bucket="stage", Key="v h", Body=b"virtual")
        url = self.s3.generate_presigned_url("get_object", Params={"Bucket": "stage", "Key": "v h"})
        with urllib.request.urlopen(url) as answer:
            self.assertEqual(answer.read(), b"virtual")
        self.s3.copy_object(Bucket="stage", Key="copy", CopySource={"Bucket": "stage", "Key": "v h"})
        self.assertEqual(self.s3.get_object(Bucket="stage", Key="copy")["Body"].read(), b"virtual")

    def test_a_multipart_upload_of_20_mb(self):
        data = os.urandom(20_000_000)
        source = self.folder / "large"
        source.write_bytes(data)
        self.s3.upload_file(str(source), "stage", "large",
                            Config=TransferConfig(multipart_threshold=8 << 20, multipart_chunksize=8 << 20))
        self.assertRegex(self.s3.head_object(Bucket="stage", Key="large")["ETag"], r'-3"$')
        target = self.folder / "back"
        self.s3.download_file("stage", "large", str(target))
        self.assertEqual(support.sha256(target), hashlib.sha256(data).hexdigest())

    def test_refusals_carry_their_codes(self):
        self.refused("NoSuchKey", self.s3.get_object, Bucket="stage", Key="none")
        self.refused("NoSuchBucket", self.s3.list_objects_v2, Bucket="none")
        self.refused("NoSuchUpload", self.s3.abort_multipart_upload, Bucket="stage", Key="a", UploadId="x")
        self.refused("SignatureDoesNotMatch", self.sandbox.client("s3", secret="guessed").list_buckets)
        self.s3.put_object(Bucket="stage", Key="a", Body=b"12345")
        self.assertEqual(self.s3.get_object(Bucket="stage", Key="a", Range="bytes=1-2")["Body"].read(), b"23")
        self.refused("InvalidRange", self.s3.get_object, Bucket="stage", Key="a", Range="bytes=9-")
        self.refused("PreconditionFailed", self.s3.get_object, Bucket="stage", Key="a", IfMatch="0")
        self.refused("BucketNotEmpty", self.s3.delete_bucket, Bucket="stage")

    def test_a_create_only_put_loses_against_an_existing_key(self):
        def create_only(request, **_):
            request.headers["If-None-Match"] = "*"
        self.s3.meta.events.register("before-sign.s3.PutObject", create_only)
        self.s3.put_object(Bucket="stage", Key="once", Body=b"1")
        answer = self.refused("PreconditionFailed", self.s3.put_object, Bucket="stage", Key="once", Body=b"2")
        self.assertEqual(answer["ResponseMetadata"]["HTTPStatusCode"], 412)

    def wait(self, healthlake, job):
        until = time.monotonic() + support.PATIENCE
        while time.monotonic() < until:
            found = healthlake.describe_fhir_import_job(DatastoreId=self.sandbox.ready["datastore"],
                                                        JobId=job)["ImportJobProperties"]
            if found["JobStatus"] not in ("SUBMITTED", "QUEUED", "IN_PROGRESS"):
                return found
            time.sleep(0.05)
        self.fail("the import job does not end")

    def test_an_import_job_from_upload_to_report(self):
        self.s3.put_object(Bucket="stage", Key="in/Patient/p.ndjson", Body=PATIENTS.encode())
        healthlake = self.sandbox.client("healthlake")
        started = healthlake.start_fhir_import_job(**self.sandbox.job())
        self.assertEqual(started["JobStatus"], "SUBMITTED")
        done = self.wait(healthlake, started["JobId"])
        self.assertEqual(done["JobStatus"], "COMPLETED_WITH_ERRORS")
        folder = done["JobOutputDataConfig"]["S3Configuration"]["S3Uri"].partition("s3://stage/")[2]
        self.assertTrue(folder.endswith(f"-FHIR_IMPORT-{started['JobId']}/"))
        manifest = json.loads(self.s3.get_object(Bucket="stage", Key=folder + "Manifest.json")["Body"].read())
        self.assertEqual(manifest["numberOfResourcesImportedSuccessfully"], 2)
        failure = self.s3.get_object(Bucket="stage", Key=folder + "FAILURE/Patient/p.ndjson")["Body"].read().decode()
        self.assertEqual(json.loads(failure)["lineId"], 2)
        listed = healthlake.list_fhir_import_jobs(DatastoreId=self.sandbox.ready["datastore"], JobName="nightly")
        self.assertEqual([job["JobId"] for job in listed["ImportJobPropertiesList"]], [started["JobId"]])
        self.refused("AccessDeniedException", healthlake.start_fhir_import_job,
                     **self.sandbox.job(DataAccessRoleArn="arn:aws:iam::000000000000:role/unknown"))
        with sqlite3.connect(f"file:{self.data}/sandbox.sqlite?mode=ro", uri=True) as store:
            self.assertEqual(store.execute("SELECT type, id, version FROM resource ORDER BY id").fetchall(),
                             [("Patient", "a", 1), ("Patient", "c", 1)])

    def test_a_killed_sandbox_goes_on_and_a_token_starts_one_job(self):
        lines = "".join(json.dumps({"resourceType": "Patient", "id": f"p{number}"}) + "\n" for number in range(10_000))
        for file in range(4):
            self.s3.put_object(Bucket="stage", Key=f"in/{file}.ndjson", Body=lines.replace('"p', f'"p{file}-').encode())
        job = self.sandbox.job(ClientToken="one-job")
        first = self.sandbox.client("healthlake").start_fhir_import_job(**job)["JobId"]
        self.sandbox.end(signal.SIGKILL)
        self.sandbox = self.start()
        healthlake = self.sandbox.client("healthlake")
        self.assertEqual(healthlake.start_fhir_import_job(**job)["JobId"], first)
        done = self.wait(healthlake, first)
        self.assertEqual(done["JobStatus"], "COMPLETED", done)
        with sqlite3.connect(f"file:{self.data}/sandbox.sqlite?mode=ro", uri=True) as store:
            self.assertEqual(store.execute("SELECT count(*), max(version) FROM resource").fetchone(), (40_000, 1))

    def test_injected_faults_reach_the_client_and_its_retries_overcome_them(self):
        script = self.folder / "faults.json"
        script.write_text(json.dumps({"seed": 3, "rules": [
            {"service": "s3", "operation": "PutObject", "rate": 0.2, "do": "throttle"},
            {"service": "s3", "operation": "PutObject", "rate": 0.1, "do": "lose_reply"},
            {"service": "s3", "operation": "GetObject", "times": 1, "do": "expire"}]}))
        self.sandbox.end()
        self.sandbox = self.start("--faults", script)
        patient = boto3.client("s3", endpoint_url=self.sandbox.ready["endpoint"], region_name="us-east-1",
                               aws_access_key_id=self.sandbox.ready["access_key"],
                               aws_secret_access_key=self.sandbox.ready["secret_key"],
                               config=Config(retries={"max_attempts": 8, "mode": "standard"}))
        for number in range(20):
            patient.put_object(Bucket="stage", Key=f"f/{number}", Body=b"x")
        self.assertEqual(patient.list_objects_v2(Bucket="stage", Prefix="f/")["KeyCount"], 20)
        self.refused("ExpiredToken", patient.get_object, Bucket="stage", Key="f/1")


@unittest.skipIf(AWS is None, "the aws command line client is not installed")
class AwsCommand(SandboxTest):
    def aws(self, *arguments, code=0):
        ready = self.sandbox.ready
        environment = {**support.environment(), "AWS_ACCESS_KEY_ID": ready["access_key"],
                       "AWS_SECRET_ACCESS_KEY": ready["secret_key"], "AWS_DEFAULT_REGION": ready["region"],
                       "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null", "AWS_PAGER": "",
                       "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}
        done = subprocess.run([AWS, "--endpoint-url", ready["endpoint"], "--output", "json", *map(str, arguments)],
                              env=environment, capture_output=True, timeout=support.PATIENCE)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        return done.stdout.decode()

    def test_a_folder_with_odd_names_goes_up_and_comes_back(self):
        names = ["a b", "a+b", "a%2Bb", "dt=1/x", "é😀", "q'q", "#1?"]
        for name in names:
            path = self.folder / "up" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name)
        (self.folder / "up" / "large").write_bytes(os.urandom(20_000_000))
        self.aws("s3", "cp", "--recursive", "--quiet", self.folder / "up", "s3://stage/up")
        self.aws("s3", "sync", "--quiet", "s3://stage/up", self.folder / "down")
        self.assertEqual(support.hashes(self.folder / "down"), support.hashes(self.folder / "up"))
        self.aws("s3", "rm", "--recursive", "--quiet", "s3://stage/up")
        self.assertEqual(self.aws("s3", "ls", "s3://stage/"), "")

    def test_healthlake_jobs_start_and_are_described(self):
        (self.folder / "p.ndjson").write_text(PATIENTS)
        self.aws("s3", "cp", "--quiet", self.folder / "p.ndjson", "s3://stage/in/p.ndjson")
        job = self.folder / "job.json"
        job.write_text(json.dumps(self.sandbox.job()))
        started = json.loads(self.aws("healthlake", "start-fhir-import-job", "--cli-input-json", f"file://{job}"))
        store = ("--datastore-id", self.sandbox.ready["datastore"])
        until = time.monotonic() + support.PATIENCE
        state = ""
        while not state.startswith("COMPLETED") and time.monotonic() < until:
            state = json.loads(self.aws("healthlake", "describe-fhir-import-job", *store, "--job-id", started["JobId"]))[
                "ImportJobProperties"]["JobStatus"]
        self.assertEqual(state, "COMPLETED_WITH_ERRORS")
        listed = json.loads(self.aws("healthlake", "list-fhir-import-jobs", *store))
        self.assertEqual(len(listed["ImportJobPropertiesList"]), 1)
        stores = json.loads(self.aws("healthlake", "list-fhir-datastores"))["DatastorePropertiesList"]
        self.assertEqual([found["DatastoreStatus"] for found in stores], ["ACTIVE"])


if __name__ == "__main__":
    support.main()
