#pragma once
// Sizes and durations as people write them. Failures are a sentence without the place, which the
// caller knows. Nothing here throws.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace hios::jobs {

// "256MiB" (1024s), "1.5 GB" (1000s), "4096 B", "4096". Bytes, rounded down.
tl::expected<std::uint64_t, std::string> parse_size(std::string_view text);

// "30s", "5m", "8h", "1d", "250ms", "1h30m", "1.5h". At most 100 years.
tl::expected<std::chrono::milliseconds, std::string> parse_duration(std::string_view text);

// "256 MiB", "1.5 GiB", "999 B": for people, at most one decimal.
std::string format_size(std::uint64_t bytes);

// The two largest units: "8 h", "1 h 30 min", "5 min 2 s", "250 ms"; "> 1 y" from a year on.
std::string format_duration(std::chrono::milliseconds duration);

}  // namespace hios::jobs
