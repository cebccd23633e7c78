#pragma once
// Whether a text is a value of a primitive data type (HL7 v2.9, chapter 2A).

#include <string_view>

namespace hios::hl7v2::dictionary {

// NM, SI, DT, TM, DTM (and TS, which says the same of its first component). True for any text of all other types.
[[nodiscard]] bool is_value_of(std::string_view type, std::string_view text);

}  // namespace hios::hl7v2::dictionary
