#include "stages/hl7v2/codes.hpp"

#include <array>

namespace hios::hl7v2::codes {

std::span<const Code* const> hl7v2_codes() {
    static constexpr std::array kAll{&kNoHeader,
                                     &kBeforeHeader,
                                     &kHeaderCase,
                                     &kNoDelimiters,
                                     &kEmptyHeader,
                                     &kCutOff,
                                     &kXml,
                                     &kTooLong,
                                     &kBatchCount,
                                     &kFileCount,
                                     &kTrailerAlone,
                                     &kTrailerMissing,
                                     &kDuplicateDelimiter,
                                     &kFewDelimiters,
                                     &kManyDelimiters,
                                     &kContinuedLine,
                                     &kSegmentName,
                                     &kRepairedLine,
                                     &kJoined,
                                     &kContinuationLost,
                                     &kCharsetUnknown,
                                     &kCharsetWrong,
                                     &kCharsetMissing,
                                     &kEscapeOpen,
                                     &kEscapeUnknown,
                                     &kEscapeHex,
                                     &kControl};
    return kAll;
}

}  // namespace hios::hl7v2::codes
