#pragma once
// Dates, dateTimes and times that may be known only in part (2014-05, T10:30). FHIRPath N1, "Date",
// "DateTime", "Time" and "Date/Time arithmetic".

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hios::fhirpath {

struct Moment {
    enum class Kind : std::uint8_t { kDate, kDateTime, kTime };
    // How far it is known. Seconds and their fraction are one precision.
    enum Precision : std::uint8_t { kYear = 1, kMonth, kDay, kHour, kMinute, kSecond };

    std::int16_t year = 0;
    std::uint8_t month = 1;
    std::uint8_t day = 1;
    std::uint8_t hour = 0;
    std::uint8_t minute = 0;
    std::uint8_t second = 0;
    Precision precision = kDay;
    std::uint32_t nanos = 0;
    std::int16_t offset = 0;    // minutes east of UTC
    bool zoned = false;         // the offset is known
    std::uint8_t fraction = 0;  // digits written after the second

    // "2015-02-04", "2015-02-04T14:34:28.123+10:00" (kDateTime takes dates too), "14:34". Checks the
    // calendar and the clock.
    [[nodiscard]] static bool parse(Kind kind, std::string_view text, Moment& into);
    // In UTC, to the millisecond.
    [[nodiscard]] static Moment of(std::int64_t millis_since_epoch);
};
static_assert(sizeof(Moment) == 16);

// Days of a month of the Gregorian calendar.
[[nodiscard]] int days_in(int year, unsigned month);

// -1, 0, 1, or nothing: one is known less far than the other, or an unknown offset could decide.
[[nodiscard]] std::optional<int> compare(const Moment& a, const Moment& b);

enum class CalendarUnit : std::uint8_t { kYear, kMonth, kWeek, kDay, kHour, kMinute, kSecond, kMillisecond };

// `amount` is truncated to what the value's precision can hold. False: out of the years 1..9999, or a
// time asked to move by days.
[[nodiscard]] bool add(Moment::Kind kind, const Moment& value, std::int64_t amount, CalendarUnit unit, Moment& into);

// Digits known: 4 for a year, 8 for a day, 17 for a dateTime with milliseconds (times: 2 to 9).
[[nodiscard]] int digits_of(Moment::Kind kind, const Moment& value);
// The earliest or latest moment it can stand for, to that many digits. False: no such precision.
[[nodiscard]] bool boundary(Moment::Kind kind, const Moment& value, int digits, bool high, Moment& into);

void append_text(Moment::Kind kind, const Moment& value, std::string& into);

}  // namespace hios::fhirpath
