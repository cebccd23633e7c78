#!/usr/bin/env python3
"""Jobs over flat files: rows by maps into shards, bad rows into the error zone and back, kills, threads, encodings."""

import gzip
import io
import json
import shutil
import tempfile
import time
import unittest
import zipfile
from pathlib import Path

import support
from support import CONDITIONS, PATIENTS, bundle, condition_row, csv_text, patient, patient_row

SYNTHEA = str(support.FLAT_MAPS / "synthea.yaml")
PEOPLE = """map: people
source: {format: csv, files: "people*", columns: {BORN: date(yyyy-MM-dd)}}
emit:
  - {resourceType: Patient, id: =MRN, birthDate: =BORN, name: [{text: =NAME}]}
"""


class FlatJob(support.JobTest):
    def flat(self, maps=SYNTHEA, **spec):
        return self.job(formats={"flat": {"map": maps}}, **spec)

    def with_map(self, text, name="job", **spec):
        """A job whose map stands beside it."""
        work = self.flat("map.yaml", name=name, **spec)
        (work.folder / "map.yaml").write_text(text)
        return work

    def patients(self, work, run):
        return {key[1]: json.loads(line) for key, line in work.lines(run).items() if key[0] == "Patient"}


class Synthea(FlatJob):
    def setUp(self):
        super().setUp()
        self.work = self.flat(validate={"level": "structure-only"})
        people = [patient_row(f"p{i}", FIRST='Ann, "A"\nX' if i % 3 == 0 else "Ann") for i in range(300)]
        people[7]["BIRTHDATE"] = "1970-02-30"
        people[100]["BIRTHDATE"] = ""
        self.work.put("patients.csv", csv_text(PATIENTS, people))
        rows = [condition_row(f"p{i % 300}", i) for i in range(500)]
        rows[3]["CODE"] = ""
        self.work.put("in/conditions-2019.csv", csv_text(CONDITIONS + ["EXTRA"], rows))

    def test_rows_become_resources_and_the_account_balances(self):
        summary = self.run_job(self.work, code=3)
        self.assertEqual(summary["documents"], {"read": 800, "mapped": 797, "rejected": 3})
        self.assertEqual(summary["resources"]["staged"], 797)
        self.assertEqual(summary["rejects_by_code"], {"map.value_does_not_fit": 1, "map.value_missing": 2})
        lines = self.work.lines(summary["run"])
        people = {key[1] for key in lines if key[0] == "Patient"}
        self.assertEqual(len(people), 298)
        subjects = {json.loads(line)["subject"]["reference"] for key, line in lines.items() if key[0] == "Condition"}
        self.assertEqual(len(subjects & {f"Patient/{name}" for name in people}), 298)
        self.assert_sandbox_holds(self.work, lines)

    def test_a_bad_row_names_record_bytes_and_column(self):
        summary = self.run_job(self.work, code=3)
        data = (self.work.raw / "patients.csv").read_bytes()
        record = next(each for each in self.work.rejects(summary["run"]) if each["code"] == "map.value_does_not_fit")
        self.assertEqual((record["object"], record["row"], record["document"]), ("patients.csv", 9, 7))
        self.assertEqual(record["path"], "record 9, BIRTHDATE")
        self.assertIn("synthea.yaml:", record["what"])
        self.assertNotIn("1970-02-30", record["what"])
        row = data[record["offset"]:record["offset"] + record["length"]]
        self.assertTrue(row.startswith(b"p7,1970-02-30,"))
        raw = (self.work.error / summary["run"] / record["raw"]).read_bytes()
        self.assertEqual(raw, data[:data.index(b"\n") + 1] + row + b"\n")

    def test_mended_rows_go_through_on_retry(self):
        first = self.run_job(self.work, code=3)
        for record in self.work.rejects(first["run"]):
            path = self.work.error / first["run"] / record["raw"]
            text = path.read_text().replace("1970-02-30", "1970-02-28").replace("p100,,", "p100,1999-09-09,")
            path.write_text(text)
        result = self.work.call("retry", self.work.path, "--json")
        self.assertEqual(result.code, 3, result)
        self.assertEqual(result.json["documents"], {"read": 3, "mapped": 2, "rejected": 1})
        self.assertEqual({each["birthDate"] for each in self.patients(self.work, result.json["run"]).values()},
                         {"1970-02-28", "1999-09-09"})
        left = self.work.rejects(result.json["run"])
        self.assertEqual([(each["object"], each["document"]) for each in left], [("in/conditions-2019.csv", 3)])

    def test_the_report_tells_what_nothing_read_and_what_stayed_empty(self):
        summary = self.run_job(self.work, code=3)
        mapping = summary["mapping"]
        self.assertEqual(mapping["rows"], {"synthea-csv/conditions": 500, "synthea-csv/patients": 300})
        self.assertEqual(mapping["unread_columns"], {"synthea-csv/conditions EXTRA": 1})
        self.assertIn("synthea-csv/patients Patient.deceasedDateTime", mapping["empty_elements"])
        self.assertNotIn("synthea-csv/patients Patient.birthDate", mapping["empty_elements"])
        words = self.work.call("report", self.work.path).out
        self.assertIn("synthea-csv/conditions EXTRA", words)

    def test_another_run_skips_and_a_changed_map_reads_again(self):
        copy = self.work.folder / "map.yaml"
        copy.write_text((support.FLAT_MAPS / "synthea.yaml").read_text())
        self.work.change(formats={"flat": {"map": str(copy)}})
        self.run_job(self.work, code=3)
        self.assertEqual(self.run_job(self.work)["objects"]["skipped"], 2)
        copy.write_text(copy.read_text().replace("country: US", "country: USA"))
        self.assertEqual(self.run_job(self.work, code=3)["objects"]["skipped"], 0)

    def test_overrides_are_laid_over_the_map(self):
        (self.work.folder / "acme.yaml").write_text(
            "map: acme\noverride:\n  - on: synthea-csv\n    Patient:\n      name[0].text: =LAST\n")
        self.work.change(maps=["acme.yaml"])
        summary = self.run_job(self.work, code=3)
        self.assertEqual({each["name"][0]["text"] for each in self.patients(self.work, summary["run"]).values()},
                         {"Example"})

    def test_a_plan_foretells_the_run(self):
        plan = self.work.call("plan", self.work.path, "--json").json
        summary = self.run_job(self.work, code=3)
        for part in ("documents", "resources", "rejects_by_code"):
            self.assertEqual(plan[part], summary[part], part)


