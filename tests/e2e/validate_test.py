#!/usr/bin/env python3
"""hios validate: what users give it, what it prints, how it ends."""

import gzip
import io
import json
import unittest
import zipfile

import support
from support import bundle, hios, patient

ACCEPTED, WRONG_CALL, SOME_REJECTED = 0, 2, 3
LINE = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line"
COLUMN = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col"
OFFSET = "urn:hios:byte-offset"
CANARY = "cAnArY Smith"


def text(resource):
    return json.dumps(resource)


def spoilt(name="s"):
    return patient(name, gender=CANARY, foo=1)


class ValidateTest(support.JobTest):
    def put(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def validate(self, *arguments, code, stdin=b""):
        result = hios("validate", *arguments, stdin=stdin, cwd=self.folder)
        self.assertEqual(result.code, code, result)
        self.assertNotIn(CANARY, result.out + result.err)
        return result

    def outcomes(self, *arguments, code=SOME_REJECTED, stdin=b""):
        """The OperationOutcomes, each checked for its shape."""
        result = self.validate("--json", *arguments, code=code, stdin=stdin)
        found = [json.loads(line) for line in result.out.splitlines()]
        for outcome in found:
            self.assert_shape(outcome)
        return found

    def assert_shape(self, outcome):
        self.assertEqual(set(outcome), {"resourceType", "issue"})
        self.assertEqual(outcome["resourceType"], "OperationOutcome")
        self.assertGreater(len(outcome["issue"]), 0)
        for issue in outcome["issue"]:
            self.assertEqual(set(issue), {"extension", "severity", "code", "details", "diagnostics", "expression"})
            self.assertIn(issue["severity"], ("error", "warning"))
            coding = issue["details"]["coding"]
            self.assertEqual([set(one) for one in coding], [{"system", "code"}])
            self.assertRegex(coding[0]["code"], r"^[a-zA-Z0-9._-]+$")
            self.assertTrue(issue["details"]["text"].endswith("."))
            self.assertEqual(len(issue["expression"]), 1)
            places = {extension["url"]: extension for extension in issue["extension"]}
            self.assertEqual(set(places), {LINE, COLUMN, OFFSET})
            line, column = places[LINE]["valueInteger"], places[COLUMN]["valueInteger"]
            offset = places[OFFSET]["valueDecimal"]
            self.assertTrue(issue["diagnostics"].endswith(f": line {line}, column {column}, byte {offset}"), issue)

    def rules(self, outcomes):
        return sorted(issue["details"]["coding"][0]["code"] for outcome in outcomes for issue in outcome["issue"])


SPOILT_RULES = ["validate.code", "validate.unknown_element"]


class Inputs(ValidateTest):
    def test_a_right_file_says_nothing_and_is_accepted(self):
        path = self.put("a.json", text(patient("p", gender="male")))
        self.assertEqual(self.validate(path, code=ACCEPTED).out, "")
        self.assertEqual(self.outcomes(path, code=ACCEPTED), [])

    def test_a_spoilt_file_is_told_line_by_line(self):
        path = self.put("a.json", text(spoilt()))
        lines = self.validate(path, code=SOME_REJECTED).out.splitlines()
        self.assertEqual(len(lines), 2)
        for line, rule in zip(sorted(lines, key=lambda one: one[-14:]), sorted(SPOILT_RULES)):
            self.assertRegex(line, r"a\.json:1:\d+: error: Patient.* \[validate\.\w+\]$")
        self.assertEqual(self.rules(self.outcomes(path)), SPOILT_RULES)

    def test_a_folder_is_gone_through(self):
        self.put("data/a.json", text(patient("p")))
        self.put("data/deep/er/b.json", text(spoilt()))
        outcomes = self.outcomes(self.folder / "data")
        self.assertEqual(self.rules(outcomes), SPOILT_RULES)
        self.assertIn("b.json", outcomes[0]["issue"][0]["diagnostics"])

    def test_standard_input_is_read(self):
        self.assertEqual(self.rules(self.outcomes("-", stdin=text(spoilt()).encode())), SPOILT_RULES)
        self.validate("-", stdin=text(patient("p")).encode(), code=ACCEPTED)

    def test_ndjson_has_a_line_for_each_resource(self):
        lines = [text(patient("a")), text(spoilt("b")), "", text(spoilt("c"))]
        path = self.put("a.ndjson", "\n".join(lines) + "\n")
        outcomes = self.outcomes(path)
        self.assertEqual(len(outcomes), 2)
        places = [outcome["issue"][0]["extension"][0]["valueInteger"] for outcome in outcomes]
        self.assertEqual(places, [2, 4])

    def test_offsets_count_from_the_beginning_of_the_file(self):
        lines = [text(patient("a")), text(spoilt("b"))]
        content = "\n".join(lines)
        path = self.put("a.ndjson", content)
        for issue in self.outcomes(path)[0]["issue"]:
            if issue["details"]["coding"][0]["code"] == "validate.unknown_element":
                offset = issue["extension"][2]["valueDecimal"]
                self.assertEqual(content.encode()[offset:offset + 5], b'"foo"')

    def test_gzip_and_zip_are_unpacked(self):
        packed = self.put("a.json.gz", gzip.compress(text(spoilt()).encode()))
        self.assertEqual(self.rules(self.outcomes(packed)), SPOILT_RULES)
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as members:
            members.writestr("x/a.json", text(patient("p")))
            members.writestr("x/b.ndjson", text(spoilt("b")) + "\n" + text(spoilt("c")) + "\n")
        outcomes = self.outcomes(self.put("a.zip", archive.getvalue()))
        self.assertEqual(len(outcomes), 2)
        self.assertIn("b.ndjson", outcomes[0]["issue"][0]["diagnostics"])

    def test_bundles_are_told_entry_by_entry(self):
        path = self.put("a.json", text(bundle(patient("p"), spoilt())))
        outcomes = self.outcomes(path)
        self.assertEqual([issue["expression"][0] for issue in outcomes[0]["issue"] if "gender" in issue["expression"][0]],
                         ["Bundle.entry[1].resource.gender"])

    def test_several_files_keep_their_order(self):
        names = [self.put(f"{name}.json", text(spoilt(name))) for name in "cab"]
        order = [outcome["issue"][0]["diagnostics"] for outcome in self.outcomes(*names)]
        self.assertEqual([f"{name}.json" in told for name, told in zip("cab", order)], [True] * 3)

    def test_the_number_of_threads_changes_nothing(self):
        for number in range(30):
            self.put(f"data/{number:02}.ndjson", "\n".join(text(spoilt(str(line))) for line in range(20)))
        one, eight = (self.validate("--json", "--threads", n, self.folder / "data", code=SOME_REJECTED).out for n in (1, 8))
        self.assertEqual(one, eight)


class BadInputs(ValidateTest):
    def test_a_missing_file_is_told(self):
        result = self.validate(self.folder / "gone.json", code=SOME_REJECTED)
        self.assertIn("io.not_found", result.err)

    def test_a_missing_file_does_not_stop_the_others(self):
        path = self.put("a.json", text(spoilt()))
        self.assertEqual(self.rules(self.outcomes(self.folder / "gone.json", path)), SPOILT_RULES)

    def test_what_is_no_json_is_told(self):
        for name, content in {"cut.json": '{"resourceType":"Patient","id":"' + CANARY, "text.json": CANARY,
                              "empty.json": "", "bytes.json": b"\xff\xfe\x00" + CANARY.encode()}.items():
            result = self.validate(self.put(name, content), code=SOME_REJECTED)
            self.assertIn(name, result.err)

    def test_a_bad_line_does_not_stop_the_others(self):
        path = self.put("a.ndjson", text(spoilt("a")) + '\n{"resourceType":\n' + text(spoilt("b")) + "\n")
        self.assertEqual(len(self.outcomes(path)), 2)

    def test_an_unknown_level_is_a_wrong_call(self):
        path = self.put("a.json", text(patient("p")))
        result = hios("validate", path, "--level", "lenient")
        self.assertNotIn(result.code, (ACCEPTED, SOME_REJECTED), result)
        self.assertIn("structure-only", result.err)

    def test_no_file_is_a_wrong_call(self):
        self.assertNotIn(hios("validate").code, (ACCEPTED, SOME_REJECTED))


class Levels(ValidateTest):
    def test_each_level_asks_for_more(self):
        structure = self.put("a.json", text(spoilt()))
        rule = self.put("b.json", text(patient("p", contact=[{"gender": "male"}])))
        self.validate(structure, "--level", "minimal", code=ACCEPTED)
        self.validate(structure, "--level", "structure-only", code=SOME_REJECTED)
        self.validate(rule, "--level", "structure-only", code=ACCEPTED)
        self.assertEqual(self.rules(self.outcomes(rule, "--level", "strict")), ["pat-1"])

    def test_structure_only_goes_without_saying(self):
        path = self.put("a.json", text(spoilt()))
        self.assertEqual(self.outcomes(path), self.outcomes(path, "--level", "structure-only"))

    def test_a_resource_alone_needs_an_id_at_every_level(self):
        path = self.put("a.json", '{"resourceType":"Patient"}')
        for level in ("minimal", "structure-only", "strict"):
            self.assertIn("validate.no_id", self.rules(self.outcomes(path, "--level", level)))

    def test_warnings_alone_are_accepted(self):
        unknown = [{"url": "http://x.org/e", "valueBoolean": True}]
        path = self.put("a.json", text(patient("p", modifierExtension=unknown)))
        outcomes = self.outcomes(path, code=ACCEPTED)
        self.assertEqual(self.rules(outcomes), ["validate.unknown_modifier"])
        self.assertEqual(outcomes[0]["issue"][0]["severity"], "warning")


class Summary(ValidateTest):
    def setUp(self):
        super().setUp()
        self.put("data/a.json", text(bundle(patient("p"), spoilt())))
        self.put("data/b.ndjson", text(spoilt("b")) + "\n" + text(patient("q")) + "\n")
        self.put("data/c.json", "{")

    def test_as_json_it_counts_by_rule(self):
        counts = self.validate("--summary", "--json", self.folder / "data", code=SOME_REJECTED).json
        self.assertEqual(counts, {
            "level": "structure-only", "documents": counts["documents"], "unreadable": 1, "resources": 5,
            "with_errors": 2, "errors": 4, "warnings": 0,
            "rules": {"validate.code": {"severity": "error", "count": 2},
                      "validate.unknown_element": {"severity": "error", "count": 2}}})
        self.assertIn(counts["documents"], (3, 4))

    def test_in_words_it_names_the_same_counts(self):
        words = self.validate("--summary", self.folder / "data", code=SOME_REJECTED).out
        self.assertRegex(words, r"\b5 resources\b")
        self.assertRegex(words, r"\b2 +error +validate\.code\b")

    def test_of_right_files_it_is_accepted(self):
        path = self.put("right.json", text(patient("p")))
        self.assertEqual(self.validate("--summary", "--json", path, code=ACCEPTED).json["rules"], {})


class Explained(ValidateTest):
    def test_every_rule_found_can_be_explained(self):
        path = self.put("a.json", text(spoilt()))
        for rule in self.rules(self.outcomes(path)) + ["dom-3", "ext-1", "bdl-7"]:
            result = hios("explain", rule)
            self.assertEqual(result.code, 0, result)
            self.assertIn(rule, result.out)


if __name__ == "__main__":
    support.main()
