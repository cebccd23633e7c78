#!/usr/bin/env python3
"""What ADT messages maintain is not replaced by messages that only mention it, nor by older ones: in later groups, in
later runs, after kills."""

import json
import random
import time

import support
from hl7v2_job_test import message, patient

SMALL_GROUPS = {"pack": {"shard_bytes": "4KiB"}, "import": {"group": {"bytes": "8KiB"}}}
ONE_LINE_GROUPS = {"pack": {"shard_lines": 1}, "import": {"group": {"shards": 1}}}


def adt(number, name, when="20240101080000+0000", control="1"):
    return message("ADT^A08", control, when, evn=f"EVN|A08|{when[:14]}", pid=patient(number, name))


def oru(number, name, when="20240301080000+0000", control="2"):
    return message("ORU^R01", control, when, pid=patient(number, name), obr=f"OBR|1||F{control}|1-1^x^LN",
                   obx="OBX|1|NM|1-1^x^LN||1|||||F")


class MaintainedTest(support.JobTest):
    def maintained_job(self, name="job", **spec):
        return self.job(name, validate={"level": "structure-only"}, **spec)

    def family_names(self, job):
        """By the patient's number, as the import service holds them at the end."""
        names = {}
        for (kind, _), (_, line) in job.sandbox().items():
            if kind == "Patient":
                one = json.loads(line)
                names[one["identifier"][0]["value"]] = one["name"][0]["family"]
        return names

    def assert_account(self, summary, mentions, outdated):
        resources = summary["resources"]
        self.assertEqual(resources["made"], resources["staged"] + resources["rejected"] + resources["superseded"])
        self.assertEqual((resources.get("already_maintained", 0), resources.get("outdated", 0)), (mentions, outdated))
        self.assertGreaterEqual(resources["superseded"], mentions + outdated)


class OverRuns(MaintainedTest):
    def test_results_after_admission_do_not_replace_the_patient(self):
        job = self.maintained_job()
        job.put("1.hl7", adt("1", "Married"))
        self.assert_account(self.run_job(job), 0, 0)
        job.put("2.hl7", oru("1", "Maiden"))
        summary = self.run_job(job)
        self.assert_account(summary, 1, 0)
        self.assertNotIn("Patient", [shard["type"] for shard in summary["shards"]])
        self.assertIn("Observation", [shard["type"] for shard in summary["shards"]])
        self.assertEqual(self.family_names(job), {"1": "Married"})
        self.assertIn("1 mentions of what an earlier group or run maintains", job.call("report", "--job", job.path).out)

    def test_admission_after_results_replaces_the_patient(self):
        job = self.maintained_job()
        job.put("1.hl7", oru("1", "Maiden"))
        self.assert_account(self.run_job(job), 0, 0)
        job.put("2.hl7", adt("1", "Married"))
        self.assert_account(self.run_job(job), 0, 0)
        self.assertEqual(self.family_names(job), {"1": "Married"})
        job.put("3.hl7", oru("1", "Maiden", control="3"))
        self.assert_account(self.run_job(job), 1, 0)
        self.assertEqual(self.family_names(job), {"1": "Married"})

    def test_an_older_message_that_arrives_late_does_not_replace_a_newer_one(self):
        job = self.maintained_job()
        job.put("1.hl7", adt("1", "Newer", "20240201080000+0000"))
        self.run_job(job)
        job.put("2.hl7", adt("1", "Older", "20240101080000+0000"))
        self.assert_account(self.run_job(job), 0, 1)
        self.assertEqual(self.family_names(job), {"1": "Newer"})
        job.put("3.hl7", adt("1", "Newest", "20240301080000+0000"))
        self.assert_account(self.run_job(job), 0, 0)
        self.assertEqual(self.family_names(job), {"1": "Newest"})

    def test_a_retried_message_is_as_old_as_it_says(self):
        job = self.maintained_job()
        job.put("1.hl7", adt("1", "Newer", "20240201080000+0000") + "MSH|^~\\&\r" + oru("2", "Other"))
        summary = self.run_job(job, code=3)
        reject, = job.rejects(summary["run"])
        raw = job.error / summary["run"] / reject["raw"]
        raw.write_text(adt("1", "Older", "20240101080000+0000") + oru("1", "Maiden", control="4"))
        retried = job.call("retry", summary["run"], "--json")
        self.assertEqual(retried.code, 0, retried)
        self.assert_account(retried.json, 0, 1)
        self.assertEqual(self.family_names(job), {"1": "Newer", "2": "Other"})

    def test_another_job_has_a_memory_of_its_own(self):
        first = self.maintained_job(job="first")
        first.put("1.hl7", adt("1", "Married"))
        self.run_job(first)
        first.change(job="second")
        first.put("1.hl7", oru("1", "Maiden"))
        self.assert_account(self.run_job(first), 0, 0)

    def test_what_a_run_that_exceeded_its_tolerance_maintained_is_forgotten(self):
        job = self.maintained_job(tolerance={"rejects": "1%"})
        job.put("1.hl7", adt("1", "Newer", "20240201080000+0000") + "MSH|^~\\&\r")
        self.assertEqual(job.run().code, 4)
        job.put("1.hl7", adt("1", "Older", "20240101080000+0000"))
        self.assert_account(self.run_job(job), 0, 0)
        self.assertEqual(self.family_names(job), {"1": "Older"})


