#include "jobs/spec/size_duration.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace hios::jobs {
namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

// Takes "12" or "1.5" off the front; nothing when there is none.
std::optional<double> take_number(std::string_view& text) {
    std::size_t length = 0;
    bool dot = false;
    while (length < text.size() &&
           ((text[length] >= '0' && text[length] <= '9') || (text[length] == '.' && !dot && length > 0))) {
        dot = dot || text[length] == '.';
        ++length;
    }
    if (length == 0 || text[length - 1] == '.') return std::nullopt;
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + length, number);
    if (error != std::errc{} || end != text.data() + length) return std::nullopt;
    text.remove_prefix(length);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    return number;
}

struct Unit {
    std::string_view name;
    double factor;
};

constexpr double kKi = 1024.0;
constexpr std::array<Unit, 13> kSizeUnits{{{"", 1},
                                           {"B", 1},
                                           {"KB", 1e3},
                                           {"kB", 1e3},
                                           {"MB", 1e6},
                                           {"GB", 1e9},
                                           {"TB", 1e12},
                                           {"PB", 1e15},
                                           {"KiB", kKi},
                                           {"MiB", kKi* kKi},
                                           {"GiB", kKi* kKi* kKi},
                                           {"TiB", kKi* kKi* kKi* kKi},
                                           {"PiB", kKi* kKi* kKi* kKi* kKi}}};
constexpr std::array<Unit, 5> kTimeUnits{{{"ms", 1}, {"s", 1e3}, {"m", 60e3}, {"h", 3600e3}, {"d", 86400e3}}};
constexpr double kLongest = 100.0 * 365 * 86400e3;

}  // namespace

tl::expected<std::uint64_t, std::string> parse_size(std::string_view text) {
    std::string_view rest = trimmed(text);
    // A plain number keeps all its digits; a double would not.
    std::uint64_t whole = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), whole);
    if (error == std::errc{} && end == rest.data() + rest.size() && !rest.empty()) return whole;

    const auto number = take_number(rest);
    if (!number) return tl::unexpected(fmt::format("\"{}\" is no size; write for example 256MiB or 1.5 GB", text));
    for (const Unit& unit : kSizeUnits) {
        const bool bytes = rest == "b" && unit.name == "B";
        if (rest != unit.name && !bytes) continue;
        const double size = *number * unit.factor;
        if (size >= 9.2e18) return tl::unexpected(fmt::format("\"{}\" is too large", text));
        return static_cast<std::uint64_t>(size);
    }
    if (rest.size() == 1) {
        for (const std::string_view letter : {"K", "M", "G", "T", "P"}) {
            if (rest[0] == letter[0] || rest[0] == letter[0] + ('a' - 'A')) {
                return tl::unexpected(
                    fmt::format("\"{}\" may mean two things; write {}iB (1024s) or {}B (1000s)", text, letter, letter));
            }
        }
    }
    return tl::unexpected(fmt::format("\"{}\" has no unit of size; use B, KiB, MiB, GiB, TiB or kB, MB, GB, TB", text));
}

tl::expected<std::chrono::milliseconds, std::string> parse_duration(std::string_view text) {
    std::string_view rest = trimmed(text);
    double total = 0;
    if (rest.empty()) return tl::unexpected(std::string("a duration is missing; write for example 30s or 5m"));
    while (!rest.empty()) {
        const auto number = take_number(rest);
        if (!number)
            return tl::unexpected(fmt::format("\"{}\" is no duration; write for example 30s, 5m or 1h30m", text));
        std::size_t length = 0;
        while (length < rest.size() && rest[length] >= 'a' && rest[length] <= 'z') ++length;
        const std::string_view name = rest.substr(0, length);
        const Unit* found = nullptr;
        for (const Unit& unit : kTimeUnits) {
            if (unit.name == name) found = &unit;
        }
        if (found == nullptr) {
            return tl::unexpected(fmt::format("\"{}\" needs a unit of time after each number: ms, s, m, h or d", text));
        }
        total += *number * found->factor;
        if (total > kLongest) return tl::unexpected(fmt::format("\"{}\" is longer than 100 years", text));
        rest.remove_prefix(length);
        while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
    }
    return std::chrono::milliseconds(std::llround(total));
}

std::string format_size(std::uint64_t bytes) {
    static constexpr std::array<const char*, 5> kNames{"KiB", "MiB", "GiB", "TiB", "PiB"};
    if (bytes < 1024) return fmt::format("{} B", bytes);
    double value = static_cast<double>(bytes);
    std::size_t unit = 0;
    value /= 1024;
    while (value >= 1023.95 && unit + 1 < kNames.size()) {
        value /= 1024;
        ++unit;
    }
    const std::string text = fmt::format("{:.1f}", value);
    const bool round = text.size() > 2 && text.substr(text.size() - 2) == ".0";
    return fmt::format("{} {}", round ? text.substr(0, text.size() - 2) : text, kNames[unit]);
}

std::string format_duration(std::chrono::milliseconds duration) {
    using std::chrono::milliseconds;
    if (duration < milliseconds(0)) duration = milliseconds(0);
    if (duration < milliseconds(1000)) return fmt::format("{} ms", duration.count());
    const auto seconds = duration.count() / 1000;
    if (seconds >= 365LL * 86400) return "> 1 y";
    struct Step {
        std::int64_t size;
        const char* name;
    };
    static constexpr std::array<Step, 4> kSteps{{{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}}};
    for (std::size_t i = 0; i < kSteps.size(); ++i) {
        if (seconds < kSteps[i].size) continue;
        std::string text = fmt::format("{} {}", seconds / kSteps[i].size, kSteps[i].name);
        if (i + 1 < kSteps.size()) {
            const auto rest = seconds % kSteps[i].size / kSteps[i + 1].size;
            if (rest > 0) text += fmt::format(" {} {}", rest, kSteps[i + 1].name);
        }
        return text;
    }
    return "0 s";
}

}  // namespace hios::jobs
