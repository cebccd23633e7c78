#pragma once
// Links in a narrative's XHTML: the values of href and src attributes.

#include <cstdint>
#include <string>
#include <string_view>

#include "stages/fhir/links.hpp"

namespace hios::fhir {

// Resolves href and src attributes of a narrative's XHTML (unescaped) as resolve_uri does;
// `rewritten` counts them. Text, comments and other attributes stay as they are.
LinkResult resolve_narrative(std::string_view div, const LinkScope& scope, std::string& into, std::uint32_t& rewritten);

}  // namespace hios::fhir
