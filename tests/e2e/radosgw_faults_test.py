#!/usr/bin/env python3
"""A real S3 server behind a gate that fails a fifth of all calls, resets connections and cuts bodies: jobs and uploads come
out as if nothing had happened. Run by tests/servers/radosgw.sh; skipped without it."""

import hashlib
import json
import os
import unittest

import aws_gate
import s3_client
import s3_job_test
import support

SERVER = {name: os.environ.get("HIOS_TEST_S3_" + name.upper()) for name in
          ("endpoint", "access_key", "secret_key", "region")}


@unittest.skipIf(SERVER["endpoint"] is None, "no S3 server: run by tests/servers/radosgw.sh")
class RadosgwFaults(s3_job_test.S3Test):
    """The buckets lie in the server, looked at without the gate; the program goes through the gate."""

    def setUp(self):
        support.JobTest.setUp(self)
        self.raw, self.stage, self.errors = (s3_client.Bucket(SERVER, name) for name in ("raw-zone", "stage", "errors"))
        for bucket in (self.raw, self.stage, self.errors):
            bucket.call("PUT", "")
            for key in bucket.keys():
                bucket.remove(key)
        self.faults = aws_gate.Faults(seed=7, lost=0.03)
        self.gate = aws_gate.Gate(SERVER["endpoint"], self.faults.before, self.faults.after)
        self.addCleanup(self.gate.end)
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            self.set_variable(name, None)
        for name, value in {"AWS_ENDPOINT_URL": self.gate.url, "AWS_REGION": SERVER["region"],
                            "AWS_ACCESS_KEY_ID": SERVER["access_key"], "AWS_SECRET_ACCESS_KEY": SERVER["secret_key"],
                            "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
                            "AWS_EC2_METADATA_DISABLED": "true"}.items():
            self.set_variable(name, value)

    def assert_it_was_hard(self, *kinds):
        for kind in kinds:
            self.assertGreater(self.faults.done[kind], 0, f"{kind}: {self.faults.done} in {len(self.gate.requests)} calls")

    def test_a_run_stages_the_bytes_of_one_over_folders(self):
        layout = {"pack": {"shard_bytes": "64KiB"}, "import": {"service": "none", "group": {"bytes": "200KiB"}}}
        objects = s3_job_test.corpus()
        local = self.local_twin(objects, **layout)
        expected = self.run_job(local, code=3)
        self.fill(objects)
        summary = self.run_job(self.s3_job(**layout), code=3)
        self.assert_it_was_hard("error", "reset", "cut", "lost")
        made, found = local.outcome(expected["run"]), self.outcome(summary["run"])
        self.assertGreater(len(found["staged"]), 10)
        self.assertEqual(found["staged"], made["staged"])
        self.assertEqual(found["error zone"], made["error zone"])
        for part in ("objects", "documents", "resources", "references", "rejects_by_code"):
            self.assertEqual(summary[part], expected[part], part)

    def test_large_objects_in_ranges_and_parts_are_whole(self):
        self.stage_a_large_object()
        self.assert_it_was_hard("error")
        # Of an upload whose very first answer was lost nobody knows the id.
        self.assertLessEqual(set(self.stage.uploads()), {"out/hios-write-probe"})

    def test_a_folder_is_stored_as_it_is(self):
        folder = self.folder / "documents"
        for number in range(60):
            path = folder / f"{number % 7}" / f"d {number}+é.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(support.patient(f"p{number}")))
        (folder / "large.bin").write_bytes(os.urandom(12 << 20))
        done = support.hios("store", folder, "s3://raw-zone/docs", "--part-size", "5MiB", "--json")
        self.assertEqual(done.code, 0, done)
        self.assert_it_was_hard("error", "reset")
        there = self.raw.objects("docs/")
        self.assertEqual(there, {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
                                 for path in folder.rglob("*") if path.is_file()})
        again = support.hios("store", folder, "s3://raw-zone/docs", "--part-size", "5MiB", "--json")
        self.assertEqual((again.code, again.json["unchanged"]), (0, 61), again)


if __name__ == "__main__":
    support.main()
