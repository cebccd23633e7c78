#include "jobs/sandbox/server/uri.hpp"

namespace hios::sandbox {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_unreserved(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

void append_escape(std::string& into, char c) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    into += '%';
    into += kDigits[byte >> 4U];
    into += kDigits[byte & 15U];
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '+' && plus_is_space) {
            decoded += ' ';
        } else if (text[at] != '%') {
            decoded += text[at];
        } else {
            if (at + 2 >= text.size()) return std::nullopt;
            const int high = hex_digit(text[at + 1]);
            const int low = hex_digit(text[at + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            decoded += static_cast<char>(high * 16 + low);
            at += 2;
        }
    }
    return decoded;
}

std::string percent_encode(std::string_view text, bool keep_slash) {
    std::string encoded;
    encoded.reserve(text.size());
    for (const char c : text) {
        if (is_unreserved(c) || (c == '/' && keep_slash)) {
            encoded += c;
        } else {
            append_escape(encoded, c);
        }
    }
    return encoded;
}

std::string listing_encode(std::string_view text) {
    std::string encoded;
    encoded.reserve(text.size());
    for (const char c : text) {
        if (is_unreserved(c) || c == '/') {
            encoded += c;
        } else if (c == ' ') {
            encoded += '+';
        } else {
            append_escape(encoded, c);
        }
    }
    return encoded;
}

std::optional<Query> Query::parse(std::string_view raw) {
    Query query;
    while (!raw.empty()) {
        const std::string_view field = raw.substr(0, raw.find('&'));
        raw.remove_prefix(std::min(raw.size(), field.size() + 1));
        if (field.empty()) continue;
        const std::size_t equals = field.find('=');
        auto name = percent_decode(field.substr(0, equals), true);
        auto value =
            percent_decode(equals == std::string_view::npos ? std::string_view() : field.substr(equals + 1), true);
        if (!name || !value) return std::nullopt;
        query.fields_.push_back({std::move(*name), std::move(*value)});
    }
    return query;
}

const QueryField* Query::find(std::string_view name) const {
    for (const QueryField& field : fields_) {
        if (field.name == name) return &field;
    }
    return nullptr;
}

std::optional<std::string_view> Query::get(std::string_view name) const {
    const QueryField* field = find(name);
    if (field == nullptr) return std::nullopt;
    return field->value;
}

}  // namespace hios::sandbox
