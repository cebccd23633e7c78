// Moments as text.

#include <iterator>

#include <fmt/format.h>

#include "stages/fhirpath/moment.hpp"

namespace hios::fhirpath {
namespace {

using MomentKind = Moment::Kind;

// Reads a moment's text from the left.
struct Reader {
    std::string_view text;

    bool digits(std::size_t count, int& into) {
        if (text.size() < count) return false;
        into = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (text[i] < '0' || text[i] > '9') return false;
            into = into * 10 + (text[i] - '0');
        }
        text.remove_prefix(count);
        return true;
    }
    bool take(char c) {
        if (text.empty() || text[0] != c) return false;
        text.remove_prefix(1);
        return true;
    }
};

bool read_date(Reader& reader, Moment& into) {
    int year = 0;
    int month = 1;
    int day = 1;
    into.precision = Moment::kYear;
    if (!reader.digits(4, year) || year == 0) return false;
    if (reader.take('-')) {
        if (!reader.digits(2, month) || month < 1 || month > 12) return false;
        into.precision = Moment::kMonth;
        if (reader.take('-')) {
            if (!reader.digits(2, day) || day < 1 || day > days_in(year, static_cast<unsigned>(month))) return false;
            into.precision = Moment::kDay;
        }
    }
    into.year = static_cast<std::int16_t>(year);
    into.month = static_cast<std::uint8_t>(month);
    into.day = static_cast<std::uint8_t>(day);
    return true;
}

bool read_time(Reader& reader, Moment& into) {
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (!reader.digits(2, hour) || hour > 23) return false;
    into.precision = Moment::kHour;
    if (reader.take(':')) {
        if (!reader.digits(2, minute) || minute > 59) return false;
        into.precision = Moment::kMinute;
        if (reader.take(':')) {
            if (!reader.digits(2, second) || second > 60) return false;
            into.precision = Moment::kSecond;
            if (reader.take('.')) {
                std::uint32_t unit = 100'000'000;
                int digit = 0;
                while (reader.digits(1, digit)) {
                    into.nanos += unit * static_cast<std::uint32_t>(digit);
                    unit /= 10;
                    if (into.fraction < 9) ++into.fraction;
                }
                if (into.fraction == 0) return false;
            }
        }
    }
    into.hour = static_cast<std::uint8_t>(hour);
    into.minute = static_cast<std::uint8_t>(minute);
    into.second = static_cast<std::uint8_t>(second);
    return true;
}

bool read_zone(Reader& reader, Moment& into) {
    if (reader.text.empty()) return true;
    into.zoned = true;
    if (reader.take('Z')) return true;
    const bool minus = reader.take('-');
    int hours = 0;
    int minutes = 0;
    if (!minus && !reader.take('+')) return false;
    if (!reader.digits(2, hours) || !reader.take(':') || !reader.digits(2, minutes)) return false;
    if (hours > 14 || minutes > 59) return false;
    into.offset = static_cast<std::int16_t>((hours * 60 + minutes) * (minus ? -1 : 1));
    return true;
}

}  // namespace

bool Moment::parse(MomentKind kind, std::string_view text, Moment& into) {
    into = {};
    Reader reader{text};
    if (kind == MomentKind::kTime) {
        (void)reader.take('T');
        return read_time(reader, into) && reader.text.empty();
    }
    if (!read_date(reader, into)) return false;
    if (kind == MomentKind::kDate) return reader.text.empty();
    if (reader.text.empty()) return true;
    if (!reader.take('T')) return false;
    if (reader.text.empty()) return true;
    return into.precision == kDay && read_time(reader, into) && read_zone(reader, into) && reader.text.empty();
}

void append_text(MomentKind kind, const Moment& value, std::string& into) {
    const auto out = std::back_inserter(into);
    if (kind != MomentKind::kTime) {
        fmt::format_to(out, "{:04}", value.year);
        if (value.precision >= Moment::kMonth) fmt::format_to(out, "-{:02}", value.month);
        if (value.precision >= Moment::kDay) fmt::format_to(out, "-{:02}", value.day);
        if (value.precision < Moment::kHour) return;
        into += 'T';
    }
    fmt::format_to(out, "{:02}", value.hour);
    if (value.precision >= Moment::kMinute) fmt::format_to(out, ":{:02}", value.minute);
    if (value.precision >= Moment::kSecond) fmt::format_to(out, ":{:02}", value.second);
    if (value.fraction > 0) {
        std::string fraction = fmt::format("{:09}", value.nanos);
        into += '.';
        into.append(fraction, 0, value.fraction);
    }
    if (!value.zoned) return;
    if (value.offset == 0) {
        into += 'Z';
        return;
    }
    const int minutes = value.offset < 0 ? -value.offset : value.offset;
    fmt::format_to(out, "{}{:02}:{:02}", value.offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace hios::fhirpath
