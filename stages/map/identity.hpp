#pragma once
// Deterministic ids for id() and ref(): the ids of fhir::IdNamespace::derive(type, key), where several keys
// are joined by U+001F. Without an allocation for each id.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace hios::map {

inline constexpr std::size_t kIdSize = 36;

// Thread-safe.
class IdMaker {
public:
    explicit IdMaker(std::string_view name_space);

    // Writes kIdSize characters to `into`.
    void make(std::string_view type, std::span<const std::string_view> keys, char* into) const;

private:
    std::array<std::uint8_t, 16> space_{};
};

}  // namespace hios::map
