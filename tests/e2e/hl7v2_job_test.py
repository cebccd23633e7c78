#!/usr/bin/env python3
"""Jobs over HL7 v2 messages: files of many messages, what counts of several versions, overrides, rejects and back."""

import gzip
import io
import json
import shutil
import subprocess
import tarfile
import unittest
import zipfile

import support

SAMPLES = support.SAMPLES / "hl7v2"


def message(event, number, when="20240130081500+0000", **segments):
    """A message of a patient; `segments` are lines by any name."""
    lines = [rf"MSH|^~\&|APP|HERE|HIOS|THERE|{when}||{event}|{number}|P|2.5.1"]
    return "\r".join(lines + list(segments.values())) + "\r"


def patient(number, name):
    return f"PID|1||{number}^^^HERE&1.2.3&ISO^MR||{name}^Ann||19800229|F"


class Hl7v2Job(support.JobTest):
    def structured(self, **spec):
        return self.job(validate={"level": "structure-only"}, **spec)

    def lines(self, work, summary, resource_type):
        return [json.loads(line) for key, line in work.lines(summary["run"]).items() if key[0] == resource_type]


class Samples(Hl7v2Job):
    def test_the_samples_become_valid_resources_and_the_account_balances(self):
        work = self.structured(raw=SAMPLES, source={"exclude": ["README.md"]})
        summary = self.run_job(work, code=3)
        self.assertIs(summary["balanced"], True)
        self.assertEqual(summary["documents"], {"read": 6, "mapped": 5, "rejected": 1})
        self.assertEqual(summary["rejects_by_code"], {"hl7v2.cut_off": 1})
        self.assertEqual(summary["findings_by_rule"], {})
        self.assertEqual(summary["references"]["unresolved"], 0)
        people = self.lines(work, summary, "Patient")
        self.assertEqual(len(people), 2, "one for each number, however many messages name it")
        encounter, = self.lines(work, summary, "Encounter")
        self.assertEqual(encounter["status"], "finished", "of two versions the later one stays")

    def test_the_bytes_do_not_depend_on_threads(self):
        outcomes = []
        for name, threads in (("one", 1), ("four", 4)):
            work = self.structured(name=name, raw=SAMPLES, limits={"threads": threads})
            outcomes.append(work.outcome(self.run_job(work, code=3)["run"]))
        self.assertEqual(outcomes[0]["staged"], outcomes[1]["staged"])

    def test_fields_that_nothing_reads_are_counted(self):
        work = self.structured()
        work.put("a.hl7", message("ADT^A01", "1", pid=patient("1", "Doe"), odd="ZZZ|1|one||three", evn="EVN|A01"))
        mapping = self.run_job(work)["mapping"]
        self.assertEqual(mapping["unread_fields"]["ZZZ-2"], 1)
        self.assertNotIn("ZZZ-3", mapping["unread_fields"])
        self.assertNotIn("PID-5", mapping["unread_fields"])
        self.assertRegex(work.call("report", "--job", work.path).out, r"unread +1 MSH-12\n(.*\n)* +1 ZZZ-2\n")

    def test_a_resource_that_one_message_says_twice_is_made_once_and_counted(self):
        work = self.structured()
        work.put("a.hl7", message("ADT^A08", "1", pid=patient("1", "Doe"), again=patient("1", "Doe") + "|||1 Way^^Town"))
        summary = self.run_job(work)
        self.assertEqual(summary["mapping"]["repeated_resources"], {"Patient": 1})
        person, = self.lines(work, summary, "Patient")
        self.assertEqual(person["address"][0]["city"], "Town")
        self.assertEqual(summary["resources"]["superseded"], 0)
        self.assertIs(summary["balanced"], True)


    def test_messages_in_compressed_files_and_archives_are_the_same(self):
        text = (SAMPLES / "laboratory.hl7").read_bytes()
        plain = self.structured(name="plain")
        plain.put("a.hl7", text)
        wanted = sorted(plain.lines(self.run_job(plain)["run"]).items())
        zipped, tar = io.BytesIO(), io.BytesIO()
        with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("in/a.hl7", text)
        with tarfile.open(fileobj=tar, mode="w:gz") as archive:
            member = tarfile.TarInfo("in/a.hl7")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))
        packed = {"a.hl7.gz": gzip.compress(text), "a.zip": zipped.getvalue(), "a.tgz": tar.getvalue()}
        if shutil.which("zstd"):
            packed["a.hl7.zst"] = subprocess.run(["zstd", "-c"], input=text, capture_output=True, check=True).stdout
        for name, content in packed.items():
            work = self.structured(name=name.replace(".", "-"))
            work.put(name, content)
            self.assertEqual(sorted(work.lines(self.run_job(work)["run"]).items()), wanted, name)


