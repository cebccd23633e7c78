#include "stages/map/text_forms.hpp"

#include <bit>
#include <charconv>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "pipeline/ascii.hpp"
#include "pipeline/readable.hpp"

namespace hios::map {
namespace {

std::size_t digits_at(std::string_view text, std::size_t at) {
    std::size_t count = 0;
    while (at + count < text.size() && ascii::is_digit(text[at + count])) ++count;
    return count;
}

// Where the digits are in a text of at most 31 bytes, as bits.
std::uint32_t digit_places(std::string_view text) {
    const auto of_text = [&](std::uint32_t places) { return places & ((1U << text.size()) - 1U); };
#if defined(__SSE2__)
    if (is_readable(text.data(), 32)) [[likely]] {
        const auto block = [&](std::size_t at) {
            const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
            const __m128i from_zero = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
            return static_cast<std::uint32_t>(
                _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(from_zero, _mm_set1_epi8(9)), from_zero)));
        };
        return of_text(block(0) | block(16) << 16U);
    }
#endif
    std::uint32_t places = 0;
    for (std::size_t i = 0; i < text.size(); ++i) places |= (ascii::is_digit(text[i]) ? 1U : 0U) << i;
    return of_text(places);
}

// Two digits at `at`, or -1.
int two_digits(std::string_view text, std::size_t at) {
    if (at + 2 > text.size() || !ascii::is_digit(text[at]) || !ascii::is_digit(text[at + 1])) return -1;
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

// hh:mm:ss[.f+]; the number of bytes, 0 when there is none.
std::size_t time_length(std::string_view text) {
    if (text.size() < 8 || text[2] != ':' || text[5] != ':') return 0;
    const int hour = two_digits(text, 0);
    const int minute = two_digits(text, 3);
    const int second = two_digits(text, 6);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return 0;
    if (text.size() == 8 || text[8] != '.') return 8;
    const std::size_t fraction = digits_at(text, 9);
    return fraction == 0 || fraction > 18 ? 0 : 9 + fraction;
}

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// `digits_at`: how many digits stand from a place on.
template <class DigitsAt>
bool is_json_number(std::string_view text, DigitsAt&& digits_at) {
    std::size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
    const std::size_t whole = digits_at(at);
    if (whole == 0 || (whole > 1 && text[at] == '0')) return false;
    at += whole;
    if (at < text.size() && text[at] == '.') {
        const std::size_t fraction = digits_at(at + 1);
        if (fraction == 0) return false;
        at += 1 + fraction;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
        const std::size_t exponent = digits_at(at);
        if (exponent == 0 || exponent > 3) return false;
        at += exponent;
    }
    return at == text.size();
}

}  // namespace

bool is_json_number(std::string_view text) {
    if (text.size() < 32) [[likely]] {
        const std::uint32_t digits = digit_places(text);
        return is_json_number(text, [&](std::size_t at) -> std::size_t {
            return static_cast<std::size_t>(std::countr_one(digits >> at));
        });
    }
    return is_json_number(text, [&](std::size_t at) { return digits_at(text, at); });
}

std::string_view decimal_text(std::string_view text, Scratch& scratch) {
    text = without_blanks(text);
    if (is_json_number(text)) return text;
    const bool minus = !text.empty() && text[0] == '-';
    if (!text.empty() && (text[0] == '+' || minus)) text.remove_prefix(1);
    while (text.size() > 1 && text[0] == '0' && ascii::is_digit(text[1])) text.remove_prefix(1);
    if (text.empty() || (!ascii::is_digit(text[0]) && text[0] != '.')) return {};
    char* made = scratch.room(text.size() + 2);
    std::size_t size = 0;
    if (minus) made[size++] = '-';
    if (text[0] == '.') made[size++] = '0';
    std::memcpy(made + size, text.data(), text.size());
    size += text.size();
    return is_json_number({made, size}) ? scratch.keep(size) : std::string_view();
}

std::string_view integer_text(std::string_view text, Scratch& scratch) {
    const std::string_view number = decimal_text(text, scratch);
    return is_integer(number, INT32_MIN, INT32_MAX) ? number : std::string_view();
}

bool is_integer(std::string_view text, std::int64_t least, std::int64_t most) {
    if (!is_json_number(text) || text == "-0") return false;
    std::int64_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && stop == text.data() + text.size() && value >= least && value <= most;
}

int compare_decimals(std::string_view a, std::string_view b) {
    const auto zero = [](std::string_view x) { return x.find_first_not_of("-0.") == std::string_view::npos; };
    const bool a_minus = a[0] == '-' && !zero(a);
    const bool b_minus = b[0] == '-' && !zero(b);
    if (a_minus != b_minus) return a_minus ? -1 : 1;
    if (a[0] == '-') a.remove_prefix(1);
    if (b[0] == '-') b.remove_prefix(1);
    const auto part = [](std::string_view x, bool fraction) {
        const std::size_t dot = x.find('.');
        if (!fraction) return x.substr(0, dot);
        std::string_view digits = dot == std::string_view::npos ? std::string_view() : x.substr(dot + 1);
        while (!digits.empty() && digits.back() == '0') digits.remove_suffix(1);
        return digits;
    };
    const std::string_view a_whole = part(a, false);
    const std::string_view b_whole = part(b, false);
    int order = 0;
    if (a_whole.size() != b_whole.size()) {
        order = a_whole.size() < b_whole.size() ? -1 : 1;
    } else {
        order = a_whole.compare(b_whole);
        if (order == 0) order = part(a, true).compare(part(b, true));
    }
    if (order == 0) return 0;
    return (order < 0) == a_minus ? 1 : -1;
}

bool day_exists(int year, int month, int day) {
    static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1 || month < 1 || month > 12 || day < 1) return false;
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool is_date(std::string_view text) {
    if (text.size() != 4 && text.size() != 7 && text.size() != 10) return false;
    const int high = two_digits(text, 0);
    const int low = two_digits(text, 2);
    if (high < 0 || low < 0) return false;
    const int year = high * 100 + low;
    const int month = text.size() >= 7 ? two_digits(text, 5) : 1;
    const int day = text.size() == 10 ? two_digits(text, 8) : 1;
    if ((text.size() >= 7 && text[4] != '-') || (text.size() == 10 && text[7] != '-')) return false;
    return day_exists(year, month, day);
}

bool is_zone(std::string_view text) {
    if (text == "Z") return true;
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return false;
    const int hour = two_digits(text, 1);
    const int minute = two_digits(text, 4);
    return hour >= 0 && minute >= 0 && minute <= 59 && (hour <= 13 || (hour == 14 && minute == 0));
}

bool is_date_time(std::string_view text) {
    return is_date(text) || is_instant(text);
}

bool is_instant(std::string_view text) {
    if (text.size() < 20 || text[10] != 'T' || !is_date(text.substr(0, 10))) return false;
    const std::string_view rest = text.substr(11);
    const std::size_t time = time_length(rest);
    return time != 0 && is_zone(rest.substr(time));
}

bool is_time(std::string_view text) {
    return !text.empty() && time_length(text) == text.size();
}

bool is_base64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0) return false;
    std::size_t size = text.size();
    if (text[size - 1] == '=') --size;
    if (text[size - 1] == '=') --size;
    for (const char c : text.substr(0, size)) {
        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || ascii::is_digit(c) || c == '+' || c == '/'))
            return false;
    }
    return true;
}

}  // namespace hios::map
