// encode(), decode(), escape() and unescape(): FHIRPath's 2.1 ballot.

#include <array>
#include <utility>

#include "stages/fhirpath/machine.hpp"
#include "stages/json/text.hpp"

namespace hios::fhirpath {
namespace {

// RFC 4648; the URL-safe alphabet differs in its last two characters.
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kHex = "0123456789abcdef";

std::string to_base64(std::string_view bytes, std::string_view alphabet) {
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            const bool padding = i + k > bytes.size();
            text += padding ? '=' : alphabet[group >> (18 - 6 * k) & 0x3F];
        }
    }
    return text;
}

bool from_base64(std::string_view text, std::string_view alphabet, std::string& into) {
    if (text.size() % 4 != 0) return false;
    std::uint32_t group = 0;
    std::size_t padding = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::size_t digit = alphabet.find(text[i]);
        if (text[i] == '=' && i + 2 >= text.size()) {
            ++padding;
            digit = 0;
        } else if (digit == std::string_view::npos || padding > 0) {
            return false;
        }
        group = group << 6 | static_cast<std::uint32_t>(digit);
        if (i % 4 != 3) continue;
        for (std::size_t k = 0; k + padding < 3; ++k) into += static_cast<char>(group >> (16 - 8 * k) & 0xFF);
        group = 0;
    }
    return true;
}

bool from_hex(std::string_view text, std::string& into) {
    if (text.size() % 2 != 0) return false;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const auto digit = [](char c) {
            return kHex.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
        };
        const std::size_t high = digit(text[i]);
        const std::size_t low = digit(text[i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) return false;
        into += static_cast<char>(high << 4 | low);
    }
    return true;
}

constexpr std::array<std::pair<char, std::string_view>, 5> kEntities{
    {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}}};

std::string to_html(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        std::string_view entity;
        for (const auto& [character, name] : kEntities) entity = c == character ? name : entity;
        if (entity.empty()) {
            escaped += c;
        } else {
            escaped += entity;
        }
    }
    return escaped;
}

std::string from_html(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool found = false;
        for (const auto& [character, name] : kEntities) {
            if (text[i] != '&' || !text.substr(i).starts_with(name)) continue;
            plain += character;
            i += name.size() - 1;
            found = true;
            break;
        }
        if (!found) plain += text[i];
    }
    return plain;
}

// JSON's unescape() trusts its input; this one must not.
bool from_json(std::string_view text, std::string& into) {
    std::vector<std::uint32_t> bad;
    json::find_bad_escapes(text, bad);
    if (!bad.empty()) return false;
    json::unescape(text, into);
    return true;
}

}  // namespace

bool Machine::encoding(const Op& op, Size base, std::string_view text) {
    using enum Function;
    Value named;
    if (!text_argument(op, 0, named)) return false;
    if (named.is(Kind::kNone)) return put_none(base);
    const std::string_view kind = named.text();
    std::string result;
    bool readable = true;
    if (op.function == kEncode || op.function == kDecode) {
        const bool encode = op.function == kEncode;
        if (kind == "hex") {
            if (encode) {
                for (const char c : text) {
                    result += kHex[static_cast<unsigned char>(c) >> 4];
                    result += kHex[static_cast<unsigned char>(c) & 0xF];
                }
            } else {
                readable = from_hex(text, result);
            }
        } else if (kind == "base64" || kind == "urlbase64") {
            const std::string_view alphabet = kind == "base64" ? kBase64 : kBase64Url;
            if (encode) {
                result = to_base64(text, alphabet);
            } else {
                readable = from_base64(text, alphabet, result);
            }
        } else {
            return put_none(base);
        }
    } else if (kind == "html") {
        result = op.function == kEscape ? to_html(text) : from_html(text);
    } else if (kind == "json" && op.function == kEscape) {
        json::append_quoted(result, text);
        result = result.substr(1, result.size() - 2);
    } else if (kind == "json") {
        readable = from_json(text, result);
    } else {
        return put_none(base);
    }
    return readable ? put_text(base, result) : put_none(base);
}

}  // namespace hios::fhirpath
