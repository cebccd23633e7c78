#include "stages/hl7v2/dictionary/codes.hpp"

#include <array>

namespace hios::hl7v2::dictionary::codes {

std::span<const Code* const> dictionary_codes() {
    static constexpr std::array<const Code*, 18> kAll{
        &kVersionUnknown,    &kStructureUnknown, &kStructureWrong, &kSegmentUnknown, &kSegmentNotOfVersion,
        &kSegmentUnexpected, &kSegmentLate,      &kSegmentRepeats, &kSegmentMissing, &kSetId,
        &kFieldUnknown,      &kFieldMissing,     &kFieldWithdrawn, &kFieldRepeats,   &kComponentUnknown,
        &kComponentMissing,  &kValueType,        &kNoStructure};
    return kAll;
}

}  // namespace hios::hl7v2::dictionary::codes
