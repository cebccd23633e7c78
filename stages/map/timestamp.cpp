#include "stages/map/timestamp.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include <date/tz.h>

#include "pipeline/ascii.hpp"
#include "stages/map/text_forms.hpp"

namespace hios::map {
namespace {

constexpr int kFarthest = 14 * 60;  // FHIR's regular expression ends at +14:00
constexpr int kMinutesADay = 24 * 60;

// Reads digits and knows what may stand between them.
class Digits {
public:
    explicit Digits(std::string_view text) : text_(text) {}

    // -1 when there are not `count` digits.
    int number(std::size_t count) {
        if (at_ + count > text_.size()) return -1;
        int value = 0;
        for (std::size_t i = at_; i < at_ + count; ++i) {
            if (!ascii::is_digit(text_[i])) return -1;
            value = value * 10 + (text_[i] - '0');
        }
        at_ += count;
        return value;
    }
    bool skip(char c) {
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    void skip_blanks() {
        while (skip(' ')) {
        }
    }
    std::string_view run() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && ascii::is_digit(text_[at_])) ++at_;
        return text_.substr(begin, at_ - begin);
    }
    [[nodiscard]] bool done() const { return at_ >= text_.size(); }
    [[nodiscard]] bool at_digit() const { return at_ < text_.size() && ascii::is_digit(text_[at_]); }
    [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

std::string_view without_spaces(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

char* put_two(char* at, int value) {
    *at++ = static_cast<char>('0' + value / 10);
    *at++ = static_cast<char>('0' + value % 10);
    return at;
}

char* day(char* at, const Timestamp& stamp) {
    at = put_two(put_two(at, stamp.year / 100), stamp.year % 100);
    if (stamp.month == 0) return at;
    *at++ = '-';
    at = put_two(at, stamp.month);
    if (stamp.day == 0) return at;
    *at++ = '-';
    return put_two(at, stamp.day);
}

std::string_view with_time(const Timestamp& stamp, int zone, Scratch& scratch) {
    char* const begin = scratch.room(40 + stamp.fraction.size());
    char* at = day(begin, stamp);
    *at++ = 'T';
    at = put_two(at, stamp.hour);
    *at++ = ':';
    at = put_two(at, stamp.minute);
    *at++ = ':';
    at = put_two(at, stamp.second);
    if (!stamp.fraction.empty()) {
        *at++ = '.';
        at = std::copy(stamp.fraction.begin(), stamp.fraction.end(), at);
    }
    if (zone == 0) {
        *at++ = 'Z';
    } else {
        *at++ = zone < 0 ? '-' : '+';
        at = put_two(at, std::abs(zone) / 60);
        *at++ = ':';
        at = put_two(at, std::abs(zone) % 60);
    }
    return scratch.keep(static_cast<std::size_t>(at - begin));
}

bool zone_of(const Timestamp& stamp, std::string_view zone, Zones& zones, int& minutes) {
    if (!stamp.has_zone) return !zone.empty() && zones.offset(zone, stamp, minutes);
    minutes = stamp.zone_minutes;
    return std::abs(minutes) <= kFarthest;
}

// 24:00 is the midnight that begins the next day.
void next_day(Timestamp& stamp) {
    const date::year_month_day next{date::sys_days(date::year(stamp.year) / stamp.month / stamp.day) + date::days(1)};
    stamp.year = static_cast<int>(next.year());
    stamp.month = static_cast<int>(static_cast<unsigned>(next.month()));
    stamp.day = static_cast<int>(static_cast<unsigned>(next.day()));
}

}  // namespace

// YYYYMMDDHHMMSS, as most are. False: it is something else, or nothing.
bool Timestamp::read_seconds(const char* digits) {
    const auto is_digits = [](const char* eight) {
        constexpr std::uint64_t kHigh = 0xF0F0'F0F0'F0F0'F0F0U;
        constexpr std::uint64_t kZeros = 0x3030'3030'3030'3030U;
        std::uint64_t word = 0;
        std::memcpy(&word, eight, sizeof word);
        return (word & kHigh) == kZeros && ((word + 0x0606'0606'0606'0606U) & kHigh) == kZeros;
    };
    if (!is_digits(digits) || !is_digits(digits + 6)) return false;
    const auto two = [&](std::size_t at) { return (digits[at] - '0') * 10 + (digits[at + 1] - '0'); };
    Timestamp read;
    read.year = two(0) * 100 + two(2);
    read.month = two(4);
    read.day = two(6);
    read.hour = two(8);
    read.minute = two(10);
    read.second = two(12);
    read.has_time = read.has_seconds = true;
    const bool is_day = day_exists(read.year, read.month, read.day);
    if (!is_day || read.hour > 23 || read.minute > 59 || read.second > 60) return false;
    *this = read;
    return true;
}

bool Timestamp::read(std::string_view text) {
    if (text.size() == 14 && read_seconds(text.data())) return true;
    *this = {};
    Digits in(without_spaces(text));
    year = in.number(4);
    if (year < 1) return false;
    const bool iso = in.skip('-');
    const auto zone = [&] {
        in.skip_blanks();
        if (in.done()) return true;
        has_zone = read_offset(in.rest(), zone_minutes);
        return has_zone;
    };
    if (!in.at_digit()) return in.done() || (!iso && zone());
    month = in.number(2);
    if (month == 0) return true;  // 19870000: the year is known
    if (month < 0 || month > 12) return false;
    if (iso) in.skip('-');
    if (!in.at_digit()) return in.done() || zone();
    day = in.number(2);
    if (day == 0) return true;
    if (day < 0 || !day_exists(year, month, day)) return false;
    in.skip('T');
    in.skip_blanks();
    if (!in.at_digit()) return zone();
    hour = in.number(2);
    if (hour < 0 || hour > 24) return false;
    in.skip(':');
    if (!in.at_digit()) {  // hours alone are no time in FHIR
        hour = 0;
        return zone();
    }
    minute = in.number(2);
    if (minute < 0 || minute > 59) return false;
    has_time = true;
    in.skip(':');
    if (in.at_digit()) {
        second = in.number(2);
        if (second < 0 || second > 60) return false;
        has_seconds = true;
        if (in.skip('.')) fraction = in.run();
    }
    if (hour == 24) {
        if (minute != 0 || second != 0) return false;
        hour = 0;
        next_day(*this);
    }
    return zone();
}

std::int64_t to_microseconds(const Timestamp& stamp, int zone_minutes) {
    const date::sys_days day = date::year(stamp.year) / std::max(stamp.month, 1) / std::max(stamp.day, 1);
    auto time = std::chrono::time_point_cast<std::chrono::microseconds>(
        day + std::chrono::hours(stamp.hour) + std::chrono::minutes(stamp.minute - zone_minutes) +
        std::chrono::seconds(stamp.second));
    std::int64_t micros = 0;
    for (std::size_t i = 0; i < 6; ++i)
        micros = micros * 10 + (i < stamp.fraction.size() ? stamp.fraction[i] - '0' : 0);
    return time.time_since_epoch().count() + micros;
}

bool read_offset(std::string_view text, int& minutes) {
    text = without_spaces(text);
    minutes = 0;
    if (text == "Z" || text == "z" || text == "UTC") return true;
    if (text.size() < 5 || text.size() > 6 || (text[0] != '+' && text[0] != '-')) return false;
    Digits in(text.substr(1));
    const int hours = in.number(2);
    if (text.size() == 6 && !in.skip(':')) return false;
    const int rest = in.number(2);
    if (hours < 0 || rest < 0 || rest > 59 || !in.done()) return false;
    minutes = (hours * 60 + rest) * (text[0] == '-' ? -1 : 1);
    return true;
}

bool zone_is_known(std::string_view zone) {
    int minutes = 0;
    if (read_offset(zone, minutes)) return std::abs(minutes) <= kFarthest;
    try {
        return date::locate_zone(zone) != nullptr;
    } catch (const std::runtime_error&) {
        return false;
    }
}

bool Zones::offset(std::string_view zone, const Timestamp& local, int& minutes) {
    if (read_offset(zone, minutes)) return std::abs(minutes) <= kFarthest;
    if (local.month == 0 || local.day == 0) return false;
    try {
        if (name_ != zone) {
            zone_ = date::locate_zone(zone);
            name_ = zone;
        }
        const auto when = date::local_days(date::year(local.year) / local.month / local.day) +
                          std::chrono::hours(local.hour) + std::chrono::minutes(local.minute);
        const auto info = zone_->get_info(when);
        minutes = static_cast<int>(std::chrono::duration_cast<std::chrono::minutes>(info.first.offset).count());
        return std::abs(minutes) < kMinutesADay;
    } catch (const std::runtime_error&) {
        return false;
    }
}

std::string_view fhir_date(const Timestamp& stamp, Scratch& scratch) {
    char* const begin = scratch.room(12);
    return scratch.keep(static_cast<std::size_t>(day(begin, stamp) - begin));
}

std::string_view fhir_date_time(const Timestamp& stamp, std::string_view zone, Zones& zones, Scratch& scratch) {
    int minutes = 0;
    if (!stamp.has_time || !zone_of(stamp, zone, zones, minutes)) return fhir_date(stamp, scratch);
    return with_time(stamp, minutes, scratch);
}

std::string_view fhir_instant(const Timestamp& stamp, std::string_view zone, Zones& zones, Scratch& scratch) {
    int minutes = 0;
    if (!stamp.has_time || !zone_of(stamp, zone, zones, minutes)) return {};
    return with_time(stamp, minutes, scratch);
}

}  // namespace hios::map
