#!/usr/bin/env python3
"""Makes templates.tsv and oid-uri.csv from published tables.

usage: generate.py FOLDER, which holds templates-ccda5.csv and templates-ccda21.csv (templates of C-CDA 5.0 and
R2.1, HL7/CDA-ccda), oid-uri.csv (code and identifier systems, HL7/UTG) and oid-uri-extra.csv (met in documents).
Older templates and names of sections are in aliases.tsv beside this script.
"""

import csv
import hashlib
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCES = {"templates-ccda5.csv": "C-CDA 5.0, HL7/CDA-ccda 364e89a5", "templates-ccda21.csv": "C-CDA R2.1, HL7/CDA-ccda f58e5329"}
STATEMENTS = {"Act", "Encounter", "Observation", "Organizer", "Procedure", "SubstanceAdministration", "Supply"}


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def kebab(name, section):
    name = re.sub(r"USFIELDED|ADUSFIELDED|PTNUSFIELDED|PNUSFIELDED|DCM121181|DIR$", "", name)
    if section:
        name = re.sub(r"Section.*$", "", name)
    name = re.sub(r"(?<=[a-z])(and|of|for)(?=[A-Z])", r"-\1-", name)
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name)
    return re.sub(r"-+", "-", name).strip("-").lower()


def kind_of(cda_class):
    if cda_class == "Section":
        return "section"
    if cda_class == "ClinicalDocument":
        return "document"
    return "entry" if cda_class in STATEMENTS else "part"


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def templates(folder):
    made, seen = [], set()
    for file in SOURCES:
        for row in rows(folder / file):
            if row["oid"] in seen:
                continue
            seen.add(row["oid"])
            kind = kind_of(row["cda_class"])
            element = row["cda_class"][0].lower() + row["cda_class"][1:] if kind == "entry" else ""
            made.append([row["oid"], kind, kebab(row["name"], kind == "section"), element, row["code"]])
    made.sort(key=lambda row: [int(part) for part in row[0].split(".")])
    with open(HERE / "templates.tsv", "w", encoding="utf-8") as out:
        out.write("# Templates of C-CDA 5.0 and R2.1. Made by generate.py; do not edit. Columns: template id, kind,\n")
        out.write("# name, element, fixed code.\n")
        for file, source in SOURCES.items():
            out.write(f"# source {source}: {file} sha256:{digest(folder / file)}\n")
        for row in made:
            out.write("\t".join(row) + "\n")


def oids(folder):
    made = {}
    for row in rows(folder / "oid-uri-extra.csv"):
        if row["kind"] != "rule":
            made[row["oid_or_name"]] = (row["uri"], row["kind"])
    for row in rows(folder / "oid-uri.csv"):
        made.setdefault(row["oid"], (row["uri"], row["kind"]))
    with open(HERE / "oid-uri.csv", "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["oid", "uri", "kind"])
        for oid in sorted(made):
            writer.writerow([oid, *made[oid]])


if __name__ == "__main__":
    templates(Path(sys.argv[1]))
    oids(Path(sys.argv[1]))
