#!/usr/bin/env python3
"""The other verbs, as a user calls them."""

import json
import subprocess
import unittest

import support
from support import bundle, patient


class Plan(support.JobTest):
    def setUp(self):
        super().setUp()
        self.work = self.job(pack={"shard_bytes": "32KiB"}, **{"import": {"group": {"bytes": "200KiB"}}})
        support.datagen("bundles", self.work.raw / "a", seed=91, patients=4, mean_resources=120)
        support.datagen("ndjson", self.work.raw / "b", seed=92, patients=2, mean_resources=60)
        support.datagen("dirty", self.work.raw / "c", seed=93)

    def assert_foretold(self, plan, summary):
        for part in ("documents", "resources", "references", "entries", "rejects_by_code"):
            self.assertEqual(plan[part], summary[part], part)
        objects = summary["objects"]
        self.assertEqual(plan["objects"]["listed"], objects["listed"])
        self.assertEqual(plan["objects"]["skipped"], objects["skipped"])
        self.assertEqual(plan["objects"]["rejected"], objects["rejected"])
        self.assertEqual(plan["objects"]["to_read"], objects["committed"] + objects["rejected"])
        self.assertEqual(plan["shards"], len(summary["shards"]))
        self.assertEqual(plan["import_jobs"], len(summary["import_jobs"]))
        self.assertEqual(plan["bytes"], summary["bytes_read"])

    def test_a_plan_foretells_the_run_to_the_last_count(self):
        plan = self.work.call("plan", self.work.path, "--json").json
        self.assertGreater(plan["import_jobs"], 2)
        self.assert_foretold(plan, self.run_job(self.work, code=3))

    def test_a_plan_writes_nothing(self):
        before = support.hashes(self.folder)
        self.assertEqual(self.work.call("plan", self.work.path).code, 0)
        self.assertEqual(support.hashes(self.folder), before)
        self.assertEqual({path.name for path in self.work.folder.iterdir()}, {"raw", "job.json"})

    def test_a_plan_after_a_run_foretells_what_is_new_and_changed(self):
        self.run_job(self.work, code=3)
        self.work.put("d.json", patient("new"))
        changed = next((self.work.raw / "a").glob("000001*"))
        changed.write_text(changed.read_text() + "\n")
        before = support.hashes(self.folder)
        plan = self.work.call("plan", self.work.path, "--json").json
        self.assertEqual({name: digest for name, digest in support.hashes(self.folder).items() if "-shm" not in name}, before)
        self.assertEqual(plan["objects"]["changed"], 1)
        self.assert_foretold(plan, self.run_job(self.work, code=3))

    def test_a_plan_in_words_names_the_same_counts(self):
        words = self.work.call("plan", self.work.path).out
        plan = self.work.call("plan", self.work.path, "--json").json
        for number in (plan["documents"]["read"], plan["resources"]["staged"], plan["shards"], plan["import_jobs"]):
            self.assertRegex(words, rf"\b{number}\b")


