#include "stages/hl7v2/read_addresses.hpp"

#include <algorithm>

namespace hios::hl7v2 {
namespace {

constexpr std::uint32_t kHighestField = 4095;

}  // namespace

void visit_leaves(const Message& message, const std::function<void(const Leaf&)>& visit) {
    Leaf leaf;
    for (leaf.segment_index = 0; leaf.segment_index < message.segment_count(); ++leaf.segment_index) {
        const Segment segment = message.segment(leaf.segment_index);
        leaf.segment = segment.name();
        const std::uint32_t fields = segment.field_count();
        for (leaf.field = segment.is_header() ? 3 : 1; leaf.field <= fields; ++leaf.field) {
            const Part field = segment.field(leaf.field);
            if (field.empty()) continue;
            leaf.repetition = 0;
            for (const Part& repetition : field.parts()) {
                ++leaf.repetition;
                leaf.component = 0;
                for (const Part& component : repetition.parts()) {
                    ++leaf.component;
                    leaf.subcomponent = 0;
                    for (const Part& part : component.parts()) {
                        ++leaf.subcomponent;
                        if (part.blank()) continue;
                        leaf.part = part;
                        visit(leaf);
                    }
                }
            }
        }
    }
}

ReadAddresses::ReadAddresses(const Hl7v2Space& space) {
    for (map::Slot slot = 0; slot < space.entries().size(); ++slot) {
        const auto read = space.read_by(slot);
        if (!read || read->field > kHighestField) continue;
        auto& fields = read_[read->segment];
        if (fields.size() <= read->field) fields.resize(read->field + 1);
        fields[read->field].push_back({read->repetition, read->component, read->subcomponent});
    }
}

bool ReadAddresses::reads(const Leaf& leaf) const {
    const auto segment = read_.find(leaf.segment);
    if (segment == read_.end() || leaf.field >= segment->second.size()) return false;
    const std::vector<Range>& ranges = segment->second[leaf.field];
    const auto fits = [](std::uint32_t wanted, std::uint32_t number) { return wanted == 0 || wanted == number; };
    return std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
        return fits(range.repetition, leaf.repetition) && fits(range.component, leaf.component) &&
               fits(range.subcomponent, leaf.subcomponent);
    });
}

}  // namespace hios::hl7v2
