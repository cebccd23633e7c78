#!/usr/bin/env python3
"""What a run over the checked-in samples leaves behind: zones, manifest, lineage, sandbox, summary."""

import json
import re
import unittest

import support


class AfterTheSamples(unittest.TestCase):
    """One run over data/samples, looked at from all sides. Many small groups, so that nothing holds by accident."""

    @classmethod
    def setUpClass(cls):
        cls.test = support.JobTest()
        cls.test.setUp()
        cls.addClassCleanup(cls.test.doCleanups)
        maps = sorted(str(path) for path in (support.SOURCE / "data" / "maps" / "flat").rglob("*.yaml"))
        cls.job = cls.test.job(raw=support.SAMPLES, source={"exclude": ["**/README.md"]}, formats={"flat": {"map": maps}},
                               pack={"shard_bytes": "64KiB"}, **{"import": {"group": {"bytes": "200KiB"}}})
        cls.samples_before = support.hashes(support.SAMPLES)
        cls.result = cls.job.run("--json")
        cls.summary = cls.result.json
        cls.run_folder = cls.job.staging / cls.summary["run"]
        cls.shards = sorted((cls.run_folder / "import").rglob("*"))
        cls.shards = [path for path in cls.shards if path.is_file()]

    def test_exit_code_3_says_that_dirty_documents_were_rejected(self):
        self.assertEqual(self.result.code, 3, self.result)
        self.assertEqual(self.summary["exit_code"], 3)
        self.assertEqual(self.summary["status"], "complete_with_rejects")

    def test_the_run_balances(self):
        summary = self.summary
        self.assertIs(summary["balanced"], True)
        objects, documents, resources = summary["objects"], summary["documents"], summary["resources"]
        self.assertEqual(objects["listed"], objects["committed"] + objects["rejected"] + objects["skipped"])
        self.assertEqual(documents["read"], documents["mapped"] + documents["rejected"])
        self.assertEqual(resources["made"], resources["staged"] + resources["rejected"] + resources["superseded"])
        self.assertEqual(resources["staged"], sum(shard["lines"] for shard in summary["shards"]))
        self.assertEqual(resources["staged"], sum(job["imported"] for job in summary["import_jobs"]))
        files = [path for path in support.SAMPLES.rglob("*") if path.is_file() and path.name != "README.md"]
        self.assertEqual(objects["listed"], len(files))

    def test_every_reference_of_the_samples_resolves(self):
        self.assertEqual(self.summary["references"]["unresolved"], 0)
        self.assertGreater(self.summary["references"]["conditional_resolved"], 0)

    def test_the_summary_has_its_fixed_shape(self):
        summary = self.summary
        for name in ("run", "job", "status"):
            self.assertIsInstance(summary[name], str)
        self.assertLessEqual({"listed", "committed", "rejected", "skipped"}, summary["objects"].keys())
        self.assertLessEqual({"read", "mapped", "rejected"}, summary["documents"].keys())
        self.assertLessEqual({"made", "staged", "rejected", "superseded"}, summary["resources"].keys())
        self.assertLessEqual({"rewritten", "conditional_resolved", "unresolved"}, summary["references"].keys())
        self.assertTrue(summary["rejects_by_code"])
        for shard in summary["shards"]:
            self.assertLessEqual({"key", "type", "lines", "bytes", "sha256"}, shard.keys())
        for job in summary["import_jobs"]:
            self.assertLessEqual({"id", "state", "imported", "failed"}, job.keys())
            self.assertEqual((job["state"], job["failed"]), ("COMPLETED", 0))
        self.assertGreater(len(summary["import_jobs"]), 2)
        for name in ("seconds", "bytes_read", "peak_rss_bytes"):
            self.assertGreater(summary[name], 0)

    def test_the_summary_on_disk_is_the_printed_one(self):
        self.assertEqual(json.loads((self.run_folder / "summary.json").read_text()), self.summary)

    def test_no_patient_readable_file_for_others(self):
        open_to_others = [str(path) for zone in (self.job.staging, self.job.error, self.job.state)
                          for path in zone.rglob("*") if path.stat().st_mode & 0o077]
        self.assertEqual(open_to_others, [])

    def test_shards_lie_at_group_type_type_number(self):
        pattern = re.compile(r"import/\d{5}/([A-Za-z]+)/([A-Za-z]+)-\d{5}\.ndjson")
        for path in self.shards:
            match = pattern.fullmatch(str(path.relative_to(self.run_folder)))
            self.assertTrue(match and match[1] == match[2], path)

    def test_each_shard_holds_one_type_unique_ids_and_no_blank_line(self):
        ids_of_group = {}
        for path in self.shards:
            data = path.read_bytes()
            self.assertTrue(data.endswith(b"\n"), path)
            group, kind = path.relative_to(self.run_folder).parts[1:3]
            ids = ids_of_group.setdefault(group, set())
            for line in data[:-1].split(b"\n"):
                self.assertNotIn(b"\r", line)
                resource = json.loads(line)
                self.assertEqual(resource["resourceType"], kind)
                self.assertRegex(resource["id"], r"\A[A-Za-z0-9.-]{1,64}\Z")
                self.assertNotIn((kind, resource["id"]), ids)
                ids.add((kind, resource["id"]))

    def test_shards_keep_to_shard_bytes_but_for_single_large_lines(self):
        for shard in self.summary["shards"]:
            self.assertTrue(shard["bytes"] <= 64 << 10 or shard["lines"] == 1, shard)

    def test_summary_and_manifest_describe_the_files(self):
        manifest = json.loads((self.run_folder / "manifest.json").read_text())
        on_disk = {str(path.relative_to(self.run_folder)):
                   (path.read_bytes().count(b"\n"), path.stat().st_size, support.sha256(path)) for path in self.shards}
        listed = {shard["key"]: (shard["lines"], shard["bytes"], shard["sha256"]) for shard in manifest["shards"]}
        self.assertEqual(listed, on_disk)
        run = self.summary["run"] + "/"
        listed = {shard["key"]: (shard["lines"], shard["bytes"], shard["sha256"]) for shard in self.summary["shards"]}
        self.assertEqual(listed, {run + key: facts for key, facts in on_disk.items()})
        for shard in manifest["shards"]:
            self.assertEqual(shard["key"].split("/")[2], shard["type"])
            self.assertEqual(int(shard["key"].split("/")[1]), shard["import_group"])
        prefixes = sorted({shard["key"].rsplit("/", 2)[0] + "/" for shard in manifest["shards"]})
        self.assertEqual([job["prefix"] for job in manifest["import_jobs"]], prefixes)
        for part in ("documents", "resources"):
            self.assertEqual(manifest[part], self.summary[part])

    def test_lineage_leads_to_the_source_bytes_of_each_line(self):
        parts = {}
        for path in self.shards:
            lineage = support.ndjson(self.run_folder / "lineage" / (path.stem + ".lineage.ndjson"))
            lines = path.read_bytes().splitlines()
            self.assertEqual([record["line"] for record in lineage], list(range(1, len(lines) + 1)), path)
            for line, record in zip(lines, lineage):
                where = (record["object"], record.get("member", ""))
                if where not in parts:
                    parts[where] = self.job.part(*where)
                begin = record["offset"]
                source = parts[where][begin:begin + record["length"]]
                self.assertEqual(len(source), record["length"], record)
                if record["object"].split("/")[0] == "hl7v2":
                    self.assertEqual(source[:4], b"MSH|", record)
                if record["object"].split("/")[0] in ("flat", "hl7v2", "ccda"):
                    continue  # what maps make of them is tested with the maps
                source = json.loads(source)
                staged = json.loads(line)
                self.assertEqual(source["resourceType"], staged["resourceType"], record)
                # A conditional create takes the id that is derived from its condition, and an id that
                # FHIR does not allow is replaced: all else keeps the source's.
                if re.fullmatch(r"[A-Za-z0-9.-]{1,64}", str(source.get("id", ""))):
                    self.assertEqual(source["id"], staged["id"], record)

    def test_each_lineage_file_has_a_shard(self):
        lineage = {path.name.partition(".")[0] for path in (self.run_folder / "lineage").iterdir()}
        self.assertEqual(lineage, {path.stem for path in self.shards})

    def test_the_sandbox_holds_the_last_staged_line_of_each_resource(self):
        self.assertEqual({key: line for key, (_, line) in self.job.sandbox().items()}, self.job.lines(self.summary["run"]))

    def test_sandbox_versions_count_the_groups_that_hold_the_resource(self):
        groups = {}
        for path in self.shards:
            for line in path.read_bytes().splitlines():
                resource = json.loads(line)
                key = (resource["resourceType"], resource["id"])
                groups[key] = groups.get(key, 0) + 1
        self.assertEqual({key: version for key, (version, _) in self.job.sandbox().items()}, groups)

    def test_one_import_job_a_group_in_order(self):
        prefixes = sorted({"/".join(path.relative_to(self.run_folder).parts[:2]) + "/" for path in self.shards})
        self.assertEqual(self.job.import_jobs(), prefixes)

    def test_reject_records_say_code_place_reason_and_mend(self):
        records = self.job.rejects(self.summary["run"])
        counted = {}
        for record in records:
            for name in ("object", "code", "what", "mend"):
                self.assertTrue(record[name], record)
            counted[record["code"]] = counted.get(record["code"], 0) + 1
            if "raw" in record:
                self.assertTrue((self.job.error / self.summary["run"] / record["raw"]).is_file(), record)
        self.assertEqual(counted, self.summary["rejects_by_code"])

    def test_the_raw_zone_is_left_alone(self):
        self.assertEqual(support.hashes(support.SAMPLES), self.samples_before)


class WithoutImport(support.JobTest):
    def test_service_none_stages_and_submits_nothing(self):
        job = self.job(**{"import": {"service": "none"}})
        job.put("a.json", support.bundle(support.patient("a"), support.patient("b")))
        summary = self.run_job(job)
        self.assertEqual(len(job.lines(summary["run"])), 2)
        self.assertEqual(job.import_jobs(), [])
        self.assertFalse((job.state / "sandbox.sqlite").exists())

    def test_an_empty_source_is_a_complete_run(self):
        job = self.job()
        summary = self.run_job(job)
        self.assertEqual((summary["status"], summary["objects"]["listed"], summary["shards"]), ("complete", 0, []))


if __name__ == "__main__":
    support.main()
