#pragma once
// A hash of numbers that come one after the other.

#include <cstdint>

namespace hios {

// All bits of the sum depend on all that was mixed into it, and on the order. Not for what somebody may choose to
// collide.
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t sum, std::uint64_t one) {
    const std::uint64_t product = (sum ^ one) * 0x9E37'79B9'7F4A'7C15U;
    return product ^ product >> 32U;
}

}  // namespace hios
