#!/usr/bin/env python3
"""hios map, and hios convert --map, as a user calls them."""

import json
import unittest
import xml.etree.ElementTree as ElementTree

import support
from support import CONDITIONS, PATIENTS, condition_row, csv_text, hios, patient_row

SYNTHEA = support.FLAT_MAPS / "synthea.yaml"
SMALL = """map: small
source: {format: csv, columns: {NOTE: string?}}
emit:
  - resourceType: Patient
    id: =MRN
    gender: =SEX
    name:
      - family: =LAST
        given: [=FIRST]
tests:
  - name: a name
    row: {MRN: a, LAST: Example}
    expect: {"name[0].family": Example}
"""


class MapVerbs(support.JobTest):
    def put(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path


class Check(MapVerbs):
    def test_a_valid_map_is_said_to_be(self):
        result = hios("map", "check", SYNTHEA)
        self.assertEqual(result.code, 0, result)
        self.assertIn("synthea-csv is valid: 2 tables", result.out)

    def test_every_shipped_map_is_valid_and_passes_its_tests(self):
        for path in sorted(support.FLAT_MAPS.rglob("*.yaml")):
            result = hios("map", "test", path)
            self.assertEqual(result.code, 0, f"{path}\n{result}")

    def test_errors_name_file_line_and_column(self):
        path = self.put("m.yaml", SMALL.replace("gender:", "gendr:"))
        result = hios("map", "check", path)
        self.assertEqual(result.code, 78, result)
        self.assertIn(f"{path}:6:5: ", result.err)
        self.assertIn('"gender"', result.err)

    def test_json_lists_all_problems(self):
        path = self.put("m.yaml", SMALL.replace("gender:", "gendr:").replace("=MRN", "=nope(MRN)").replace(
            "columns: {", "columns: {UNUSED: string, "))
        result = hios("map", "check", path, "--json")
        self.assertEqual(result.code, 78, result)
        self.assertFalse(result.json["valid"])
        places = {(each["line"], each["severity"]) for each in result.json["problems"]}
        self.assertLessEqual({(5, "error"), (6, "error")}, places)
        self.assertEqual({each["file"] for each in result.json["problems"]}, {str(path)})

    def test_a_column_that_nothing_reads_is_a_warning(self):
        result = hios("map", "check", self.put("m.yaml", SMALL))
        self.assertEqual(result.code, 0, result)
        self.assertIn("NOTE", result.err)

    def test_a_file_that_is_not_there_is_an_error(self):
        result = hios("map", "check", self.folder / "gone.yaml")
        self.assertEqual(result.code, 78, result)


class Test(MapVerbs):
    def test_failures_are_told_with_their_places(self):
        path = self.put("m.yaml", SMALL.replace("family\": Example", "family\": Other"))
        result = hios("map", "test", path)
        self.assertEqual(result.code, 3, result)
        self.assertIn("FAILED  small: a name", result.out)
        self.assertIn(f"{path}:13:", result.out)
        self.assertIn("1 tests, 1 failed", result.out)
        self.assertEqual(hios("map", "test", path, "--json").json[0]["tests"][0]["passed"], False)

    def test_junit_is_written(self):
        junit = self.folder / "junit.xml"
        good = hios("map", "test", self.put("m.yaml", SMALL), "--junit", junit)
        self.assertEqual(good.code, 0, good)
        suite = ElementTree.parse(junit).getroot().find("testsuite")
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("1", "0"))
        hios("map", "test", self.put("m.yaml", SMALL.replace("family\": Example", "family\": Other")), "--junit", junit)
        self.assertIsNotNone(ElementTree.parse(junit).getroot().find("testsuite/testcase/failure"))

    def test_update_expects_what_is_made(self):
        path = self.put("m.yaml", SMALL.replace("family\": Example", "family\": Other"))
        result = hios("map", "test", path, "--update")
        self.assertEqual(result.code, 0, result)
        self.assertIn("1 expectations were rewritten", result.err)
        self.assertEqual(path.read_text(), SMALL.replace("family\": Example", "family\": \"Example\""))


