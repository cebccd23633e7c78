#include "stages/fhirpath/moment.hpp"

#include <algorithm>
#include <chrono>

namespace hios::fhirpath {
namespace {

using MomentKind = Moment::Kind;
constexpr std::int64_t kNanosOfSecond = 1'000'000'000;

std::int64_t days_of(const Moment& value) {
    return std::chrono::sys_days(std::chrono::year_month_day(std::chrono::year(value.year),
                                                             std::chrono::month(value.month),
                                                             std::chrono::day(value.day)))
        .time_since_epoch()
        .count();
}

void set_days(Moment& value, std::int64_t days) {
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
    value.year = static_cast<std::int16_t>(static_cast<int>(date.year()));
    value.month = static_cast<std::uint8_t>(static_cast<unsigned>(date.month()));
    value.day = static_cast<std::uint8_t>(static_cast<unsigned>(date.day()));
}

std::int64_t seconds_of(const Moment& value) {
    return ((days_of(value) * 24 + value.hour) * 60 + value.minute) * 60 + value.second;
}

void set_seconds(Moment& value, std::int64_t seconds) {
    std::int64_t days = seconds / 86400;
    std::int64_t rest = seconds % 86400;
    if (rest < 0) {
        rest += 86400;
        --days;
    }
    set_days(value, days);
    value.hour = static_cast<std::uint8_t>(rest / 3600);
    value.minute = static_cast<std::uint8_t>(rest / 60 % 60);
    value.second = static_cast<std::uint8_t>(rest % 60);
}

Moment in_utc(const Moment& value) {
    Moment moved = value;
    if (value.offset != 0) set_seconds(moved, seconds_of(value) - value.offset * 60);
    moved.offset = 0;
    return moved;
}

int order(std::int64_t a, std::int64_t b) {
    return (a > b) - (a < b);
}

std::optional<int> compare_fields(const Moment& a, const Moment& b) {
    const int known = std::min(a.precision, b.precision);
    if (const int by = order(a.year, b.year); by != 0) return by;
    if (known >= Moment::kMonth) {
        if (const int by = order(a.month, b.month); by != 0) return by;
    }
    if (known >= Moment::kDay) {
        if (const int by = order(a.day, b.day); by != 0) return by;
    }
    if (known >= Moment::kHour) {
        if (const int by = order(a.hour, b.hour); by != 0) return by;
    }
    if (known >= Moment::kMinute) {
        if (const int by = order(a.minute, b.minute); by != 0) return by;
    }
    if (known >= Moment::kSecond) {
        const int by = order(a.second * kNanosOfSecond + a.nanos, b.second * kNanosOfSecond + b.nanos);
        if (by != 0) return by;
    }
    if (a.precision != b.precision) return std::nullopt;
    return 0;
}

// The seconds since the epoch it may stand for, wherever on earth it was written.
struct Span {
    std::int64_t first;
    std::int64_t last;
};

Span span_of(const Moment& value) {
    Moment low = value;
    Moment high = value;
    if (value.precision < Moment::kMonth) high.month = 12;
    if (value.precision < Moment::kDay) high.day = static_cast<std::uint8_t>(days_in(high.year, high.month));
    if (value.precision < Moment::kHour) high.hour = 23;
    if (value.precision < Moment::kMinute) high.minute = 59;
    if (value.precision < Moment::kSecond) high.second = 59;
    Span span{seconds_of(low), seconds_of(high)};
    span.first -= value.zoned ? value.offset * 60 : 14 * 3600;
    span.last -= value.zoned ? value.offset * 60 : -12 * 3600;
    return span;
}

// A unit finer than what is known counts as whole units of the finest that is known.
void coarsen(Moment::Precision known, std::int64_t& amount, CalendarUnit& unit) {
    struct Coarser {
        CalendarUnit from;
        Moment::Precision needs;
        std::int64_t count;
        CalendarUnit to;
    };
    constexpr Coarser kSteps[] = {{CalendarUnit::kMillisecond, Moment::kSecond, 1000, CalendarUnit::kSecond},
                                  {CalendarUnit::kSecond, Moment::kSecond, 60, CalendarUnit::kMinute},
                                  {CalendarUnit::kMinute, Moment::kMinute, 60, CalendarUnit::kHour},
                                  {CalendarUnit::kHour, Moment::kHour, 24, CalendarUnit::kDay},
                                  {CalendarUnit::kDay, Moment::kDay, 30, CalendarUnit::kMonth},
                                  {CalendarUnit::kMonth, Moment::kMonth, 12, CalendarUnit::kYear}};
    if (unit == CalendarUnit::kWeek) {
        amount *= 7;
        unit = CalendarUnit::kDay;
    }
    for (const Coarser& step : kSteps) {
        if (unit != step.from || known >= step.needs) continue;
        amount /= step.count;
        unit = step.to;
    }
}

}  // namespace

int days_in(int year, unsigned month) {
    return static_cast<int>(
        static_cast<unsigned>(std::chrono::year_month_day_last(std::chrono::year(year),
                                                               std::chrono::month_day_last(std::chrono::month(month)))
                                  .day()));
}

Moment Moment::of(std::int64_t millis_since_epoch) {
    Moment value;
    std::int64_t seconds = millis_since_epoch / 1000;
    std::int64_t millis = millis_since_epoch % 1000;
    if (millis < 0) {
        millis += 1000;
        --seconds;
    }
    set_seconds(value, seconds);
    value.nanos = static_cast<std::uint32_t>(millis) * 1'000'000;
    value.precision = kSecond;
    value.fraction = 3;
    value.zoned = true;
    return value;
}

std::optional<int> compare(const Moment& a, const Moment& b) {
    if (a.zoned && b.zoned) return compare_fields(in_utc(a), in_utc(b));
    if (a.zoned == b.zoned) return compare_fields(a, b);
    const Span left = span_of(a);
    const Span right = span_of(b);
    if (left.last < right.first) return -1;
    if (left.first > right.last) return 1;
    return std::nullopt;
}

bool add(MomentKind kind, const Moment& value, std::int64_t amount, CalendarUnit unit, Moment& into) {
    constexpr std::int64_t kMost = 400'000'000'000;  // more than 9999 years of seconds
    if (amount > kMost || amount < -kMost) return false;
    into = value;
    if (kind == MomentKind::kTime) {
        if (unit < CalendarUnit::kHour) return false;
        into.year = 2000;
    }
    coarsen(value.precision, amount, unit);
    if (unit == CalendarUnit::kYear || unit == CalendarUnit::kMonth) {
        const std::int64_t months =
            value.year * 12LL + value.month - 1 + amount * (unit == CalendarUnit::kYear ? 12 : 1);
        if (months < 12 || months >= 10000 * 12) return false;
        into.year = static_cast<std::int16_t>(months / 12);
        into.month = static_cast<std::uint8_t>(months % 12 + 1);
        into.day = static_cast<std::uint8_t>(std::min<int>(value.day, days_in(into.year, into.month)));
        return true;
    }
    std::int64_t seconds = seconds_of(into);
    std::int64_t nanos = into.nanos;
    switch (unit) {
        case CalendarUnit::kDay:
            seconds += amount * 86400;
            break;
        case CalendarUnit::kHour:
            seconds += amount * 3600;
            break;
        case CalendarUnit::kMinute:
            seconds += amount * 60;
            break;
        case CalendarUnit::kSecond:
            seconds += amount;
            break;
        default:
            seconds += amount / 1000;
            nanos += amount % 1000 * 1'000'000;
            into.fraction = std::max<std::uint8_t>(into.fraction, 3);
    }
    if (nanos < 0 || nanos >= kNanosOfSecond) {
        seconds += nanos < 0 ? -1 : 1;
        nanos += nanos < 0 ? kNanosOfSecond : -kNanosOfSecond;
    }
    constexpr std::int64_t kFirst = -62135596800;  // 0001-01-01
    constexpr std::int64_t kEnd = 253402300800;    // 10000-01-01
    if (seconds < kFirst || seconds >= kEnd) return false;
    set_seconds(into, seconds);
    into.nanos = static_cast<std::uint32_t>(nanos);
    if (kind == MomentKind::kTime) {
        into.year = 0;
        into.month = into.day = 1;
    }
    return true;
}

int digits_of(MomentKind kind, const Moment& value) {
    constexpr int kDigits[] = {0, 4, 6, 8, 10, 12, 14};
    const int digits = kDigits[value.precision] + (value.fraction > 0 ? 3 : 0);
    return kind == MomentKind::kTime ? digits - 8 : digits;
}

bool boundary(MomentKind kind, const Moment& value, int digits, bool high, Moment& into) {
    const int all = kind == MomentKind::kTime ? digits + 8 : digits;
    into = value;
    if (high) {
        if (value.precision < Moment::kMonth) into.month = 12;
        if (value.precision < Moment::kDay) into.day = static_cast<std::uint8_t>(days_in(into.year, into.month));
        if (value.precision < Moment::kHour) into.hour = 23;
        if (value.precision < Moment::kMinute) into.minute = 59;
        if (value.precision < Moment::kSecond) into.second = 59;
        if (value.fraction == 0) into.nanos = 999'000'000;
    }
    into.fraction = 0;
    switch (all) {
        case 4:
            into.precision = Moment::kYear;
            break;
        case 6:
            into.precision = Moment::kMonth;
            break;
        case 8:
            into.precision = Moment::kDay;
            break;
        case 10:
            into.precision = Moment::kHour;
            break;
        case 12:
            into.precision = Moment::kMinute;
            break;
        case 14:
            into.precision = Moment::kSecond;
            break;
        case 17:
            into.precision = Moment::kSecond;
            into.fraction = 3;
            break;
        default:
            return false;
    }
    if (kind == MomentKind::kDate && all > 8) return false;
    if (kind == MomentKind::kDateTime && all > 8 && !value.zoned) {
        into.zoned = true;
        into.offset = static_cast<std::int16_t>(high ? -12 * 60 : 14 * 60);
    }
    if (all <= 8) into.zoned = false;
    return true;
}

}  // namespace hios::fhirpath
