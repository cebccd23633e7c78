#include "stages/validate/level.hpp"

#include <array>
#include <utility>

namespace hios::validate {
namespace {

constexpr std::array<std::pair<Level, std::string_view>, 3> kNames{{
    {Level::kMinimal, "minimal"},
    {Level::kStructureOnly, "structure-only"},
    {Level::kStrict, "strict"},
}};

}  // namespace

std::string_view to_string(Level level) {
    return kNames[static_cast<std::size_t>(level)].second;
}

std::optional<Level> level_named(std::string_view name) {
    for (const auto& [level, text] : kNames) {
        if (text == name) return level;
    }
    return std::nullopt;
}

}  // namespace hios::validate
