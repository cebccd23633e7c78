#pragma once
// Seeded random numbers that are the same on every platform: xoshiro256** filled by SplitMix64.
// std:: distributions differ between standard libraries, so ranges are made here, from integers only.
// Not thread-safe: one Rng per stream.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hios::bench {

struct Uuid {
    std::array<char, 36> text{};
    [[nodiscard]] std::string_view view() const { return {text.data(), text.size()}; }
};

class Rng {
public:
    // Streams with different numbers are independent: patient 7 is the same however many patients are made.
    Rng(std::uint64_t seed, std::uint64_t stream) {
        std::uint64_t mix = seed ^ (stream * 0xD1342543DE82EF95ULL);
        for (std::uint64_t& word : state_) {
            mix += 0x9E3779B97F4A7C15ULL;
            std::uint64_t value = mix;
            value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9ULL;
            value = (value ^ (value >> 27U)) * 0x94D049BB133111EBULL;
            word = value ^ (value >> 31U);
        }
    }

    std::uint64_t next() {
        const std::uint64_t result = rotate(state_[1] * 5, 7) * 9;
        const std::uint64_t shifted = state_[1] << 17U;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = rotate(state_[3], 45);
        return result;
    }

    // 0 .. bound-1; bound > 0. The tiny bias of the multiply-shift does not matter for sample data.
    std::uint64_t below(std::uint64_t bound) { return ((next() >> 32U) * bound) >> 32U; }

    // low .. high, both included.
    std::int64_t range(std::int64_t low, std::int64_t high) {
        return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
    }

    bool chance(std::uint64_t permille) { return below(1000) < permille; }

    template <typename Table>
    const auto& pick(const Table& table) {
        return table[static_cast<std::size_t>(below(table.size()))];
    }

    // A version 4 UUID in lower case.
    Uuid uuid() {
        static constexpr std::string_view kHex = "0123456789abcdef";
        std::array<std::uint64_t, 2> bits{next(), next()};
        bits[0] = (bits[0] & ~0xF000ULL) | 0x4000ULL;
        bits[1] = (bits[1] & ~(0xC0ULL << 56U)) | (0x80ULL << 56U);
        Uuid id;
        std::size_t at = 0;
        for (std::size_t nibble = 0; nibble < 32; ++nibble) {
            if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20) id.text[at++] = '-';
            id.text[at++] = kHex[(bits[nibble / 16] >> (60U - 4U * (nibble % 16))) & 0xFU];
        }
        return id;
    }

private:
    static std::uint64_t rotate(std::uint64_t value, unsigned by) { return (value << by) | (value >> (64U - by)); }

    std::array<std::uint64_t, 4> state_{};
};

}  // namespace hios::bench
