#!/usr/bin/env python3
"""The generators of HL7 v2, C-CDA and flat files: the same bytes for the same seed, sound, and fit to be mapped."""

import collections
import csv
import re
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

import support

V3 = "{urn:hl7-org:v3}"


class Generated(support.JobTest):
    def generate(self, command, name="out", **options):
        support.datagen(command, self.folder / name, **options)
        return self.folder / name

    def same_bytes_for_the_same_seed(self, command, **options):
        one = support.hashes(self.generate(command, "one", seed=5, **options))
        again = support.hashes(self.generate(command, "again", seed=5, **options))
        other = support.hashes(self.generate(command, "other", seed=6, **options))
        self.assertEqual(one, again)
        self.assertNotEqual(one, other)

    def everything_is_mapped(self, raw, documents, **spec):
        work = self.job(raw=raw, validate={"level": "structure-only"}, **{"import": {"service": "none"}}, **spec)
        summary = self.run_job(work)
        self.assertEqual(summary["documents"], {"read": documents, "mapped": documents, "rejected": 0})
        self.assertEqual(summary["resources"]["rejected"], 0)


class Hl7v2(Generated):
    def messages(self, folder):
        text = b"".join(path.read_bytes() for path in sorted(folder.rglob("*.hl7")))
        return re.split(rb"(?<=\r)(?=MSH\|)", text)

    def test_the_same_seed_gives_the_same_bytes(self):
        self.same_bytes_for_the_same_seed("hl7v2", count=50)

    def test_more_messages_leave_the_first_as_they_are(self):
        few = self.messages(self.generate("hl7v2", "few", count=20))
        self.assertEqual(self.messages(self.generate("hl7v2", "many", count=40, per_file=7))[:20], few)

    def test_kinds_have_the_sizes_of_real_feeds(self):
        for kind, low, high in (("ADT_A01", 1200, 1900), ("ORU_R01", 3000, 4200), ("ADT_A03", 900, 1700)):
            sizes = [len(message) for message in self.messages(self.generate("hl7v2", kind, count=50, kind=kind))]
            self.assertTrue(all(low <= size <= high for size in sizes), (kind, min(sizes), max(sizes)))

    def test_a_mixed_feed_has_all_kinds_and_is_mapped(self):
        folder = self.generate("hl7v2", count=300, per_file=50)
        kinds = collections.Counter(message.split(b"|")[8] for message in self.messages(folder))
        self.assertEqual(len(kinds), 8, kinds)
        self.assertEqual(len(list(folder.rglob("*.hl7"))), 6)
        self.everything_is_mapped(folder, 300)


class Ccda(Generated):
    def test_the_same_seed_gives_the_same_bytes(self):
        self.same_bytes_for_the_same_seed("ccda", count=3)

    def test_documents_are_well_formed_and_of_the_wanted_size(self):
        files = sorted(self.generate("ccda", count=40, bytes=90_000).rglob("*.xml"))
        mean = sum(file.stat().st_size for file in files) / len(files)
        self.assertTrue(75_000 < mean < 105_000, mean)
        for file in files[:5]:
            root = xml.parse(file).getroot()
            self.assertEqual(len(root.findall(f".//{V3}section")), 20)
            names = {element.get("ID") for element in root.iter() if element.get("ID")}
            asked = {element.get("value")[1:] for element in root.iter(V3 + "reference")}
            self.assertLessEqual(asked, names)
            ids = [tuple(element.attrib.items()) for element in root.iter(V3 + "id")
                   if element.get("root") == "1.3.6.1.4.1.99999.3"]
            self.assertEqual(len(ids), len(set(ids)))

    def test_sound_documents_are_mapped(self):
        self.everything_is_mapped(self.generate("ccda", count=12), 12)

    def test_each_defect_is_another(self):
        files = sorted(self.generate("ccda", count=11, defects=True).rglob("*.xml"))
        names = [file.stem.partition("-")[2] for file in files]
        self.assertEqual(len(set(names)), 11)
        self.assertIn("cut-off", names)


class Flat(Generated):
    def table(self, folder, name):
        with open(folder / f"{name}.csv", encoding="utf-8", newline="") as source:
            return list(csv.DictReader(source))

    def test_the_same_seed_gives_the_same_bytes(self):
        self.same_bytes_for_the_same_seed("flat", patients=5)

    def test_ids_lead_from_table_to_table(self):
        folder = self.generate("flat", patients=40)
        self.assertEqual(len(list(folder.iterdir())), 18)
        known = {name: {row["Id"] for row in self.table(folder, name)}
                 for name in ("patients", "encounters", "providers", "organizations", "payers", "claims")}
        self.assertEqual(len(known["patients"]), 40)
        for path in sorted(folder.iterdir()):
            for row in self.table(folder, path.stem):
                self.assertNotIn(None, row)  # more fields than the header
                self.assertNotIn(None, row.values())
                for column, table in (("PATIENT", "patients"), ("PATIENTID", "patients"), ("ENCOUNTER", "encounters"),
                                      ("PROVIDER", "providers"), ("PROVIDERID", "providers"), ("PAYER", "payers"),
                                      ("ORGANIZATION", "organizations"), ("CLAIMID", "claims")):
                    if path.stem != table and isinstance(row.get(column), str) and not row[column].isdigit():
                        self.assertIn(row[column], known[table], (path.stem, column))

    def test_one_table_alone(self):
        folder = self.generate("flat", patients=7, table="patients")
        self.assertEqual([path.name for path in folder.iterdir()], ["patients.csv"])

    def test_all_tables_are_mapped(self):
        folder = self.generate("flat", patients=20)
        rows = sum(len(self.table(folder, path.stem)) for path in folder.iterdir())
        maps = [str(path) for path in sorted(Path(support.FLAT_MAPS).glob("synthea*.yaml"))]
        self.everything_is_mapped(folder, rows, formats={"flat": {"map": maps}})


if __name__ == "__main__":
    support.main()
