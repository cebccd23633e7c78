#!/usr/bin/env python3
"""Jobs whose zones lie in S3, against `hios sandbox` in a process of its own."""

import io
import json
import os
import random
import tarfile
import time
import unittest

import s3_client
import support

HL7 = ("MSH|^~\\&|LAB|GOOD|HIOS|X|20240102030405||ADT^A01^ADT_A01|{0}|P|2.5.1\r"
       "EVN|A01|20240102030405\rPID|1||{0}^^^GOOD^MR||Example^Ann||19700102|F\rPV1|1|O\r")
ODD = ["a b.json", "a+b.json", "a%2Bb.json", "a%b.json", "dt=2025-01-01/x.json", "q'\"q.json", "(1)!*.json",
       "é/日本/😀.json", "&<>.json", "~tilde.json", "deep/" + "k" * 200 + ".json",
       "/".join(["k" * 199] * 5)[:992] + ".json"]  # with the prefix "in/": 1 000 bytes


def tar_gz(members):
    """A .tar.gz with the same bytes for the same members."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def corpus():
    """Bundles of the samples, HL7 v2 and a .tar.gz: key → bytes."""
    objects = {f"bundles/{path.name}": path.read_bytes() for path in (support.SAMPLES / "bundles").glob("*.json")}
    for number in range(40):
        objects[f"hl7/{number:03}.hl7"] = HL7.format(f"M{number}").encode()
    members = {f"{number}.json": json.dumps(support.bundle(support.patient(f"tar-{number}"))).encode()
               for number in range(30)}
    objects["archive.tar.gz"] = tar_gz(members)
    objects["dirty.json"] = b'{"resourceType": "Patient", "id": '
    return objects


class S3Test(support.JobTest):
    """Each test has a sandbox with three empty buckets."""

    faults = None

    def setUp(self):
        super().setUp()
        arguments = []
        if self.faults:
            (self.folder / "faults.json").write_text(json.dumps(self.faults))
            arguments = ["--faults", self.folder / "faults.json"]
        self.sandbox = s3_client.Sandbox(self.folder / "sandbox", *arguments, *(
            argument for name in ("raw-zone", "stage", "errors") for argument in ("--bucket", name)))
        self.addCleanup(self.sandbox.end)
        self.raw, self.stage, self.errors = map(self.sandbox.bucket, ("raw-zone", "stage", "errors"))
        self.variables()

    def variables(self, **changes):
        """Those of the AWS tools, for every call of the program from now on."""
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            self.set_variable(name, None)
        for name, value in self.sandbox.variables(**changes).items():
            self.set_variable(name, value)

    def set_variable(self, name, value):
        before = os.environ.get(name)
        self.addCleanup(lambda: os.environ.pop(name, None) if before is None else os.environ.update({name: before}))
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value

    def s3_job(self, name="s3", **spec):
        zones = {"source": {"uri": "s3://raw-zone/in"}, "staging": {"uri": "s3://stage/out"},
                 "error": {"uri": "s3://errors"}}
        return self.job(name, **support.merged({"job": "same", **zones}, spec))

    def local_twin(self, objects, **spec):
        job = self.job("local", job="same", **spec)
        for key, data in objects.items():
            job.put(key, data)
        return job

    def fill(self, objects):
        for key, data in objects.items():
            self.raw.put(f"in/{key}", data)

    def stage_a_large_object(self):
        """Larger than a range and than a part: what is staged is what a run over folders stages."""
        lines = "".join(json.dumps(support.patient(f"p{number}", text={"status": "generated", "div": "x" * 2000})) + "\n"
                        for number in range(12_000))
        self.fill({"bulk.ndjson": lines})
        local = self.local_twin({"bulk.ndjson": lines}, **{"import": {"service": "none"}})
        expected = self.run_job(local)
        summary = self.run_job(self.s3_job(**{"import": {"service": "none"}}))
        self.assertEqual(self.outcome(summary["run"])["staged"], local.staged(expected["run"]))
        return summary

    def outcome(self, run):
        """What a run made, as Job.outcome() tells it of folders."""
        staged = {key: digest for key, digest in self.stage.objects(f"out/{run}/").items()
                  if key.startswith(("import/", "lineage/"))}
        return {"staged": staged, "error zone": self.errors.objects(f"{run}/")}


class FromS3ToS3(S3Test):
    LAYOUT = {"pack": {"shard_bytes": "64KiB"}, "import": {"group": {"bytes": "200KiB"}}}

    def test_the_bytes_are_those_of_a_run_over_folders(self):
        objects = corpus()
        local = self.local_twin(objects, **self.LAYOUT)
        expected = self.run_job(local, code=3)
        self.fill(objects)
        job = self.s3_job(**self.LAYOUT)
        summary = self.run_job(job, code=3)
        made = local.outcome(expected["run"])
        found = self.outcome(summary["run"])
        self.assertGreater(len(found["staged"]), 10)
        self.assertEqual(found["staged"], made["staged"])
        self.assertEqual(found["error zone"], made["error zone"])
        self.assertEqual(job.sandbox(), made["sandbox"])
        for part in ("objects", "documents", "resources", "references", "rejects_by_code"):
            self.assertEqual(summary[part], expected[part], part)
        self.assertEqual(summary["staging"], f"s3://stage/out/{summary['run']}")
        self.assertIn(f"out/{summary['run']}/manifest.json", self.stage.keys())
        self.assertFalse(job.staging.exists() or job.error.exists(), "nothing of the zones may lie beside the job")

    def test_a_second_run_takes_nothing_and_a_changed_object_is_all_the_third_takes(self):
        self.fill({f"{number}.json": json.dumps(support.patient(f"p{number}")) for number in range(20)})
        job = self.s3_job()
        self.assertEqual(self.run_job(job)["objects"]["committed"], 20)
        self.assertEqual(self.run_job(job)["objects"]["skipped"], 20)
        self.raw.put("in/7.json", json.dumps(support.patient("p7", gender="female")))
        third = self.run_job(job)
        self.assertEqual((third["objects"]["committed"], third["objects"]["skipped"]), (1, 19))
        self.assertIn("female", job.sandbox()[("Patient", "p7")][1])

    def test_folders_and_buckets_may_be_mixed(self):
        resources = {f"{number}.json": json.dumps(support.patient(f"p{number}")) for number in range(5)}
        self.fill(resources)
        to_folder = self.s3_job("to-folder", staging=None, error=None)
        summary = self.run_job(to_folder)
        self.assertEqual(len(to_folder.lines(summary["run"])), 5)
        from_folder = self.job("from-folder", staging={"uri": "s3://stage/mixed"})
        for name, data in resources.items():
            from_folder.put(name, data)
        summary = self.run_job(from_folder)
        self.assertIn(f"mixed/{summary['run']}/import/00000/Patient/Patient-00000.ndjson", self.stage.keys())

    def test_odd_keys_are_read_and_told_as_they_are(self):
        self.fill({key: json.dumps(support.patient(f"p{number}")) for number, key in enumerate(ODD)})
        job = self.s3_job()
        summary = self.run_job(job)
        self.assertEqual(summary["objects"]["committed"], len(ODD))
        lineage = self.stage.get(f"out/{summary['run']}/lineage/Patient-00000.lineage.ndjson").decode()
        self.assertEqual({json.loads(line)["object"] for line in lineage.splitlines()}, set(ODD))
        self.assertEqual(self.run_job(job)["objects"]["skipped"], len(ODD))

    def test_keys_that_no_folder_could_hold_are_rejects(self):
        self.fill({"good.json": json.dumps(support.patient("p"))})
        self.raw.put("in/x//y.json", "{}")
        self.raw.put("in/folder/", "")
        summary = self.run_job(self.s3_job(), code=3)
        self.assertEqual((summary["objects"]["committed"], summary["objects"]["rejected"]), (1, 1))

    def test_large_objects_are_read_in_ranges_and_large_shards_written_in_parts(self):
        summary = self.stage_a_large_object()
        self.assertGreater(summary["shards"][0]["bytes"], 20 << 20)
        self.assertEqual(self.stage.uploads(), [])

    def test_rejected_documents_are_tried_again_from_the_error_zone(self):
        self.fill({"a.ndjson": json.dumps(support.patient("good")) + "\n" + json.dumps({"resourceType": "Patience", "id": "x"})})
        job = self.s3_job()
        first = self.run_job(job, code=3)
        again = job.call("retry", "last", "--job", job.path, "--json")
        self.assertEqual(again.code, 3, again)
        self.assertEqual(again.json["retry_of"], first["run"])
        self.assertEqual(again.json["documents"]["read"], 1)

    def test_plan_check_status_and_report_know_the_buckets(self):
        self.fill({"a.json": json.dumps(support.patient("a"))})
        job = self.s3_job()
        plan = job.call("plan", job.path, "--json")
        self.assertEqual(plan.code, 0, plan)
        self.assertEqual(plan.json["objects"]["listed"], 1)
        self.assertEqual(self.stage.keys(), [], "a plan writes nothing")
        check = job.call("check", job.path, "--online")
        self.assertEqual(check.code, 0, check)
        self.assertIn("s3://raw-zone/in can be read", check.out)
        summary = self.run_job(job)
        report = job.call("report", "last", "--job", job.path, "--json")
        self.assertEqual(report.json["staging"], summary["staging"])
        self.assertEqual(job.call("status", "--job", job.path).code, 0)


class SamePrefix(S3Test):
    """Jobs of several ledgers that stage under one prefix."""

    def own_job(self, name):
        self.raw.put(f"{name}/a.json", json.dumps(support.patient(name)))
        return self.s3_job(name, job=name, source={"uri": f"s3://raw-zone/{name}"}, state=str(self.folder / f"state-{name}"))

    def test_a_run_takes_no_id_that_another_ledger_s_run_has(self):
        now = time.time()
        for later in range(60):
            run = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now + later))
            self.stage.put(f"out/{run}/claim.json", "{}")
        summary = self.run_job(self.own_job("late"))
        self.assertRegex(summary["run"], r"^\d{8}T\d{6}Z-2$")
        self.assertEqual(json.loads(self.stage.get(f"out/{summary['run']}/claim.json"))["job"], "late")

    def test_two_that_begin_at_once_keep_apart(self):
        jobs = [self.own_job(name) for name in ("one", "two")]
        for _ in range(8):
            time.sleep(1.05 - time.time() % 1)
            for process in [job.start("--json") for job in jobs]:
                self.assertEqual(process.wait(support.PATIENCE), 0)
            summaries = [json.loads((job.folder / "stdout").read_text()) for job in jobs]
            runs = [summary["run"] for summary in summaries]
            self.assertNotEqual(*runs)
            for summary, job in zip(summaries, jobs):
                claim = json.loads(self.stage.get(f"out/{summary['run']}/claim.json"))
                manifest = json.loads(self.stage.get(f"out/{summary['run']}/manifest.json"))
                self.assertEqual((claim["job"], manifest["job"]), (summary["job"],) * 2)
            if runs[0][:16] == runs[1][:16]:
                return
        self.skipTest("no two of them began in the same second")


class Configured(S3Test):
    def test_the_spec_may_say_how_the_service_is_reached(self):
        self.fill({"a.json": json.dumps(support.patient("a"))})
        ready = self.sandbox.ready
        self.variables(AWS_ENDPOINT_URL="http://127.0.0.1:1", AWS_REGION="eu-north-1")
        job = self.s3_job(aws={"endpoint": ready["endpoint"], "region": ready["region"], "addressing": "path"})
        self.run_job(job)
        self.assertNotIn(ready["secret_key"], "".join(path.read_text(errors="replace") for path in job.folder.rglob("*")
                                                      if path.is_file()))

    def test_a_bucket_may_come_from_the_environment(self):
        self.fill({"a.json": json.dumps(support.patient("a"))})
        self.set_variable("AWS_S3_BUCKET_NAME", "raw-zone")
        self.assertEqual(self.run_job(self.s3_job(source={"uri": "s3:///in"}))["objects"]["committed"], 1)

    def test_a_zone_may_have_a_kms_key_of_its_own(self):
        self.fill({"a.json": json.dumps(support.patient("a"))})
        self.run_job(self.s3_job(staging={"kms_key": self.sandbox.ready["kms_key"]}))

    def assert_refused(self, job, code, *words):
        result = job.run("--json")
        self.assertEqual(result.code, code, result)
        for word in words:
            self.assertIn(word, result.err)
        self.assertEqual(self.stage.keys(), [], "nothing may have run")
        check = job.call("check", job.path, "--online")
        self.assertEqual(check.code, code, check)

    def test_a_missing_bucket_is_told_before_anything_runs(self):
        for zone in ("source", "staging", "error"):
            with self.subTest(zone=zone):
                self.assert_refused(self.s3_job(zone, **{zone: {"uri": "s3://no-such-bucket/x"}}), 78, "no-such-bucket")

    def test_wrong_keys_are_told_before_anything_runs(self):
        self.variables(AWS_SECRET_ACCESS_KEY="wrong")
        self.assert_refused(self.s3_job(), 77)
        to_bucket = self.job("to-bucket", staging={"uri": "s3://stage/x"})
        to_bucket.put("a.json", support.patient("a"))
        self.assert_refused(to_bucket, 77)

    def test_no_keys_are_told_before_anything_runs(self):
        self.variables(AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")
        self.set_variable("AWS_ACCESS_KEY_ID", None)
        self.set_variable("AWS_SECRET_ACCESS_KEY", None)
        self.assert_refused(self.s3_job(), 77)

    def test_a_wrong_region_is_corrected_by_the_service(self):
        self.fill({"a.json": json.dumps(support.patient("a"))})
        self.variables(AWS_REGION="eu-north-1")
        self.run_job(self.s3_job())

    def test_a_server_that_is_not_there_is_a_passing_failure(self):
        self.variables(AWS_ENDPOINT_URL="http://127.0.0.1:1", AWS_MAX_ATTEMPTS="1")
        result = self.s3_job().run("--json")
        self.assertEqual(result.code, 75, result)


class Killed(S3Test):
    LAYOUT = {"pack": {"shard_bytes": "24KiB"}, "import": {"group": {"bytes": "120KiB"}}}

    def test_sigkill_at_any_moment_changes_no_byte(self):
        objects = corpus()
        local = self.local_twin(objects, **self.LAYOUT)
        expected = local.outcome(self.run_job(local, code=3)["run"])
        self.fill(objects)
        began = time.monotonic()
        self.run_job(self.s3_job("warm", job="warm", staging={"uri": "s3://stage/warm"}, error={"uri": "s3://errors/warm"},
                                 **self.LAYOUT), code=3)
        seconds = time.monotonic() - began
        rng = random.Random(20261121)
        killed = 0
        job = self.s3_job("killed", **self.LAYOUT)
        for _ in range(8):
            process = job.start()
            time.sleep(rng.uniform(0.05, 0.5 * seconds))
            over = process.poll() is not None
            self.stop(process)
            if over:
                break
            killed += 1
        self.assertGreater(killed, 0)
        if job.run_state() != support.DONE:
            self.run_job(job, code=3)
        runs = {key.split("/")[1] for key in self.stage.keys("out/")}
        self.assertEqual(len(runs), 1, "a resumed run must go on under its id")
        found = self.outcome(runs.pop())
        self.assertEqual(found["staged"], expected["staged"])
        self.assertEqual(found["error zone"], expected["error zone"])
        self.assertEqual(job.sandbox(), expected["sandbox"])
        self.assertEqual(self.stage.uploads(), [])


class Faulty(S3Test):
    faults = {"seed": 7, "rules": [{"service": "s3", "rate": 0.2, "do": "throttle"}, {"service": "s3", "rate": 0.05, "do": "cut"},
                                   {"service": "s3", "operation": "GetObject", "rate": 0.1, "do": "truncate"}]}

    def test_a_fifth_of_failing_calls_loses_nothing(self):
        objects = {f"{number}.json": json.dumps(support.patient(f"p{number}")) for number in range(30)}
        for key, data in objects.items():
            for _ in range(50):
                try:
                    self.raw.put(f"in/{key}", data)
                    break
                except (s3_client.Refused, OSError):
                    continue
        summary = self.run_job(self.s3_job())
        self.assertEqual(summary["objects"]["committed"], 30)


if __name__ == "__main__":
    support.main()
