#pragma once
// The hash by which member names are compared and looked up.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "pipeline/readable.hpp"

namespace hios::json {

// The first and last eight bytes of a name (of a shorter one: its bytes and 0) and its length. Two names of
// up to 16 bytes are the same when these are.
struct NameKey {
    std::uint64_t head = 0;
    std::uint64_t tail = 0;
    std::size_t length = 0;

    [[nodiscard]] std::uint64_t hash() const {
        std::uint64_t mixed = (head ^ (tail << 1 | tail >> 63)) * 0x9E3779B97F4A7C15ULL;
        mixed ^= mixed >> 29;
        return (mixed + length) * 0xBF58476D1CE4E5B9ULL;
    }
    friend bool operator==(const NameKey&, const NameKey&) = default;
};
inline constexpr std::size_t kWholeInKey = 16;

// Of a name as written. Reads up to 8 bytes past it (texts are padded), which GCC objects to where it is a literal.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Warray-bounds"
inline NameKey name_key(const char* name, std::size_t length) {
    NameKey key{0, 0, length};
    std::memcpy(&key.head, name, 8);
    if (length < 8) {
        key.head &= (1ULL << (8 * length)) - 1;
    } else {
        std::memcpy(&key.tail, name + length - 8, 8);
    }
    return key;
}
#pragma GCC diagnostic pop

// The same for a text after which nothing readable need follow.
inline NameKey name_key(std::string_view name) {
    const std::size_t length = name.size();
    if (length >= 8 || is_readable(name.data(), 8)) return name_key(name.data(), length);
    std::uint64_t head = 0;
    if (length >= 4) {  // two loads that overlap: cheaper than a copy of variable length
        std::uint32_t first = 0;
        std::uint32_t last = 0;
        std::memcpy(&first, name.data(), 4);
        std::memcpy(&last, name.data() + length - 4, 4);
        head = first | std::uint64_t{last} << (8 * (length - 4));
    } else {
        for (std::size_t i = length; i > 0; --i) head = head << 8 | static_cast<unsigned char>(name[i - 1]);
    }
    return {head, 0, length};
}

inline std::uint64_t key_hash(const char* name, std::size_t length) {
    return name_key(name, length).hash();
}
inline std::uint64_t key_hash(std::string_view name) {
    return name_key(name).hash();
}

}  // namespace hios::json