class Accounts(support.JobTest):
    def setUp(self):
        super().setUp()
        self.work = self.job()
        self.work.put("a.json", patient("a"))
        self.work.put("b.json", b"{")
        self.first = self.run_job(self.work, code=3)
        self.work.put("c.json", patient("c"))
        self.second = self.run_job(self.work)

    def test_status_lists_runs_newest_first(self):
        listed = self.work.call("status", self.work.path, "--json").json
        self.assertEqual([run["run"] for run in listed], [self.second["run"], self.first["run"]])
        self.assertEqual([run["status"] for run in listed], ["complete", "complete_with_rejects"])
        self.assertEqual([run["exit_code"] for run in listed], [0, 3])
        words = self.work.call("status", self.work.path).out
        self.assertIn(self.first["run"], words)
        self.assertEqual(len(self.work.call("status", self.work.path, "--json", "--most", "1").json), 1)

    def test_report_is_the_summary_of_the_run_it_names(self):
        for run, summary in ((self.first["run"], self.first), (self.second["run"], self.second), ("last", self.second)):
            report = self.work.call("report", run, "--job", self.work.path, "--json").json
            for part in summary.keys() - {"stages"}:
                self.assertEqual(report[part], summary[part], part)

    def test_report_in_words_says_what_was_rejected_and_how_to_learn_more(self):
        words = self.work.call("report", self.first["run"], "--job", self.work.path).out
        self.assertIn("hios explain json.truncated", words)
        self.assertRegex(words, r"balanced +yes")

    def test_report_html_is_one_page_with_the_account(self):
        page = self.folder / "report.html"
        result = self.work.call("report", self.first["run"], "--job", self.work.path, "--html", page)
        self.assertEqual(result.code, 0, result)
        text = page.read_text()
        self.assertIn(self.first["run"], text)
        self.assertIn("json.truncated", text)
        self.assertNotRegex(text, r"(src|href)=.?https?:")
        self.assertEqual(page.stat().st_mode & 0o077, 0)

    def test_an_unknown_run_ends_with_10(self):
        self.assertEqual(self.work.call("report", "20000101T000000Z", "--job", self.work.path).code, 10)

    def test_a_job_that_never_ran_ends_with_10(self):
        other = self.job("other")
        for verb in ("report", "status", "retry"):
            result = other.call(verb, other.path)
            self.assertEqual(result.code, 10, result)
            self.assertIn("hios run", result.err)


class Convert(support.JobTest):
    BUNDLE = bundle(patient("a", gender="male"), {"resourceType": "Observation", "id": "o", "subject": {
        "reference": "Patient/a"}, "valueQuantity": {"value": 1.10}})

    def convert(self, *arguments, stdin=b""):
        return support.hios("convert", *arguments, stdin=stdin, cwd=self.folder)

    def test_a_file_becomes_lines(self):
        (self.folder / "a.json").write_text(json.dumps(self.BUNDLE, indent=2).replace("1.1", "1.10"))
        result = self.convert("a.json")
        self.assertEqual(result.code, 0, result)
        self.assertEqual({json.loads(line)["id"] for line in result.out.splitlines()}, {"a", "o"})
        self.assertIn('"value":1.10', result.out)

    def test_standard_input_becomes_the_same_lines(self):
        (self.folder / "a.json").write_text(json.dumps(self.BUNDLE))
        result = self.convert("-", stdin=json.dumps(self.BUNDLE).encode())
        self.assertEqual(result.code, 0, result)
        self.assertEqual(result.out, self.convert("a.json").out)

    def test_bundle_makes_one_collection(self):
        (self.folder / "a.json").write_text(json.dumps(self.BUNDLE))
        result = self.convert("a.json", "--bundle")
        made = result.json
        self.assertEqual((made["resourceType"], made["type"]), ("Bundle", "collection"))
        self.assertEqual([entry["resource"]["id"] for entry in made["entry"]], ["a", "o"])

    def test_bundle_of_nothing_is_still_a_bundle(self):
        (self.folder / "a.json").write_text("{")
        result = self.convert("a.json", "--bundle")
        self.assertEqual(result.code, 3, result)
        self.assertEqual(result.json, {"resourceType": "Bundle", "type": "collection"})

    def test_a_bad_file_beside_a_good_one_ends_with_3_and_keeps_the_good(self):
        (self.folder / "good.json").write_text(json.dumps(patient("g")))
        (self.folder / "bad.json").write_text('{"resourceType":"Patient",')
        result = self.convert("bad.json", "good.json")
        self.assertEqual(result.code, 3, result)
        self.assertEqual([json.loads(line)["id"] for line in result.out.splitlines()], ["g"])
        self.assertIn("[json.truncated]", result.err)
        self.assertIn("bad.json", result.err)

    def test_a_missing_file_is_told_and_the_others_are_converted(self):
        (self.folder / "good.json").write_text(json.dumps(patient("g")))
        result = self.convert("none.json", "good.json")
        self.assertNotEqual(result.code, 0)
        self.assertIn("none.json", result.err)

    def test_archives_of_the_samples_convert(self):
        for name in ("zip/bundles.zip", "tar"):
            paths = [support.SAMPLES / name] if name.endswith(".zip") else sorted((support.SAMPLES / name).iterdir())
            result = self.convert(*paths)
            self.assertEqual(result.code, 0, result.err)
            self.assertGreater(len(result.out.splitlines()), 50)

    def test_convert_leaves_nothing_behind(self):
        (self.folder / "a.json").write_text(json.dumps(self.BUNDLE))
        self.convert("a.json")
        self.assertEqual([path.name for path in self.folder.iterdir()], ["a.json"])


