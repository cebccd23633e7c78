#pragma once
// What kinds of bytes a text consists of, sixteen at a time. Blocks overlap at a text's end; texts shorter
// than one are looked at byte by byte, for nothing readable need follow them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace hios::validate {

enum class ByteClass : std::uint8_t { kId = 1, kBase64 = 2, kHex = 4 };

inline constexpr std::array<std::uint8_t, 256> kByteClasses = [] {
    std::array<std::uint8_t, 256> classes{};
    const auto add = [&classes](unsigned char first, unsigned char last, std::initializer_list<ByteClass> ones) {
        for (unsigned c = first; c <= last; ++c) {
            for (const ByteClass one : ones) {
                std::uint8_t& bits = classes[c];
                bits = static_cast<std::uint8_t>(bits | static_cast<std::uint8_t>(one));
            }
        }
    };
    using enum ByteClass;
    add('0', '9', {kId, kBase64, kHex});
    add('A', 'Z', {kId, kBase64});
    add('a', 'z', {kId, kBase64});
    add('A', 'F', {kHex});
    add('a', 'f', {kHex});
    add('-', '.', {kId});
    add('+', '+', {kBase64});
    add('/', '/', {kBase64});
    return classes;
}();

[[nodiscard]] inline bool is_in(ByteClass wanted, char c) {
    return (kByteClasses[static_cast<unsigned char>(c)] & static_cast<std::uint8_t>(wanted)) != 0;
}

// Compilers make SIMD instructions of it where the machine has them.
using Block = std::uint8_t __attribute__((vector_size(16)));

[[nodiscard]] inline Block load_block(const char* text) {
    Block block;
    std::memcpy(&block, text, sizeof block);
    return block;
}

// Of a block of comparisons.
template <class Mask>
[[nodiscard]] bool is_zero(const Mask& mask) {
    std::array<std::uint64_t, 2> words{};
    std::memcpy(words.data(), &mask, sizeof words);
    return (words[0] | words[1]) == 0;
}

// The bytes of a block that are not of the class.
template <ByteClass kClass>
[[nodiscard]] auto outside(Block block) {
    const auto in = [](Block bytes, std::uint8_t first, std::uint8_t last) {
        return bytes - first <= Block{} + static_cast<std::uint8_t>(last - first);
    };
    const Block lower = block | 0x20;
    if constexpr (kClass == ByteClass::kId) {
        return ~(in(lower, 'a', 'z') | (in(block, '-', '9') & (block != '/')));
    } else if constexpr (kClass == ByteClass::kBase64) {
        return ~(in(lower, 'a', 'z') | in(block, '/', '9') | (block == '+'));
    } else {
        return ~(in(lower, 'a', 'f') | in(block, '0', '9'));
    }
}

// Whether all of `count` bytes are of the class; looks at all of them, for a branch would cost more.
template <ByteClass kClass>
[[nodiscard]] bool all_are(const char* text, std::size_t count) {
    if (count < sizeof(Block)) {
        unsigned common = static_cast<std::uint8_t>(kClass);
        for (std::size_t i = 0; i < count; ++i) common &= kByteClasses[static_cast<unsigned char>(text[i])];
        return common != 0;
    }
    auto wrong = outside<kClass>(load_block(text + count - sizeof(Block)));
    for (std::size_t i = 0; i + sizeof(Block) < count; i += sizeof(Block))
        wrong |= outside<kClass>(load_block(text + i));
    return is_zero(wrong);
}

// Whether any byte of the word is 0x20 or less.
[[nodiscard]] inline bool has_white(std::uint64_t word) {
    return ((word - 0x2121212121212121ULL) & ~word & 0x8080808080808080ULL) != 0;
}

// The same of a text.
[[nodiscard]] inline bool has_white(std::string_view text) {
    const char* const data = text.data();
    const std::size_t size = text.size();
    if (size >= sizeof(Block)) {
        auto white = load_block(data + size - sizeof(Block)) <= 0x20;
        for (std::size_t i = 0; i + sizeof(Block) < size; i += sizeof(Block)) white |= load_block(data + i) <= 0x20;
        return !is_zero(white);
    }
    if (size >= 8) {
        std::uint64_t first = 0;
        std::uint64_t last = 0;
        std::memcpy(&first, data, 8);
        std::memcpy(&last, data + size - 8, 8);
        return has_white(first) || has_white(last);
    }
    if (size >= 4) {
        std::uint32_t first = 0;
        std::uint32_t last = 0;
        std::memcpy(&first, data, 4);
        std::memcpy(&last, data + size - 4, 4);
        return has_white(first | std::uint64_t{last} << 32);
    }
    for (const char c : text) {
        if (static_cast<unsigned char>(c) <= 0x20) return true;
    }
    return false;
}

}  // namespace hios::validate
