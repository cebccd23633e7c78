#pragma once
// Short ways to ask an expression of a resource.

#include <string>
#include <string_view>

#include "stages/fhirpath/evaluator.hpp"
#include "tests/stages/fhirpath/resource.hpp"

namespace hios::test {

inline constexpr std::string_view kPatient = R"({
  "resourceType": "Patient", "id": "p1", "active": true, "birthDate": "1974-12-25",
  "_birthDate": {"extension": [{"url": "http://example.org/time", "valueDateTime": "1974-12-25T14:35:45-05:00"}]},
  "name": [
    {"use": "official", "family": "Ch\u00e2teau", "given": ["Peter", "James"]},
    {"use": "usual", "given": ["Jim"]},
    {"use": "maiden", "family": "Wind\"sor", "given": [null, "James"],
     "_given": [{"extension": [{"url": "http://example.org/x", "valueString": "y"}]}, null]}],
  "contained": [{"resourceType": "Organization", "id": "o1", "name": "Org"}],
  "managingOrganization": {"reference": "#o1"},
  "generalPractitioner": [{"reference": "Practitioner/7"}]
})";

inline constexpr std::string_view kObservation = R"({
  "resourceType": "Observation", "id": "o", "status": "final",
  "code": {"coding": [{"system": "http://loinc.org", "code": "8302-2"}, {"system": "http://x.org", "code": "h"}]},
  "effectiveDateTime": "2012-01-01",
  "valueQuantity": {"value": 163.50, "unit": "cm", "system": "http://unitsofmeasure.org", "code": "cm"},
  "component": [{"code": {"coding": [{"system": "http://loinc.org", "code": "8302-2"}]}}]
})";

// The items of the result as texts, joined by '|'; or the id of the error's code.
inline std::string evaluated(std::string_view json, std::string_view text,
                             const fhirpath::Environment& environment = {}, fhirpath::CompileSettings settings = {}) {
    const Resource resource(json);
    if (!resource.readable()) return "unreadable";
    const auto expression = fhirpath::compile(text, fhirpath::Model::r4(), settings);
    if (!expression) return std::string(expression.error().code->id);
    fhirpath::Evaluator evaluator(fhirpath::Model::r4());
    const auto result = evaluator.evaluate(*expression, resource.instance(), instance::kRoot, environment);
    if (!result) return std::string(result.error().code->id);
    std::string all;
    for (const fhirpath::Value& value : *result) {
        if (!all.empty()) all += '|';
        all += evaluator.to_text(value);
    }
    return all;
}

// Of an expression that needs no resource.
inline std::string evaluated(std::string_view text) {
    return evaluated(kPatient, text);
}

inline fhirpath::Truth judged(std::string_view json, std::string_view text) {
    const Resource resource(json);
    const auto expression = fhirpath::compile(text, fhirpath::Model::r4());
    if (!expression) return fhirpath::Truth::kError;
    fhirpath::Evaluator evaluator(fhirpath::Model::r4());
    return evaluator.evaluate_boolean(*expression, resource.instance(), instance::kRoot);
}

}  // namespace hios::test
