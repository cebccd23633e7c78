#pragma once
// What kinds of bytes a text consists of, several bytes at a time.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace hios::validate {

inline constexpr std::uint8_t kIdBit = 1;
inline constexpr std::uint8_t kBase64Bit = 2;
inline constexpr std::uint8_t kHexBit = 4;

inline constexpr std::array<std::uint8_t, 256> kByteClasses = [] {
    std::array<std::uint8_t, 256> classes{};
    const auto add = [&classes](char first, char last, int bits) {
        for (int c = first; c <= last; ++c)
            classes[static_cast<std::size_t>(c)] =
                static_cast<std::uint8_t>(classes[static_cast<std::size_t>(c)] | bits);
    };
    add('0', '9', kIdBit | kBase64Bit | kHexBit);
    add('A', 'Z', kIdBit | kBase64Bit);
    add('a', 'z', kIdBit | kBase64Bit);
    add('A', 'F', kHexBit);
    add('a', 'f', kHexBit);
    add('-', '-', kIdBit);
    add('.', '.', kIdBit);
    add('+', '+', kBase64Bit);
    add('/', '/', kBase64Bit);
    return classes;
}();

inline unsigned class_of(char c) {
    return kByteClasses[static_cast<unsigned char>(c)];
}

// Whether all of `count` bytes are of the class; looks at all of them, for a branch would cost more.
inline bool all_are(const char* text, std::size_t count, unsigned bit) {
    unsigned common = bit;
    std::size_t i = 0;
    for (; i + 4 <= count; i += 4)
        common &= class_of(text[i]) & class_of(text[i + 1]) & class_of(text[i + 2]) & class_of(text[i + 3]);
    for (; i < count; ++i) common &= class_of(text[i]);
    return common != 0;
}

// Whether any byte of the word is 0x20 or less.
inline bool has_white(std::uint64_t word) {
    return ((word - 0x2121212121212121ULL) & ~word & 0x8080808080808080ULL) != 0;
}

// The same of a text; words overlap at its end.
inline bool has_white(std::string_view text) {
    std::uint64_t word = 0;
    if (text.size() < 8) {
        for (const char c : text) {
            if (static_cast<unsigned char>(c) <= 0x20) return true;
        }
        return false;
    }
    for (std::size_t i = 0; i + 8 < text.size(); i += 8) {
        std::memcpy(&word, text.data() + i, 8);
        if (has_white(word)) return true;
    }
    std::memcpy(&word, text.data() + text.size() - 8, 8);
    return has_white(word);
}

}  // namespace hios::validate
