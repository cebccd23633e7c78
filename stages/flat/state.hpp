#pragma once
// Where between two bytes of a flat file a reader stands, and what one pass over a piece of it finds.

#include <cstdint>

namespace hios::flat {

enum class Place : std::uint8_t {
    kRecord,     // a record begins here
    kField,      // a field begins here
    kUnquoted,   // within an unquoted field, or behind text after a closing quote
    kQuoted,     // within a quoted field: line ends and delimiters are text
    kQuoteSeen,  // behind a quote within a quoted field: it closed the field or begins a doubled one
    kComment,
};

struct State {
    Place place = Place::kRecord;
    std::uint8_t matched = 0;  // bytes of a longer delimiter, or of the comment's mark, that were seen
    bool escaped = false;      // behind a backslash
    friend bool operator==(const State&, const State&) = default;
};

inline constexpr std::uint64_t kNoBorder = ~std::uint64_t{0};

// What a pass over a piece from one state leads to. A border lies behind each line end that is not
// text (a blank line has one too).
struct Path {
    State end;
    std::uint64_t first = kNoBorder;  // borders, as offsets in the piece
    std::uint64_t last = kNoBorder;
    std::uint64_t records = 0;  // that end in the piece; blank lines and comments are none
    friend bool operator==(const Path&, const Path&) = default;
};

// What readers look at more closely when a piece of text has it.
struct Findings {
    bool nul = false;
    bool odd_quote = false;  // a quote where none belongs: in an unquoted field, or behind a closed one
};

[[nodiscard]] constexpr bool is_line_end(char c) {
    return c == '\n' || c == '\r';
}

}  // namespace hios::flat
