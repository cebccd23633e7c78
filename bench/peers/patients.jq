# Synthea's patients.csv to Patients: a part of the fields of data/maps/flat/synthea.yaml, and no id is derived.
# jq has no reader of CSV: rows are split at each comma, so a quoted comma would go wrong; the input has none.
# usage: jq -Rc -f patients.jq patients.csv
def filled: with_entries(select(.value != "" and .value != null));
def amount($name; $value): {url: ("https://synthetichealth.github.io/synthea/" + $name),
  valueQuantity: {value: ($value | tonumber), unit: "USD", system: "urn:iso:std:iso:4217", code: "USD"}};
{M: "male", F: "female"} as $gender
| split(",") as $c
| select($c[0] != "Id")
| {resourceType: "Patient", id: $c[0],
   meta: {profile: ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"]},
   extension: [amount("healthcare-expenses"; $c[25]), amount("healthcare-coverage"; $c[26]), amount("income"; $c[27])],
   identifier: [{system: "https://github.com/synthetichealth/synthea", value: $c[0]},
                {system: "http://hl7.org/fhir/sid/us-ssn", value: $c[3]}],
   name: [{use: "official", family: $c[9], given: [$c[7], $c[8]], prefix: [$c[6]]}],
   gender: ($gender[$c[15]] // "unknown"), birthDate: $c[1], deceasedDateTime: $c[2],
   address: [{line: [$c[17]], city: $c[18], district: $c[20], state: $c[19], postalCode: $c[22], country: "US",
              extension: [{url: "http://hl7.org/fhir/StructureDefinition/geolocation",
                extension: [{url: "latitude", valueDecimal: ($c[23] | tonumber)},
                            {url: "longitude", valueDecimal: ($c[24] | tonumber)}]}]}],
   maritalStatus: {coding: [{system: "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", code: $c[12]}]}}
| filled
