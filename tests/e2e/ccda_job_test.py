#!/usr/bin/env python3
"""Jobs over C-CDA documents: whole, damaged, wrapped, in archives, several of one patient."""

import base64
import json
import unittest
import zipfile

import support

CCD = support.SAMPLES / "ccda" / "ccd.xml"


class CcdaJob(support.JobTest):
    def structured(self, **spec):
        return self.job(validate={"level": "structure-only"}, **spec)

    def lines(self, work, summary, resource_type):
        return [json.loads(line) for key, line in work.lines(summary["run"]).items() if key[0] == resource_type]

    def test_the_samples_become_valid_resources_and_the_account_balances(self):
        work = self.structured(raw=CCD.parent, source={"exclude": ["README.md"]})
        summary = self.run_job(work)
        self.assertIs(summary["balanced"], True)
        self.assertEqual(summary["documents"], {"read": 2, "mapped": 2, "rejected": 0})
        self.assertEqual(summary["findings_by_rule"], {})
        self.assertEqual(summary["references"]["unresolved"], 0)
        self.assertEqual(summary["mapping"]["deviations"]["ccda.cut_off"], 1)
        self.assertEqual(len(self.lines(work, summary, "Patient")), 1, "both documents are about one patient")
        allergy, = self.lines(work, summary, "AllergyIntolerance")
        self.assertEqual(allergy["code"]["coding"][0]["system"], "http://www.nlm.nih.gov/research/umls/rxnorm")

    def test_documents_are_found_in_archives_and_wrappings(self):
        work = self.structured()
        with zipfile.ZipFile(work.raw / "export.zip", "w") as archive:
            archive.write(CCD, "IHE_XDM/SUBSET01/DOC0001.XML")
            archive.writestr("IHE_XDM/SUBSET01/STYLE.XSL", "<xsl:stylesheet/>")
            archive.writestr("INDEX.HTM", "<html/>")
        work.put("mail.eml", b"MIME-Version: 1.0\r\nContent-Type: text/xml\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
                 base64.encodebytes(CCD.read_bytes()))
        summary = self.run_job(work)
        self.assertEqual(summary["documents"], {"read": 2, "mapped": 2, "rejected": 0})
        self.assertEqual(summary["members"], {"skipped": 2})
        self.assertEqual(len(self.lines(work, summary, "Condition")), 1)

    def test_packaging_is_read_when_it_is_a_document_and_alone_it_is_a_reject(self):
        work = self.structured()
        with zipfile.ZipFile(work.raw / "a.zip", "w") as archive:
            archive.write(CCD, "README.TXT")
        with zipfile.ZipFile(work.raw / "b.zip", "w") as archive:
            archive.writestr("README.TXT", "See INDEX.HTM")
        work.put("README.TXT", b"no member of an archive")
        summary = self.run_job(work, code=3)
        self.assertIs(summary["balanced"], True)
        self.assertEqual(summary["objects"], {"listed": 3, "committed": 1, "rejected": 2, "skipped": 0, "pending": 0})
        self.assertEqual(summary["documents"], {"read": 2, "mapped": 1, "rejected": 1})
        self.assertEqual(summary["rejects_by_code"], {"object.empty": 1, "fhir.not_recognised": 1})
        self.assertEqual(summary["members"], {"skipped": 1})

    def test_the_same_document_twice_gives_the_same_ids_and_bytes(self):
        outcomes = []
        for name, threads in (("one", 1), ("four", 4)):
            work = self.structured(name=name, raw=CCD.parent, limits={"threads": threads})
            outcomes.append(work.outcome(self.run_job(work, code=3)["run"])["staged"])
        self.assertEqual(outcomes[0], outcomes[1])

    def test_an_xml_that_is_no_document_is_a_reject_and_its_neighbour_is_mapped(self):
        work = self.structured()
        work.put("a.xml", CCD.read_bytes())
        work.put("b.xml", b"<?xml version='1.0'?><ClinicalDocument xmlns='urn:hl7-org:v3'><id/></ClinicalDocument>")
        summary = self.run_job(work, code=3)
        self.assertEqual(summary["documents"], {"read": 2, "mapped": 1, "rejected": 1})
        self.assertEqual(summary["rejects_by_code"], {"ccda.no_header": 1})

    def test_a_plan_tells_what_kinds_of_documents_there_are(self):
        work = self.structured()
        work.put("a.xml", CCD.read_bytes())
        work.put("b.hl7", b"MSH|^~\\&|A|B|C|D|20240102||ADT^A08|1|P|2.5\rPID|1||7\r")
        work.put("c.ndjson", b'{"resourceType":"Patient"}\n{"resourceType":"Patient"}\n')
        work.put("d.pdf", b"%PDF-1.4")
        plan = work.call("plan", work.path, "--json").json
        self.assertEqual(plan["documents_by_kind"], {"C-CDA document": 1, "HL7 v2 message": 1, "FHIR NDJSON line": 2,
                                                     "of no known format": 1})

    def test_other_xml_is_told_apart(self):
        work = self.structured()
        work.put("section.xml", b'<section xmlns="urn:hl7-org:v3"><code/></section>')
        work.put("fhir.xml", b'<Patient xmlns="http://hl7.org/fhir"><id value="1"/></Patient>')
        work.put("note.xml", b"<note><to>x</to></note>")
        summary = self.run_job(work, code=3)
        self.assertEqual(summary["rejects_by_code"], {"ccda.not_document": 2, "ccda.fhir_xml": 1})

    def test_settings_of_the_spec_reach_the_map(self):
        work = self.structured(formats={"ccda": {"patient_authority": "1.2.3.99", "provenance": True, "source_document": True,
                                                 "source_url": "https://archive.example/ccda/"}})
        text = CCD.read_text()
        at = text.index("<patientRole>") + len("<patientRole>")
        work.put("a.xml", text[:at] + '<id root="1.2.3.98" extension="A"/><id root="1.2.3.99" extension="7"/>' + text[at:])
        work.put("b.xml", text[:at] + '<id root="1.2.3.98" extension="B"/><id root="1.2.3.99" extension="7"/>' + text[at:])
        summary = self.run_job(work)
        self.assertEqual(len(self.lines(work, summary, "Patient")), 1, "one by the number of the authority")
        self.assertGreaterEqual(len(self.lines(work, summary, "Provenance")), 1)
        source, = [one for one in self.lines(work, summary, "DocumentReference")
                   if one["content"][0]["attachment"]["contentType"] == "application/xml"]
        self.assertTrue(source["content"][0]["attachment"]["url"].startswith("https://archive.example/ccda/"))

    def test_lineage_leads_from_the_source_document_to_its_bytes(self):
        work = self.structured(formats={"ccda": {"source_document": True}})
        with zipfile.ZipFile(work.raw / "export.zip", "w") as archive:
            archive.write(CCD, "in/DOC0001.XML")
        summary = self.run_job(work)
        record, = work.lineage(summary["run"], "DocumentReference")
        data = work.part(record["object"], record["member"])
        self.assertEqual(data[record["offset"]:record["offset"] + record["length"]], CCD.read_bytes())
        document, = self.lines(work, summary, "DocumentReference")
        self.check_source(work, document, record)

    def test_a_source_url_without_source_documents_is_refused(self):
        work = self.structured(formats={"ccda": {"source_url": "https://archive.example/ccda/"}})
        self.assertIn("source_document", str(work.run("--json")))

    def test_entries_that_are_not_mapped_are_counted_by_template(self):
        work = self.structured()
        text = CCD.read_text()
        at = text.rindex("</section>")
        text = text[:at] + '<entry><act classCode="ACT" moodCode="DEF"><templateId root="1.2.3.4.5"/></act></entry>' + text[at:]
        work.put("a.xml", text)
        mapping = self.run_job(work)["mapping"]
        self.assertTrue(any("1.2.3.4.5" in name for name in mapping["unmapped_entries"]), mapping)
        self.assertRegex(work.call("report", "--job", work.path).out, r"unmapped +1 act 1\.2\.3\.4\.5\n")

    def test_what_could_not_be_read_as_meant_is_counted_by_code(self):
        work = self.structured()
        text = CCD.read_text()
        at = text.index("<text>") + len("<text>")
        work.put("whole.xml", text)
        self.assertNotIn("deviations", self.run_job(work)["mapping"])
        work.put("odd.xml", text[:at] + '<paragraph ID="twice">a</paragraph><paragraph ID="twice">b</paragraph>' +
                 f"<paragraph>{'word ' * 1_000_000}</paragraph>" + text[at:].replace('<reference value="#', '<reference value="#no-', 1))
        counts = self.run_job(work)["mapping"]["deviations"]
        self.assertEqual(counts, {"ccda.broken_reference": 1, "ccda.duplicate_id": 1, "ccda.narrative_size": 1})


if __name__ == "__main__":
    support.main()
