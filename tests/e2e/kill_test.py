#!/usr/bin/env python3
"""SIGKILL at any moment: run again until it ends, and nothing tells that it was ever killed."""

import random
import time
import unittest

import support

SEED = 20261120
KILLS = 10


class Killed(support.JobTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = support.JobTest()
        cls.shared.setUp()
        cls.addClassCleanup(cls.shared.doCleanups)
        cls.raw = cls.shared.folder / "raw"
        support.datagen("bundles", cls.raw / "bundles", seed=51, patients=6, mean_resources=250, compact=True)
        support.datagen("bundles", cls.raw / "zip", seed=52, patients=4, mean_resources=100, archive="zip", style="urn")
        support.datagen("ndjson", cls.raw / "bulk", seed=53, patients=4, mean_resources=100)
        support.datagen("small", cls.raw / "small", seed=54, count=1000, bytes=700)
        support.datagen("dirty", cls.raw / "dirty", seed=55)
        job = cls.new_job(cls.shared.folder / "undisturbed")
        began = time.monotonic()
        result = job.run("--json")
        cls.seconds = time.monotonic() - began
        cls.summary = result.json
        cls.expected = job.outcome(cls.summary["run"])

    @classmethod
    def new_job(cls, folder, **spec):
        layout = {"pack": {"shard_bytes": "24KiB"}, "import": {"group": {"bytes": "250KiB"}}}
        return support.Job(folder, raw=cls.raw, **support.merged(layout, spec))

    def test_the_undisturbed_run_has_many_groups_and_rejects(self):
        self.assertGreater(len(self.summary["import_jobs"]), 8)
        self.assertGreater(len(self.expected["error zone"]), 10)
        self.assertGreater(max(version for version, _ in self.expected["sandbox"].values()), 1)

    def assert_undisturbed(self, job, result):
        """The run that `result` ended is as one that nobody killed."""
        self.assertEqual(result.code, 3, result)
        summary = result.json
        self.assertTrue(summary["balanced"])
        self.assertEqual(job.runs(), [summary["run"]], "a resumed run must go on under its id")
        outcome = job.outcome(summary["run"])
        for part, found in outcome.items():
            self.assertEqual(found, self.expected[part], part)
        for part in ("objects", "documents", "resources", "references", "rejects_by_code"):
            self.assertEqual(summary[part], self.summary[part], part)
        self.assertEqual(len(job.import_jobs()), len(set(job.import_jobs())), "one import job a prefix")
        leftovers = [path for path in (job.state / "scratch").rglob("*") if path.is_file()]
        self.assertEqual(leftovers, [], "a killed process' scratch files must be cleared")
        hidden = [path for zone in (job.staging, job.error) for path in zone.rglob(".*")]
        self.assertEqual(hidden, [], "half-written files must be cleared")

    def test_ten_kills_at_random_moments_change_nothing(self):
        rng = random.Random(SEED)
        kills = 0
        for number in range(100):
            job = self.new_job(self.folder / f"random-{number}")
            killed_this_job = 0
            while kills < KILLS and killed_this_job < 4:
                process = job.start()
                time.sleep(rng.uniform(0.0, 0.7 * self.seconds))
                over = process.poll() is not None
                self.stop(process)
                if over:
                    break
                kills += 1
                killed_this_job += 1
            with self.subTest(job=number, kills=killed_this_job):
                # Again, in case it had ended: then there is nothing new, and the account is the first run's.
                if job.run_state() == support.DONE:
                    result = job.call("report", "--json", "--job", job.path)
                    result.code = result.json["exit_code"]
                else:
                    result = job.run("--json")
                self.assert_undisturbed(job, result)
            if kills >= KILLS:
                return
        self.fail(f"only {kills} kills met a living process: the run is too short")

    def kill_in(self, state, **spec):
        """A job that was killed while the ledger said `state`."""
        for attempt in range(20):
            job = self.new_job(self.folder / f"in-{state}-{attempt}", **spec)
            process = job.start()
            while process.poll() is None:
                found = job.run_state()
                if found is not None and found >= state:
                    break
            self.stop(process)
            if job.run_state() == state:
                return job
        self.fail(f"no kill met state {state}")

    def test_a_kill_while_listing_changes_nothing(self):
        job = self.kill_in(support.LISTING)
        self.assert_undisturbed(job, job.run("--json"))

    def test_a_kill_while_gathering_changes_nothing(self):
        job = self.kill_in(support.GATHERING)
        self.assert_undisturbed(job, job.run("--json"))

    def test_a_kill_while_packing_changes_nothing(self):
        job = self.kill_in(support.PACKING)
        self.assert_undisturbed(job, job.run("--json"))

    def test_a_kill_while_importing_changes_nothing(self):
        job = self.kill_in(support.IMPORTING)
        self.assert_undisturbed(job, job.run("--json"))

    def test_a_resumed_run_may_use_other_threads_and_the_other_engine(self):
        job = self.kill_in(support.PACKING, limits={"threads": 8})
        job.change(limits={"threads": 1})
        self.assert_undisturbed(job, job.run("--json", "--engine", "serial"))

    def test_a_changed_spec_after_a_kill_begins_a_new_run(self):
        job = self.kill_in(support.PACKING)
        job.change(pack={"shard_bytes": "40KiB"})
        result = job.run("--json")
        self.assertEqual(result.code, 3, result)
        self.assertIn("is left as it is: the job has changed since", result.err)
        self.assertTrue(result.json["balanced"])
        states = job.query("ledger.sqlite", "SELECT state FROM run ORDER BY number")
        self.assertEqual(states, [(support.ABANDONED,), (support.DONE,)])


if __name__ == "__main__":
    support.main()
