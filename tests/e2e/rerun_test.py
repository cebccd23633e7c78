#!/usr/bin/env python3
"""Running a job again: only what is new or changed. Two at once: the second is told who is at work."""

import contextlib
import os
import sqlite3
import time
import unittest

import support
from support import bundle, patient


class RunAgain(support.JobTest):
    def setUp(self):
        super().setUp()
        self.work = self.job()
        self.work.put("a.json", bundle(patient("a", gender="male")))
        self.work.put("b.json", bundle(patient("b")))
        self.work.put("lines.ndjson", '{"resourceType":"Patient","id":"l1"}\n{"resourceType":"Patient","id":"l2"}\n')
        self.first = self.run_job(self.work)

    def objects(self, summary):
        return {name: summary["objects"][name] for name in ("listed", "committed", "rejected", "skipped")}

    def test_a_second_run_takes_nothing(self):
        second = self.run_job(self.work)
        self.assertNotEqual(second["run"], self.first["run"])
        self.assertEqual(self.objects(second), {"listed": 3, "committed": 0, "rejected": 0, "skipped": 3})
        self.assertEqual((second["shards"], second["import_jobs"], second["documents"]["read"]), ([], [], 0))
        self.assertEqual({version for version, _ in self.work.sandbox().values()}, {1})

    def test_a_new_object_alone_is_taken(self):
        self.work.put("c.json", bundle(patient("c")))
        second = self.run_job(self.work)
        self.assertEqual(self.objects(second), {"listed": 4, "committed": 1, "rejected": 0, "skipped": 3})
        self.assertEqual(set(self.work.lines(second["run"])), {("Patient", "c")})

    def test_a_changed_object_is_taken_again_and_its_resource_becomes_version_2(self):
        self.work.put("a.json", bundle(patient("a", gender="other")))
        second = self.run_job(self.work)
        self.assertEqual(self.objects(second), {"listed": 3, "committed": 1, "rejected": 0, "skipped": 2})
        version, line = self.work.sandbox()[("Patient", "a")]
        self.assertEqual(version, 2)
        self.assertIn('"other"', line)

    def test_a_change_of_the_same_size_is_seen(self):
        self.work.put("a.json", bundle(patient("a", gender="mole")))
        self.assertEqual(self.run_job(self.work)["objects"]["committed"], 1)

    def test_a_removed_object_leaves_what_was_imported(self):
        (self.work.raw / "b.json").unlink()
        second = self.run_job(self.work)
        self.assertEqual(self.objects(second), {"listed": 2, "committed": 0, "rejected": 0, "skipped": 2})
        self.assertIn(("Patient", "b"), self.work.sandbox())

    def test_a_document_that_failed_is_not_read_again_until_its_object_changes(self):
        self.work.put("bad.json", '{"resourceType":"Patient",')
        second = self.run_job(self.work, code=3)
        self.assertEqual(self.objects(second), {"listed": 4, "committed": 0, "rejected": 1, "skipped": 3})
        self.assertEqual(self.objects(self.run_job(self.work))["skipped"], 4)
        self.work.put("bad.json", patient("mended"))
        fourth = self.run_job(self.work)
        self.assertEqual(self.objects(fourth), {"listed": 4, "committed": 1, "rejected": 0, "skipped": 3})
        self.assertIn(("Patient", "mended"), self.work.sandbox())

    def test_an_object_that_could_not_be_read_is_tried_again(self):
        path = self.work.put("broken.ndjson.gz", b"\x1f\x8b\x08\x00damaged")
        second = self.run_job(self.work, code=3)
        self.assertEqual(second["objects"]["rejected"], 1)
        third = self.run_job(self.work, code=3)
        self.assertEqual(self.objects(third), {"listed": 4, "committed": 0, "rejected": 1, "skipped": 3})
        path.unlink()
        self.run_job(self.work)

    def test_another_identity_namespace_takes_everything_again(self):
        self.work.change(identity={"namespace": "other"})
        self.assertEqual(self.objects(self.run_job(self.work))["committed"], 3)

    def test_another_layout_of_shards_takes_nothing_again(self):
        self.work.change(pack={"shard_lines": 1})
        self.assertEqual(self.objects(self.run_job(self.work))["skipped"], 3)

    def test_another_job_in_the_same_state_folder_knows_nothing_of_the_first(self):
        self.work.change(job="another")
        self.assertEqual(self.objects(self.run_job(self.work))["committed"], 3)
        listed = self.work.call("status", "--state", self.work.state, "--json").json
        self.assertEqual({run["job"] for run in listed}, {"another", "e2e"})

    def test_conditional_references_find_what_an_earlier_run_staged(self):
        self.work.put("doctor.json", bundle({"resourceType": "Practitioner", "id": "p1", "identifier": [
            {"system": "http://hl7.org/fhir/sid/us-npi", "value": "99"}]}))
        self.run_job(self.work)
        self.work.put("visit.json", bundle({"resourceType": "Encounter", "id": "e1", "participant": [
            {"individual": {"reference": "Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|99"}}]}))
        third = self.run_job(self.work)
        self.assertEqual(third["references"]["unresolved"], 0, third["references"])
        self.assertIn('"Practitioner/p1"', self.work.sandbox()[("Encounter", "e1")][1])

    def test_objects_younger_than_min_age_wait_for_a_later_run(self):
        self.work.change(source={"min_age": "1h"})
        path = self.work.put("c.json", bundle(patient("c")))
        self.assertEqual(self.objects(self.run_job(self.work))["skipped"], 4)
        os.utime(path, (time.time() - 7200,) * 2)
        self.assertEqual(self.objects(self.run_job(self.work))["committed"], 1)