class Run(MapVerbs):
    def setUp(self):
        super().setUp()
        self.file = self.put("any.txt", "MRN,SEX,LAST,FIRST\na,male,A,1\nb,female,B,2\nc,x y!,C,3\nd,,D,4\n")
        self.map = self.put("m.yaml", SMALL)

    def ids(self, result):
        return [json.loads(line)["id"] for line in result.out.splitlines()]

    def test_rows_come_out_in_their_order(self):
        result = hios("map", "run", self.map, self.file)
        self.assertEqual((result.code, self.ids(result)), (0, ["a", "b", "c", "d"]), result)

    def test_limit_ends_it(self):
        result = hios("map", "run", self.map, self.file, "--limit", "2")
        self.assertEqual((result.code, self.ids(result)), (0, ["a", "b"]), result)
        self.assertIn("2 rows: 2 resources, 0 rejects", result.err)

    def test_a_bad_row_is_told(self):
        self.file.write_text(self.file.read_text() + "no id,,,\n")
        result = hios("map", "run", self.map, self.file)
        self.assertEqual(result.code, 3, result)
        self.assertIn("map.value_does_not_fit", result.err)

    def test_a_table_takes_files_of_any_name(self):
        path = self.put("whatever.txt", csv_text(CONDITIONS, [condition_row("p")]))
        self.assertEqual(hios("map", "run", SYNTHEA, path).code, 3)
        result = hios("map", "run", SYNTHEA, path, "--table", "conditions")
        self.assertEqual(json.loads(result.out)["resourceType"], "Condition", result)
        self.assertEqual(hios("map", "run", SYNTHEA, path, "--table", "nope").code, 78)

    def test_overrides_are_laid_over(self):
        patch = self.put("p.yaml", "map: p\noverride:\n  - on: small\n    Patient: {active: true}\n")
        result = hios("map", "run", self.map, self.file, "--override", patch, "--limit", "1")
        self.assertIs(json.loads(result.out)["active"], True, result)

    def test_convert_takes_maps_as_well(self):
        path = self.put("patients.csv", csv_text(PATIENTS, [patient_row("a"), patient_row("b")]))
        result = hios("convert", path, "--map", SYNTHEA)
        self.assertEqual((result.code, len(result.out.splitlines())), (0, 2), result)
        self.assertEqual(hios("convert", path, "--map", support.FLAT_MAPS).out, result.out)
        piped = hios("convert", "-", "--map", SYNTHEA, "--table", "patients", stdin=path.read_bytes())
        self.assertEqual(piped.out, result.out)
        self.assertEqual(hios("convert", path, "--map", self.put("x.yaml", "map: x\nsorce: {}\n")).code, 78)


class Explain(MapVerbs):
    def setUp(self):
        super().setUp()
        self.map = self.put("m.yaml", SMALL)
        self.file = self.put("f.csv", "MRN,SEX,LAST,FIRST,MORE\na,male,A,,x\nb,,B,2,\nbad id,,,,\n")

    def test_each_element_names_its_line(self):
        explained = hios("map", "explain", self.file, "--map", self.map, "--json").json
        self.assertEqual({each["element"]: each["line"] for each in explained["written"]},
                         {"Patient.id": 5, "Patient.gender": 6, "Patient.name[0].family": 8})
        self.assertEqual([each["element"] for each in explained["empty"]], ["Patient.name[0].given[0]"])
        self.assertEqual(explained["unread"], ["MORE"])
        self.assertEqual((explained["record"], explained["resources"][0]["id"]), (2, "a"))

    def test_row_chooses_the_row(self):
        explained = hios("map", "explain", self.file, "--map", self.map, "--row", "2", "--json").json
        self.assertIn("Patient.name[0].given[0]", {each["element"] for each in explained["written"]})
        self.assertEqual([each["id"] for each in explained["resources"]], ["b"])

    def test_an_override_is_named(self):
        patch = self.put("acme.yaml", "map: acme\noverride:\n  - on: small\n    Patient:\n      gender: =LAST\n")
        words = hios("map", "explain", self.file, "--map", self.map, "--map", patch).out
        self.assertRegex(words, rf"Patient\.gender +{patch}:5:\d+")
        self.assertIn("MORE", words)

    def test_a_bad_row_says_why_and_a_missing_one_too(self):
        self.assertEqual(hios("map", "explain", self.file, "--map", self.map, "--row", "3").code, 3)
        result = hios("map", "explain", self.file, "--map", self.map, "--row", "4")
        self.assertEqual(result.code, 2, result)
        self.assertIn("has no row 4", result.err)


