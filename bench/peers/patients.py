"""Synthea's patients.csv to Patients with csv and json: the fields of data/maps/flat/synthea.yaml.

usage: patients.py FILE OUTPUT
"""

import csv
import json
import sys
import uuid

US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/"
BASE = "http://hl7.org/fhir/StructureDefinition/"
OMB = "urn:oid:2.16.840.1.113883.6.238"
SYNTHEA = "https://synthetichealth.github.io/synthea/"
GENDER = {"M": "male", "F": "female"}
MARITAL = {"M": "Married", "S": "Never Married", "D": "Divorced", "W": "Widowed"}
RACE = {"white": ("2106-3", "White"), "black": ("2054-5", "Black or African American"), "asian": ("2028-9", "Asian"),
        "native": ("1002-5", "American Indian or Alaska Native")}
ETHNICITY = {"hispanic": ("2135-2", "Hispanic or Latino"), "nonhispanic": ("2186-5", "Not Hispanic or Latino")}
IDENTIFIERS = (("SSN", "http://hl7.org/fhir/sid/us-ssn", "SS"),
               ("DRIVERS", "urn:oid:2.16.840.1.113883.4.3.25", "DL"),
               ("PASSPORT", "http://hl7.org/fhir/sid/passport-USA", "PPN"))


def category(url, found, text):
    parts = []
    if found:
        parts.append({"url": "ombCategory", "valueCoding": {"system": OMB, "code": found[0], "display": found[1]}})
    parts.append({"url": "text", "valueString": found[1] if found else text})
    return {"url": US_CORE + url, "extension": parts}


def amount(name, value):
    return {"url": SYNTHEA + name, "valueQuantity": {"value": float(value), "unit": "USD",
                                                     "system": "urn:iso:std:iso:4217", "code": "USD"}}


def patient(row):
    extension = [category("us-core-race", RACE.get(row["RACE"]), row["RACE"]),
                 category("us-core-ethnicity", ETHNICITY.get(row["ETHNICITY"]), row["ETHNICITY"])]
    if row["MAIDEN"]:
        extension.append({"url": BASE + "patient-mothersMaidenName", "valueString": row["MAIDEN"]})
    extension.append({"url": BASE + "patient-birthPlace", "valueAddress": {"text": row["BIRTHPLACE"]}})
    extension.append(amount("healthcare-expenses", row["HEALTHCARE_EXPENSES"]))
    extension.append(amount("healthcare-coverage", row["HEALTHCARE_COVERAGE"]))
    extension.append(amount("income", row["INCOME"]))
    identifier = [{"system": "https://github.com/synthetichealth/synthea", "value": row["Id"]}]
    for column, system, kind in IDENTIFIERS:
        if row[column]:
            coding = {"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": kind}
            identifier.append({"type": {"coding": [coding]}, "system": system, "value": row[column]})
    name = {"use": "official", "family": row["LAST"], "given": [part for part in (row["FIRST"], row["MIDDLE"]) if part]}
    for key, column in (("prefix", "PREFIX"), ("suffix", "SUFFIX")):
        if row[column]:
            name[key] = [row[column]]
    place = [{"url": "latitude", "valueDecimal": float(row["LAT"])},
             {"url": "longitude", "valueDecimal": float(row["LON"])}]
    made = {
        "resourceType": "Patient",
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, "Patient|synthea|" + row["Id"])),
        "meta": {"profile": [US_CORE + "us-core-patient"]},
        "extension": extension,
        "identifier": identifier,
        "name": [name],
        "gender": GENDER.get(row["GENDER"], "unknown"),
        "birthDate": row["BIRTHDATE"],
        "address": [{"line": [row["ADDRESS"]], "city": row["CITY"], "district": row["COUNTY"], "state": row["STATE"],
                     "postalCode": row["ZIP"], "country": "US",
                     "extension": [{"url": BASE + "geolocation", "extension": place},
                                   {"url": "https://www.census.gov/fips", "valueCode": row["FIPS"]}]}],
        "maritalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus",
                                      "code": row["MARITAL"], "display": MARITAL.get(row["MARITAL"])}]},
    }
    if row["DEATHDATE"]:
        made["deceasedDateTime"] = row["DEATHDATE"]
    return made


def main():
    rows = 0
    with open(sys.argv[1], encoding="utf-8", newline="") as source, open(sys.argv[2], "w", encoding="utf-8") as sink:
        for row in csv.DictReader(source):
            sink.write(json.dumps(patient(row), separators=(",", ":"), ensure_ascii=False))
            sink.write("\n")
            rows += 1
    print(json.dumps({"documents": rows}))


if __name__ == "__main__":
    main()
