#pragma once
// A hash of numbers that come one after the other.

#include <cstdint>

namespace hios {

// All bits of the sum depend on all that was mixed into it, and on the order. What documents decide on is mixed into
// hash_seed(), lest somebody chooses it so that hashes are the same.
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t sum, std::uint64_t one) {
    const std::uint64_t product = (sum ^ one) * 0x9E37'79B9'7F4A'7C15U;
    return product ^ product >> 32U;
}

// Drawn at random once a process: nothing that lasts longer may depend on it.
[[nodiscard]] std::uint64_t hash_seed();

}  // namespace hios
