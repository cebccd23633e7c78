#pragma once
// FHIRPath's tokens (N1, "Tokens and comments"). Reads one ahead of the parser, keeps no copies.

#include <cstdint>
#include <string>
#include <string_view>

namespace hios::fhirpath {

enum class Lexeme : std::uint8_t {
    kEnd,
    kName,        // given, Patient, and; words that are operators too
    kQuotedName,  // `div`; also "div" as older rules wrote it after '%'
    kString,
    kNumber,
    kMoment,    // @2015-02-04, @T14:30
    kSpecial,   // $this, $index, $total
    kVariable,  // %resource, %`vs-x`, %'x'
    kSymbol,    // one or two characters
    kBad,       // `fault` says why
};

struct Token {
    Lexeme lexeme = Lexeme::kEnd;
    std::uint32_t begin = 0;  // byte offset
    std::uint32_t end = 0;
    std::string_view text;        // without quotes and leading % or @; escapes as written
    const char* fault = nullptr;  // of kBad
};

// The token at or after `at`, comments and white space skipped.
[[nodiscard]] Token next_token(std::string_view source, std::size_t at);

// Decodes \' \" \` \\ \/ \f \n \r \t \uXXXX. False: an escape that does not exist.
[[nodiscard]] bool unescape(std::string_view text, std::string& into);

}  // namespace hios::fhirpath