class TwoAtOnce(support.JobTest):
    def test_the_second_ends_with_11_and_says_who_holds_the_lock(self):
        work = self.job(pack={"shard_bytes": "8KiB"}, limits={"threads": 1})
        support.datagen("bundles", work.raw, seed=71, patients=10, mean_resources=400, compact=True)
        process = work.start("--json")
        while process.poll() is None and work.run_state() is None:
            time.sleep(0.002)
        second = work.run("--json")
        alive = process.poll() is None
        third = work.call("plan", work.path)  # reads only: needs no lock
        self.assertEqual(process.wait(support.PATIENCE), 0, (work.folder / "stderr").read_text())
        self.assertTrue(alive, "the first run was over too soon for this test")
        self.assertEqual(second.code, 11, second)
        self.assertEqual(second.out, "")
        self.assertIn("[run.locked]", second.err)
        self.assertIn(f"process {process.pid} on ", second.err)
        self.assertEqual(third.code, 0, third)
        run = work.runs()
        self.assertEqual(len(run), 1)
        self.assert_sandbox_holds(work, work.lines(run[0]))

    def test_the_lock_goes_with_its_process(self):
        work = self.job(pack={"shard_bytes": "8KiB"}, limits={"threads": 1})
        support.datagen("bundles", work.raw, seed=71, patients=4, mean_resources=400, compact=True)
        process = work.start()
        while process.poll() is None and work.run_state() is None:
            time.sleep(0.002)
        self.stop(process)
        self.run_job(work)

    def test_two_jobs_with_one_sandbox_do_not_harm_one_another(self):
        one = self.job("one", job="one", **{"import": {"datastore": str(self.folder / "shared.sqlite"), "wait": {"max": "60s"}}})
        two = self.job("two", job="two", **{"import": {"datastore": str(self.folder / "shared.sqlite"), "wait": {"max": "60s"}}})
        for work in (one, two):
            support.datagen("bundles", work.raw, seed=72, patients=3, mean_resources=200, compact=True)
        processes = [work.start("--json") for work in (one, two)]
        codes = sorted(process.wait(support.PATIENCE) for process in processes)
        self.assertIn(codes, ([0, 0], [0, 75]))  # the sandbox belongs to one process at a time: the other may have to try again
        for work in (one, two):
            self.run_job(work)
        # Both staged the same bytes: each has import jobs of its own for them, whatever the second they began in.
        sql = "SELECT count(*), count(DISTINCT client_token) FROM import_job"
        with contextlib.closing(sqlite3.connect(self.folder / "shared.sqlite")) as connection:
            self.assertEqual(connection.execute(sql).fetchall(), [(2, 2)])


if __name__ == "__main__":
    support.main()
