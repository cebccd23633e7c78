#pragma once
// JSON text sixteen bytes at a time: where plain text ends, and whether bytes are those expected.

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace hios::validate {

inline constexpr std::size_t kOpening = 32;
using Opening = std::array<char, kOpening>;

// A bit for each of the bytes at `text` that is the same in `opening`. All of them must be readable.
[[nodiscard]] inline std::uint32_t same_bytes(const char* text, const Opening& opening) {
#if defined(__SSE2__)
    const auto load = [](const char* at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); };
    const auto same = [&](std::size_t at) {
        const __m128i equal = _mm_cmpeq_epi8(load(text + at), load(opening.data() + at));
        return static_cast<std::uint32_t>(_mm_movemask_epi8(equal));
    };
    return same(0) | same(16) << 16;
#else
    std::uint32_t same = 0;
    for (std::size_t i = 0; i < kOpening; ++i) same |= std::uint32_t{text[i] == opening[i]} << i;
    return same;
#endif
}

// The first byte from `text` on that is a quote, a backslash, not ASCII, or at most kLow; `end` or a place up to 15
// bytes behind it when there is none before. Reads up to 15 bytes past `end`.
template <char kLow>
[[nodiscard]] inline const char* plain_end(const char* text, const char* end) {
#if defined(__SSE2__)
    for (; text < end; text += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
        const __m128i special =
            _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
        // Bytes beyond ASCII are negative here.
        const __m128i low = _mm_cmplt_epi8(bytes, _mm_set1_epi8(kLow + 1));
        const auto stops = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(special, low)));
        if (stops != 0) return text + std::countr_zero(stops);
    }
#else
    for (; text < end; ++text) {
        if (*text == '"' || *text == '\\' || static_cast<signed char>(*text) <= kLow) return text;
    }
#endif
    return text;
}

}  // namespace hios::validate
