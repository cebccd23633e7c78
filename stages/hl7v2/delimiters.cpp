#include "stages/hl7v2/delimiters.hpp"

#include <algorithm>
#include <array>

#include "stages/hl7v2/lines.hpp"

namespace hios::hl7v2 {
namespace {

constexpr std::size_t kMostStated = 5;

}  // namespace

bool is_delimiter_character(char c) {
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    const bool digit = c >= '0' && c <= '9';
    const bool blank = c == ' ' || c == '\t' || c == '\0' || c == '\x0B' || c == '\x1C' || c == '\x1A';
    return !letter && !digit && !blank && !is_line_end(c);
}

bool begins_with_header(std::string_view text) {
    if (text.size() < 4 || !is_delimiter_character(text[3])) return false;
    const auto upper = [&](std::size_t i) { return static_cast<char>(text[i] & ~0x20); };
    if (upper(1) == 'S') return upper(0) == 'M' && upper(2) == 'H';
    return (upper(0) == 'F' || upper(0) == 'B') && upper(1) == 'H' && upper(2) == 'S';
}

DelimiterReading read_delimiters(std::string_view segment) {
    DelimiterReading reading;
    Delimiters& delimiters = reading.delimiters;
    delimiters.field = segment[3];
    std::size_t end = 4;
    while (end < segment.size() && segment[end] != delimiters.field && !is_line_end(segment[end])) ++end;
    reading.header_end = static_cast<std::uint32_t>(end);
    const std::string_view stated = segment.substr(4, end - 4);
    reading.too_long = stated.size() > kMostStated;
    reading.defaulted = stated.size() < 4;

    // In the order of MSH-2. Precedence among equal characters is that of the levels: repetition before component.
    const std::array<char*, kMostStated> meanings{&delimiters.component, &delimiters.repetition, &delimiters.escape,
                                                  &delimiters.subcomponent, &delimiters.truncation};
    for (std::size_t i = 0; i < meanings.size(); ++i) {
        const char usual = *meanings[i];
        if (i < stated.size()) {
            *meanings[i] = stated[i];
        } else if (usual == delimiters.field || stated.find(usual) != std::string_view::npos) {
            *meanings[i] = Delimiters::kNone;
        }
    }
    const std::array<char*, kMostStated> outermost_first{&delimiters.repetition, &delimiters.component,
                                                         &delimiters.subcomponent, &delimiters.escape,
                                                         &delimiters.truncation};
    for (std::size_t i = 0; i < outermost_first.size(); ++i) {
        char& meaning = *outermost_first[i];
        bool taken = meaning == delimiters.field;
        for (std::size_t j = 0; j < i; ++j) taken = taken || meaning == *outermost_first[j];
        if (meaning == Delimiters::kNone || !taken) continue;
        meaning = Delimiters::kNone;
        reading.duplicate = true;
    }
    return reading;
}

}  // namespace hios::hl7v2
