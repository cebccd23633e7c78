#include "stages/json/codes.hpp"

#include <array>

namespace hios::json::codes {

std::span<const Code* const> json_codes() {
    static constexpr std::array<const Code*, 8> kAll{&kSyntax,  &kTruncated,        &kUtf8,   &kDuplicateKey,
                                                     &kTooDeep, &kControlCharacter, &kEscape, &kTrailing};
    return kAll;
}

}  // namespace hios::json::codes
