#pragma once
// FHIR XML to FHIR JSON by the definitions: which elements are lists, which values numbers or booleans
// (R4 xml.html, json.html). For test inputs; no validation.

#include <string>
#include <string_view>

namespace hios::test {

// Empty when the text is no XML or its root no resource of R4.
[[nodiscard]] std::string json_of_fhir_xml(std::string_view xml);

}  // namespace hios::test
