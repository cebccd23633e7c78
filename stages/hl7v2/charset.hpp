#pragma once
// Character sets of messages: HL7 table 0211 (MSH-18).

#include <cstdint>
#include <optional>
#include <string_view>

namespace hios::hl7v2 {

enum class Charset : std::uint8_t {
    kUtf8,  // also ASCII
    kWindows1252,
    kLatin1,  // 8859/1; bytes 0x80 to 0x9F are read as windows-1252, which is what senders mean by them
    kLatin2,
    kLatin3,
    kLatin4,
    kCyrillic,
    kArabic,
    kGreek,
    kHebrew,
    kLatin5,
    kLatin9,
    kJisX0201,   // ISO IR13 and IR14: Katakana in the upper half
    kIso2022Jp,  // ISO IR87 and IR159: Kanji behind escape sequences
    kShiftJis,
    kEucJp,
    kGb18030,
    kEucKr,  // KS X 1001
    kEucTw,  // CNS 11643-1992
    kBig5,
    kUtf16,
    kUtf32,
};

// By a name of table 0211, whatever its blanks, slashes and letter case.
[[nodiscard]] std::optional<Charset> charset_named(std::string_view name);

// Whether characters have more than one byte (UTF-8 aside). Later ones can look like delimiters, and the whole like
// UTF-8: such text must be decoded before it is split, as what it is declared to be.
[[nodiscard]] bool is_multi_byte(Charset charset);

}  // namespace hios::hl7v2
