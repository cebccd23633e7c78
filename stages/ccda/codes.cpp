#include "stages/ccda/codes.hpp"

#include <array>

namespace hios::ccda::codes {

std::span<const Code* const> ccda_codes() {
    static constexpr std::array<const Code*, 23> kAll{&kEmpty,
                                                      &kNotXml,
                                                      &kSyntax,
                                                      &kNotDocument,
                                                      &kContinuityOfCareRecord,
                                                      &kFhirXml,
                                                      &kNoBody,
                                                      &kTooLarge,
                                                      &kTooDeep,
                                                      &kTooManyNodes,
                                                      &kTooManyAttributes,
                                                      &kUnwrap,
                                                      &kEncoding,
                                                      &kReplacedBytes,
                                                      &kDoctype,
                                                      &kRepaired,
                                                      &kCutOff,
                                                      &kTrailing,
                                                      &kNamespace,
                                                      &kBrokenReference,
                                                      &kDuplicateId,
                                                      &kTextCut,
                                                      &kNarrativeSize};
    return kAll;
}

}  // namespace hios::ccda::codes
