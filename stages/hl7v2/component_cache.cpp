#include "stages/hl7v2/component_cache.hpp"

namespace hios::hl7v2 {

void ComponentCache::fill(Slot& slot, std::uint64_t key, const Part& whole) {
    if (places_.size() > kMostPlaces) clear();
    slot = {key, whole, static_cast<std::uint32_t>(places_.size()), 0, 0, 0};
    for (const Part& part : slot.whole.parts()) {
        if (++slot.count > Components::kMost) break;
        places_.push_back({part.offset(), part.end(), part.mark()});
        const std::uint32_t bit = 1U << (slot.count - 1);
        if (!part.blank() && !part.is_delete()) slot.filled |= bit;
        if (part.single()) slot.plain |= bit;
    }
}

}  // namespace hios::hl7v2
