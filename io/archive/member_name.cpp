#include "io/archive/member_name.hpp"

#include <array>
#include <cstdint>

namespace hios::io {
namespace {

// The upper half of code page 437.
constexpr std::array<char16_t, 128> kCodePage437{
    0x00C7, 0x00FC, 0x00E9, 0x00E2, 0x00E4, 0x00E0, 0x00E5, 0x00E7, 0x00EA, 0x00EB, 0x00E8, 0x00EF, 0x00EE,
    0x00EC, 0x00C4, 0x00C5, 0x00C9, 0x00E6, 0x00C6, 0x00F4, 0x00F6, 0x00F2, 0x00FB, 0x00F9, 0x00FF, 0x00D6,
    0x00DC, 0x00A2, 0x00A3, 0x00A5, 0x20A7, 0x0192, 0x00E1, 0x00ED, 0x00F3, 0x00FA, 0x00F1, 0x00D1, 0x00AA,
    0x00BA, 0x00BF, 0x2310, 0x00AC, 0x00BD, 0x00BC, 0x00A1, 0x00AB, 0x00BB, 0x2591, 0x2592, 0x2593, 0x2502,
    0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551, 0x2557, 0x255D, 0x255C, 0x255B, 0x2510, 0x2514,
    0x2534, 0x252C, 0x251C, 0x2500, 0x253C, 0x255E, 0x255F, 0x255A, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550,
    0x256C, 0x2567, 0x2568, 0x2564, 0x2565, 0x2559, 0x2558, 0x2552, 0x2553, 0x256B, 0x256A, 0x2518, 0x250C,
    0x2588, 0x2584, 0x258C, 0x2590, 0x2580, 0x03B1, 0x00DF, 0x0393, 0x03C0, 0x03A3, 0x03C3, 0x00B5, 0x03C4,
    0x03A6, 0x0398, 0x03A9, 0x03B4, 0x221E, 0x03C6, 0x03B5, 0x2229, 0x2261, 0x00B1, 0x2265, 0x2264, 0x2320,
    0x2321, 0x00F7, 0x2248, 0x00B0, 0x2219, 0x00B7, 0x221A, 0x207F, 0x00B2, 0x25A0, 0x00A0,
};

std::uint8_t byte_at(std::string_view text, std::size_t i) {
    return static_cast<std::uint8_t>(text[i]);
}

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const std::uint8_t lead = byte_at(text, i);
        if (lead < 0x80) {
            ++i;
            continue;
        }
        std::size_t length = 0;
        std::uint8_t low = 0x80;  // bounds of the second byte: no overlong forms, surrogates, or beyond U+10FFFF
        std::uint8_t high = 0xBF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            length = 2;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            length = 3;
            if (lead == 0xE0) low = 0xA0;
            if (lead == 0xED) high = 0x9F;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            length = 4;
            if (lead == 0xF0) low = 0x90;
            if (lead == 0xF4) high = 0x8F;
        } else {
            return false;
        }
        if (text.size() - i < length || byte_at(text, i + 1) < low || byte_at(text, i + 1) > high) return false;
        for (std::size_t k = 2; k < length; ++k) {
            if ((byte_at(text, i + k) & 0xC0) != 0x80) return false;
        }
        i += length;
    }
    return true;
}

void append_utf8(std::string& text, char16_t point) {
    if (point < 0x80) {
        text += static_cast<char>(point);
    } else if (point < 0x800) {
        text += static_cast<char>(0xC0 | (point >> 6));
        text += static_cast<char>(0x80 | (point & 0x3F));
    } else {
        text += static_cast<char>(0xE0 | (point >> 12));
        text += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
        text += static_cast<char>(0x80 | (point & 0x3F));
    }
}

// Calls `is_wanted` with each part between separators until it says yes.
template <class Predicate>
bool any_part(std::string_view name, std::string_view separators, Predicate is_wanted) {
    for (;;) {
        const std::size_t end = name.find_first_of(separators);
        if (is_wanted(name.substr(0, end))) return true;
        if (end == std::string_view::npos) return false;
        name.remove_prefix(end + 1);
    }
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

std::string normal_member_name(std::string_view raw, NameCharset fallback) {
    while (raw.starts_with("./")) raw.remove_prefix(2);
    if (is_utf8(raw)) return std::string(raw);
    std::string name;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const std::uint8_t byte = byte_at(raw, i);
        append_utf8(name,
                    byte < 0x80 || fallback == NameCharset::kLatin1 ? char16_t{byte} : kCodePage437[byte - 0x80U]);
    }
    return name;
}

bool is_unsafe_member_name(std::string_view name) {
    if (name.empty() || name.front() == '/' || name.front() == '\\') return true;
    if (name.size() >= 2 && is_letter(name[0]) && name[1] == ':') return true;
    return name.find('\0') != std::string_view::npos ||
           any_part(name, "/\\", [](std::string_view part) { return part == ".."; });
}

bool is_macos_extra(std::string_view name) {
    const std::string_view file = name.substr(name.rfind('/') + 1);  // npos + 1 is 0
    return file == ".DS_Store" || file.starts_with("._") ||
           any_part(name, "/", [](std::string_view part) { return part == "__MACOSX"; });
}

}  // namespace hios::io
