#include "stages/fhirpath/text.hpp"

#include <cstring>

namespace hios::fhirpath {

std::size_t find_text(std::string_view text, std::string_view part, std::size_t from) {
    if (part.empty()) return from;
    if (from >= text.size()) return std::string_view::npos;
    const void* found = ::memmem(text.data() + from, text.size() - from, part.data(), part.size());
    if (found == nullptr) return std::string_view::npos;
    return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

std::size_t find_last(std::string_view text, std::string_view part) {
    const std::string backwards(text.rbegin(), text.rend());
    const std::size_t found = find_text(backwards, std::string(part.rbegin(), part.rend()));
    return found == std::string_view::npos ? found : text.size() - found - part.size();
}

void append_utf8(std::uint32_t c, std::string& into) {
    const auto put = [&into](std::uint32_t byte) { into += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | c >> 6);
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3F));
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    }
}

}  // namespace hios::fhirpath
