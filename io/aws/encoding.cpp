#include "io/aws/encoding.hpp"

#include <algorithm>
#include <array>

namespace hios::aws {
namespace {

constexpr std::array<bool, 256> kUnreserved = [] {
    std::array<bool, 256> table{};
    for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")) {
        table[static_cast<unsigned char>(c)] = true;
    }
    return table;
}();

void append_encoded(std::string& to, std::string_view text, bool keep_slash) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (kUnreserved[byte] || (keep_slash && c == '/')) {
            to += c;
        } else {
            to += '%';
            to += kHex[byte >> 4U];
            to += kHex[byte & 15U];
        }
    }
}

int hex_value(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

}  // namespace

void append_encoded_path(std::string& to, std::string_view path) {
    append_encoded(to, path, true);
}

std::string encode_path(std::string_view path) {
    std::string encoded;
    encoded.reserve(path.size() + 16);
    append_encoded(encoded, path, true);
    return encoded;
}

std::string encode_component(std::string_view text) {
    std::string encoded;
    encoded.reserve(text.size() + 16);
    append_encoded(encoded, text, false);
    return encoded;
}

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const int high = hex_value(text[i + 1]);
        const int low = hex_value(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return decoded;
}

std::string canonical_query(const Query& query) {
    Query encoded;
    encoded.reserve(query.size());
    for (const auto& [name, value] : query) encoded.emplace_back(encode_component(name), encode_component(value));
    std::sort(encoded.begin(), encoded.end());
    std::string text;
    for (const auto& [name, value] : encoded) {
        if (!text.empty()) text += '&';
        text += name;
        text += '=';
        text += value;
    }
    return text;
}

Query parse_query(std::string_view raw) {
    Query query;
    while (!raw.empty()) {
        const std::string_view pair = raw.substr(0, raw.find('&'));
        raw.remove_prefix(std::min(raw.size(), pair.size() + 1));
        if (pair.empty()) continue;
        const std::size_t equals = pair.find('=');
        const std::string_view name = pair.substr(0, equals);
        const std::string_view value = equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
        query.emplace_back(percent_decoded(name).value_or(std::string(name)),
                           percent_decoded(value).value_or(std::string(value)));
    }
    return query;
}

std::string normalized_path(std::string_view path) {
    std::vector<std::string_view> parts;
    bool folder = true;
    for (std::size_t start = 0; start <= path.size();) {
        const std::size_t end = std::min(path.find('/', start), path.size());
        const std::string_view part = path.substr(start, end - start);
        folder = part.empty() || part == "." || part == "..";
        if (part == "..") {
            if (!parts.empty()) parts.pop_back();
        } else if (!folder) {
            parts.push_back(part);
        }
        start = end + 1;
    }
    std::string text;
    for (const std::string_view part : parts) {
        text += '/';
        text += part;
    }
    if (folder) text += '/';
    return text;
}

}  // namespace hios::aws
