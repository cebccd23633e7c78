#include "stages/hl7v2/marks.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace hios::hl7v2 {
namespace {

constexpr std::size_t kBlock = 64;
constexpr std::size_t kBlocks = 32;  // looked through at a time
constexpr std::uint32_t kBehindAll = 0xFFFF'FFFF;

// What is looked for; a delimiter that the message does not have is replaced by the field separator.
using Wanted = std::array<char, 6>;

// The masks of whole blocks: bit i stands for byte i.
#if defined(__SSE2__)
void find_blocks(const char* text, std::size_t blocks, const Wanted& wanted, std::uint64_t* masks) {
    __m128i needles[6];
    for (std::size_t i = 0; i < wanted.size(); ++i) needles[i] = _mm_set1_epi8(wanted[i]);
    for (std::size_t block = 0; block < blocks; ++block) {
        std::uint64_t mask = 0;
        for (int part = 0; part < 4; ++part) {
            const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + block * kBlock + part * 16));
            __m128i hit = _mm_cmpeq_epi8(bytes, needles[0]);
            for (int i = 1; i < 6; ++i) hit = _mm_or_si128(hit, _mm_cmpeq_epi8(bytes, needles[i]));
            mask |= std::uint64_t{static_cast<std::uint32_t>(_mm_movemask_epi8(hit))} << (part * 16);
        }
        masks[block] = mask;
    }
}

// For processors that have AVX2.
__attribute__((target("avx2"))) void find_blocks_avx2(const char* text, std::size_t blocks, const Wanted& wanted,
                                                      std::uint64_t* masks) {
    __m256i needles[6];
    for (std::size_t i = 0; i < wanted.size(); ++i) needles[i] = _mm256_set1_epi8(wanted[i]);
    for (std::size_t block = 0; block < blocks; ++block) {
        std::uint64_t mask = 0;
        for (int part = 0; part < 2; ++part) {
            const __m256i bytes =
                _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + block * kBlock + part * 32));
            __m256i hit = _mm256_cmpeq_epi8(bytes, needles[0]);
            for (int i = 1; i < 6; ++i) hit = _mm256_or_si256(hit, _mm256_cmpeq_epi8(bytes, needles[i]));
            mask |= std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(hit))} << (part * 32);
        }
        masks[block] = mask;
    }
}

const auto g_find_blocks = __builtin_cpu_supports("avx2") ? find_blocks_avx2 : find_blocks;
#else
void find_blocks(const char* text, std::size_t blocks, const Wanted& wanted, std::uint64_t* masks) {
    for (std::size_t block = 0; block < blocks; ++block) {
        masks[block] = 0;
        for (std::size_t i = 0; i < kBlock; ++i) {
            const bool hit = std::find(wanted.begin(), wanted.end(), text[block * kBlock + i]) != wanted.end();
            masks[block] |= static_cast<std::uint64_t>(hit) << i;
        }
    }
}

const auto g_find_blocks = find_blocks;
#endif

// std::popcount is a call where the processor is not known to have it.
std::uint64_t ones(std::uint64_t mask) {
    mask -= mask >> 1 & 0x5555'5555'5555'5555;
    mask = (mask & 0x3333'3333'3333'3333) + (mask >> 2 & 0x3333'3333'3333'3333);
    mask = (mask + (mask >> 4)) & 0x0F0F'0F0F'0F0F'0F0F;
    return mask * 0x0101'0101'0101'0101 >> 56;
}

}  // namespace

std::uint32_t find_marks(std::string_view text, std::uint32_t begin, const Delimiters& delimiters,
                         std::vector<std::uint32_t>& marks, std::uint32_t used) {
    const auto or_field = [&](char c) { return c == Delimiters::kNone ? delimiters.field : c; };
    const Wanted wanted{delimiters.field,
                        or_field(delimiters.component),
                        or_field(delimiters.repetition),
                        or_field(delimiters.subcomponent),
                        '\r',
                        '\n'};
    std::array<std::uint64_t, kBlocks> masks;
    for (std::size_t at = begin; at < text.size();) {
        std::size_t blocks = std::min(kBlocks, (text.size() - at) / kBlock);
        g_find_blocks(text.data() + at, blocks, wanted, masks.data());
        if (blocks < kBlocks) {  // and the rest of the text
            std::array<char, kBlock> rest{};
            const std::size_t size = text.size() - at - blocks * kBlock;
            std::memcpy(rest.data(), text.data() + at + blocks * kBlock, size);
            g_find_blocks(rest.data(), 1, wanted, &masks[blocks]);
            masks[blocks++] &= (std::uint64_t{1} << size) - 1;
        }
        for (std::size_t block = 0; block < blocks; ++block, at += kBlock) {
            if (marks.size() < used + kBlock + 8) marks.resize(std::max<std::size_t>(1024, marks.size() * 2));
            // Four at a time without asking: what is written too much is written over by what comes next.
            std::uint64_t mask = masks[block];
            std::uint32_t* out = marks.data() + used;
            used += static_cast<std::uint32_t>(ones(mask));
            const auto base = static_cast<std::uint32_t>(at);
            while (mask != 0) {
                for (int i = 0; i < 4; ++i) {
                    *out++ = base + static_cast<std::uint32_t>(std::countr_zero(mask));
                    mask &= mask - 1;
                }
            }
        }
    }
    if (marks.size() < used + 1) marks.resize(std::max<std::size_t>(1024, used + 1));
    marks[used] = kBehindAll;
    return used;
}

}  // namespace hios::hl7v2
