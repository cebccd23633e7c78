#pragma once
// How much is checked, named as AWS HealthLake names its ValidationLevel for imports.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hios::validate {

enum class Level : std::uint8_t {
    kMinimal,        // JSON, resourceType, id
    kStructureOnly,  // elements, types, cardinality, primitives, codes, references, contained, narrative
    kStrict,         // all of that, codings, invariants, profiles
};

inline constexpr std::array kLevels{Level::kMinimal, Level::kStructureOnly, Level::kStrict};

// Whether a broken rule that belongs to a level costs the resource, by Level; else it is only counted.
struct OnFail {
    std::array<bool, 3> reject{true, true, true};
    [[nodiscard]] bool rejects(Level level) const { return reject[static_cast<std::size_t>(level)]; }
};

[[nodiscard]] std::string_view to_string(Level level);
[[nodiscard]] std::optional<Level> level_named(std::string_view name);

}  // namespace hios::validate
