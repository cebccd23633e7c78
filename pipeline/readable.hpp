#pragma once
// Looks at short texts as one block, whatever follows them.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HIOS_STRICT_READS
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define HIOS_STRICT_READS
#endif

namespace hios {

// Whether `size` bytes, at most 64, can be read from here on, whoever they belong to: memory is readable by pages. What
// lies behind the text must not matter. Never under a sanitizer, which would object.
inline bool is_readable(const char* text, std::size_t size) {
#ifdef HIOS_STRICT_READS
    (void)text;
    (void)size;
    return false;
#else
    constexpr std::uintptr_t kPage = 4096;
    const auto address = reinterpret_cast<std::uintptr_t>(text);
    const std::uintptr_t in_page = address & (kPage - 1);
    // Not where no text is: at the null pointer, and at the beginning of a page, which a text may end in front of.
    return address >= kPage && in_page != 0 && in_page <= kPage - size;
#endif
}

// Whether two texts are the same, soonest when they are short.
inline bool same_text(std::string_view one, std::string_view other) {
    const std::size_t size = one.size();
    if (size != other.size()) return false;
    const auto differ = [&]<class Word>(Word /*of*/, std::size_t at) {
        Word left = 0;
        Word right = 0;
        std::memcpy(&left, one.data() + at, sizeof left);
        std::memcpy(&right, other.data() + at, sizeof right);
        return left ^ right;
    };
    constexpr std::size_t kLong = sizeof(std::uint64_t);
    constexpr std::size_t kShort = sizeof(std::uint32_t);
    if (size > 2 * kLong) return std::memcmp(one.data(), other.data(), size) == 0;
    if (size >= kLong) return (differ(std::uint64_t{}, 0) | differ(std::uint64_t{}, size - kLong)) == 0;
    if (size >= kShort) return (differ(std::uint32_t{}, 0) | differ(std::uint32_t{}, size - kShort)) == 0;
    return size == 0 ||
           (one.front() == other.front() && one[size / 2] == other[size / 2] && one.back() == other.back());
}

// Copies `size` bytes to `into`, which has room for kCopyPadding more, and returns where it stopped.
inline constexpr std::size_t kCopyPadding = 16;
inline char* copy_short(const char* text, std::size_t size, char* into) {
    if (size <= kCopyPadding && is_readable(text, kCopyPadding)) {
        std::memcpy(into, text, kCopyPadding);
    } else if (size != 0) {
        std::memcpy(into, text, size);
    }
    return into + size;
}

}  // namespace hios
