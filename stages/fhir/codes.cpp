#include "stages/fhir/codes.hpp"

#include <array>

namespace hios::fhir::codes {

std::span<const Code* const> fhir_codes() {
    static constexpr std::array<const Code*, 9> kAll{&kNotFhir,      &kNotObject,   &kNoType,
                                                     &kUnknownType,  &kBadId,       &kBundleShape,
                                                     &kNestedBundle, &kEntryDelete, &kEntryPatch};
    return kAll;
}

}  // namespace hios::fhir::codes
