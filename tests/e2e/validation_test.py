#!/usr/bin/env python3
"""Validation inside a job: what fails goes to the error zone or is only counted, as the spec says."""

import json

import support
from support import bundle, patient

SOUND = {"resourceType": "Observation", "id": "sound", "status": "final", "code": {"text": "x"}}
NO_STATUS = {"resourceType": "Observation", "id": "no-status", "code": {"text": "CANARY"}}
# obs-6: a value and the reason why there is none.
BREAKS_A_RULE = {**SOUND, "id": "obs-6", "valueString": "CANARY", "dataAbsentReason": {"text": "x"}}


class Validation(support.JobTest):
    def validated(self, *documents, code, **validate):
        """A finished run over these documents, each an object of its own."""
        work = self.job(validate={"level": "structure-only", **validate})
        for number, document in enumerate(documents):
            work.put(f"{number}.json", document)
        return work, self.run_job(work, code=code)

    def staged(self, work, summary):
        return {key[1] for key in work.lines(summary["run"])}

    def test_a_resource_that_fails_is_rejected_and_its_neighbours_are_staged(self):
        work, summary = self.validated(bundle(SOUND, NO_STATUS, patient("p")), code=3)
        self.assertEqual(self.staged(work, summary), {"sound", "p"})
        self.assertEqual(summary["rejects_by_code"], {"validate.missing": 1})
        self.assertEqual(summary["findings_by_rule"], {"validate.missing": 1})
        self.assertEqual(summary["resources"], {"made": 3, "staged": 2, "rejected": 1, "superseded": 0})
        record, = work.rejects(summary["run"])
        self.assertEqual((record["level"], record["entry"], record["path"]), ("resource", 1, "Bundle.entry[1].resource"))
        issue, = record["outcome"]["issue"]
        self.assertEqual(issue["details"]["coding"][0]["code"], "validate.missing")
        self.assertEqual(issue["expression"], ["Bundle.entry[1].resource"])
        self.assertNotIn("CANARY", json.dumps(record))

    def test_places_are_those_of_the_source_document(self):
        work = self.job(validate={"level": "structure-only"})
        work.put("pretty.json", json.dumps(bundle(SOUND, {**patient("p"), "gender": "unheard-of"}), indent=2).encode())
        summary = self.run_job(work, code=3)
        record, = work.rejects(summary["run"])
        text = (work.raw / "pretty.json").read_text()
        self.assertEqual(text[record["offset"]:record["offset"] + 12], '"unheard-of"')
        line = text[:record["offset"]].count("\n") + 1
        extensions = record["outcome"]["issue"][0]["extension"]
        self.assertIn(line, [extension.get("valueInteger") for extension in extensions])

    def test_all_findings_of_a_resource_stand_in_its_outcome(self):
        work, summary = self.validated({**NO_STATUS, "unheard": 1, "subject": {"reference": "no reference"}}, code=3)
        record, = work.rejects(summary["run"])
        self.assertEqual(sorted(issue["details"]["coding"][0]["code"] for issue in record["outcome"]["issue"]),
                         ["validate.missing", "validate.reference_form", "validate.unknown_element"])

    def test_warn_stages_what_fails_and_counts_it(self):
        work, summary = self.validated(NO_STATUS, code=0, on_fail="warn")
        self.assertEqual(self.staged(work, summary), {"no-status"})
        self.assertEqual(summary["findings_by_rule"], {"validate.missing": 1})
        self.assertEqual(summary["status"], "complete")

    def test_invariants_cost_a_resource_at_level_strict_only(self):
        _, summary = self.validated(BREAKS_A_RULE, code=0)
        self.assertEqual(summary["findings_by_rule"], {})
        work, summary = self.validated(BREAKS_A_RULE, code=3, level="strict")
        self.assertEqual(summary["findings_by_rule"], {"obs-6": 1})
        record, = work.rejects(summary["run"])
        self.assertEqual(record["outcome"]["issue"][0]["details"]["coding"][0]["code"], "obs-6")

    def test_on_fail_can_differ_by_the_level_of_a_rule(self):
        work, summary = self.validated(BREAKS_A_RULE, NO_STATUS, code=3, level="strict", on_fail={"strict": "warn"})
        self.assertEqual(self.staged(work, summary), {"obs-6"})
        self.assertEqual(summary["findings_by_rule"], {"obs-6": 1, "validate.missing": 1})

    def test_a_profile_of_the_job_holds_for_all_resources_of_its_type(self):
        profile = {"resourceType": "StructureDefinition", "url": "http://x.org/dated", "name": "Dated", "status": "active",
                   "version": "1", "kind": "resource", "abstract": False, "type": "Patient", "derivation": "constraint",
                   "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
                   "snapshot": {"element": [
                       {"id": "Patient", "path": "Patient", "min": 0, "max": "*"},
                       {"id": "Patient.birthDate", "path": "Patient.birthDate", "min": 1, "max": "1",
                        "type": [{"code": "date"}]}]}}
        (self.folder / "dated.json").write_text(json.dumps(profile))
        documents = (patient("undated"), patient("dated", birthDate="1990-01-01"))
        work, summary = self.validated(*documents, code=3, level="strict", profiles=[str(self.folder / "dated.json")])
        self.assertEqual(self.staged(work, summary), {"dated"})
        self.assertEqual(summary["rejects_by_code"], {"profile.min": 1})

    def test_a_profile_that_is_not_there_is_told_before_the_run(self):
        work = self.job(validate={"level": "strict", "profiles": ["nowhere.json"]})
        result = work.call("check", work.path)
        self.assertEqual(result.code, 78, result)
        self.assertIn("nowhere.json", result.err)

    def test_another_version_of_fhir_is_called_so(self):
        _, summary = self.validated({**SOUND, "comment": "x", "context": {"reference": "Encounter/1"}}, code=3)
        self.assertEqual(summary["rejects_by_code"], {"validate.other_version": 1})

    def test_a_mended_resource_is_taken_by_retry(self):
        work, first = self.validated(NO_STATUS, SOUND, code=3)
        record, = work.rejects(first["run"])
        (work.error / first["run"] / record["raw"]).write_text(json.dumps({**NO_STATUS, "status": "final"}))
        result = work.call("retry", work.path, "--json")
        self.assertEqual(result.code, 0, result)
        self.assertEqual(self.staged(work, result.json), {"no-status"})


if __name__ == "__main__":
    support.main()
