#include "stages/map/regex.hpp"

#include <re2/filtered_re2.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <optional>
#include <string>
#include <vector>

namespace hios::map {
namespace {

constexpr std::size_t kMaxPattern = 1024;
constexpr std::int64_t kMaxMemory = 2 << 20;

RE2::Options options() {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(kMaxMemory);
    return options;
}

using Bytes = std::bitset<256>;

// Bytes of which every text that matches has one: most texts of a field have none, and need no run of the engine. RE2
// tells strings of which one must occur, in lower case; nothing when there are none.
std::optional<Bytes> needed_bytes(std::string_view pattern) {
    // Flags such as (?i) would let other bytes stand for these.
    for (std::size_t at = pattern.find("(?"); at != std::string_view::npos; at = pattern.find("(?", at + 1))
        if (pattern.substr(at, 3) != "(?:") return {};
    re2::FilteredRE2 filter(1);
    int number = 0;
    if (filter.Add(re2::StringPiece(pattern.data(), pattern.size()), options(), &number) != RE2::NoError) return {};
    std::vector<std::string> strings;
    filter.Compile(&strings);
    if (strings.empty()) return {};
    Bytes bytes;
    for (const std::string& one : strings) {
        const char first = one.empty() ? '\xFF' : one[0];
        if (static_cast<unsigned char>(first) >= 0x80) return {};
        bytes.set(static_cast<unsigned char>(first));
        if (first >= 'a' && first <= 'z') bytes.set(static_cast<unsigned char>(first - 'a' + 'A'));
    }
    return bytes;
}

}  // namespace

struct Regex::Engine {
    explicit Engine(std::string_view pattern)
        : re(re2::StringPiece(pattern.data(), pattern.size()), options()), needed(needed_bytes(pattern)) {}

    [[nodiscard]] bool may_match(std::string_view text) const {
        return !needed ||
               std::any_of(text.begin(), text.end(), [&](char c) { return (*needed)[static_cast<unsigned char>(c)]; });
    }

    RE2 re;
    std::optional<Bytes> needed;
};

Regex::Regex(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Regex::~Regex() = default;

std::unique_ptr<Regex> Regex::make(std::string_view pattern) {
    if (pattern.size() > kMaxPattern) return nullptr;
    auto engine = std::make_unique<Engine>(pattern);
    if (!engine->re.ok()) return nullptr;
    return std::unique_ptr<Regex>(new Regex(std::move(engine)));
}

bool Regex::found_in(std::string_view text) const {
    return engine_->may_match(text) &&
           engine_->re.Match({text.data(), text.size()}, 0, text.size(), RE2::UNANCHORED, nullptr, 0);
}

std::string_view Regex::extract(std::string_view text) const {
    if (!engine_->may_match(text)) return {};
    std::array<re2::StringPiece, 2> groups;
    const int wanted = engine_->re.NumberOfCapturingGroups() > 0 ? 2 : 1;
    if (!engine_->re.Match({text.data(), text.size()}, 0, text.size(), RE2::UNANCHORED, groups.data(), wanted))
        return {};
    const re2::StringPiece& found = groups[static_cast<std::size_t>(wanted) - 1];
    return {found.data(), found.size()};
}

std::shared_ptr<const Regex> Regexes::get(std::string_view pattern) {
    const auto known = known_.find(pattern);
    if (known != known_.end()) return known->second;
    return known_.emplace(pattern, Regex::make(pattern)).first->second;
}

}  // namespace hios::map
