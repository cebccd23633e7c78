#pragma once
// Where segments end. HL7 says: at a carriage return (v2.9, 2.5.2). Files come with every other line end as well,
// and with line ends inside values.

#include <cstddef>
#include <string_view>

namespace hios::hl7v2 {

[[nodiscard]] inline bool is_line_end(char c) {
    return c == '\r' || c == '\n';
}

[[nodiscard]] inline bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

// [A-Z][A-Z0-9]{2}.
[[nodiscard]] inline bool is_segment_name(std::string_view text) {
    const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    const auto follows = [&](char c) { return capital(c) || (c >= '0' && c <= '9'); };
    return text.size() == 3 && capital(text[0]) && follows(text[1]) && follows(text[2]);
}

// Whether a segment begins at `at`: a name and the field separator or the line's end behind it.
[[nodiscard]] inline bool segment_begins(std::string_view text, std::size_t at, char field) {
    if (at + 3 > text.size() || !is_segment_name(text.substr(at, 3))) return false;
    return at + 3 == text.size() || text[at + 3] == field || is_line_end(text[at + 3]);
}

struct LineEnd {
    bool ends_segment = false;
    std::size_t next = 0;  // behind the line ends and blanks
};

// What the line ends at `at` mean. `by_return`: the message ends its segments with a carriage return alone, so that
// one always does; every other line end only does before a segment's name or the end of the text.
[[nodiscard]] inline LineEnd line_end(std::string_view text, std::size_t at, bool by_return, char field) {
    LineEnd end;
    end.next = at;
    bool returns = false;
    while (end.next < text.size() && (is_line_end(text[end.next]) || is_blank(text[end.next]))) {
        returns = returns || text[end.next] == '\r';
        ++end.next;
    }
    end.ends_segment = end.next == text.size() || (by_return && returns) || segment_begins(text, end.next, field);
    return end;
}

// Whether the line end at `at`, the first of a message, is of the kind that HL7 demands: a carriage return alone.
[[nodiscard]] inline bool is_return_alone(std::string_view text, std::size_t at) {
    if (text[at] != '\r') return false;
    while (at < text.size() && text[at] == '\r') ++at;
    return at == text.size() || text[at] != '\n';
}

}  // namespace hios::hl7v2
