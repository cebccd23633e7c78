#!/usr/bin/env python3
"""Over ../shared/samples/fhir, other people's documents, when they lie beside the checkout."""

import json
import re
import unittest

import support

SAMPLES = support.SOURCE.parent / "shared/samples/fhir"
# Strings are matched first, so that digits inside them are none.
NUMBER = re.compile(rb'"(?:[^"\\]|\\.)*"|(-?[0-9][0-9.eE+-]*)')


def numbers(text):
    return [match[1] for match in NUMBER.finditer(text) if match[1] is not None]


class SharedSamples(support.JobTest):
    def setUp(self):
        if not SAMPLES.is_dir():
            raise unittest.SkipTest("shared/samples is not beside the repository")
        super().setUp()

    def run_over(self, folder="", **source):
        work = self.job(raw=SAMPLES / folder, source=source or {})
        result = work.run("--json")
        self.assertIn(result.code, (0, 3), result)
        self.assertTrue(result.json["balanced"])
        return work, result.json

    def assert_numbers_are_kept(self, work, run):
        """Every staged line has the numbers of its source, digit for digit, in order. How many there are."""
        parts, count = {}, 0
        for path in sorted((work.staging / run / "import").rglob("*.ndjson")):
            lineage = support.ndjson(work.staging / run / "lineage" / (path.stem + ".lineage.ndjson"))
            lines = path.read_bytes().splitlines()
            self.assertEqual(len(lines), len(lineage))
            for line, record in zip(lines, lineage):
                where = (record["object"], record.get("member", ""))
                if where not in parts:
                    parts[where] = work.part(*where)
                source = parts[where][record["offset"]:record["offset"] + record["length"]]
                self.assertEqual(numbers(line), numbers(source), record)
                count += len(numbers(line))
        return count

    def test_the_whole_folder_balances_and_is_the_same_with_1_and_8_threads(self):
        outcomes = []
        for threads in (1, 8):
            work = self.job(f"with-{threads}", raw=SAMPLES, limits={"threads": threads},
                            pack={"shard_bytes": "256KiB"}, **{"import": {"group": {"bytes": "4MiB"}}})
            summary = self.run_job(work, code=3)
            self.assertEqual(sum(job["failed"] for job in summary["import_jobs"]), 0)
            self.assertEqual({key: line for key, (_, line) in work.sandbox().items()}, work.lines(summary["run"]))
            outcomes.append(work.outcome(summary["run"]))
        self.assertEqual(*outcomes)

    def test_every_conditional_reference_of_synthea_2021_resolves(self):
        work, summary = self.run_over("synthea-2021-uscore")
        self.assertEqual(summary["references"]["unresolved"], 0)
        self.assertGreater(summary["references"]["conditional_resolved"], 100)
        self.assertEqual(summary["rejects_by_code"], {})
        conditional = re.compile(r'"reference":"[A-Za-z]+\?')
        for line in work.lines(summary["run"]).values():
            self.assertNotRegex(line, conditional)

    def test_references_of_synthea_2021_lead_to_staged_resources(self):
        work, summary = self.run_over("synthea-2021-uscore")
        lines = work.lines(summary["run"])
        for line in lines.values():
            for kind, name in re.findall(r'"reference":"([A-Za-z]+)/([^"/]+)"', line):
                self.assertIn((kind, name), lines)

    def test_no_conditional_reference_of_synthea_2021_is_lost_in_the_whole_folder(self):
        work, summary = self.run_over("")
        unresolved = [record for path in (work.error / summary["run"]).glob("unresolved-*") for record in support.ndjson(path)]
        self.assertEqual([record for record in unresolved if record["object"].startswith("synthea-2021-uscore/")], [])

    def test_no_number_of_the_hl7_examples_changes(self):
        work, summary = self.run_over("hl7-r4-examples")
        self.assertEqual(summary["resources"]["made"],
                         summary["resources"]["staged"] + summary["resources"]["superseded"] + summary["resources"]["rejected"])
        self.assertGreater(self.assert_numbers_are_kept(work, summary["run"]), 900)

    def test_no_number_of_any_sample_changes(self):
        work, summary = self.run_over("", exclude=["**/*.zst"])
        self.assertGreater(self.assert_numbers_are_kept(work, summary["run"]), 20_000)

    def test_single_resources_of_the_hl7_examples_are_staged_one_for_one(self):
        work, summary = self.run_over("hl7-r4-examples", match=["**/Observation-*.json", "**/Patient-*.json"])
        lines = work.lines(summary["run"])
        for path in [*(SAMPLES / "hl7-r4-examples").glob("Observation-*.json"), *(SAMPLES / "hl7-r4-examples").glob("Patient-*.json")]:
            resource = json.loads(path.read_bytes())
            self.assertIn((resource["resourceType"], resource["id"]), lines, path.name)


if __name__ == "__main__":
    support.main()
