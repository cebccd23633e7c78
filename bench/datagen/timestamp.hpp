#pragma once
// Moments as seconds since 1970-01-01T00:00:00Z, and their FHIR spellings. No system clock, no time
// zone database: the offset is given, so output never depends on the machine.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hios::bench {

// A date, dateTime or instant as text, without an allocation.
struct Stamp {
    std::array<char, 32> text{};
    std::size_t size = 0;
    [[nodiscard]] std::string_view view() const { return {text.data(), size}; }
    [[nodiscard]] std::string_view day() const { return {text.data(), 10}; }  // YYYY-MM-DD
};

inline constexpr std::int64_t kMinute = 60;
inline constexpr std::int64_t kDay = 86'400;
inline constexpr std::int64_t kYear = 31'556'952;  // mean Gregorian year

// The last moment of the made-up world: 2021-12-31T00:00:00Z.
inline constexpr std::int64_t kWorldEnd = 1'640'908'800;

[[nodiscard]] Stamp date_time(std::int64_t moment, int offset_minutes);  // 2011-06-19T23:39:31-04:00
[[nodiscard]] Stamp instant(std::int64_t moment, int offset_minutes, unsigned milliseconds);  // ...:31.604-04:00

}  // namespace hios::bench
