#!/usr/bin/env python3
"""What the machine does to a run: missing permission, a full disk, files that change, files that are huge."""

import contextlib
import gzip
import os
import shutil
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import support
from support import bundle, patient

NOBODY = 65534


class Permissions(support.JobTest):
    """As a user whom permissions hold for: root may read everything."""

    def setUp(self):
        super().setUp()
        self.user = None
        if os.geteuid() == 0:
            self.user = NOBODY
            if not os.access("/", os.X_OK) or subprocess.run(
                    [support.PROGRAM, "--version"], user=NOBODY, group=NOBODY, extra_groups=[], stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL, check=False).returncode != 0:
                raise unittest.SkipTest("the program cannot be reached by another user")

    def work_of(self, name="job"):
        work = self.job(name)
        work.put("good.json", bundle(patient("good")))
        return work

    def hand_over(self, work):
        """Everything belongs to the user of the run."""
        if self.user is None:
            return
        os.chmod(self.folder, 0o755)
        for path in [work.folder, *work.folder.rglob("*")]:
            os.chown(path, self.user, self.user)

    def run_as_user(self, work, code):
        result = work.run("--json", user=self.user)
        self.assertEqual(result.code, code, result)
        return result

    def test_an_unreadable_file_and_folder_are_rejected_and_the_rest_goes_on(self):
        work = self.work_of()
        secret = work.put("secret.json", patient("secret"))
        inner = work.put("closed/inner.json", patient("inner"))
        self.hand_over(work)
        secret.chmod(0)
        inner.parent.chmod(0)
        self.addCleanup(inner.parent.chmod, 0o700)
        summary = self.run_as_user(work, 3).json
        self.assertTrue(summary["balanced"])
        self.assertEqual(summary["rejects_by_code"], {"io.permission": 2})
        self.assertEqual({record["object"].rstrip("/") for record in work.rejects(summary["run"])}, {"secret.json", "closed"})
        self.assertEqual({key[1] for key in work.sandbox()}, {"good"})

        # After a mend the next run takes them.
        secret.chmod(0o600)
        inner.parent.chmod(0o700)
        summary = self.run_as_user(work, 0).json
        self.assertEqual({key[1] for key in work.lines(summary["run"])}, {"secret", "inner"})

    def test_a_source_that_may_not_be_read_ends_with_77(self):
        work = self.work_of()
        self.hand_over(work)
        work.raw.chmod(0)
        self.addCleanup(work.raw.chmod, 0o700)
        self.assertIn("[io.permission]", self.run_as_user(work, 77).err)

    def test_a_staging_folder_that_may_not_be_written_ends_with_77(self):
        work = self.work_of()
        work.staging.mkdir()
        self.hand_over(work)
        work.staging.chmod(0o500)
        self.assertIn("[io.permission]", self.run_as_user(work, 77).err)

    def test_a_state_folder_that_cannot_be_made_ends_with_77(self):
        work = self.work_of()
        self.hand_over(work)
        work.folder.chmod(0o500)
        self.addCleanup(work.folder.chmod, 0o700)
        self.run_as_user(work, 77)


class ChangingFiles(support.JobTest):
    def test_a_file_that_grows_while_it_is_read_is_rejected_and_taken_once_it_is_quiet(self):
        work = self.job(limits={"threads": 1})
        work.put("a-good.json", bundle(patient("good")))
        line = b'{"resourceType":"Patient","id":"p%07d","language":"' + b"x" * 2000 + b'"}\n'
        growing = work.put("growing.ndjson", b"".join(line % number for number in range(20_000)))
        work.put("z-good.json", bundle(patient("last")))
        ended = threading.Event()

        def grow():
            with open(growing, "ab", buffering=0) as file:
                number = 20_000
                while not ended.is_set():
                    file.write(line % number)
                    number += 1
                    time.sleep(0.0005)

        writer = threading.Thread(target=grow)
        writer.start()
        try:
            result = work.run("--json")
        finally:
            ended.set()
            writer.join()
        self.assertEqual(result.code, 3, result)
        self.assertTrue(result.json["balanced"])
        self.assertEqual(result.json["rejects_by_code"], {"io.changed": 1})
        (record,) = work.rejects(result.json["run"])
        self.assertEqual((record["object"], record["level"]), ("growing.ndjson", "object"))
        self.assertLessEqual({"good", "last"}, {key[1] for key in work.sandbox()})

        summary = self.run_job(work)
        self.assertEqual((summary["objects"]["committed"], summary["objects"]["skipped"]), (1, 2))
        with open(growing, "rb") as file:
            self.assertEqual(summary["documents"]["read"], sum(1 for _ in file))
        self.assertEqual(len(work.sandbox()), summary["documents"]["read"] + 2)

    def test_a_file_that_is_gone_when_its_turn_comes_is_rejected(self):
        work = self.job(limits={"threads": 1}, pack={"shard_bytes": "8KiB"})
        support.datagen("bundles", work.raw / "a", seed=81, patients=10, mean_resources=400, compact=True)
        last = work.put("z.json", bundle(patient("last")))
        process = work.start("--json")
        while process.poll() is None and (work.run_state() or 0) < support.GATHERING:
            time.sleep(0.0005)
        last.unlink()
        code = process.wait(support.PATIENCE)
        self.assertEqual(code, 3, (work.folder / "stderr").read_text())
        summary = support.Result(code, (work.folder / "stdout").read_text(), "").json
        self.assertTrue(summary["balanced"])
        self.assertEqual(summary["rejects_by_code"], {"io.not_found": 1})