class SmallVerbs(support.JobTest):
    def test_explain_lists_codes_that_it_can_explain(self):
        codes = [json.loads(line) for line in support.hios("explain", "--json").out.splitlines()]
        self.assertGreater(len(codes), 30)
        for code in codes:
            self.assertTrue(code["meaning"], code)
        self.assertEqual(len({code["code"] for code in codes}), len(codes))
        listed = support.hios("explain").out
        for code in codes:
            self.assertIn(code["code"], listed)

    def test_explain_of_a_near_miss_names_the_code_that_was_meant(self):
        result = support.hios("explain", "json.trunkated")
        self.assertEqual(result.code, 2, result)
        self.assertIn("json.truncated", result.err)

    def test_completion_scripts_name_every_verb(self):
        verbs = ["run", "plan", "check", "status", "report", "retry", "convert", "explain", "schema", "completion"]
        for shell in ("bash", "zsh", "fish"):
            result = support.hios("completion", shell)
            self.assertEqual(result.code, 0, result)
            for verb in verbs:
                self.assertIn(verb, result.out)
        script = support.hios("completion", "bash").out
        checked = subprocess.run(["bash", "-n"], input=script.encode(), check=False, stderr=subprocess.PIPE)
        self.assertEqual((checked.returncode, checked.stderr), (0, b""))

    def test_schema_is_json_and_the_one_in_data(self):
        self.assertEqual(support.hios("schema").json,
                         json.loads((support.SOURCE / "data/schema/hios-job.schema.json").read_text()))

    def test_help_of_each_verb_begins_with_examples(self):
        for verb in ("run", "plan", "check", "status", "report", "retry", "convert", "explain", "schema", "completion"):
            result = support.hios(verb, "--help")
            self.assertEqual(result.code, 0, result)
            self.assertLess(result.out.index("Examples:"), result.out.index("Usage:"))

    def test_wrong_usage_ends_with_2_and_a_hint(self):
        for arguments, hint in ((["rum"], "hios run"), (["run", "x.yaml", "--jsn"], "--json"), (["run"], "JOB"), ([], "")):
            result = support.hios(*arguments)
            self.assertEqual(result.code, 2, result)
            self.assertIn(hint, result.err)

    def test_version_names_the_program(self):
        self.assertRegex(support.hios("--version").out, r"\Ahios \d+\.\d+\.\d+\n\Z")

    def test_events_tell_the_run_in_order(self):
        work = self.job()
        work.put("a.json", patient("a"))
        work.put("b.json", b"{")
        events = self.folder / "events.ndjson"
        summary = self.run_job(work, "--events", events, code=3)
        told = support.ndjson(events)
        kinds = [event["type"] for event in told]
        self.assertEqual((kinds[0], kinds[-2], kinds[-1]), ("version", "summary", "exit"))
        self.assertEqual(told[-1]["code"], 3)
        self.assertLessEqual({"reject", "shard", "import"}, set(kinds))
        self.assertEqual({event["sha256"] for event in told if event["type"] == "shard"},
                         {shard["sha256"] for shard in summary["shards"]})

    def test_quiet_says_nothing_on_standard_error(self):
        work = self.job()
        work.put("a.json", patient("a"))
        self.assertEqual(work.run("-q").err, "")


if __name__ == "__main__":
    support.main()
