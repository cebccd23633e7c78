#include "stages/fhir/instant.hpp"

#include "pipeline/work.hpp"

namespace hios::fhir {
namespace {

// Days since 1970-01-01 of a proleptic Gregorian date (H. Hinnant, "chrono-compatible low-level date algorithms").
std::int64_t days_from_civil(std::int64_t year, std::int64_t month, std::int64_t day) {
    year -= month <= 2 ? 1 : 0;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const std::int64_t year_of_era = year - era * 400;
    const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}
    [[nodiscard]] bool done() const { return at_ == text_.size(); }
    bool take(char c) {
        if (done() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    bool digits(int count, std::int64_t& value) {
        value = 0;
        for (int i = 0; i < count; ++i, ++at_) {
            if (done() || text_[at_] < '0' || text_[at_] > '9') return false;
            value = value * 10 + (text_[at_] - '0');
        }
        return true;
    }
    // A fraction's digits as microseconds.
    std::int64_t micros() {
        std::int64_t value = 0;
        int count = 0;
        for (; !done() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
            if (count < 6) {
                value = value * 10 + (text_[at_] - '0');
                ++count;
            }
        }
        for (; count < 6; ++count) value *= 10;
        return value;
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

std::int64_t parse_instant(std::string_view text) {
    Reader in(text);
    std::int64_t year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, micros = 0, offset = 0;
    if (!in.digits(4, year)) return kNoTime;
    if (in.take('-') && !in.digits(2, month)) return kNoTime;
    if (in.take('-') && !in.digits(2, day)) return kNoTime;
    if (month < 1 || month > 12 || day < 1 || day > 31) return kNoTime;
    if (in.take('T')) {
        if (!in.digits(2, hour) || !in.take(':') || !in.digits(2, minute)) return kNoTime;
        if (in.take(':') && !in.digits(2, second)) return kNoTime;
        if (in.take('.')) micros = in.micros();
        if (!in.done() && !in.take('Z')) {
            const bool west = in.take('-');
            if (!west && !in.take('+')) return kNoTime;
            std::int64_t hours = 0, minutes = 0;
            if (!in.digits(2, hours) || !in.take(':') || !in.digits(2, minutes)) return kNoTime;
            offset = (hours * 60 + minutes) * (west ? -1 : 1);
        }
    }
    if (!in.done()) return kNoTime;
    const std::int64_t minutes = (days_from_civil(year, month, day) * 24 + hour) * 60 + minute - offset;
    return (minutes * 60 + second) * 1'000'000 + micros;
}

}  // namespace hios::fhir