class Threads(FlatJob):
    def large(self, work, rows=60_000):
        people = [patient_row(f"p{i}", FIRST="\n".join(["x"] * (i % 50)), BIRTHDATE="" if i % 997 == 5 else "1970-01-02")
                  for i in range(rows)]
        text = csv_text(PATIENTS, people)
        work.put("patients.csv", text + '99,"never closed\n')
        return text

    def test_a_large_file_gives_the_same_bytes_with_any_number_of_threads(self):
        outcomes = []
        for name, threads, engine in (("a", 1, "graph"), ("b", 2, "graph"), ("c", 8, "graph"), ("d", 1, "serial")):
            work = self.flat(name=name, limits={"threads": threads}, pack={"shard_bytes": "4MiB"})
            self.large(work)
            summary = self.run_job(work, "--engine", engine, code=3)
            self.assertEqual(summary["documents"]["read"], 60_001)
            self.assertGreater(len(summary["shards"]), 4)
            outcome = work.outcome(summary["run"])
            outcomes.append(outcome)
        for other in outcomes[1:]:
            for part in ("staged", "error zone", "sandbox"):
                self.assertEqual(other[part], outcomes[0][part], part)

    def test_a_large_file_takes_bounded_memory(self):
        if support.SANITIZED:
            self.skipTest("sanitizers take memory of their own")
        # On a disk: scratch files that lie in memory would count.
        self.folder = Path(tempfile.mkdtemp(prefix="hios-e2e-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        work = self.with_map(PEOPLE, limits={"threads": 2, "memory": "128MiB"}, **{"import": {"service": "none"}})
        with open(work.raw / "people.csv", "w") as file:
            file.write("MRN,BORN,NAME\n")
            for number in range(600_000):
                file.write(f"{number},1970-01-02,Ann Example {number} and more text\n")
        summary = self.run_job(work)
        self.assertEqual(summary["documents"]["read"], 600_000)
        self.assertLess(summary["peak_rss_bytes"], 160 << 20)

    def test_a_killed_run_continues_to_the_same_bytes(self):
        spec = {"pack": {"shard_bytes": "1MiB"}, "import": {"group": {"shards": 2}}, "limits": {"threads": 2}}
        whole = self.flat(name="whole", **spec)
        self.large(whole)
        expected = self.run_job(whole, code=3)
        for attempt, groups in enumerate((1, 4)):
            work = self.flat(name=f"killed{attempt}", **spec)
            self.large(work)
            process = work.start()
            ends = time.monotonic() + support.PATIENCE
            while time.monotonic() < ends and process.poll() is None:
                if len(work.query("ledger.sqlite", "SELECT 1 FROM pack_group")) >= groups:
                    break
                time.sleep(0.002)
            self.stop(process)
            summary = self.run_job(work, code=3)
            self.assertEqual(summary["documents"], expected["documents"])
            self.assertEqual(summary["mapping"]["empty_elements"], expected["mapping"]["empty_elements"])
            self.assertEqual(work.staged(summary["run"]), whole.staged(expected["run"]))
            self.assertEqual(support.hashes(work.error / summary["run"]), support.hashes(whole.error / expected["run"]))


class Files(FlatJob):
    def test_compressed_files_and_members_of_archives_are_read(self):
        work = self.flat()
        work.put("patients.csv.gz", gzip.compress(csv_text(PATIENTS, [patient_row("a")]).encode()))
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("x/patients-1.csv", csv_text(PATIENTS, [patient_row("b"), patient_row("c", BIRTHDATE="?")]))
            file.writestr("conditions.csv", csv_text(CONDITIONS, [condition_row("a"), condition_row("b", CODE="")]))
            file.writestr("patients-2.csv", "Id,FIRST\n1,2\n")
        work.put("dump.zip", archive.getvalue())
        summary = self.run_job(work, code=3)
        self.assertEqual(summary["resources"]["staged"], 3)
        self.assertEqual(summary["rejects_by_code"],
                         {"flat.missing_column": 1, "map.value_does_not_fit": 1, "map.value_missing": 1})
        members = {each["member"]: each for each in work.rejects(summary["run"])}
        self.assertEqual(members["x/patients-1.csv"]["row"], 3)
        for path in (work.error / summary["run"]).rglob("raw/*/*.csv"):
            path.write_text(path.read_text().replace("?", "1970-01-01").replace(",e0,,", ",e0,1,"))
        # The member without its columns has no copy: the archive is read once more.
        self.assertEqual(work.call("retry", work.path, "--json").json["documents"], {"read": 7, "mapped": 4, "rejected": 3})

    def test_fhir_and_flat_files_go_together(self):
        work = self.flat()
        work.put("a.json", bundle(patient("x")))
        work.put("patients.csv", csv_text(PATIENTS, [patient_row("a")]))
        self.assertEqual(self.run_job(work)["resources"]["staged"], 2)

    def test_windows_1252_becomes_utf8_and_its_rejects_can_be_retried(self):
        work = self.with_map(PEOPLE.replace("format: csv", "format: csv, encoding: windows-1252"))
        work.put("people.csv", "MRN,BORN,NAME\n1,1970-01-02,Jörg €\n2,1970-02-30,Zoë\n".encode("cp1252"))
        summary = self.run_job(work, code=3)
        self.assertEqual(self.patients(work, summary["run"])["1"]["name"], [{"text": "Jörg €"}])
        raw = work.error / summary["run"] / work.rejects(summary["run"])[0]["raw"]
        self.assertIn("Zoë", raw.read_text(encoding="utf-8-sig"))
        raw.write_text(raw.read_text().replace("02-30", "02-28"))
        retried = work.call("retry", work.path, "--json").json
        self.assertEqual(self.patients(work, retried["run"])["2"]["name"], [{"text": "Zoë"}])

    def test_a_file_that_no_map_takes_is_told(self):
        work = self.flat()
        work.put("visits.csv", "A,B\n1,2\n")
        self.assertEqual(self.run_job(work, code=3)["rejects_by_code"], {"map.no_map": 1})

    def test_columns_under_another_spelling_are_read_and_told(self):
        work = self.with_map(PEOPLE)
        work.put("people.csv", " mrn ,Born,NAME\n1,1970-01-02,A\n")
        summary = self.run_job(work)
        self.assertEqual(summary["mapping"]["renamed_columns"], {"people  mrn ": 1, "people Born": 1})


class BadInput(FlatJob):
    def reject(self, text, **source):
        """The only reject of a people file with one good row and what `text` adds."""
        options = "".join(f", {key}: {value}" for key, value in source.items())
        work = self.with_map(PEOPLE.replace("format: csv", "format: csv" + options))
        work.put("people.csv", b"MRN,BORN,NAME\n1,1970-01-02,A\n" + text)
        summary = self.run_job(work, code=3)
        self.assertEqual(len(summary["shards"]), 1)
        (record,) = work.rejects(summary["run"])
        return record

    def test_a_row_that_is_ragged(self):
        self.assertEqual(self.reject(b"2,1970-01-02\n")["code"], "flat.too_few_fields")

    def test_a_row_with_too_much(self):
        self.assertEqual(self.reject(b"2,1970-01-02,x,y\n")["code"], "flat.too_many_fields")

    def test_a_row_with_a_nul(self):
        self.assertEqual(self.reject(b"2,1970-01-02,x\0y\n")["code"], "flat.nul_byte")

    def test_a_row_with_text_behind_a_quote(self):
        self.assertEqual(self.reject(b'2,1970-01-02,"x"y\n')["code"], "flat.text_after_quote")

    def test_a_row_that_is_no_text(self):
        self.assertEqual(self.reject(b"2,1970-01-02,\xff\n", invalid="error")["code"], "flat.not_utf8")

    def test_a_row_that_is_too_long(self):
        record = self.reject(b"2,1970-01-02," + b"x" * 3000 + b"\n", max_record="2KiB")
        self.assertEqual((record["code"], record["row"]), ("flat.record_too_long", 3))
        self.assertNotIn("raw", record)

    def test_a_quote_that_never_closes_at_the_end_of_a_large_file(self):
        rows = b"".join(b"%d,1970-01-02,A\n" % i for i in range(2, 400_000))
        record = self.reject(rows + b'9,1970-01-02,"open\n')
        self.assertEqual((record["code"], record["row"]), ("flat.unterminated_quote", 400_001))

    def test_a_header_that_names_a_column_twice(self):
        work = self.with_map(PEOPLE)
        work.put("people.csv", "MRN,BORN,NAME,NAME\n1,1970-01-02,A,B\n")
        self.assertEqual(self.run_job(work, code=3)["rejects_by_code"], {"flat.duplicate_header": 1})

    def test_a_file_without_a_column_of_the_map(self):
        work = self.with_map(PEOPLE)
        work.put("people.csv", "MRN,NAME\n1,A\n")
        summary = self.run_job(work, code=3)
        (record,) = work.rejects(summary["run"])
        self.assertEqual((record["code"], record["level"]), ("flat.missing_column", "object"))
        self.assertIn("'BORN'", record["what"])

    def test_no_value_of_a_row_is_told_anywhere(self):
        work = self.with_map(PEOPLE)
        work.put("people.csv", 'MRN,BORN,NAME\n1,SECRETDATE,SECRETNAME\nSECRETID!,1970-01-02,x\n3,"SECRETQUOTE\n')
        result = work.run("--json")
        self.assertEqual(result.code, 3)
        self.assertNotIn("SECRET", result.out + result.err)
        for path in (work.error / result.json["run"]).glob("*.ndjson"):
            self.assertNotIn("SECRET", path.read_text())


class BadMaps(FlatJob):
    def refusal(self, text, **files):
        """What `run` says to a job with this map; nothing is read or written."""
        work = self.with_map(text)
        for name, content in files.items():
            (work.folder / name.replace("_", ".")).write_text(content)
        work.put("people.csv", "MRN,BORN,NAME\n1,1970-01-02,A\n")
        result = work.run()
        self.assertEqual(result.code, 78, result)
        self.assertFalse(work.staging.exists())
        self.assertEqual(work.call("check", work.path).code, 78)
        return result.err

    def test_an_error_stops_the_job_with_file_line_and_column(self):
        self.assertRegex(self.refusal(PEOPLE.replace("birthDate", "birthDat")), r"map\.yaml:4:\d+: .*birthDate")

    def test_an_unknown_function(self):
        self.assertRegex(self.refusal(PEOPLE.replace("=BORN", "=upcase(BORN)")), r"map\.yaml:4:\d+: .*upcase")

    def test_a_wrong_number_of_arguments(self):
        self.assertRegex(self.refusal(PEOPLE.replace("=NAME", "=upper()")), r"map\.yaml:4:\d+: ")

    def test_a_missing_table(self):
        self.assertRegex(self.refusal(PEOPLE.replace("=NAME", '"=lookup(none, NAME)"')), r"map\.yaml:4:\d+: .*none")

    def test_a_cycle_of_fragments(self):
        text = PEOPLE.replace("=NAME", "x, $use: A(NAME)") + "fragments:\n  A(x): {$use: B(x)}\n  B(x): {$use: A(x)}\n"
        self.assertRegex(self.refusal(text), r"map\.yaml:\d+:\d+: ")

    def test_a_test_that_fails(self):
        text = PEOPLE + "tests:\n  - {name: t, row: {MRN: a, BORN: 1970-01-02}, expect: {id: b}}\n"
        self.assertRegex(self.refusal(text), r'map\.yaml:6:\d+: the test "t" fails')

    def test_a_map_that_is_not_there(self):
        work = self.flat("gone.yaml")
        result = work.run()
        self.assertEqual(result.code, 78)
        self.assertIn("gone.yaml", result.err)

    def test_a_lookup_that_misses_costs_its_row(self):
        work = self.with_map(PEOPLE.replace("=NAME", '"=lookup(t, NAME)"') + "tables: {t: {A: Ann}}\n")
        work.put("people.csv", "MRN,BORN,NAME\n1,,A\n2,,B\n")
        self.assertEqual(self.run_job(work, code=3)["documents"], {"read": 2, "mapped": 1, "rejected": 1})


if __name__ == "__main__":
    support.main()
