#pragma once
// Addresses as a message is asked for them, thousands of times.

#include <cstdint>

#include "stages/hl7v2/hl7v2_space.hpp"

namespace hios::hl7v2 {

// What an address is, in a few bytes: most are a component of the first repetition of a segment's field, or of the
// repetition at hand.
struct AddressPlan {
    std::uint32_t rule = kNoRule;  // of a group
    std::uint16_t name = 0;
    std::uint16_t field = 0;
    std::uint8_t component = 0;
    std::uint8_t subcomponent = 0;
    Hl7v2Space::Kind kind = Hl7v2Space::Kind::kText;
    bool nearest : 1 = false;     // of segments of the name the nearest one
    bool simple : 1 = false;      // ... and of those of its field the first repetition, or all
    bool first_text : 1 = false;  // text() asks for the first value, or for the whole of a component
};

[[nodiscard]] AddressPlan plan_of(const Hl7v2Space& space, const Hl7v2Space::Entry& entry);

}  // namespace hios::hl7v2
