#pragma once
// Numbers, dates and times as texts: checked and brought into FHIR's form without a digit being touched.

#include <cstdint>
#include <string_view>

#include "stages/map/scratch.hpp"

namespace hios::map {

// --- numbers. "+1.50" -> "1.50", "007" -> "7", ".5" -> "0.5"; "" when it is no number (R4 decimal and integer).
[[nodiscard]] std::string_view decimal_text(std::string_view text, Scratch& scratch);
[[nodiscard]] std::string_view integer_text(std::string_view text, Scratch& scratch);  // of 32 bits
[[nodiscard]] bool is_json_number(std::string_view text);
[[nodiscard]] bool is_integer(std::string_view text, std::int64_t least, std::int64_t most);

// -1, 0, 1 as exact decimals; both are JSON numbers without exponent.
[[nodiscard]] int compare_decimals(std::string_view a, std::string_view b);

// --- dates
[[nodiscard]] bool day_exists(int year, int month, int day);
[[nodiscard]] bool is_date(std::string_view text);       // YYYY, YYYY-MM, YYYY-MM-DD
[[nodiscard]] bool is_date_time(std::string_view text);  // a date, or one with a time and a zone
[[nodiscard]] bool is_instant(std::string_view text);
[[nodiscard]] bool is_time(std::string_view text);  // hh:mm:ss with a fraction or not
[[nodiscard]] bool is_zone(std::string_view text);  // Z, +hh:mm, -hh:mm

[[nodiscard]] bool is_base64(std::string_view text);

}  // namespace hios::map
