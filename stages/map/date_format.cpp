#include "stages/map/date_format.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>

#include "pipeline/ascii.hpp"
#include "stages/map/text_forms.hpp"

namespace hios::map {
namespace {

bool is_pattern_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                   "jul", "aug", "sep", "oct", "nov", "dec"};

char* put(char* into, int value, int digits) {
    for (int i = digits - 1; i >= 0; --i) {
        into[i] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
    return into + digits;
}

}  // namespace

// -1: not read.
struct DateFormat::Moment {
    int year = -1;
    int month = -1;
    int day = -1;
    int hour = -1;
    int minute = -1;
    int second = -1;
    bool twelve = false;
    int half = -1;  // 0 AM, 1 PM
    std::string_view fraction;
    char zone[6] = {};
    std::size_t zone_size = 0;
};

std::unique_ptr<DateFormat> DateFormat::make(std::string_view format, std::string_view zone, std::string& error) {
    auto made = std::make_unique<DateFormat>();
    if (format.empty() || format.size() > 64) {
        error = "a date format has 1 to 64 characters";
        return nullptr;
    }
    if (!zone.empty() && !is_zone(zone)) {
        error = fmt::format("\"{}\" is no zone; write Z, +01:00 or -05:00", zone);
        return nullptr;
    }
    made->zone_ = zone;
    std::vector<std::size_t> open;
    bool has_year = false;
    for (std::size_t i = 0; i < format.size();) {
        const char c = format[i];
        std::size_t run = 1;
        while (is_pattern_letter(c) && i + run < format.size() && format[i + run] == c) ++run;
        const auto width = static_cast<int>(run);
        if (c == '[') {
            open.push_back(made->parts_.size());
            made->parts_.push_back({'[', 0, 0, 0});
        } else if (c == ']') {
            if (open.empty()) {
                error = "a ']' without '['";
                return nullptr;
            }
            made->parts_[open.back()].close = made->parts_.size();
            open.pop_back();
            made->parts_.push_back({']', 0, 0, 0});
        } else if (c == '\'') {
            const std::size_t close = format.find('\'', i + 1);
            if (close == std::string_view::npos) {
                error = "a quote is not closed";
                return nullptr;
            }
            for (const char text : format.substr(i + 1, close - i - 1)) made->parts_.push_back({0, 0, text, 0});
            run = close + 1 - i;
        } else if (!is_pattern_letter(c) || c == 'T') {
            made->parts_.push_back({0, 0, c, 0});
            run = 1;
        } else {
            const bool good = (c == 'y' && run == 4) || (c == 'M' && run <= 3) || c == 'S' || c == 'X' ||
                              (run <= 2 && (c == 'd' || c == 'H' || c == 'h')) ||
                              (run == 2 && (c == 'm' || c == 's')) || (c == 'a' && run == 1);
            if (!good) {
                error = fmt::format(
                    "\"{}\" is not known in a date format; letters are yyyy MM dd HH mm ss S X, "
                    "M d H, MMM, hh a",
                    format.substr(i, run));
                return nullptr;
            }
            made->parts_.push_back({c, width, 0, 0});
            has_year = has_year || c == 'y';
            made->has_time_ = made->has_time_ || c == 'H' || c == 'h';
            made->has_zone_ = made->has_zone_ || c == 'X';
        }
        i += run;
    }
    if (!open.empty()) {
        error = "a '[' without ']'";
        return nullptr;
    }
    if (!has_year && !made->has_time_) {
        error = "the format has neither a year (yyyy) nor an hour (HH)";
        return nullptr;
    }
    return made;
}

bool DateFormat::read_part(const Part& part, std::string_view text, std::size_t& at, Moment& moment) {
    const auto digits = [&](int least, int most, int& into) {
        int value = 0;
        int count = 0;
        while (count < most && at < text.size() && ascii::is_digit(text[at])) {
            value = value * 10 + (text[at] - '0');
            ++at;
            ++count;
        }
        into = value;
        return count >= least;
    };
    switch (part.letter) {
        case 0:
            return at < text.size() && text[at++] == part.text;
        case 'y':
            return digits(4, 4, moment.year);
        case 'M':
            if (part.width < 3) return digits(part.width, 2, moment.month);
            for (std::size_t i = 0; i < kMonths.size() && at + 3 <= text.size(); ++i) {
                if (std::equal(kMonths[i].begin(), kMonths[i].end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                               [](char a, char b) { return a == (b | 0x20); })) {
                    at += 3;
                    moment.month = static_cast<int>(i) + 1;
                    return true;
                }
            }
            return false;
        case 'd':
            return digits(part.width, 2, moment.day);
        case 'h':
            moment.twelve = true;
            return digits(part.width, 2, moment.hour);
        case 'H':
            return digits(part.width, 2, moment.hour);
        case 'm':
            return digits(2, 2, moment.minute);
        case 's':
            return digits(2, 2, moment.second);
        case 'S': {
            const std::size_t begin = at;
            while (at < text.size() && ascii::is_digit(text[at]) && at - begin < 18) ++at;
            moment.fraction = text.substr(begin, at - begin);
            return at > begin;
        }
        case 'a':
            if (at + 2 > text.size() || (text[at + 1] | 0x20) != 'm') return false;
            moment.half = (text[at] | 0x20) == 'p' ? 1 : 0;
            at += 2;
            return (text[at - 2] | 0x20) == 'p' || (text[at - 2] | 0x20) == 'a';
        case 'X': {
            if (at < text.size() && text[at] == 'Z') {
                moment.zone[0] = 'Z';
                moment.zone_size = 1;
                ++at;
                return true;
            }
            if (at >= text.size() || (text[at] != '+' && text[at] != '-')) return false;
            const char sign = text[at++];
            int hours = 0;
            int minutes = 0;
            if (!digits(2, 2, hours)) return false;
            if (at < text.size() && text[at] == ':') ++at;
            if (at < text.size() && ascii::is_digit(text[at]) && !digits(2, 2, minutes)) return false;
            moment.zone[0] = sign;
            put(put(moment.zone + 1, hours, 2) + 1, minutes, 2);
            moment.zone[3] = ':';
            moment.zone_size = 6;
            return is_zone({moment.zone, 6});
        }
        default:
            return false;
    }
}

bool DateFormat::read(std::string_view text, std::size_t& at, std::size_t first, std::size_t last,
                      Moment& moment) const {
    for (std::size_t i = first; i < last; ++i) {
        const Part& part = parts_[i];
        if (part.letter == '[') {  // read whole or not at all
            const Moment before = moment;
            const std::size_t begin = at;
            if (!read(text, at, i + 1, part.close, moment)) {
                moment = before;
                at = begin;
            }
            i = part.close;
        } else if (!read_part(part, text, at, moment)) {
            return false;
        }
    }
    return true;
}

bool DateFormat::read(std::string_view text, Moment& moment) const {
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    std::size_t at = 0;
    if (!read(text, at, 0, parts_.size(), moment) || at != text.size()) return false;
    if (moment.twelve) {
        if (moment.hour < 1 || moment.hour > 12 || moment.half < 0) return false;
        moment.hour = moment.hour % 12 + 12 * moment.half;
    }
    if (moment.year >= 0 &&
        !day_exists(moment.year, std::max(moment.month, moment.month < 0 ? 1 : 0), moment.day < 0 ? 1 : moment.day))
        return false;
    return moment.hour <= 23 && moment.minute <= 59 && moment.second <= 60;
}

std::string_view DateFormat::date(std::string_view text, Scratch& scratch) const {
    Moment moment;
    if (!read(text, moment) || moment.year < 0) return {};
    char* const begin = scratch.room(10);
    char* at = put(begin, moment.year, 4);
    if (moment.month > 0) {
        *at++ = '-';
        at = put(at, moment.month, 2);
        if (moment.day > 0) {
            *at++ = '-';
            at = put(at, moment.day, 2);
        }
    }
    return scratch.keep(static_cast<std::size_t>(at - begin));
}

std::string_view DateFormat::date_time(std::string_view text, Scratch& scratch) const {
    Moment moment;
    if (!read(text, moment) || moment.year < 0) return {};
    if (moment.hour < 0 || moment.day < 0) return date(text, scratch);
    const std::string_view zone = moment.zone_size > 0 ? std::string_view(moment.zone, moment.zone_size) : zone_;
    if (zone.empty()) return {};
    char* const begin = scratch.room(48);
    char* at = put(begin, moment.year, 4);
    *at++ = '-';
    at = put(at, moment.month, 2);
    *at++ = '-';
    at = put(at, moment.day, 2);
    *at++ = 'T';
    at = put(at, moment.hour, 2);
    *at++ = ':';
    at = put(at, std::max(moment.minute, 0), 2);
    *at++ = ':';
    at = put(at, std::max(moment.second, 0), 2);
    if (!moment.fraction.empty()) {
        *at++ = '.';
        at = std::copy(moment.fraction.begin(), moment.fraction.end(), at);
    }
    at = std::copy(zone.begin(), zone.end(), at);
    return scratch.keep(static_cast<std::size_t>(at - begin));
}

std::string_view DateFormat::time(std::string_view text, Scratch& scratch) const {
    Moment moment;
    if (!read(text, moment) || moment.hour < 0) return {};
    char* const begin = scratch.room(32);
    char* at = put(begin, moment.hour, 2);
    *at++ = ':';
    at = put(at, std::max(moment.minute, 0), 2);
    *at++ = ':';
    at = put(at, std::max(moment.second, 0), 2);
    if (!moment.fraction.empty()) {
        *at++ = '.';
        at = std::copy(moment.fraction.begin(), moment.fraction.end(), at);
    }
    return scratch.keep(static_cast<std::size_t>(at - begin));
}

}  // namespace hios::map
