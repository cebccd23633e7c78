#pragma once
// Copies text as the inside of a JSON string. Text that needs no escape, as nearly all does, costs one look
// at every 16 bytes while they are copied.

#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "pipeline/readable.hpp"

namespace hios::map {

// Whether one of the eight bytes is a quote, a backslash or a control character.
inline bool needs_escape(std::uint64_t word) {
    constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
    constexpr std::uint64_t kHigh = 0x8080808080808080ULL;
    const std::uint64_t quote = word ^ kOnes * '"';
    const std::uint64_t slash = word ^ kOnes * '\\';
    return (((word - kOnes * 0x20) & ~word) | ((quote - kOnes) & ~quote) | ((slash - kOnes) & ~slash)) & kHigh;
}

#if defined(__SSE2__)
// Copies 16 bytes; what stands at the places that must be escaped, as bits.
inline unsigned copy_block(const char* text, char* into) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(into), bytes);
    const __m128i special =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(special, control)));
}
#endif

// Copies `text` to `into`, which has room for 16 bytes more; false when something in it must be escaped.
inline bool copy_plain(const char* text, std::size_t size, char* into) {
#if defined(__SSE2__)
    if (size > 16) {
        unsigned found = 0;
        for (std::size_t at = 0; at + 16 < size; at += 16) found |= copy_block(text + at, into + at);
        return (found | copy_block(text + size - 16, into + size - 16)) == 0;
    }
    if (is_readable(text, 16)) [[likely]]
        return (copy_block(text, into) & ((1U << size) - 1U)) == 0;
#endif
    const auto word = [&](std::size_t at) {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, text + at, 8);
        std::memcpy(into + at, &bytes, 8);
        return needs_escape(bytes);
    };
    bool found = false;
    std::size_t at = 0;
    for (; at + 8 <= size; at += 8) found |= word(at);
    for (; at < size; ++at) {
        const char c = text[at];
        into[at] = c;
        found |= static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
    }
    return !found;
}

inline char* put_escaped(char c, char* into) {
    static constexpr char kHex[] = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    *into++ = '\\';
    switch (c) {
        case '"':
        case '\\':
            *into++ = c;
            break;
        case '\n':
            *into++ = 'n';
            break;
        case '\r':
            *into++ = 'r';
            break;
        case '\t':
            *into++ = 't';
            break;
        default:
            into[0] = 'u';
            into[1] = '0';
            into[2] = '0';
            into[3] = kHex[byte >> 4];
            into[4] = kHex[byte & 15];
            into += 5;
    }
    return into;
}

// RFC 8259, section 7; writes at most 6 bytes for each of `text`. Returns where it stopped.
inline char* copy_escaped(std::string_view text, char* into) {
    const char* at = text.data();
    const char* const end = at + text.size();
#if defined(__SSE2__)
    // `into` has room for six times what is left, so a block always fits.
    while (end - at >= 16) {
        const unsigned special = copy_block(at, into);
        const int plain = special == 0 ? 16 : __builtin_ctz(special);
        at += plain;
        into += plain;
        if (special != 0) into = put_escaped(*at++, into);
    }
#endif
    for (; at != end; ++at) {
        const bool plain = static_cast<unsigned char>(*at) >= 0x20 && *at != '"' && *at != '\\';
        if (plain) {
            *into++ = *at;
        } else {
            into = put_escaped(*at, into);
        }
    }
    return into;
}

// Bytes that may be read and written behind a literal's end: literals are copied in blocks of this size.
// Program::literals ends with as many.
inline constexpr std::size_t kLiteralPadding = 32;

// Copies `size` bytes; `into` has room for kLiteralPadding more. Returns where it stopped.
inline char* copy_literal(const char* text, std::size_t size, char* into) {
    std::memcpy(into, text, kLiteralPadding);
    for (std::size_t at = kLiteralPadding; at < size; at += kLiteralPadding)
        std::memcpy(into + at, text + at, kLiteralPadding);
    return into + size;
}

}  // namespace hios::map
