#include "bench/datagen/timestamp.hpp"

namespace hios::bench {
namespace {

void put(Stamp& stamp, char c) {
    stamp.text[stamp.size++] = c;
}

void put_digits(Stamp& stamp, std::int64_t value, unsigned width) {
    for (unsigned at = width; at > 0; --at) {
        stamp.text[stamp.size + at - 1] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
    stamp.size += width;
}

// Howard Hinnant's civil_from_days for days since 1970-01-01.
void put_date(Stamp& stamp, std::int64_t days) {
    days += 719'468;
    const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
    const std::int64_t day_of_era = days - era * 146'097;
    const std::int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
    const std::int64_t day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    const std::int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    put_digits(stamp, year_of_era + era * 400 + (month <= 2 ? 1 : 0), 4);
    put(stamp, '-');
    put_digits(stamp, month, 2);
    put(stamp, '-');
    put_digits(stamp, day, 2);
}

void put_local(Stamp& stamp, std::int64_t local) {
    const std::int64_t days = local >= 0 ? local / kDay : (local - kDay + 1) / kDay;
    const std::int64_t second = local - days * kDay;
    put_date(stamp, days);
    put(stamp, 'T');
    put_digits(stamp, second / 3600, 2);
    put(stamp, ':');
    put_digits(stamp, second / 60 % 60, 2);
    put(stamp, ':');
    put_digits(stamp, second % 60, 2);
}

void put_offset(Stamp& stamp, int minutes) {
    put(stamp, minutes < 0 ? '-' : '+');
    const int size = minutes < 0 ? -minutes : minutes;
    put_digits(stamp, size / 60, 2);
    put(stamp, ':');
    put_digits(stamp, size % 60, 2);
}

}  // namespace

Stamp date_time(std::int64_t moment, int offset_minutes) {
    Stamp stamp;
    put_local(stamp, moment + offset_minutes * kMinute);
    put_offset(stamp, offset_minutes);
    return stamp;
}

Stamp instant(std::int64_t moment, int offset_minutes, unsigned milliseconds) {
    Stamp stamp;
    put_local(stamp, moment + offset_minutes * kMinute);
    put(stamp, '.');
    put_digits(stamp, milliseconds, 3);
    put_offset(stamp, offset_minutes);
    return stamp;
}

}  // namespace hios::bench
