#pragma once
// Classes and letter case of ASCII characters, whatever the locale: what formats and protocols are written in. Other
// bytes belong to no class and have no case.

#include <algorithm>
#include <string_view>

namespace hios::ascii {

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// White space of XML 1.0 (production 3) and of JSON (RFC 8259, section 2).
constexpr bool is_white(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

// `small` is written in small letters.
constexpr bool starts_without_case(std::string_view text, std::string_view small) {
    return text.size() >= small.size() &&
           std::equal(small.begin(), small.end(), text.begin(), [](char a, char b) { return a == lower(b); });
}
constexpr bool same_without_case(std::string_view text, std::string_view small) {
    return text.size() == small.size() && starts_without_case(text, small);
}

}  // namespace hios::ascii
