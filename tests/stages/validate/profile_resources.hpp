#pragma once
// Resources that conform to US Core, and small edits of them.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace hios::validate::test {

inline const std::string kUsCorePatient = R"({"resourceType": "Patient", "id": "p1", "meta": {"profile": [
    "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"]},
  "extension": [
    {"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race", "extension": [
      {"url": "ombCategory", "valueCoding": {"system": "urn:oid:2.16.840.1.113883.6.238", "code": "2028-9"}}, {"url": "text", "valueString": "Asian"}]},
    {"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex", "valueCode": "F"}],
  "identifier": [{"system": "http://hospital.example/mrn", "value": "1"}],
  "name": [{"family": "Ng", "given": ["Mei"]}],
  "telecom": [{"system": "phone", "value": "555"}],
  "address": [{"line": ["1 Road"], "state": "CA"}], "gender": "female", "birthDate": "1980-01-01"})";

// BMI for age, of which all four versions have a profile.
inline const std::string kVitalSign = R"({"resourceType": "Observation", "id": "o1", "meta": {"profile": [
    "http://hl7.org/fhir/us/core/StructureDefinition/pediatric-bmi-for-age"]}, "status": "final",
  "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}]}],
  "code": {"coding": [{"system": "http://loinc.org", "code": "59576-9", "display": "BMI"}]},
  "subject": {"reference": "Patient/1"}, "effectiveDateTime": "2021-03-04",
  "valueQuantity": {"value": 65, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"}})";

inline const std::string kBloodPressure = R"({"resourceType": "Observation", "id": "o2", "meta": {"profile": [
    "http://hl7.org/fhir/us/core/StructureDefinition/us-core-blood-pressure"]}, "status": "final",
  "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}]}],
  "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}]},
  "subject": {"reference": "Patient/1"}, "effectiveDateTime": "2021-03-04", "component": [
    {"code": {"coding": [{"system": "http://loinc.org", "code": "8480-6"}]},
     "valueQuantity": {"value": 120, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]"}},
    {"code": {"coding": [{"system": "http://loinc.org", "code": "8462-4"}]},
     "valueQuantity": {"value": 80, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]"}}]})";

// The text with its first `part` replaced; fails the test when there is none.
inline std::string with(std::string text, std::string_view part, std::string_view by) {
    const std::size_t at = text.find(part);
    EXPECT_NE(at, std::string::npos) << part;
    return at == std::string::npos ? text : text.replace(at, part.size(), by);
}
inline std::string without(std::string text, std::string_view part) {
    return with(std::move(text), part, "");
}

}  // namespace hios::validate::test
