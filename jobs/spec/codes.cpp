#include "jobs/spec/codes.hpp"

#include <array>

namespace hios::codes {

std::span<const Code* const> spec_codes() {
    static constexpr std::array<const Code*, 1> kAll{&kSpecInvalid};
    return kAll;
}

}  // namespace hios::codes
