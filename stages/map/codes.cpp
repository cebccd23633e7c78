#include "stages/map/codes.hpp"

#include <array>

namespace hios::map::codes {

std::span<const Code* const> map_codes() {
    static constexpr std::array<const Code*, 5> kAll{&kInvalid, &kValueMissing, &kValueDoesNotFit, &kNoId, &kNoMap};
    return kAll;
}

}  // namespace hios::map::codes
