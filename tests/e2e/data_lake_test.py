#!/usr/bin/env python3
"""HL7 v2 messages for a data lake: output json, partitioned by message structure and date; and `strict`."""

import json
import random
import time

import support
from hl7v2_job_test import SAMPLES, message, patient


def adt(number, when):
    return message("ADT^A01", number, when, evn="EVN|A01", pid=patient(number, f"Doe{number}"), pv1="PV1|1|I")


def oru(number, when):
    return message("ORU^R01", number, when, pid=patient(number, "Roe"), obr="OBR|1||F1|1-1^x^LN",
                   obx="OBX|1|NM|1-1^x^LN||1|||||F")


class LakeTest(support.JobTest):
    def lake_job(self, name="job", json_form=None, **spec):
        formats = {"hl7v2": {"output": "json", **({"json": json_form} if json_form else {})}}
        return self.job(name, formats=formats, **spec)

    def files(self, job, run):
        """Key below json/ → lines."""
        top = job.staging / run / "json"
        return {str(path.relative_to(top)): support.ndjson(path) for path in sorted(top.rglob("*.ndjson"))}

    def outcome(self, job, run):
        return {"lines": support.hashes(job.staging / run, "json", "lineage"), "errors": support.hashes(job.error / run)}


class Lake(LakeTest):
    def test_messages_are_staged_by_structure_and_date_and_not_imported(self):
        job = self.lake_job()
        job.put("a.hl7", adt("1", "20240131235959") + oru("2", "20240131") + adt("3", "20240131") + adt("4", "20240201"))
        job.put("b.hl7", adt("5", ""))
        summary = self.run_job(job)
        files = self.files(job, summary["run"])
        self.assertEqual({name: [line["msh"]["message_control_id"] for line in lines] for name, lines in files.items()},
                         {"structure=ADT_A01/message_date=2024-01-31/00000.ndjson": ["1", "3"],
                          "structure=ADT_A01/message_date=2024-02-01/00000.ndjson": ["4"],
                          "structure=ADT_A01/message_date=unknown/00000.ndjson": ["5"],
                          "structure=ORU_R01/message_date=2024-01-31/00000.ndjson": ["2"]})
        self.assertEqual(summary["resources"], {"made": 5, "staged": 5, "rejected": 0, "superseded": 0})
        self.assertEqual(summary["import_jobs"], [])
        self.assertEqual(job.sandbox(), {})
        self.assertEqual(sorted({shard["type"] for shard in summary["shards"]}), ["ADT_A01", "ORU_R01"])
        manifest = json.loads((job.staging / summary["run"] / "manifest.json").read_text())
        for shard in manifest["shards"]:
            content = (job.staging / summary["run"] / shard["key"]).read_bytes()
            self.assertEqual((len(content), content.count(b"\n")), (shard["bytes"], shard["lines"]))
            self.assertEqual(support.hashlib.sha256(content).hexdigest(), shard["sha256"])
            self.assertNotIn("import_group", shard)

    def test_lineage_names_the_message_of_each_line(self):
        job = self.lake_job()
        job.put("a.hl7", adt("1", "20240131") + oru("2", "20240131") + adt("3", "20240131"))
        run = self.run_job(job)["run"]
        lineage = support.ndjson(job.staging / run / "lineage/json/structure=ADT_A01/message_date=2024-01-31/"
                                 "00000.lineage.ndjson")
        self.assertEqual([record["line"] for record in lineage], [1, 2])
        text = (job.raw / "a.hl7").read_bytes().decode()
        for record, number in zip(lineage, ("1", "3")):
            self.assertIn(f"|ADT^A01|{number}|", text[record["offset"]:record["offset"] + record["length"]])

    def test_the_form_of_the_lines_is_a_choice(self):
        job = self.lake_job(json_form={"names": "short", "version": "2.3"})
        job.put("a.hl7", adt("1", "20240131"))
        line, = self.files(job, self.run_job(job)["run"]).popitem()[1]
        self.assertEqual(line["msh"]["msh_10"], "1")
        wrong = self.lake_job("wrong", json_form={"version": "9.9"})
        result = wrong.run()
        self.assertEqual(result.code, 78, result)
        self.assertIn("/formats/hl7v2/json/version", result.err)

    def test_a_form_without_json_is_a_mistake(self):
        job = self.job(formats={"hl7v2": {"json": {"names": "short"}}})
        result = job.run()
        self.assertEqual(result.code, 78, result)
        self.assertIn("output: json", result.err)

    def test_what_comes_out_of_the_samples_is_what_convert_prints(self):
        job = self.lake_job(raw=SAMPLES, source={"exclude": ["README.md"]})
        summary = self.run_job(job, code=3)
        staged = sorted(json.dumps(line) for lines in self.files(job, summary["run"]).values() for line in lines)
        printed = support.hios("convert", *sorted(SAMPLES.glob("*.hl7")), "--hl7v2-json").out
        self.assertEqual(staged, sorted(json.dumps(json.loads(line)) for line in printed.splitlines()))

    def test_other_formats_are_imported_beside_it(self):
        job = self.lake_job()
        job.put("a.hl7", adt("1", "20240131"))
        job.put("b.json", support.patient("p"))
        summary = self.run_job(job)
        self.assertEqual(len(self.files(job, summary["run"])), 1)
        self.assertEqual(list(job.sandbox()), [("Patient", "p")])

    def test_only_new_messages_are_taken_again_and_all_when_the_form_changes(self):
        job = self.lake_job()
        job.put("a.hl7", adt("1", "20240131"))
        self.run_job(job)
        job.put("b.hl7", adt("2", "20240131"))
        self.assertEqual(self.run_job(job)["documents"]["read"], 1)
        job.change(formats={"hl7v2": {"output": "json", "json": {"names": "short"}}})
        self.assertEqual(self.run_job(job)["documents"]["read"], 2)


