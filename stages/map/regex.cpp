#include "stages/map/regex.hpp"

#include <re2/re2.h>

#include <array>

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

}  // namespace

struct Regex::Engine {
    explicit Engine(std::string_view pattern) : re(re2::StringPiece(pattern.data(), pattern.size()), options()) {}
    RE2 re;
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
    return engine_->re.Match({text.data(), text.size()}, 0, text.size(), RE2::UNANCHORED, nullptr, 0);
}

std::string_view Regex::extract(std::string_view text) const {
    std::array<re2::StringPiece, 2> groups;
    const int wanted = engine_->re.NumberOfCapturingGroups() > 0 ? 2 : 1;
    if (!engine_->re.Match({text.data(), text.size()}, 0, text.size(), RE2::UNANCHORED, groups.data(), wanted))
        return {};
    const re2::StringPiece& found = groups[static_cast<std::size_t>(wanted) - 1];
    return {found.data(), found.size()};
}

}  // namespace hios::map
