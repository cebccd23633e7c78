#include "stages/fhirpath/codes.hpp"

#include <array>

namespace hios::fhirpath::codes {

std::span<const Code* const> fhirpath_codes() {
    static constexpr std::array<const Code*, 4> kAll{&kSyntax, &kMeaning, &kEvaluation, &kLimit};
    return kAll;
}

}  // namespace hios::fhirpath::codes