class SameBytes(LakeTest):
    LAYOUT = {"pack": {"shard_lines": 50}, "import": {"group": {"bytes": "60KiB"}}}

    def setUp(self):
        super().setUp()
        self.raw = self.folder / "raw"
        self.raw.mkdir()
        rng = random.Random(5)
        for file in range(60):
            text = "".join((adt if rng.random() < 0.5 else oru)(f"{file}.{index}", f"202401{rng.randrange(1, 9):02}0800")
                           for index in range(20))
            (self.raw / f"{file:02}.hl7").write_text(text)

    def test_threads_engines_and_kills_do_not_show(self):
        expected = self.lake_job("serial", raw=self.raw, limits={"threads": 1}, **self.LAYOUT)
        began = time.monotonic()
        summary = self.run_job(expected, "--engine", "serial")
        seconds = time.monotonic() - began
        wanted = self.outcome(expected, summary["run"])
        self.assertGreater(len(wanted["lines"]), 100)
        for threads in (1, 8):
            job = self.lake_job(f"threads-{threads}", raw=self.raw, limits={"threads": threads}, **self.LAYOUT)
            self.assertEqual(self.outcome(job, self.run_job(job)["run"]), wanted)
        rng = random.Random(6)
        for attempt in range(3):
            job = self.lake_job(f"killed-{attempt}", raw=self.raw, **self.LAYOUT)
            for _ in range(4):
                process = job.start()
                time.sleep(rng.uniform(0.2, 0.7) * seconds)
                self.stop(process)
                if job.run_state() == support.DONE:
                    break
            if job.run_state() != support.DONE:
                self.run_job(job)
            self.assertEqual(self.outcome(job, job.runs()[0]), wanted)


class Strict(LakeTest):
    WRONG = message("ADT^A01", "1", "20240131", evn="EVN|A01", pid="PID|1||1^^^H^MR||Doe^Ann||notadate|F", zzz="QQQ|1")

    def test_without_it_messages_are_not_compared_with_the_standard(self):
        job = self.job()
        job.put("a.hl7", self.WRONG)
        self.assertNotIn("deviations", self.run_job(job).get("mapping", {}))

    def test_deviations_are_counted_and_listed_and_the_message_is_mapped(self):
        for name, more in (("fhir", {}), ("json", {"output": "json"})):
            job = self.job(name, formats={"hl7v2": {"strict": True, **more}})
            job.put("a.hl7", adt("0", "20240131") + self.WRONG)
            summary = self.run_job(job)
            self.assertEqual(summary["documents"], {"read": 2, "mapped": 2, "rejected": 0})
            counts = summary["mapping"]["deviations"]
            self.assertEqual(counts["hl7v2.segment_unknown QQQ"], 1)
            self.assertEqual(sum(counts.values()), len(records := [
                record for path in sorted((job.error / summary["run"]).glob("deviations-*.ndjson"))
                for record in support.ndjson(path)]))
            one, = [record for record in records if record["code"] == "hl7v2.segment_unknown"]
            text = (job.raw / "a.hl7").read_bytes().decode()
            self.assertEqual((one["object"], one["document"], one["path"]), ("a.hl7", 1, "QQQ"))
            self.assertEqual(text[one["offset"]:one["offset"] + one["length"]], self.WRONG.rstrip())
            self.assertEqual(text[one["at"]:one["at"] + 3], "QQQ")
            self.assertTrue(any(record.get("path", "").startswith("PID-7") for record in records), records)
            self.assertNotIn("notadate", json.dumps(records))
            self.assertIn("deviates", job.call("report", "--job", job.path).out)

    def test_they_may_be_rejects(self):
        job = self.job(formats={"hl7v2": {"strict": "reject"}})
        clean = message("ACK", "7", "20240131080000+0000", msa="MSA|AA|1")
        job.put("a.hl7", self.WRONG + clean)
        summary = self.run_job(job, code=3)
        self.assertEqual(summary["documents"], {"read": 2, "mapped": 1, "rejected": 1}, job.rejects(summary["run"]))
        reject, = job.rejects(summary["run"])
        self.assertTrue(reject["code"].startswith("hl7v2."), reject)
        self.assertEqual((job.error / summary["run"] / reject["raw"]).read_bytes().decode(),
                         self.WRONG.rstrip())


if __name__ == "__main__":
    support.main()
