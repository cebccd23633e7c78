#pragma once
// What a space has said of addresses: a map writes few of them, each in many places.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "stages/map/address_space.hpp"

namespace hios::map {

// Used while a map is compiled. Not thread-safe. The space must outlive it.
class KnownAddresses {
public:
    explicit KnownAddresses(AddressSpace& space) : space_(space) {}

    // As AddressSpace::resolve().
    tl::expected<Resolved, AddressError> resolve(std::string_view address, Slot within) {
        auto& known = resolved_[within];
        if (const auto found = known.find(address); found != known.end()) return found->second;
        auto resolved = space_.resolve(address, within);
        if (resolved) known.emplace(std::string(address), *resolved);
        return resolved;
    }
    // As AddressSpace::describe(). Valid until the next call.
    const std::string& describe(Slot slot) {
        if (slot >= described_.size()) described_.resize(slot + 1U);
        if (described_[slot].empty()) described_[slot] = space_.describe(slot);
        return described_[slot];
    }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    using ByAddress = std::unordered_map<std::string, Resolved, Hash, std::equal_to<>>;

    AddressSpace& space_;
    std::unordered_map<Slot, ByAddress> resolved_;  // by the slot that they lie within
    std::vector<std::string> described_;            // by slot
};

}  // namespace hios::map
