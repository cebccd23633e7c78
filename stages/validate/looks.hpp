#pragma once
// What the values of an element mean beyond their own form, and so what else must be looked at.

#include <cstdint>
#include <vector>

#include "stages/definitions/table.hpp"

namespace hios::validate {

namespace looks {  // bits

inline constexpr std::uint8_t kReference = 1;     // Reference.reference
inline constexpr std::uint8_t kModifier = 2;      // modifierExtension
inline constexpr std::uint8_t kRequiredCode = 4;  // a code with a required value set
inline constexpr std::uint8_t kBoundConcept = 8;  // a Coding, CodeableConcept or Quantity bound to a set
inline constexpr std::uint8_t kLink = 16;         // of a type that can hold "#id"
inline constexpr std::uint8_t kXhtml = 32;
inline constexpr std::uint8_t kSystem = 64;  // Coding.system
inline constexpr std::uint8_t kContained = 128;

}  // namespace looks

// The bits of all properties, by PropertyId.
[[nodiscard]] std::vector<std::uint8_t> looks_of(const definitions::Table& table);

}  // namespace hios::validate
