#!/usr/bin/env python3
"""Makes hl7v2-segments.tsv and hl7v2-datatypes.tsv from the tables of the v2-to-FHIR guide.

usage: generate.py FOLDER, which holds segments/*.csv and datatypes/*.csv (HL7/v2-to-fhir, folder mappings, renamed:
PID[Patient] is PID__Patient.csv). A row counts when it names a FHIR attribute.
"""

import csv
import hashlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = "HL7/v2-to-fhir 8c9b414be1729c98988b17e7fa86221fc8018c73, mappings/"
IDENTIFIER, DATA_TYPE, ATTRIBUTE = 1, 3, 9  # a few files have other headings, none has another order


def cell(row, number):
    return " ".join(row[number].split()) if number < len(row) else ""


def effective(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[2:]
    for row in rows:
        if cell(row, ATTRIBUTE):
            yield cell(row, IDENTIFIER).split(" ")[0], cell(row, DATA_TYPE), cell(row, ATTRIBUTE)


def digest(paths):
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def write(folder, kind, name, what):
    paths = sorted((folder / kind).glob("*.csv"))
    with open(HERE / name, "w", encoding="utf-8") as out:
        out.write(f"# {what} Made by generate.py; do not edit. Columns: map,\n")
        out.write("# what is mapped, its data type in HL7 v2, the element it goes to.\n")
        out.write(f"# source {SOURCE}{kind}, {len(paths)} files, sha256 over names and bytes: {digest(paths)}\n")
        for path in paths:
            source, _, target = path.stem.partition("__")
            for row in effective(path):
                out.write("\t".join([f"{source}[{target}]", *row]) + "\n")


if __name__ == "__main__":
    root = Path(sys.argv[1])
    write(root, "segments", "hl7v2-segments.tsv", "Rows of the segment maps of the v2-to-FHIR guide.")
    write(root, "datatypes", "hl7v2-datatypes.tsv", "Rows of the datatype maps of the v2-to-FHIR guide.")
