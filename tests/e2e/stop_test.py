#!/usr/bin/env python3
"""SIGINT, SIGTERM and limits.max_duration: an orderly stop, and a second run that finishes."""

import fcntl
import signal
import time
import unittest

import support

LAYOUT = {"pack": {"shard_bytes": "16KiB"}, "import": {"group": {"bytes": "150KiB"}}, "limits": {"threads": 1}}


class Stopped(support.JobTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = support.JobTest()
        cls.shared.setUp()
        cls.addClassCleanup(cls.shared.doCleanups)
        cls.raw = cls.shared.folder / "raw"
        support.datagen("bundles", cls.raw / "bundles", seed=61, patients=16, mean_resources=250, compact=True)
        support.datagen("dirty", cls.raw / "dirty", seed=65)
        job = support.Job(cls.shared.folder / "undisturbed", raw=cls.raw, **LAYOUT)
        cls.summary = job.run("--json").json
        cls.expected = job.outcome(cls.summary["run"])

    def stopped(self, job, number, state=support.PACKING):
        """The job's process after the signal, which is sent once a group is committed."""
        process = job.start("--json")
        while process.poll() is None and not (job.run_state() == state and job.import_jobs()):
            time.sleep(0.001)
        process.send_signal(number)
        process.wait(support.PATIENCE)
        return support.Result(process.returncode, (job.folder / "stdout").read_text(), (job.folder / "stderr").read_text())

    def stopped_midway(self, number):
        """A job and its process, stopped with objects still to read. A run can be faster than the look at its ledger."""
        for attempt in range(20):
            job = self.job(f"attempt-{attempt}", raw=self.raw, **LAYOUT)
            first = self.stopped(job, number)
            if first.json["status"] == "interrupted" and first.json["objects"]["pending"] > 0:
                return job, first
        self.fail("no run could be stopped midway")

    def assert_a_second_run_finishes(self, job, first):
        self.assertEqual(first.json["status"], "interrupted")
        self.assertTrue(first.json["balanced"], first)
        self.assertGreater(first.json["objects"]["pending"], 0)
        self.assertEqual(first.json["exit_code"], first.code)
        second = job.run("--json")
        self.assertEqual(second.code, 3, second)
        self.assertIn(f"continuing run {first.json['run']}", second.err)
        self.assertEqual(second.json["run"], first.json["run"])
        for part in ("objects", "documents", "resources", "references", "rejects_by_code"):
            self.assertEqual(second.json[part], self.summary[part], part)
        self.assertEqual(job.outcome(first.json["run"]), self.expected)

    def test_sigint_ends_with_130_and_a_second_run_finishes_with_the_same_bytes(self):
        job, first = self.stopped_midway(signal.SIGINT)
        self.assertEqual(first.code, 130, first)
        self.assert_a_second_run_finishes(job, first)

    def test_sigterm_ends_with_143_and_a_second_run_finishes_with_the_same_bytes(self):
        job, first = self.stopped_midway(signal.SIGTERM)
        self.assertEqual(first.code, 143, first)
        self.assert_a_second_run_finishes(job, first)

    def test_a_stop_while_importing_leaves_the_jobs_to_the_next_run(self):
        layout = support.merged(LAYOUT, {"import": {"group": None}})
        layout["import"] = {"group": "run"}
        job = self.job(raw=self.raw, **layout)
        process = job.start("--json")
        while process.poll() is None and job.run_state() != support.IMPORTING:
            time.sleep(0.001)
        process.send_signal(signal.SIGTERM)
        process.wait(support.PATIENCE)
        self.assertIn(process.returncode, (143, 3))  # 3: the import was faster than the signal
        second = job.run("--json")
        self.assertEqual(second.code, 3, second)
        self.assertEqual(job.import_jobs(), ["import/00000/"])
        run = job.runs()[0]
        self.assert_sandbox_holds(job, job.lines(run))
        self.assertEqual({version for version, _ in job.sandbox().values()}, {1})

    def test_status_tells_of_an_interrupted_run_and_the_last_word_of_a_finished_one(self):
        job, first = self.stopped_midway(signal.SIGTERM)
        listed = job.call("status", job.path, "--json").json
        self.assertEqual([run["run"] for run in listed], [first.json["run"]])
        self.assertIn("not ended", listed[0]["status"])
        report = job.call("report", job.path)
        self.assertEqual(report.code, 0, report)
        self.assertIn("still to read", report.out)
        job.run()
        self.assertEqual(job.call("status", job.path, "--json").json[0]["status"], "complete_with_rejects")

    def test_a_plan_of_an_interrupted_run_says_what_is_left(self):
        job = self.job(raw=self.raw, **LAYOUT)
        first = self.stopped(job, signal.SIGTERM).json
        plan = job.call("plan", job.path, "--json").json
        self.assertEqual(plan["continues"], first["run"])
        second = job.run("--json").json
        for part in ("read", "mapped", "rejected"):
            self.assertEqual(first["documents"][part] + plan["documents"][part], second["documents"][part], part)
        for part in ("made", "staged", "rejected", "superseded"):
            self.assertEqual(first["resources"][part] + plan["resources"][part], second["resources"][part], part)
        self.assertEqual(len(first["shards"]) + plan["shards"], len(second["shards"]))


class OutOfTime(support.JobTest):
    def paused(self, job, reached, *arguments):
        """Runs a job that is held still for longer than its max_duration as soon as `reached()`."""
        process = job.start("--json", *arguments)
        while process.poll() is None and not reached():
            time.sleep(0.001)
        process.send_signal(signal.SIGSTOP)
        time.sleep(1.2)
        process.send_signal(signal.SIGCONT)
        process.wait(support.PATIENCE)
        return support.Result(process.returncode, (job.folder / "stdout").read_text(), (job.folder / "stderr").read_text())

    def test_max_duration_ends_with_6_and_running_again_completes(self):
        raw = self.folder / "raw"
        support.datagen("bundles", raw, seed=66, patients=20, mean_resources=400, compact=True)
        whole = self.job("whole", raw=raw, **LAYOUT)
        expected = whole.outcome(self.run_job(whole)["run"])

        job = self.job("job", raw=raw, **LAYOUT)
        job.change(limits={"max_duration": "1s"})
        # The serial engine reads an object when the one before is staged, so there is work left.
        result = self.paused(job, job.import_jobs, "--engine", "serial")
        self.assertEqual(result.code, 6, result)
        self.assertEqual(result.json["status"], "budget_reached")
        self.assertTrue(result.json["balanced"])
        self.assertGreater(result.json["objects"]["pending"], 0)
        job.change(limits={"max_duration": "1h"})
        summary = self.run_job(job)
        self.assertEqual(summary["run"], result.json["run"])
        self.assertEqual(job.outcome(summary["run"]), expected)

    def test_max_duration_ends_with_6_also_when_only_the_import_is_left(self):
        layout = {"pack": {"shard_bytes": "16KiB"}, "import": {"group": "run"}, "limits": {"max_duration": "1s"}}
        job = self.job(**layout)
        support.datagen("bundles", job.raw, seed=68, patients=8, mean_resources=400, compact=True)
        result = self.paused(job, lambda: job.run_state() == support.IMPORTING)
        self.assertIn(result.code, (6, 0), result)  # 0: the import was faster
        self.run_job(job)
        self.assertEqual(job.import_jobs(), ["import/00000/"])
        self.assert_sandbox_holds(job, job.lines(job.runs()[0]))

    def test_a_sandbox_that_another_process_holds_ends_with_75_and_running_again_imports(self):
        job = self.job()
        job.put("a.json", support.patient("a"))
        job.state.mkdir()
        with open(job.state / "sandbox.sqlite.lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            result = job.run("--json")
        self.assertEqual(result.code, 75, result)
        self.assertIn("sqlite.busy", result.err)
        self.run_job(job)
        self.assertIn(("Patient", "a"), job.sandbox())


if __name__ == "__main__":
    support.main()
