#include "stages/fhir/resource_types.hpp"

#include <string>

namespace hios::fhir {
namespace {

// FNV-1a; open addressing with at most half the slots used.
constexpr std::size_t kSlots = 512;

constexpr std::size_t slot_of(std::string_view name) {
    std::uint32_t hash = 2166136261U;
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return (hash ^ hash >> 15) % kSlots;
}

constexpr std::array<std::uint16_t, kSlots> make_table() {
    std::array<std::uint16_t, kSlots> table{};
    for (std::size_t i = 0; i < kResourceTypes.size(); ++i) {
        std::size_t slot = slot_of(kResourceTypes[i]);
        while (table[slot] != 0) slot = (slot + 1) % kSlots;
        table[slot] = static_cast<std::uint16_t>(i + 1);
    }
    return table;
}

constexpr auto kTable = make_table();

}  // namespace

std::optional<TypeId> type_id(std::string_view name) {
    for (std::size_t slot = slot_of(name); kTable[slot] != 0; slot = (slot + 1) % kSlots) {
        const auto id = static_cast<TypeId>(kTable[slot] - 1);
        if (kResourceTypes[id] == name) return id;
    }
    return std::nullopt;
}

}  // namespace hios::fhir
