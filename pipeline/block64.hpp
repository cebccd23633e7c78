#pragma once
// 64 bytes at once: which of them are a given one, and whether all are ASCII. For kernels that are compiled once for
// each instruction set: everything here is local to the file that includes it.

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace hios {
namespace {

// Masks: bit i stands for byte i.
#if defined(__AVX2__)
struct Block64 {
    __m256i low;
    __m256i high;
};
[[maybe_unused]] inline Block64 load_block(const char* bytes) {
    return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes)),
            _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes + 32))};
}
[[maybe_unused]] inline std::uint64_t equal(const Block64& block, char c) {
    const __m256i wanted = _mm256_set1_epi8(c);
    const auto bits = [&](__m256i bytes) {
        return std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, wanted)))};
    };
    return bits(block.low) | bits(block.high) << 32;
}
[[maybe_unused]] inline bool is_ascii(const Block64& block) {
    return _mm256_movemask_epi8(_mm256_or_si256(block.low, block.high)) == 0;
}
#elif defined(__SSE2__)
struct Block64 {
    __m128i part[4];
};
[[maybe_unused]] inline Block64 load_block(const char* bytes) {
    const auto part = [&](std::size_t at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + at)); };
    return {{part(0), part(16), part(32), part(48)}};
}
[[maybe_unused]] inline std::uint64_t equal(const Block64& block, char c) {
    const __m128i wanted = _mm_set1_epi8(c);
    const auto bits = [&](__m128i part) {
        return std::uint64_t{static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(part, wanted)))};
    };
    return bits(block.part[0]) | bits(block.part[1]) << 16 | bits(block.part[2]) << 32 | bits(block.part[3]) << 48;
}
[[maybe_unused]] inline bool is_ascii(const Block64& block) {
    return _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(block.part[0], block.part[1]),
                                          _mm_or_si128(block.part[2], block.part[3]))) == 0;
}
#else
struct Block64 {
    char bytes[64];
};
[[maybe_unused]] inline Block64 load_block(const char* bytes) {
    Block64 block;
    std::memcpy(block.bytes, bytes, sizeof block.bytes);
    return block;
}
[[maybe_unused]] inline std::uint64_t equal(const Block64& block, char c) {
    std::uint64_t mask = 0;
    for (std::size_t i = 0; i < sizeof block.bytes; ++i) mask |= std::uint64_t{block.bytes[i] == c} << i;
    return mask;
}
[[maybe_unused]] inline bool is_ascii(const Block64& block) {
    unsigned char all = 0;
    for (const char byte : block.bytes) all |= static_cast<unsigned char>(byte);
    return all < 0x80;
}
#endif

}  // namespace
}  // namespace hios
