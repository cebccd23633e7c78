#pragma once
// Characters of UTF-8 text: FHIRPath counts characters, not bytes.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hios::fhirpath {

inline bool starts_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

inline std::size_t characters(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text) count += starts_character(c) ? 1U : 0U;
    return count;
}

// The byte at which character `index` begins, or the size when there are not so many.
inline std::size_t byte_of(std::string_view text, std::size_t index) {
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        if (starts_character(text[at]) && index-- == 0) break;
    }
    return at;
}

// Like text.find(part, from) and text.rfind(part), in linear time.
[[nodiscard]] std::size_t find_text(std::string_view text, std::string_view part, std::size_t from = 0);
[[nodiscard]] std::size_t find_last(std::string_view text, std::string_view part);

void append_utf8(std::uint32_t character, std::string& into);

}  // namespace hios::fhirpath
