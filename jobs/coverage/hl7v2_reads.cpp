#include "jobs/coverage/hl7v2_reads.hpp"

#include <fmt/format.h>

namespace hios::jobs {

Hl7v2Reads::Hl7v2Reads(const map::Program& program) {
    const auto& space = dynamic_cast<const hl7v2::Hl7v2Space&>(*program.space);
    const ValueFlow flow(program);
    for (std::size_t leaf = 0; leaf < program.leaves.size(); ++leaf) {
        const std::string_view element = program.leaves[leaf].element;
        const bool is_id = element.ends_with(".id") && element.find('.') + 3 == element.size();
        for (const map::Slot slot : flow.sources(leaf)) {
            Hl7v2Use* const use = use_of(space, slot);
            if (use == nullptr) continue;
            if (is_id)
                use->decides = true;
            else
                use->elements.insert(element);
        }
    }
    for (const map::Slot slot : flow.deciding()) {
        if (Hl7v2Use* const use = use_of(space, slot)) use->decides = true;
    }
}

Hl7v2Use* Hl7v2Reads::use_of(const hl7v2::Hl7v2Space& space, map::Slot slot) {
    const auto read = space.read_by(slot);
    if (!read) return nullptr;
    return &fields_[fmt::format("{}-{}", read->segment, read->field)][{read->component, read->subcomponent}];
}

const Hl7v2Reads::Parts* Hl7v2Reads::field(std::string_view segment, std::uint32_t number) const {
    const auto found = fields_.find(fmt::format("{}-{}", segment, number));
    return found == fields_.end() ? nullptr : &found->second;
}

}  // namespace hios::jobs