class OverGroups(MaintainedTest):
    def setUp(self):
        super().setUp()
        self.raw = self.folder / "raw"
        self.raw.mkdir()
        rng = random.Random(20261121)
        self.newest = {}
        for file in range(60):
            text = ""
            for index in range(20):
                number = str(rng.randrange(1, 120))
                day = rng.randrange(1, 29)
                control = f"{file}.{index}"
                when = f"202401{day:02}08{index:02}{file:02}+0000"
                if rng.random() < 0.4:
                    text += adt(number, f"Adt{file:02}x{index:02}", when, control)
                    if when >= self.newest.get(number, ("",))[0]:
                        self.newest[number] = (when, f"Adt{file:02}x{index:02}")
                else:
                    text += oru(number, f"Oru{file:02}x{index:02}", when, control)
            (self.raw / f"{file:02}.hl7").write_text(text)

    def assert_newest(self, job):
        names = self.family_names(job)
        self.assertEqual({number: name for number, name in names.items() if number in self.newest},
                         {number: name for number, (_, name) in self.newest.items()})

    def test_the_newest_message_that_maintains_a_patient_wins_however_groups_are_cut(self):
        for name, layout in (("small", SMALL_GROUPS), ("line", ONE_LINE_GROUPS), ("one", {"import": {"group": "run"}})):
            with self.subTest(layout=name):
                job = self.maintained_job(name, raw=self.raw, **layout)
                summary = self.run_job(job)
                self.assert_newest(job)
                resources = summary["resources"]
                if name == "one":
                    self.assert_account(summary, 0, 0)
                else:
                    self.assertGreater(len(summary["import_jobs"]), 8)
                    self.assertGreater(resources["already_maintained"], 50)
                    self.assertGreater(resources["outdated"], 10)

    def test_threads_and_engines_do_not_show(self):
        outcomes = []
        for name, arguments, threads in (("serial", ("--engine", "serial"), 1), ("1", (), 1), ("8", (), 8)):
            job = self.maintained_job(name, raw=self.raw, limits={"threads": threads}, **SMALL_GROUPS)
            summary = self.run_job(job, *arguments)
            outcomes.append((job.outcome(summary["run"]), summary["resources"]))
        self.assertEqual(outcomes[0], outcomes[1])
        self.assertEqual(outcomes[0], outcomes[2])

    def test_kills_do_not_show(self):
        expected = self.maintained_job("undisturbed", raw=self.raw, **SMALL_GROUPS)
        began = time.monotonic()
        summary = self.run_job(expected)
        seconds = time.monotonic() - began
        rng = random.Random(3)
        for attempt in range(3):
            job = self.maintained_job(f"killed-{attempt}", raw=self.raw, **SMALL_GROUPS)
            for _ in range(4):
                process = job.start()
                time.sleep(rng.uniform(0.2, 0.7) * seconds)
                self.stop(process)
                if job.run_state() == support.DONE:
                    break
            result = job.run("--json") if job.run_state() != support.DONE else job.call(
                "report", "--json", "--job", job.path)
            self.assertEqual(result.json["resources"], summary["resources"])
            run = job.runs()[0]
            self.assertEqual(job.outcome(run), expected.outcome(summary["run"]))
            self.assert_newest(job)


if __name__ == "__main__":
    support.main()
