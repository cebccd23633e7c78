// The lexical rules of date, dateTime, instant and time.

#include "stages/validate/primitive_checks.hpp"

namespace hios::validate {
namespace {

using enum PrimitiveFault;

// Reads fields of fixed width; what is out of place is only noted, for a branch a byte would cost more.
class Fields {
public:
    explicit Fields(std::string_view text) : text_(text) {}
    unsigned two(std::size_t at) {
        const unsigned tens = digit(at);
        const unsigned ones = digit(at + 1);
        malformed_ |= tens > 9 || ones > 9;
        return tens * 10 + ones;
    }
    void mark(std::size_t at, char c) { malformed_ |= text_[at] != c; }
    [[nodiscard]] bool malformed() const { return malformed_; }

private:
    [[nodiscard]] unsigned digit(std::size_t at) const {
        return static_cast<unsigned char>(text_[at]) - static_cast<unsigned>('0');
    }
    std::string_view text_;
    bool malformed_ = false;
};

bool in_calendar(unsigned year, unsigned month, unsigned day) {
    if (year == 0 || month - 1 > 11 || day == 0) return false;
    if (day <= 28) return true;
    if (month != 2) return day <= 30 + ((month + (month >> 3)) & 1U);  // 31 in odd months to July, then in even ones
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= (leap ? 29U : 28U);
}

// A date of the text's first `size` bytes (4, 7 or 10).
PrimitiveFault date(std::string_view text, std::size_t size, PrimitiveFault malformed) {
    Fields fields(text);
    const unsigned year = fields.two(0) * 100 + fields.two(2);
    unsigned month = 1;
    unsigned day = 1;
    if (size > 4) {
        fields.mark(4, '-');
        month = fields.two(5);
    }
    if (size > 7) {
        fields.mark(7, '-');
        day = fields.two(8);
    }
    if (fields.malformed()) return malformed;
    return in_calendar(year, month, day) ? kOk : kCalendar;
}

// hh:mm:ss and a fraction from `at` on, which is moved behind them.
PrimitiveFault clock(std::string_view text, std::size_t& at, PrimitiveFault malformed) {
    if (text.size() < at + 8) return malformed;
    Fields fields(text);
    const unsigned hour = fields.two(at);
    fields.mark(at + 2, ':');
    const unsigned minute = fields.two(at + 3);
    fields.mark(at + 5, ':');
    const unsigned second = fields.two(at + 6);
    if (fields.malformed()) return malformed;
    at += 8;
    if (at < text.size() && text[at] == '.') {
        const std::size_t first = ++at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
        if (at == first) return malformed;
    }
    return hour > 23 || minute > 59 || second > 60 ? kTimeRange : kOk;
}

// `rest` is what stands behind the time.
PrimitiveFault zone(std::string_view rest) {
    if (rest.empty()) return kZoneMissing;
    if (rest == "Z") return kOk;
    if (rest.size() != 6 || (rest[0] != '+' && rest[0] != '-')) return kZone;
    Fields fields(rest);
    const unsigned hours = fields.two(1);
    fields.mark(3, ':');
    const unsigned minutes = fields.two(4);
    if (fields.malformed() || minutes > 59 || hours > 14 || (hours == 14 && minutes > 0)) return kZone;
    return kOk;
}

PrimitiveFault full_date_time(std::string_view text, PrimitiveFault malformed) {
    if (text.size() < 19 || text[10] != 'T') return malformed;
    if (const PrimitiveFault fault = date(text, 10, malformed); fault != kOk) return fault;
    std::size_t at = 11;
    if (const PrimitiveFault fault = clock(text, at, malformed); fault != kOk) return fault;
    return zone(text.substr(at));
}

}  // namespace

PrimitiveFault check_date(std::string_view text) {
    if (text.empty()) return kEmpty;
    if (text.size() != 10 && text.size() != 7 && text.size() != 4) return kDate;
    return date(text, text.size(), kDate);
}

PrimitiveFault check_date_time(std::string_view text) {
    if (text.size() > 10) return full_date_time(text, kDateTime);
    const PrimitiveFault fault = check_date(text);
    return fault == kDate ? kDateTime : fault;
}

PrimitiveFault check_instant(std::string_view text) {
    if (text.empty()) return kEmpty;
    return full_date_time(text, kInstant);
}

PrimitiveFault check_time(std::string_view text) {
    if (text.empty()) return kEmpty;
    std::size_t at = 0;
    if (const PrimitiveFault fault = clock(text, at, kTime); fault != kOk) return fault;
    return at == text.size() ? kOk : kTime;
}

}  // namespace hios::validate
