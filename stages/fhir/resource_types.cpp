#include "stages/fhir/resource_types.hpp"

#include <string>

namespace hios::fhir {
namespace {

// Open addressing with at most half the slots used. Looked up for each line: not each letter counts.
constexpr std::size_t kSlots = 512;

constexpr std::size_t slot_of(std::string_view name) {
    const auto letter = [&](std::size_t at) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(name[at]));
    };
    const std::size_t size = name.size();
    const std::uint32_t some = letter(0) | letter(size / 2) << 8U | letter(size - 1) << 16U;
    return ((some ^ static_cast<std::uint32_t>(size) << 24U) * 0x9E37'79B1U) >> 23U;
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

static_assert(kSlots == 1U << (32 - 23));

std::optional<TypeId> type_id(std::string_view name) {
    if (name.empty()) return std::nullopt;
    for (std::size_t slot = slot_of(name); kTable[slot] != 0; slot = (slot + 1) % kSlots) {
        const auto id = static_cast<TypeId>(kTable[slot] - 1);
        if (kResourceTypes[id] == name) return id;
    }
    return std::nullopt;
}

}  // namespace hios::fhir