class Versions(Hl7v2Job):
    def test_a_message_that_comes_twice_makes_the_same_resources_once(self):
        text = message("ORU^R01", "7", pid=patient("1", "Doe"), obr="OBR|1||F1|1-1^x^LN",
                       obx="OBX|1|NM|1-1^x^LN||1|||||F")
        once, twice = self.structured(name="once"), self.structured(name="twice")
        for work, names in ((once, ["a.hl7"]), (twice, ["a.hl7", "b.hl7"])):
            for name in names:
                work.put(name, text)
        first, second = self.run_job(once), self.run_job(twice)
        self.assertEqual(second["resources"]["superseded"], first["resources"]["staged"])
        self.assertEqual(twice.lines(second["run"]), once.lines(first["run"]))

    def test_a_message_that_only_mentions_a_patient_does_not_replace_what_adt_said(self):
        work = self.structured()
        work.put("1.hl7", message("ADT^A01", "1", "20240101080000+0000", pid=patient("1", "Married")))
        work.put("2.hl7", message("ORU^R01", "2", "20240301080000+0000", pid=patient("1", "Maiden"),
                                  obr="OBR|1||F1|1-1^x^LN", obx="OBX|1|NM|1-1^x^LN||1|||||F"))
        one, = self.lines(work, self.run_job(work), "Patient")
        self.assertEqual(one["name"][0]["family"], "Married")

    def test_without_a_message_that_maintains_it_the_latest_mention_stays(self):
        work = self.structured()
        for number, (when, name) in enumerate((("20240301", "Later"), ("20240101", "Earlier"))):
            work.put(f"{number}.hl7", message("ORU^R01", str(number), f"{when}080000+0000", pid=patient("1", name),
                                              obr=f"OBR|1||F{number}|1-1^x^LN", obx="OBX|1|NM|1-1^x^LN||1|||||F"))
        one, = self.lines(work, self.run_job(work), "Patient")
        self.assertEqual(one["name"][0]["family"], "Later")

    def test_running_again_takes_nothing_and_a_second_job_makes_the_same(self):
        first = self.structured(name="first", raw=SAMPLES)
        staged = first.outcome(self.run_job(first, code=3)["run"])["staged"]
        again = self.run_job(first)
        self.assertEqual(again["documents"]["read"], 0)
        second = self.structured(name="second", raw=SAMPLES)
        self.assertEqual(second.outcome(self.run_job(second, code=3)["run"])["staged"], staged)


class Choices(Hl7v2Job):
    def test_the_settings_of_the_spec_reach_the_map(self):
        work = self.structured(formats={"hl7v2": {"source_document": True, "source_url": "https://archive.example/",
                                                  "provenance": True, "assembler": "Ann", "units": "ucum"}})
        work.put("a.hl7", message("ORU^R01", "17", pid=patient("1", "Doe"), obr="OBR|1||F1|X^X^L",
                                  obx="OBX|1|NM|A^A^L||5|mg|||||F"))
        summary = self.run_job(work)
        document, = self.lines(work, summary, "DocumentReference")
        self.assertEqual(document["content"][0]["attachment"]["url"], "https://archive.example/17")
        result, = self.lines(work, summary, "Observation")
        self.assertEqual(result["valueQuantity"]["system"], "http://unitsofmeasure.org")
        makers = [agent["who"].get("display") for each in self.lines(work, summary, "Provenance")
                  for agent in each["agent"]]
        self.assertIn("Ann", makers)
        work.change(formats={"hl7v2": {"source_document": False}})
        refused = work.call("check", work.path)
        self.assertEqual(refused.code, 78, refused)
        self.assertIn("source_document", refused.err)

    def test_lineage_leads_from_the_source_document_to_the_bytes_of_the_message(self):
        work = self.structured(formats={"hl7v2": {"source_document": True}})
        texts = [message("ADT^A01", f"N{i}", pid=patient(str(i), "Doe")).rstrip("\r") for i in range(3)]
        work.put("framed.hl7", "".join(f"\x0b{text}\r\x1c\r" for text in texts[:2]))
        work.put("packed.hl7.gz", gzip.compress(f"\r\n{texts[2]}\r".encode()))
        summary = self.run_job(work)
        documents = self.lines(work, summary, "DocumentReference")
        records = work.lineage(summary["run"], "DocumentReference")
        self.assertEqual(len(records), 3)
        found = set()
        for document, record in zip(documents, records):
            data = work.part(record["object"], record.get("member", ""))
            found.add(data[record["offset"]:record["offset"] + record["length"]].decode())
            self.assertIn(document["identifier"][0]["value"].encode(), data[record["offset"]:][:record["length"]])
            self.check_source(work, document, record)
        self.assertEqual(found, set(texts))

    def test_the_zone_of_the_spec_serves_times_without_one(self):
        text = message("ADT^A01", "1", "20240715083000", pid=patient("1", "Doe"))
        for zone, wanted in ((None, None), ("America/New_York", "2024-07-15T08:30:00-04:00")):
            formats = {"hl7v2": {"timezone": zone}} if zone else None
            work = self.structured(name=str(zone).replace("/", "-"), **({"formats": formats} if formats else {}))
            work.put("a.hl7", text)
            one, = self.lines(work, self.run_job(work), "Patient")
            self.assertEqual(one.get("meta", {}).get("lastUpdated"), wanted)

    def test_an_override_adds_what_a_site_needs(self):
        work = self.structured(maps=["site.yaml"])
        (work.folder / "site.yaml").write_text("""map: acme
override:
  - on: hl7v2
    message: [ADT_*]
    when: =exists(ZPI-2)
    Patient:
      identifier[+]: =identifier('urn:oid:1.2.3.4', ZPI-2.1, 'PI')
tests:
  - name: the Z segment's number becomes an identifier
    message: "MSH|^~\\\\&|A|B|C|D|20240101||ADT^A08|1|P|2.5.1\\rPID|1||9^^^H^MR\\rZPI|1|77"
    expect: {"Patient.identifier[1].value": "77"}
""")
        work.put("a.hl7", message("ADT^A08", "1", pid=patient("1", "Doe"), z="ZPI|1|4711"))
        work.put("b.hl7", message("ORU^R01", "2", pid=patient("2", "Roe"), z="ZPI|1|4712"))
        people = {one["name"][0]["family"]: one for one in self.lines(work, self.run_job(work), "Patient")}
        self.assertEqual([i["value"] for i in people["Doe"]["identifier"]], ["1", "4711"])
        self.assertEqual([i["value"] for i in people["Roe"]["identifier"]], ["2"])

    def test_an_override_that_is_wrong_stops_the_job_with_its_place(self):
        work = self.structured(maps=["site.yaml"])
        (work.folder / "site.yaml").write_text(
            "map: acme\noverride:\n  - on: hl7v2\n    Patient:\n      birthdate: =PID-7\n")
        result = work.run()
        self.assertEqual(result.code, 78, result)
        self.assertIn("site.yaml:5:7", result.err)
        self.assertIn('Did you mean "birthDate"?', result.err)

    def test_an_unknown_zone_is_told_before_anything_is_read(self):
        work = self.structured(formats={"hl7v2": {"timezone": "Mars/Olympus"}})
        result = work.run()
        self.assertEqual(result.code, 78, result)
        self.assertIn("/formats/hl7v2/timezone", result.err)


