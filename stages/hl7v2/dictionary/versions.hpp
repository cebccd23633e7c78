#pragma once
// The versions of HL7 v2 that the dictionary knows, and what MSH-12 says of them.

#include <array>
#include <cstdint>
#include <string_view>

namespace hios::hl7v2::dictionary {

// An index into kVersionNames: versions compare by age.
using Version = std::uint8_t;

inline constexpr std::array<std::string_view, 13> kVersionNames{
    "2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2"};
inline constexpr Version kDefaultVersion = 6;  // 2.5.1: the most sent one

// Versions as bits, as the dictionary's text has them.
using Versions = std::uint32_t;

struct StatedVersion {
    Version version = kDefaultVersion;
    bool exact = false;  // the dictionary has it
};

// Of MSH-12.1: an unknown version is taken for the latest known one before it (2.9: 2.8.2), what is older than all for
// the first, and what is no version for kDefaultVersion. Blanks, a leading 'v' and a dot behind are looked over.
[[nodiscard]] StatedVersion read_version(std::string_view stated);

// The one among `versions` that says most about `version`: itself, else the first after it, else the last before.
// `versions` is not empty.
[[nodiscard]] Version best(Versions versions, Version version);

}  // namespace hios::hl7v2::dictionary
