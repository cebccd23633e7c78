#pragma once
// One escape of a JSON string, read where it stands (RFC 8259, section 7), for scanners that decode
// as they go.

#include <cstddef>
#include <cstdint>

namespace hios::validate {

struct Escape {
    std::uint32_t unit = 0;   // the UTF-16 code unit it stands for
    std::uint32_t width = 0;  // bytes in the text; 0: no escape that JSON knows
};

// The escape whose backslash is at `at`.
inline Escape read_escape(const char* at, const char* end) {
    if (end - at < 2) return {};
    switch (at[1]) {
        case '"':
        case '\\':
        case '/':
            return {static_cast<unsigned char>(at[1]), 2};
        case 'b':
            return {'\b', 2};
        case 'f':
            return {'\f', 2};
        case 'n':
            return {'\n', 2};
        case 'r':
            return {'\r', 2};
        case 't':
            return {'\t', 2};
        case 'u':
            break;
        default:
            return {};
    }
    if (end - at < 6) return {};
    std::uint32_t unit = 0;
    for (int i = 2; i < 6; ++i) {
        const auto digit = static_cast<std::uint32_t>(static_cast<unsigned char>(at[i]));
        const std::uint32_t letter = digit | 0x20U;
        if (digit - '0' < 10) {
            unit = unit * 16 + digit - '0';
        } else if (letter - 'a' < 6) {
            unit = unit * 16 + letter - 'a' + 10;
        } else {
            return {};
        }
    }
    return {unit, 6};
}

}  // namespace hios::validate
