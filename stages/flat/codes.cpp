#include "stages/flat/codes.hpp"

#include <array>

namespace hios::flat::codes {

std::span<const Code* const> flat_codes() {
    static constexpr std::array<const Code*, 14> kAll{
        &kUnterminatedQuote, &kTextAfterQuote, &kNul,      &kTooFewFields,    &kTooManyFields,
        &kRecordTooLong,     &kNotUtf8,        &kNoHeader, &kDuplicateHeader, &kMissingColumn,
        &kAmbiguousHeader,   &kDialect,        &kPath,     &kNotRows};
    return kAll;
}

}  // namespace hios::flat::codes
