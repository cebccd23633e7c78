#pragma once
// Names to numbers: an open-addressing table over texts that live elsewhere.

#include <cstdint>
#include <cstring>
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
        slots_.assign(size, {});
    }
    // False when the name is there already. Not more names than reserved.
    bool insert(std::string_view name, std::uint16_t number) {
        const json::NameKey key = json::name_key(name);
        Slot& slot = slots_[place(name, key)];
        if (slot.number != kNone) return false;
        slot = {key.head, key.tail, name.data(), static_cast<std::uint32_t>(name.size()), number};
        return true;
    }
    // kNone when unknown.
    [[nodiscard]] std::uint16_t find(std::string_view name) const {
        return slots_.empty() ? kNone : slots_[place(name, json::name_key(name))].number;
    }

private:
    // Half a cache line, which settles most questions by itself.
    struct Slot {
        std::uint64_t head = 0;  // of json::NameKey
        std::uint64_t tail = 0;
        const char* name = nullptr;
        std::uint32_t length = 0;
        std::uint16_t number = kNone;

        [[nodiscard]] bool is(std::string_view other, const json::NameKey& key) const {
            return head == key.head && tail == key.tail && length == key.length &&
                   (length <= json::kWholeInKey ||
                    std::memcmp(name + 8, other.data() + 8, length - json::kWholeInKey) == 0);
        }
    };
    [[nodiscard]] std::size_t place(std::string_view name, const json::NameKey& key) const {
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = key.hash() >> 32 & mask;
        while (slots_[at].number != kNone && !slots_[at].is(name, key)) at = (at + 1) & mask;
        return at;
    }
    std::vector<Slot> slots_;
};

}  // namespace hios::definitions
