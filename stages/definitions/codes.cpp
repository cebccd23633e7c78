#include "stages/definitions/codes.hpp"

#include <array>

namespace hios::definitions::codes {

std::span<const Code* const> definition_codes() {
    static constexpr std::array kAll{&kNotADefinition, &kNoSnapshot, &kUnknownBase, &kText};
    return kAll;
}

}  // namespace hios::definitions::codes
