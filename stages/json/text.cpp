#include "stages/json/text.hpp"

#include <cstring>

namespace hios::json {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// The code unit of \uXXXX whose X begin at `at`, or -1.
int code_unit(std::string_view text, std::size_t at) {
    if (at + 4 > text.size()) return -1;
    int unit = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
        const int digit = hex_value(text[i]);
        if (digit < 0) return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

bool is_high_surrogate(int unit) {
    return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_low_surrogate(int unit) {
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

void append_utf8(std::string& into, std::uint32_t point) {
    const auto byte = [&](std::uint32_t value) { into.push_back(static_cast<char>(value)); };
    if (point < 0x80) {
        byte(point);
    } else if (point < 0x800) {
        byte(0xC0 | point >> 6);
        byte(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        byte(0xE0 | point >> 12);
        byte(0x80 | (point >> 6 & 0x3F));
        byte(0x80 | (point & 0x3F));
    } else {
        byte(0xF0 | point >> 18);
        byte(0x80 | (point >> 12 & 0x3F));
        byte(0x80 | (point >> 6 & 0x3F));
        byte(0x80 | (point & 0x3F));
    }
}

// Whether `text` is ASCII without quotes, backslashes and control characters; eight bytes at a time.
bool is_plain(std::string_view text) {
    constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
    constexpr std::uint64_t kTops = 0x8080808080808080ULL;
    const auto is_plain_word = [](std::uint64_t word) {
        const auto zero_bytes = [](std::uint64_t value) { return (value - kOnes) & ~value; };
        const std::uint64_t control = word - 0x20 * kOnes;  // borrows into the top bit below 0x20
        return ((zero_bytes(word ^ 0x22 * kOnes) | zero_bytes(word ^ 0x5C * kOnes) | control | word) & kTops) == 0;
    };
    while (text.size() >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), 8);
        if (!is_plain_word(word)) return false;
        text.remove_prefix(8);
    }
    std::uint64_t rest = 0x2020202020202020ULL;
    if (!text.empty()) std::memcpy(&rest, text.data(), text.size());
    return is_plain_word(rest);
}

}  // namespace

std::size_t first_invalid_utf8(std::string_view text) {
    std::size_t i = 0;
    const auto at = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
    const auto continues = [&](std::size_t k) { return k < text.size() && (at(k) & 0xC0) == 0x80; };
    while (i < text.size()) {
        const unsigned lead = at(i);
        if (lead < 0x80) {
            ++i;
        } else if (lead >= 0xC2 && lead <= 0xDF && continues(i + 1)) {
            i += 2;
        } else if (lead >= 0xE0 && lead <= 0xEF && continues(i + 1) && continues(i + 2)) {
            const unsigned second = at(i + 1);
            if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F)) return i;
            i += 3;
        } else if (lead >= 0xF0 && lead <= 0xF4 && continues(i + 1) && continues(i + 2) && continues(i + 3)) {
            const unsigned second = at(i + 1);
            if ((lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) return i;
            i += 4;
        } else {
            return i;
        }
    }
    return text.size();
}

std::size_t scalar_length(const char* at, const char* end) {
    const char* p = at;
    const auto literal = [&](std::string_view word) -> std::size_t {
        return static_cast<std::size_t>(end - at) >= word.size() && std::memcmp(at, word.data(), word.size()) == 0
                   ? word.size()
                   : 0;
    };
    if (p == end) return 0;
    switch (*p) {
        case 't':
            return literal("true");
        case 'f':
            return literal("false");
        case 'n':
            return literal("null");
        default:
            break;
    }
    if (*p == '-') ++p;
    if (p == end || !is_digit(*p)) return 0;
    if (*p == '0') {
        ++p;
    } else {
        while (p != end && is_digit(*p)) ++p;
    }
    if (p != end && *p == '.') {
        ++p;
        if (p == end || !is_digit(*p)) return 0;
        while (p != end && is_digit(*p)) ++p;
    }
    if (p != end && (*p == 'e' || *p == 'E')) {
        ++p;
        if (p != end && (*p == '+' || *p == '-')) ++p;
        if (p == end || !is_digit(*p)) return 0;
        while (p != end && is_digit(*p)) ++p;
    }
    return static_cast<std::size_t>(p - at);
}

bool is_scalar(std::string_view token) {
    return !token.empty() && scalar_length(token.data(), token.data() + token.size()) == token.size();
}

void find_bad_escapes(std::string_view text, std::vector<std::uint32_t>& into) {
    std::size_t i = 0;
    while (i < text.size()) {
        const void* hit = std::memchr(text.data() + i, '\\', text.size() - i);
        if (hit == nullptr) return;
        i = static_cast<std::size_t>(static_cast<const char*>(hit) - text.data());
        const char kind = i + 1 < text.size() ? text[i + 1] : '\0';
        if (kind != 'u') {
            if (kind == '\0' || std::strchr("\"\\/bfnrt", kind) == nullptr)
                into.push_back(static_cast<std::uint32_t>(i));
            i += 2;
            continue;
        }
        const int unit = code_unit(text, i + 2);
        if (unit < 0 || is_low_surrogate(unit)) {
            into.push_back(static_cast<std::uint32_t>(i));
            i += 2;
        } else if (is_high_surrogate(unit)) {
            const bool paired = i + 7 < text.size() && text[i + 6] == '\\' && text[i + 7] == 'u' &&
                                is_low_surrogate(code_unit(text, i + 8));
            if (!paired) into.push_back(static_cast<std::uint32_t>(i));
            i += paired ? 12 : 6;
        } else {
            i += 6;
        }
    }
}

void unescape(std::string_view inside, std::string& into) {
    into.clear();
    std::size_t i = 0;
    while (i < inside.size()) {
        const std::size_t backslash = inside.find('\\', i);
        into.append(inside.substr(i, backslash - i));
        if (backslash == std::string_view::npos || backslash + 1 >= inside.size()) return;
        const char kind = inside[backslash + 1];
        i = backslash + 2;
        switch (kind) {
            case 'b':
                into.push_back('\b');
                break;
            case 'f':
                into.push_back('\f');
                break;
            case 'n':
                into.push_back('\n');
                break;
            case 'r':
                into.push_back('\r');
                break;
            case 't':
                into.push_back('\t');
                break;
            case 'u': {
                int unit = code_unit(inside, i);
                if (unit < 0) return;
                i += 4;
                auto point = static_cast<std::uint32_t>(unit);
                if (is_high_surrogate(unit) && i + 6 <= inside.size()) {
                    const int low = code_unit(inside, i + 2);
                    point = 0x10000U + ((static_cast<std::uint32_t>(unit) - 0xD800U) << 10) +
                            (static_cast<std::uint32_t>(low) - 0xDC00U);
                    i += 6;
                }
                append_utf8(into, point);
                break;
            }
            default:
                into.push_back(kind);
                break;
        }
    }
}

void append_quoted(std::string& into, std::string_view value) {
    static constexpr char kHex[] = "0123456789abcdef";
    into.push_back('"');
    if (is_plain(value)) {
        into.append(value);
        into.push_back('"');
        return;
    }
    // File names may be any bytes; what is no UTF-8 is shown as U+FFFD.
    std::size_t valid = first_invalid_utf8(value);
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        const auto byte = static_cast<unsigned char>(c);
        if (i == valid) {
            into += "\xEF\xBF\xBD";
            valid = i + 1 + first_invalid_utf8(value.substr(i + 1));
        } else if (c == '"' || c == '\\') {
            into.push_back('\\');
            into.push_back(c);
        } else if (byte < 0x20) {
            into += "\\u00";
            into.push_back(kHex[byte >> 4]);
            into.push_back(kHex[byte & 0xF]);
        } else {
            into.push_back(c);
        }
    }
    into.push_back('"');
}

}  // namespace hios::json
