#pragma once
// FHIR instants and dateTimes as points on one time line, for telling which version is newer.

#include <cstdint>
#include <string_view>

namespace hios::fhir {

// Microseconds since the Unix epoch; kNoTime (pipeline/work.hpp) when `text` is no instant or
// dateTime (R4 datatypes.html#instant). Digits beyond microseconds are cut; no zone means UTC.
std::int64_t parse_instant(std::string_view text);

}  // namespace hios::fhir
