#pragma once
// Deterministic ids for id() and ref(): the ids of fhir::IdNamespace::derive(type, key), where several keys
// are joined by U+001F. Without an allocation for each id.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace hios::map {

inline constexpr std::size_t kIdSize = 36;

// Remembers the ids it has made last: documents of one sender name the same organizations, people and codes over and
// over. Not thread-safe.
class IdMaker {
public:
    explicit IdMaker(std::string_view name_space);

    // Writes kIdSize characters to `into`.
    void make(std::string_view type, std::span<const std::string_view> keys, char* into);

private:
    struct Made {
        static constexpr std::size_t kLongest = 118;  // of what is remembered; most are shorter
        std::uint64_t hash = 0;
        std::uint16_t size = 0;  // 0: none
        std::array<char, kLongest> key;
        std::array<char, kIdSize> id;
    };
    static constexpr std::size_t kRemembered = 1024;

    std::array<std::uint8_t, 16> space_{};
    std::vector<Made> made_;
};

}  // namespace hios::map
