#pragma once
// Names to numbers: an open-addressing table over texts that live elsewhere.

#include <cstdint>
#include <string_view>
#include <vector>

#include "stages/json/key_hash.hpp"

namespace hios::definitions {

// Filled once, then only read: safe to share.
class NameIndex {
public:
    static constexpr std::uint16_t kNone = 0xFFFF;

    // Room for `names`; forgets what it holds.
    void reserve(std::size_t names) {
        std::size_t size = 4;
        while (size < 2 * names + 1) size *= 2;
        slots_.assign(size, {{}, kNone});
    }
    // False when the name is there already. Not more names than reserved.
    bool insert(std::string_view name, std::uint16_t number) {
        Slot& slot = slots_[place(name)];
        if (slot.number != kNone) return false;
        slot = {name, number};
        return true;
    }
    // kNone when unknown.
    [[nodiscard]] std::uint16_t find(std::string_view name) const {
        return slots_.empty() ? kNone : slots_[place(name)].number;
    }

private:
    struct Slot {
        std::string_view name;
        std::uint16_t number;
    };
    [[nodiscard]] std::size_t place(std::string_view name) const {
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = json::key_hash(name) >> 32 & mask;
        while (slots_[at].number != kNone && slots_[at].name != name) at = (at + 1) & mask;
        return at;
    }
    std::vector<Slot> slots_;
};

}  // namespace hios::definitions
