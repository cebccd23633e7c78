#include "jobs/sandbox/id_set.hpp"

#include <xxhash.h>

namespace hios::sandbox {

IdSet::Slot& IdSet::place(const Slot& wanted) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = wanted.low & mask;
    while (!slots_[at].empty() && (slots_[at].low != wanted.low || slots_[at].high != wanted.high))
        at = (at + 1) & mask;
    return slots_[at];
}

void IdSet::grow() {
    std::vector<Slot> old(slots_.empty() ? 1024 : slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
        if (!slot.empty()) place(slot) = slot;
    }
}

bool IdSet::insert(std::string_view type, std::string_view id) {
    if ((size_ + 1) * 4 > slots_.size() * 3) grow();
    key_.assign(type).append(1, '\0').append(id);
    const XXH128_hash_t hash = XXH3_128bits(key_.data(), key_.size());
    Slot wanted{hash.low64, hash.high64};
    if (wanted.empty()) wanted.high = 1;  // zero marks an empty slot
    Slot& slot = place(wanted);
    if (!slot.empty()) return false;
    slot = wanted;
    ++size_;
    return true;
}

}  // namespace hios::sandbox
