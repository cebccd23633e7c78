// Several addresses asked about at once: most fields are empty, and the bits of a segment tell so for all of them.

#include <algorithm>

#include "stages/hl7v2/message_view.hpp"

namespace hios::hl7v2 {

using map::Handle;
using map::Scratch;
using map::Slot;

// Addresses of one segment become a part; those of other kinds stay by themselves.
MessageView::Question MessageView::question_of(const std::vector<Slot>& slots) const {
    Question question;
    for (const Slot slot : slots) {
        const Plan& plan = plans_[slot];
        const bool in_segment = plan.name != 0 && plan.nearest && plan.kind != Hl7v2Space::Kind::kGroup;
        if (!in_segment) {
            question.others.push_back(slot);
            continue;
        }
        auto part = std::find_if(question.parts.begin(), question.parts.end(),
                                 [&](const QuestionPart& one) { return one.name == plan.name; });
        if (part == question.parts.end()) part = question.parts.insert(part, QuestionPart{plan.name, false, 0, 0, {}});
        const std::uint64_t bit = bit_of(plan.field);
        const bool whole = plan.kind == Hl7v2Space::Kind::kSegment;
        part->fields |= whole ? ~std::uint64_t{0} : bit;
        if (whole) {
            part->segment = true;
        } else if (plan.simple && plan.component != 0) {
            part->components.push_back(slot);
        } else {
            part->whole_fields |= bit;
        }
    }
    return question;
}

bool MessageView::any(Handle scope, std::uint32_t number, Scratch& scratch) const {
    const Question& question = questions_[number];
    for (const QuestionPart& part : question.parts) {
        if (!lists_.any(part.name)) continue;
        const std::uint32_t segment = segment_named(scope, part.name);
        if (segment == kNoSegment) continue;
        if (part.segment) return true;
        const std::uint64_t there = there_[segment] & part.fields;
        if (there == 0) continue;
        if ((there & part.whole_fields) != 0) return true;
        for (const Slot slot : part.components) {
            const Plan& plan = plans_[slot];
            if ((there & bit_of(plan.field)) == 0) continue;
            const Components components = first_components(segment, plan.field);
            if (!components.knows(plan.component) || components.filled(plan.component)) return true;
        }
    }
    for (const Slot slot : question.others) {
        if (anything(scope, slot, scratch)) return true;
    }
    return false;
}

}  // namespace hios::hl7v2