class ExplainMessage(MapVerbs):
    def setUp(self):
        super().setUp()
        self.message = ("MSH|^~\\&|ADT|GOOD|EHR|BEST|20240131083000+0100||ADT^A01|17|P|2.5.1|||||USA\r"
                        "PID|1||4711^^^MRNS^MR||Doe^Jane|Roe^Ann\rZPI|1|77\r")
        self.file = self.put("a.hl7", self.message + self.message.replace("Jane", "Joan"))

    def values(self, *arguments):
        explained = hios("map", "explain", *arguments, "--json").json
        return {each["address"]: each for each in explained["values"]}, explained

    def test_each_value_has_its_fate_and_its_elements(self):
        values, explained = self.values(self.file)
        self.assertEqual(values["PID-5.2"]["fate"], "mapped")
        self.assertIn("Patient.name[0].given[0]", [each["element"] for each in values["PID-5.2"]["elements"]])
        self.assertRegex(values["PID-5.2"]["elements"][0]["place"], r"hl7v2/.*\.yaml:\d+:\d+")
        self.assertEqual(values["PID-6"]["fate"], "extension")
        self.assertEqual(values["ZPI-2"]["fate"], "unread")
        self.assertIn("Patient", [each["resourceType"] for each in explained["resources"]])

    def test_row_chooses_the_message(self):
        second = hios("map", "explain", self.file, "--row", "2").out
        self.assertIn("Joan", second)
        self.assertNotIn("Jane", second)

    def test_an_override_reads_what_was_unread(self):
        patch = self.put("acme.yaml", "map: acme\noverride:\n  - on: hl7v2\n    Patient:\n"
                         "      identifier[+]: =identifier('urn:acme', ZPI-2)\n")
        values, _ = self.values(self.file, "--map", patch)
        self.assertEqual(values["ZPI-2"]["fate"], "mapped")
        self.assertIn(str(patch), "".join(each["place"] for each in values["ZPI-2"]["elements"]))

    def test_overrides_of_a_built_in_map_are_checked_tested_and_converted_with(self):
        patch = ("map: acme\noverride:\n  - on: {}\n    Patient:\n      identifier[+]: =identifier('urn:acme', ZPI-2)\n"
                 "tests:\n  - name: a badge\n    message: |\n      MSH|^~\\&|A|B|C|D|2024||ADT^A08|1|P|2.5.1\n"
                 "      PID|1||1\n      ZPI|1|77\n    expect: {{\"Patient.identifier[1].value\": \"{}\"}}\n")
        for on in "hl7v2", "hl7v2/patient":
            file = self.put("acme.yaml", patch.format(on, 77))
            self.assertEqual(hios("map", "check", file).code, 0)
            self.assertIn("hl7v2: 1 tests, 0 failed", hios("map", "test", file).out)
            self.assertIn('"urn:acme","value":"77"', hios("convert", self.file, "--map", file).out)
        wrong = hios("map", "test", self.put("acme.yaml", patch.format("hl7v2", 78)))
        self.assertEqual(wrong.code, 3, wrong)
        self.assertIn("acme.yaml", wrong.out)

    def test_an_override_that_is_on_nothing_is_an_error(self):
        patch = self.put("acme.yaml", "map: acme\noverride:\n  - on: hl7v3\n    Patient: {active: true}\n")
        for result in hios("map", "check", patch), hios("check", self.job(maps=[str(patch)]).path):
            self.assertEqual(result.code, 78, result)
            self.assertIn("acme.yaml:3:5", result.err)
            self.assertIn("hl7v2", result.err)

    def test_an_override_that_is_no_yaml_is_an_error_of_its_job(self):
        result = hios("check", self.job(maps=[str(self.put("acme.yaml", "map: [\n"))]).path)
        self.assertEqual(result.code, 78, result)
        self.assertIn("acme.yaml", result.err)

    def test_a_spec_gives_its_overrides_settings_and_namespace(self):
        patch = self.put("acme.yaml", "map: acme\noverride:\n  - on: hl7v2\n    Patient:\n"
                         "      identifier[+]: =identifier('urn:acme', ZPI-2)\n")
        job = self.job(maps=[str(patch)], formats={"hl7v2": {"message_header": True}}, identity={"namespace": "acme"})
        values, explained = self.values(self.file, "--spec", job.path)
        self.assertEqual(values["ZPI-2"]["fate"], "mapped")
        self.assertIn("MessageHeader", [each["resourceType"] for each in explained["resources"]])
        _, other = self.values(self.file, "--spec", job.path, "--namespace", "other")
        self.assertNotEqual(explained["resources"][0]["id"], other["resources"][0]["id"])
        both = hios("map", "explain", self.file, "--spec", job.path, "--map", patch)
        self.assertEqual(both.code, 2, both)

    def test_a_spec_that_cannot_be_used_says_why(self):
        result = hios("map", "explain", self.file, "--spec", self.put("job.yaml", "version: 1\nsauce: ./raw\n"))
        self.assertEqual(result.code, 78, result)
        self.assertIn("sauce", result.err)


