#include "stages/hl7v2/json/json_out.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string>

#include "stages/json/text.hpp"

namespace hios::hl7v2::json {
namespace {

constexpr std::uint64_t kOnes = 0x0101'0101'0101'0101;
constexpr std::uint64_t kHighs = 0x8080'8080'8080'8080;

constexpr std::uint64_t zero_bytes(std::uint64_t word) {
    return (word - kOnes) & ~word & kHighs;
}

// Whether any of eight bytes is a quote, a backslash or a control character.
bool any_special(std::uint64_t word) {
    const std::uint64_t controls = (word - kOnes * 0x20) & ~word & kHighs;
    return (controls | zero_bytes(word ^ (kOnes * '"')) | zero_bytes(word ^ (kOnes * '\\'))) != 0;
}

bool is_special(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace

void JsonOut::escaped(std::string_view value) {
    const char* at = value.data();
    const char* const end = at + value.size();
    while (at < end) {
        const char* run = at;
        std::uint64_t word = 0;
        while (end - run >= 8 && (std::memcpy(&word, run, 8), !any_special(word))) run += 8;
        while (run < end && !is_special(*run)) ++run;
        into_->append({at, static_cast<std::size_t>(run - at)});
        if (run == end) return;
        static constexpr char kHex[] = "0123456789abcdef";
        switch (const auto c = static_cast<unsigned char>(*run)) {
            case '"':
                into_->append("\\\"");
                break;
            case '\\':
                into_->append("\\\\");
                break;
            case '\n':
                into_->append("\\n");
                break;
            case '\r':
                into_->append("\\r");
                break;
            case '\t':
                into_->append("\\t");
                break;
            default:
                into_->append("\\u00");
                into_->push_back(kHex[c >> 4]);
                into_->push_back(kHex[c & 15]);
        }
        at = run + 1;
    }
}

void JsonOut::bytes(std::string_view value) {
    std::string quoted;
    hios::json::append_quoted(quoted, value);
    comma();
    into_->append(quoted);
}

bool JsonOut::is_number(std::string_view value) {
    if (value.size() > 64) return false;
    if (value.starts_with('-') || value.starts_with('+')) value.remove_prefix(1);
    std::size_t digits = 0;
    std::size_t points = 0;
    for (const char c : value) {
        if (c != '.' && !is_digit(c)) return false;
        ++(c == '.' ? points : digits);
    }
    return digits > 0 && points <= 1;
}

void JsonOut::number(std::string_view value) {
    comma();
    if (value[0] == '-') into_->push_back('-');
    if (value[0] == '-' || value[0] == '+') value.remove_prefix(1);
    const std::size_t point = std::min(value.find('.'), value.size());
    std::size_t begin = 0;
    while (begin + 1 < point && value[begin] == '0') ++begin;
    into_->append(point == 0 ? "0" : value.substr(begin, point - begin));
    if (point + 1 < value.size()) into_->append(value.substr(point));
}

void JsonOut::key_part(std::uint32_t number) {
    char digits[10];
    const auto [end, fault] = std::to_chars(digits, digits + sizeof digits, number);
    into_->append({digits, static_cast<std::size_t>(end - digits)});
}

}  // namespace hios::hl7v2::json
