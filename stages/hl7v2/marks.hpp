#pragma once
// Finds every delimiter and line end of a text, 64 bytes at a time.

#include <cstdint>
#include <string_view>
#include <vector>

#include "stages/hl7v2/delimiters.hpp"

namespace hios::hl7v2 {

// Writes the offsets of all delimiters that split (not escape and truncation) and of all CR and LF from `begin` on
// to `marks` from index `used`, and behind them one larger than any offset. `marks` is a buffer: it grows, and is
// longer than what is used. Returns how many are used, that last one not counted.
std::uint32_t find_marks(std::string_view text, std::uint32_t begin, const Delimiters& delimiters,
                         std::vector<std::uint32_t>& marks, std::uint32_t used);

}  // namespace hios::hl7v2