class Coverage(MapVerbs):
    def test_no_row_lacks_both_cover_and_reason(self):
        tables = hios("map", "coverage", "--json").json
        self.assertEqual((len(tables["hl7v2"]["segments"]), len(tables["hl7v2"]["types"])), (1055, 617))
        open_rows = [row for row in tables["hl7v2"]["segments"] + tables["hl7v2"]["types"] + tables["ccda"]
                     if row["covered"] == "not covered" and not row.get("reason")]
        self.assertEqual(open_rows, [])

    def test_one_format_alone_is_summed_up(self):
        words = hios("map", "coverage", "ccda").out
        self.assertRegex(words, r"section templates: \d+, \d+ mapped")
        self.assertNotIn("v2-to-FHIR", words)

    def test_a_spec_says_what_is_on_and_what_is_changed(self):
        patch = self.put("acme.yaml", "map: acme\noverride:\n  - on: hl7v2\n    Patient:\n"
                         "      gender: =lookup(administrative-sex, upper(PID-31), null)\n")
        bare = hios("map", "coverage", "hl7v2", "--spec", self.job("bare").path, "--json").json
        on = {"message_header": True, "provenance": True, "source_document": True}
        changed = self.job("changed", maps=[str(patch)], formats={"hl7v2": on})
        full = hios("map", "coverage", "hl7v2", "--spec", changed.path, "--json").json

        def covered(tables, source):
            return {row["covered"] for row in tables["hl7v2"]["segments"] if row["source"] == source}
        self.assertIn("not covered", covered(bare, "ORC-17"), "only a Provenance has it")
        self.assertNotIn("not covered", covered(full, "ORC-17"))
        self.assertIn("element", covered(bare, "PID-8"))
        self.assertNotIn("element", covered(full, "PID-8"), "the override took it")



class Show(MapVerbs):
    def test_built_in_maps_are_listed_and_printed(self):
        names = hios("map", "show").out.split()
        self.assertIn("flat/synthea", names)
        self.assertEqual(hios("map", "show", "flat/synthea").out, SYNTHEA.read_text())
        wrong = hios("map", "show", "flat/synthe")
        self.assertEqual(wrong.code, 2, wrong)
        self.assertIn("flat/synthea", wrong.err)


class Help(MapVerbs):
    def test_examples_come_first(self):
        for verb in ("check", "test", "run", "explain", "show"):
            result = hios("map", verb, "--help")
            self.assertEqual(result.code, 0, result)
            self.assertIn(f"Examples:\n  hios map {verb}", result.out)

    def test_a_wrong_option_names_the_verb(self):
        result = hios("map", "run", "--limt", "3")
        self.assertEqual(result.code, 2, result)
        self.assertIn("`hios map run --help`", result.err)
        self.assertEqual(hios("map").code, 2)


if __name__ == "__main__":
    support.main()
