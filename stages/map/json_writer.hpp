#pragma once
// Appends text as the inside of a JSON string. Text that needs no escape, as nearly all does, costs one look
// at every 16 bytes while they are copied.

#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "pipeline/byte_buffer.hpp"

namespace hios::map {

// Whether one of the eight bytes is a quote, a backslash or a control character.
inline bool needs_escape(std::uint64_t word) {
    constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
    constexpr std::uint64_t kHigh = 0x8080808080808080ULL;
    const std::uint64_t quote = word ^ kOnes * '"';
    const std::uint64_t slash = word ^ kOnes * '\\';
    return (((word - kOnes * 0x20) & ~word) | ((quote - kOnes) & ~quote) | ((slash - kOnes) & ~slash)) & kHigh;
}

// Copies `text` to `into`, which has room for it; false when something in it must be escaped.
inline bool copy_plain(const char* text, std::size_t size, char* into) {
    const auto word = [&](std::size_t at) {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, text + at, 8);
        std::memcpy(into + at, &bytes, 8);
        return needs_escape(bytes);
    };
    if (size >= 16) {
#if defined(__SSE2__)
        const __m128i quote = _mm_set1_epi8('"');
        const __m128i slash = _mm_set1_epi8('\\');
        const __m128i control = _mm_set1_epi8(0x1F);
        __m128i found = _mm_setzero_si128();
        const auto block = [&](std::size_t at) {
            const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + at));
            _mm_storeu_si128(reinterpret_cast<__m128i*>(into + at), bytes);
            const __m128i special = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, slash));
            found = _mm_or_si128(found, _mm_or_si128(special, _mm_cmpeq_epi8(_mm_min_epu8(bytes, control), bytes)));
        };
        for (std::size_t at = 0; at + 16 < size; at += 16) block(at);
        block(size - 16);
        return _mm_movemask_epi8(found) == 0;
#else
        bool found = false;
        for (std::size_t at = 0; at + 8 < size; at += 8) found |= word(at);
        return !(found | word(size - 8));
#endif
    }
    if (size >= 8) return !(static_cast<int>(word(0)) | static_cast<int>(word(size - 8)));
    if (size >= 4) {
        std::uint32_t first = 0;
        std::uint32_t last = 0;
        std::memcpy(&first, text, 4);
        std::memcpy(&last, text + size - 4, 4);
        std::memcpy(into, &first, 4);
        std::memcpy(into + size - 4, &last, 4);
        return !needs_escape(first | std::uint64_t{last} << 32);
    }
    bool plain = true;
    for (std::size_t i = 0; i < size; ++i) {
        const char c = text[i];
        into[i] = c;
        plain = plain && static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
    }
    return plain;
}

// RFC 8259, section 7; writes at most 6 bytes for each of `text`. Returns where it stopped.
inline char* copy_escaped(std::string_view text, char* into) {
    static constexpr char kHex[] = "0123456789abcdef";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && c != '"' && c != '\\') {
            *into++ = c;
            continue;
        }
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
                std::memcpy(into, "u00", 3);
                into[3] = kHex[byte >> 4];
                into[4] = kHex[byte & 15];
                into += 5;
        }
    }
    return into;
}

// Bytes that may be read and written behind a literal's end: most literals are copied as one or two blocks of a fixed
// size. Program::literals ends with as many.
inline constexpr std::size_t kLiteralPadding = 32;

// Copies `size` bytes; `into` has room for kLiteralPadding more. Returns where it stopped.
inline char* copy_literal(const char* text, std::size_t size, char* into) {
    std::memcpy(into, text, kLiteralPadding);
    if (size > kLiteralPadding) [[unlikely]]
        std::memcpy(into + kLiteralPadding, text + kLiteralPadding, size - kLiteralPadding);
    return into + size;
}

inline void append_literal(ByteBuffer& out, const char* text, std::size_t size) {
    copy_literal(text, size, out.room(size + kLiteralPadding));
    out.grow(size);
}

// The literal `before`, then the text escaped, then a quotation mark when it is `quoted`, then a comma.
inline void append_escaped(ByteBuffer& out, const char* before, std::size_t before_size, std::string_view text,
                           bool quoted) {
    constexpr std::size_t kEnd = 2;
    const auto end = [&](const char* begin, char* at) {
        *at = '"';
        at += quoted ? 1 : 0;
        *at++ = ',';
        out.grow(static_cast<std::size_t>(at - begin));
    };
    char* const begin = out.room(before_size + kLiteralPadding + text.size() + kEnd);
    char* const at = copy_literal(before, before_size, begin);
    if (copy_plain(text.data(), text.size(), at)) [[likely]]
        return end(begin, at + text.size());
    char* const longer = out.room(before_size + 6 * text.size() + kEnd);
    end(longer, copy_escaped(text, longer + before_size));
}

}  // namespace hios::map
