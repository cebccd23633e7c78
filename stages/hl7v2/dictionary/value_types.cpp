#include "stages/hl7v2/dictionary/value_types.hpp"

#include <cstddef>

namespace hios::hl7v2::dictionary {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Takes digits off the front.
std::size_t take_digits(std::string_view& text) {
    std::size_t count = 0;
    while (count < text.size() && is_digit(text[count])) ++count;
    text.remove_prefix(count);
    return count;
}

bool is_number(std::string_view text) {
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    const std::size_t whole = take_digits(text);
    if (text.empty()) return whole > 0;
    if (text[0] != '.') return false;
    text.remove_prefix(1);
    return whole + take_digits(text) > 0 && text.empty();
}

// Two digits from `low` to `high`, taken off.
bool take_two(std::string_view& text, unsigned low, unsigned high) {
    if (text.size() < 2 || !is_digit(text[0]) || !is_digit(text[1])) return false;
    const auto value = static_cast<unsigned>((text[0] - '0') * 10 + (text[1] - '0'));
    text.remove_prefix(2);
    return value >= low && value <= high;
}

// YYYY[MM[DD]], taken off; false when a part is wrong. `day`: all of it was there.
bool take_date(std::string_view& text, bool& day) {
    day = false;
    if (text.size() < 4) return false;
    for (std::size_t i = 0; i < 4; ++i) {
        if (!is_digit(text[i])) return false;
    }
    text.remove_prefix(4);
    if (text.empty() || !is_digit(text[0])) return true;
    if (!take_two(text, 1, 12)) return false;
    if (text.empty() || !is_digit(text[0])) return true;
    day = true;
    return take_two(text, 1, 31);
}

// HH[MM[SS[.SSSS]]], taken off.
bool take_time(std::string_view& text) {
    if (!take_two(text, 0, 24)) return false;
    if (text.empty() || !is_digit(text[0])) return true;
    if (!take_two(text, 0, 59)) return false;
    if (text.empty() || !is_digit(text[0])) return true;
    if (!take_two(text, 0, 60)) return false;
    if (!text.starts_with('.')) return true;
    text.remove_prefix(1);
    const std::size_t digits = take_digits(text);
    return digits >= 1 && digits <= 4;
}

bool is_zone(std::string_view text) {
    if (text.empty()) return true;
    if (text[0] != '+' && text[0] != '-') return false;
    text.remove_prefix(1);
    return take_two(text, 0, 14) && take_two(text, 0, 59) && text.empty();
}

bool is_date_time(std::string_view text) {
    bool day = false;
    if (!take_date(text, day)) return false;
    if (day && !text.empty() && is_digit(text[0]) && !take_time(text)) return false;
    return is_zone(text);
}

bool is_date(std::string_view text) {
    bool day = false;
    return take_date(text, day) && text.empty();
}

bool is_time(std::string_view text) {
    return take_time(text) && is_zone(text);
}

bool is_sequence(std::string_view text) {
    return take_digits(text) > 0 && text.empty();
}

}  // namespace

bool is_value_of(std::string_view type, std::string_view text) {
    if (type == "NM") return is_number(text);
    if (type == "SI") return is_sequence(text);
    if (type == "DT") return is_date(text);
    if (type == "TM") return is_time(text);
    if (type == "DTM" || type == "TS") return is_date_time(text);
    return true;
}

}  // namespace hios::hl7v2::dictionary
