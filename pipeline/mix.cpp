#include "pipeline/mix.hpp"

#include <random>

namespace hios {

std::uint64_t hash_seed() {
    static const std::uint64_t seed = [] {
        std::random_device random;
        return std::uint64_t{random()} << 32U | random();
    }();
    return seed;
}

}  // namespace hios