class DataLake(unittest.TestCase):
    def test_messages_become_json_of_their_own_shape(self):
        result = support.hios("convert", SAMPLES / "laboratory.hl7", "--hl7v2-json")
        self.assertEqual(result.code, 0, result)
        first, second = [json.loads(line) for line in result.out.splitlines()]
        self.assertEqual(first["message_structure"], "ORU_R01")
        self.assertEqual(first["msh"]["message_control_id"], "L0001")
        text = json.dumps(first)
        self.assertIn('"nm": 98', text)
        self.assertIn("family_name", text)
        self.assertIn("No growth after 48 hours.", json.dumps(second))

    def test_names_may_be_short(self):
        result = support.hios("convert", SAMPLES / "laboratory.hl7", "--hl7v2-json", "--short-names")
        self.assertEqual(json.loads(result.out.splitlines()[0])["msh"]["msh_10"], "L0001")

    def test_the_tables_of_such_lines_are_printed(self):
        for dialect, word in (("athena", "CREATE EXTERNAL TABLE"), ("duckdb", "read_json")):
            result = support.hios("convert", "ADT_A01", "--ddl", dialect, "--location", "s3://lake/hl7")
            self.assertEqual(result.code, 0, result)
            self.assertIn(word, result.out)
            self.assertIn("patient_name", result.out)
        self.assertEqual(support.hios("convert", "NOT_A01", "--ddl", "athena").code, 2)


class Rejects(Hl7v2Job):
    def test_one_bad_message_does_not_harm_its_neighbours_and_comes_back_mended(self):
        work = self.structured()
        good = [message("ADT^A01", str(i), pid=patient(str(i), "Doe")) for i in range(5)]
        work.put("many.hl7", "".join(good[:3]) + "MSH|^~\\&\r" + "".join(good[3:]))
        summary = self.run_job(work, code=3)
        self.assertEqual(summary["documents"], {"read": 6, "mapped": 5, "rejected": 1})
        reject, = support.ndjson(next((work.error / summary["run"]).glob("rejects-*.ndjson")))
        self.assertEqual(reject["code"], "hl7v2.empty_header")
        self.assertEqual(reject["offset"], len("".join(good[:3])))
        raw = work.error / summary["run"] / reject["raw"]
        self.assertEqual(raw.suffix, ".hl7")
        raw.write_text(message("ADT^A01", "9", pid=patient("9", "Roe")))
        self.assertEqual(work.call("retry", summary["run"]).code, 0)

    def test_windows_1252_text_becomes_utf_8(self):
        work = self.structured()
        work.put("a.hl7", message("ADT^A01", "1", pid=patient("1", "Müller")).encode("cp1252"))
        one, = self.lines(work, self.run_job(work), "Patient")
        self.assertEqual(one["name"][0]["family"], "Müller")


if __name__ == "__main__":
    support.main()
