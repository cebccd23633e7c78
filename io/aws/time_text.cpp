#include "io/aws/time_text.hpp"

#include <array>
#include <charconv>

namespace hios::aws {
namespace {

using std::chrono::seconds;

// Exactly `width` digits at `at`.
std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t width) {
    if (at + width > text.size()) return std::nullopt;
    int value = 0;
    const char* const first = text.data() + at;
    const auto [end, error] = std::from_chars(first, first + width, value);
    if (error != std::errc() || end != first + width || value < 0) return std::nullopt;
    return value;
}

std::optional<TimePoint> utc_time(int year, int month, int day, int hour, int minute, int second) {
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    return TimePoint(std::chrono::sys_days(date)) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
           seconds(second);
}

}  // namespace

std::optional<TimePoint> parse_iso8601(std::string_view text) {
    const auto year = number_at(text, 0, 4);
    const auto month = number_at(text, 5, 2);
    const auto day = number_at(text, 8, 2);
    const auto hour = number_at(text, 11, 2);
    const auto minute = number_at(text, 14, 2);
    const auto second = number_at(text, 17, 2);
    if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
    auto time = utc_time(*year, *month, *day, *hour, *minute, *second);
    if (!time) return std::nullopt;
    std::string_view rest = text.substr(19);
    if (rest.starts_with('.')) {
        rest.remove_prefix(1);
        std::chrono::nanoseconds fraction{0};
        for (std::int64_t unit = 100'000'000; !rest.empty() && rest[0] >= '0' && rest[0] <= '9'; unit /= 10) {
            fraction += std::chrono::nanoseconds((rest[0] - '0') * unit);
            rest.remove_prefix(1);
        }
        *time += std::chrono::duration_cast<TimePoint::duration>(fraction);
    }
    if (rest == "Z" || rest == "UTC") return time;
    if (rest.size() != 6 || (rest[0] != '+' && rest[0] != '-') || rest[3] != ':') return std::nullopt;
    const auto hours = number_at(rest, 1, 2);
    const auto minutes = number_at(rest, 4, 2);
    if (!hours || !minutes) return std::nullopt;
    const auto offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    return rest[0] == '+' ? *time - offset : *time + offset;
}

std::optional<TimePoint> parse_http_date(std::string_view text) {
    constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    // "Fri, 20 Nov 2026 10:55:00 GMT"
    if (text.size() != 29 || !text.ends_with(" GMT")) return std::nullopt;
    const auto day = number_at(text, 5, 2);
    const auto year = number_at(text, 12, 4);
    const auto hour = number_at(text, 17, 2);
    const auto minute = number_at(text, 20, 2);
    const auto second = number_at(text, 23, 2);
    if (!day || !year || !hour || !minute || !second) return std::nullopt;
    for (std::size_t month = 0; month < kMonths.size(); ++month) {
        if (text.substr(8, 3) == kMonths[month]) {
            return utc_time(*year, static_cast<int>(month) + 1, *day, *hour, *minute, *second);
        }
    }
    return std::nullopt;
}

}  // namespace hios::aws
