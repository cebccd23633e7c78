#include "stages/definitions/fixed_value.hpp"

#include <string>

#include "stages/json/text.hpp"

namespace hios::definitions {

namespace {

// Values in profiles are data types; deeper ones are no values.
constexpr int kMaxFixedDepth = 32;

bool take(std::string_view& rest, char c) {
    if (!rest.starts_with(c)) return false;
    rest.remove_prefix(1);
    return true;
}

}  // namespace

FixedValueId FixedValues::add(std::string_view json) {
    const auto id = static_cast<FixedValueId>(values_.size());
    values_.emplace_back();
    if (parse(json, id, 0) && json.empty()) return id;
    values_.resize(id);
    return kNoFixedValue;
}

bool FixedValues::parse(std::string_view& rest, FixedValueId into, int depth) {
    if (rest.empty() || depth > kMaxFixedDepth) return false;
    if (rest[0] == '{' || rest[0] == '[') return parse_list(rest, into, depth);
    if (rest[0] == '"') {
        std::string_view text;
        if (!parse_string(rest, text)) return false;
        values_[into].kind = FixedValue::Kind::kString;
        values_[into].text = text;
        return true;
    }
    const std::size_t length = json::scalar_length(rest.data(), rest.data() + rest.size());
    values_[into].text = rest.substr(0, length);
    rest.remove_prefix(length);
    return length != 0;
}

bool FixedValues::parse_list(std::string_view& rest, FixedValueId into, int depth) {
    const bool object = rest[0] == '{';
    const char close = object ? '}' : ']';
    rest.remove_prefix(1);
    values_[into].kind = object ? FixedValue::Kind::kObject : FixedValue::Kind::kArray;
    if (take(rest, close)) return true;
    FixedValueId last = kNoFixedValue;
    do {
        std::string_view name;
        if (object && (!rest.starts_with('"') || !parse_string(rest, name) || !take(rest, ':'))) return false;
        const auto id = static_cast<FixedValueId>(values_.size());
        values_.emplace_back().name = name;
        (last == kNoFixedValue ? values_[into].first : values_[last].next) = id;
        last = id;
        if (!parse(rest, id, depth + 1)) return false;
    } while (take(rest, ','));
    return take(rest, close);
}

bool FixedValues::parse_string(std::string_view& rest, std::string_view& text) {
    std::size_t end = 1;
    bool escapes = false;
    while (end < rest.size() && rest[end] != '"') {
        escapes |= rest[end] == '\\';
        end += rest[end] == '\\' ? 2U : 1U;
    }
    if (end >= rest.size()) return false;
    text = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
    if (escapes) {
        std::string plain;
        json::unescape(text, plain);
        const auto kept = unescaped_.keep(plain);
        text = {kept.data(), kept.size()};
    }
    return true;
}

}  // namespace hios::definitions
