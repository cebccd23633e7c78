#pragma once
// The characters that structure a message, as its header segment states them (HL7 v2.9, 2.5.4: MSH-1 and
// MSH-2; FHS and BHS state their own).

#include <cstdint>
#include <string_view>

namespace hios::hl7v2 {

// What MSH-2 leaves out takes the recommended character, if none of the stated ones is it; kNone: the message
// has no such character. Of two meanings of one character the outermost holds.
struct Delimiters {
    static constexpr char kNone = '\0';
    char field = '|';
    char component = '^';
    char repetition = '~';
    char escape = '\\';
    char subcomponent = '&';
    char truncation = kNone;  // v2.7 and later: the fifth character, recommended '#'

    friend bool operator==(const Delimiters&, const Delimiters&) = default;
};

struct DelimiterReading {
    Delimiters delimiters;
    std::uint32_t header_end = 0;  // behind MSH-2: the second field separator, or the segment's end
    bool duplicate = false;        // one character has two meanings
    bool defaulted = false;        // MSH-2 states fewer than four characters
    bool too_long = false;         // MSH-2 has more than five characters; the rest means nothing
};

// Whether a byte can delimit: it is no letter, digit, blank, line end or byte that frames messages.
[[nodiscard]] bool is_delimiter_character(char c);

// Whether three bytes at `text` name a header segment (MSH, FHS, BHS), in any letter case, and a byte follows
// that can be a field separator.
[[nodiscard]] bool begins_with_header(std::string_view text);

// `segment`: from the name of a header segment to the message's end or further; begins_with_header(segment).
[[nodiscard]] DelimiterReading read_delimiters(std::string_view segment);

}  // namespace hios::hl7v2
