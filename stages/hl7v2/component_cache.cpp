#include "stages/hl7v2/component_cache.hpp"

namespace hios::hl7v2 {

void ComponentCache::set(const Message& message) {
    message_ = &message;
    first_of_.clear();
    std::uint32_t fields = 0;
    for (std::uint32_t i = 0; i < message.segment_count(); ++i) {
        first_of_.push_back(fields);
        fields += message.segment(i).field_count() + 1;
    }
    firsts_.assign(fields <= kMostFields ? fields : 0, {});
    first_places_.clear();
    forget();
}

void ComponentCache::forget() {
    for (Slot& slot : slots_) slot = {};
    places_.clear();
}

void ComponentCache::fill(Cut& cut, const Part& whole, Places& places) {
    cut = {whole, static_cast<std::uint32_t>(places.size()), 0, 0, 0};
    for (const Part& part : whole.parts()) {
        if (++cut.count > Components::kMost) break;
        places.push_back({part.offset(), part.end(), part.mark()});
        const std::uint32_t bit = 1U << (cut.count - 1);
        if (!part.blank() && !part.is_delete()) cut.filled |= bit;
        if (part.single()) cut.plain |= bit;
    }
}

}  // namespace hios::hl7v2
