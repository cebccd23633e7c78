#pragma once
// The kernel's code, compiled once for each instruction set: everything here is local to the file that
// includes it. See kernel.hpp.

#include <cstring>

#include "pipeline/block64.hpp"
#include "stages/flat/kernel.hpp"

namespace hios::flat {
namespace {

// One bit per byte of a block.
struct Masks {
    std::uint64_t quote = 0;
    std::uint64_t delimiter = 0;
    std::uint64_t newline = 0;
    std::uint64_t nul = 0;
};

inline std::uint64_t find_needles(std::string_view needles, const char* block) {
    const Block64 bytes = load_block(block);
    std::uint64_t found = 0;
    for (const char needle : needles) found |= equal(bytes, needle);
    return found;
}
inline Masks classify(const PlainSyntax& syntax, const char* block) {
    const Block64 bytes = load_block(block);
    return {equal(bytes, syntax.quote), equal(bytes, syntax.delimiter), equal(bytes, '\n') | equal(bytes, '\r'),
            equal(bytes, '\0')};
}

// Bit i of the result: whether bits 0 to i have an odd number of ones.
inline std::uint64_t parity(std::uint64_t bits) {
#if defined(__PCLMUL__)
    const __m128i word = _mm_set_epi64x(0, static_cast<long long>(bits));
    return static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm_clmulepi64_si128(word, _mm_set1_epi8(-1), 0)));
#else
    for (unsigned shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
    return bits;
#endif
}

// Goes byte by byte through a block whose quotes are not all where they belong.
inline std::uint64_t step_slowly(const Masks& masks, std::size_t size, Place& place, Findings& found) {
    std::uint64_t separators = 0;
    for (std::size_t i = 0; i < size; ++i) {
        const std::uint64_t bit = std::uint64_t{1} << i;
        const bool quote = (masks.quote & bit) != 0;
        if (place == Place::kQuoted) {
            if (quote) place = Place::kQuoteSeen;
        } else if (quote) {
            if (place == Place::kUnquoted) {
                found.odd_quote = true;
            } else {
                place = Place::kQuoted;
            }
        } else if (((masks.newline | masks.delimiter) & bit) != 0) {
            separators |= bit;
            place = (masks.newline & bit) != 0 ? Place::kRecord : Place::kField;
        } else {
            place = Place::kUnquoted;
        }
    }
    return separators;
}

// The separators of a block of `size` bytes; moves `place` behind it.
inline std::uint64_t step(const Masks& masks, std::size_t size, Place& place, Findings& found) {
    const std::uint64_t either = masks.delimiter | masks.newline;
    const std::uint64_t inside = parity(masks.quote) ^ (place == Place::kQuoted ? ~std::uint64_t{0} : 0);
    const std::uint64_t opening = masks.quote & inside;
    const std::uint64_t closing = masks.quote & ~inside;
    const std::uint64_t separators = either & ~inside;
    const std::uint64_t was_closing = closing << 1 | (place == Place::kQuoteSeen ? 1U : 0U);
    const std::uint64_t was_separator = separators << 1 | (place == Place::kRecord || place == Place::kField ? 1U : 0U);
    const std::uint64_t valid = size == kBlock ? ~std::uint64_t{0} : (std::uint64_t{1} << size) - 1;
    const std::uint64_t odd = opening & ~(was_separator | was_closing);
    if ((odd & valid) != 0) [[unlikely]] {
        return step_slowly(masks, size, place, found);
    }
    const std::uint64_t last = std::uint64_t{1} << (size - 1);
    if ((inside & last) != 0) {
        place = Place::kQuoted;
    } else if ((closing & last) != 0) {
        place = Place::kQuoteSeen;
    } else if ((either & last) != 0) {
        place = (masks.newline & last) != 0 ? Place::kRecord : Place::kField;
    } else {
        place = Place::kUnquoted;
    }
    return separators;
}

// Calls found(separators, masks, at) for each block of text[begin, end).
template <class Found>
inline void for_blocks(const PlainSyntax& syntax, const char* text, std::size_t begin, std::size_t end, State& state,
                       Findings& findings, Found&& found) {
    std::uint64_t nul = 0;
    const std::uint64_t delimits = syntax.delimits ? ~std::uint64_t{0} : 0;
    const std::uint64_t quotes = syntax.quotes ? ~std::uint64_t{0} : 0;
    Place place = state.place;
    const auto take = [&](const char* block, std::size_t at, std::size_t size) {
        Masks masks = classify(syntax, block);
        masks.quote &= quotes;
        masks.delimiter &= delimits;
        if (size < kBlock) {
            const std::uint64_t valid = (std::uint64_t{1} << size) - 1;
            masks = {masks.quote & valid, masks.delimiter & valid, masks.newline & valid, masks.nul & valid};
        }
        nul |= masks.nul;
        const Place before = place;
        const std::uint64_t separators = step(masks, size, place, findings);
        found(separators, masks, at, before);
    };
    std::size_t at = begin;
    for (; at + kBlock <= end; at += kBlock) take(text + at, at, kBlock);
    if (at < end) {
        char rest[kBlock] = {};
        std::memcpy(rest, text + at, end - at);
        take(rest, at, end - at);
    }
    state = {place, 0, false};
    findings.nul |= nul != 0;
}

inline int first_bit(std::uint64_t bits) {
    return __builtin_ctzll(bits);
}

inline std::uint32_t* index_plain(const PlainSyntax& syntax, const char* text, std::size_t begin, std::size_t end,
                                  State& state, Findings& found, std::uint32_t* into) {
    for_blocks(syntax, text, begin, end, state, found, [&](std::uint64_t bits, const Masks&, std::size_t at, Place) {
        const auto base = static_cast<std::uint32_t>(at);
#if defined(__BMI__)
        // Eight are written whether there are or not: a branch less for each.
        const int count = __builtin_popcountll(bits);
        for (int done = 0; done < count; done += 8) {
            for (int i = 0; i < 8; ++i) {
                into[done + i] = base + static_cast<std::uint32_t>(_tzcnt_u64(bits));
                bits &= bits - 1;
            }
        }
        into += count;
#else
                   for (; bits != 0; bits &= bits - 1) *into++ = base + static_cast<std::uint32_t>(first_bit(bits));
#endif
    });
    return into;
}

inline Path scan_plain(const PlainSyntax& syntax, std::string_view text, State from) {
    Path path;
    path.end = from;
    Findings found;
    for_blocks(syntax, text.data(), 0, text.size(), path.end, found,
               [&](std::uint64_t bits, const Masks& masks, std::size_t at, Place before) {
                   const std::uint64_t ends = bits & masks.newline;
                   if (ends == 0) return;
                   const std::uint64_t blank = ends & (ends << 1 | (before == Place::kRecord ? 1U : 0U));
                   path.records += static_cast<std::uint64_t>(__builtin_popcountll(ends & ~blank));
                   if (path.first == kNoBorder) path.first = at + static_cast<std::size_t>(first_bit(ends)) + 1;
                   path.last = at + kBlock - static_cast<std::size_t>(__builtin_clzll(ends));
               });
    return path;
}

}  // namespace
}  // namespace hios::flat
