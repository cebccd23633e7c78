#include "stages/hl7v2/component_cache.hpp"

#include <algorithm>

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
    if (whole.empty() || whole.level() == Level::kSubcomponent) return;
    const Message& message = *whole.message();
    const char* const text = message.text_.data();
    const std::uint32_t* const marks = message.marks_.data();
    const char delimiter = message.levels_[static_cast<std::size_t>(whole.level())];
    const char below = message.levels_[static_cast<std::size_t>(whole.level()) + 1];
    std::uint32_t begin = whole.offset();
    for (std::uint32_t i = whole.mark();; ++i) {
        const std::uint32_t first_mark = i;
        bool plain = true;
        for (; marks[i] < whole.end() && text[marks[i]] != delimiter; ++i) plain = plain && text[marks[i]] != below;
        const std::uint32_t end = std::min(marks[i], whole.end());
        if (++cut.count > Components::kMost) return;
        places.push_back({begin, end, first_mark});
        const std::uint32_t bit = 1U << (cut.count - 1);
        const Part part(message, Level::kComponent, begin, end, first_mark);
        if (!part.blank() && !part.is_delete()) cut.filled |= bit;
        if (plain && begin != end) cut.plain |= bit;
        if (end == whole.end()) return;
        begin = end + 1;
    }
}

}  // namespace hios::hl7v2
