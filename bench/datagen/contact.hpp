#pragma once
// Made-up addresses and telephone numbers.
//
// Each random number stands in a statement of its own, here and in the whole generator: C++ does not fix the order in
// which a call's arguments are evaluated, and compilers differ.

#include <fmt/format.h>
#include <string>

#include "bench/datagen/rng.hpp"
#include "bench/datagen/vocabulary.hpp"

namespace hios::bench {

inline std::string street_address(Rng& rng) {
    const std::int64_t number = rng.range(1, 1200);
    return fmt::format("{} {}", number, rng.pick(streets()));
}

// In the 555-01xx block, which is never given to anybody.
inline std::string phone_number(Rng& rng) {
    const std::int64_t area = rng.range(201, 989);
    return fmt::format("{}-555-01{:02}", area, rng.below(100));
}

}  // namespace hios::bench