class HalfReadObjects(support.JobTest):
    def test_an_object_that_breaks_off_after_sound_lines_does_not_end_with_0(self):
        work = self.job()
        lines = b"".join(b'{"resourceType":"Patient","id":"p%d","language":"%s"}\n' % (number, os.urandom(2000).hex().encode())
                         for number in range(2000))
        work.put("cut.ndjson.gz", gzip.compress(lines, mtime=0)[:-5000])
        result = work.run("--json")
        self.assertEqual(result.json["rejects_by_code"].get("codec.corrupt"), 1)
        self.assertGreater(result.json["documents"]["mapped"], 0)
        self.assertEqual(result.code, 3, result)
        self.assertEqual(result.json["status"], "complete_with_rejects")


class HugeFiles(support.JobTest):
    MEMORY = 512 << 20

    def run_over(self, name, make, **limits):
        work = self.job(limits={"memory": self.MEMORY, **limits})
        work.put("good.json", bundle(patient("good")))
        make(work.raw / name)
        summary = self.run_job(work, code=3)
        self.assertIn(("Patient", "good"), work.sandbox())
        if not support.SANITIZED:
            self.assertLess(summary["peak_rss_bytes"], self.MEMORY)
        return summary

    @staticmethod
    def sparse(path):
        with open(path, "wb") as file:
            file.truncate(3 << 30)

    def test_three_sparse_gigabytes_as_one_document_stay_within_the_memory(self):
        summary = self.run_over("huge.json", self.sparse)
        self.assertEqual(summary["rejects_by_code"], {"io.too_large": 1})

    def test_three_sparse_gigabytes_as_one_line_stay_within_the_memory(self):
        summary = self.run_over("huge.ndjson", self.sparse)
        self.assertEqual(summary["rejects_by_code"], {"io.too_large": 1})

    def test_a_bundle_beyond_the_limit_stays_within_the_memory(self):
        def make(path):
            entry = b'{"resource":{"resourceType":"Patient","language":"' + b"x" * (1 << 20) + b'"}},'
            with open(path, "wb") as file:
                file.write(b'{"resourceType":"Bundle","type":"collection","entry":[')
                for _ in range(150):
                    file.write(entry)
                file.write(entry[:-1] + b"]}")

        summary = self.run_over("huge.json", make)
        self.assertEqual(summary["rejects_by_code"], {"io.too_large": 1})

    def test_many_large_documents_at_once_stay_within_the_memory(self):
        work = self.job(limits={"memory": self.MEMORY, "threads": 8})
        document = bundle(*(patient(f"p{number}", language="x" * 10_000) for number in range(2000)))
        for number in range(20):
            work.put(f"{number}.json", document)
        summary = self.run_job(work)
        self.assertEqual(summary["documents"]["read"], 20)
        if not support.SANITIZED:
            self.assertLess(summary["peak_rss_bytes"], self.MEMORY)


class FullDisk(support.JobTest):
    """Zones on a file system of two megabytes, which is then made larger."""

    def setUp(self):
        super().setUp()
        self.small = Path(tempfile.mkdtemp(prefix="hios-e2e-small-"))
        self.addCleanup(shutil.rmtree, self.small, ignore_errors=True)
        if os.geteuid() != 0 or self.mount("size=2m") != 0:
            raise unittest.SkipTest("mounting a small file system takes root")
        self.addCleanup(subprocess.run, ["umount", "-l", str(self.small)], check=False)

    def mount(self, options):
        with contextlib.suppress(FileNotFoundError):
            return subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.small)], check=False,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
        return 1

    def test_a_full_staging_zone_ends_with_75_and_goes_on_once_there_is_room(self):
        self.check(staging={"uri": str(self.small / "staging")})

    def test_a_full_state_folder_ends_with_75_and_goes_on_once_there_is_room(self):
        self.check(state=str(self.small / "state"))

    def test_a_full_error_zone_ends_with_75_and_goes_on_once_there_is_room(self):
        self.check(error={"uri": str(self.small / "error")})

    def check(self, **place):
        raw = self.folder / "raw"
        support.datagen("bundles", raw, seed=82, patients=6, mean_resources=600, compact=True)
        # Rejected documents that fill the error zone as well.
        for number in range(4):
            (raw / f"cut-{number}.json").write_bytes(b'{"resourceType":"Patient","language":"' + b"x" * (1 << 20))
        layout = {"pack": {"shard_bytes": "64KiB"}, "import": {"group": {"bytes": "400KiB"}}}
        whole = self.job("whole", raw=raw, **layout)
        expected = whole.outcome(self.run_job(whole, code=3)["run"])

        work = self.job("job", raw=raw, **layout, **place)
        result = work.run("--json")
        self.assertEqual(result.code, 75, result)
        self.assertIn("io.disk_full", result.err)
        self.assertEqual(subprocess.run(["mount", "-o", "remount,size=512m", str(self.small)], check=False).returncode, 0)
        result = work.run("--json")
        self.assertEqual(result.code, 3, result)
        summary = result.json
        self.assertTrue(summary["balanced"])
        self.assertEqual({job["state"] for job in summary["import_jobs"]}, {"COMPLETED"})
        for name in ("staging", "error", "state"):
            if name in place:
                (work.folder / name).symlink_to(self.small / name)
        found = work.outcome(summary["run"])
        for part in ("staged", "error zone"):
            self.assertEqual(found[part], expected[part], part)
        # Not the versions: a job that failed half-way is imported again as a whole.
        self.assertEqual({key: line for key, (_, line) in found["sandbox"].items()},
                         {key: line for key, (_, line) in expected["sandbox"].items()})


if __name__ == "__main__":
    support.main()
