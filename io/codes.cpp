#include "io/codes.hpp"

#include <array>

namespace hios::codes {

std::span<const Code* const> io_codes() {
    static constexpr std::array<const Code*, 4> kAll{&kUnknownScheme, &kBadUri, &kCodecWindow, &kArchiveMethod};
    return kAll;
}

}  // namespace hios::codes
