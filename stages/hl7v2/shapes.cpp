// The shape of a segment: which of its fields, repetitions, components and subcomponents have a value. Senders fill the
// same ones in most of their messages.

#include <algorithm>

#include <xxhash.h>

#include "stages/hl7v2/message_view.hpp"

namespace hios::hl7v2 {

using map::Handle;
using map::Slot;
using Kind = Hl7v2Space::Kind;

bool MessageView::owners(Slot slot, Owners& into) const {
    const Plan& plan = plans_[slot];
    const bool by_text = space_.entries()[slot].address.key != 0;  // which one it is depends on what stands there
    if (plan.kind == Kind::kGroup || !plan.nearest || by_text) return false;
    into.push_back(plan.name != 0 ? plan.name : kItself);
    return true;
}

bool MessageView::owners_of_question(std::uint32_t number, Owners& into) const {
    const Question& question = questions_[number];
    for (const QuestionPart& part : question.parts) into.push_back(part.name);
    return std::all_of(question.others.begin(), question.others.end(), [&](Slot slot) { return owners(slot, into); });
}

std::uint64_t MessageView::shape(Handle scope, std::uint32_t owner) const {
    constexpr std::uint64_t kNoSuchSegment = 1;
    const Tag tag = tag_of(scope);
    const bool in_segment = tag == Tag::kSegment || tag == Tag::kRepetition;
    if (owner == kItself && !in_segment) return kNoSuchSegment;
    const std::uint32_t segment =
        owner == kItself ? segment_of(scope) : segment_named(scope, static_cast<std::uint16_t>(owner));
    if (segment == kNoSegment) return kNoSuchSegment;
    std::uint64_t& known = shapes_[segment];
    if (known == 0) known = shape_of(message_->segment(segment));
    if (owner != kItself || tag != Tag::kRepetition) return known;
    // The same segment has other parts at another field or repetition.
    const std::uint64_t at = scope & ((kFields * kRepetitions) - 1);
    return (XXH3_64bits_withSeed(&at, sizeof at, known) & ~std::uint64_t{1}) | (known & 1U);
}

// Of each part, between one delimiter and the next: nothing, blanks, "" or a text.
std::uint64_t MessageView::shape_of(const Segment& segment) const {
    shape_text_.clear();
    const Delimiters& delimiters = message_->delimiters();
    for (const char one : {delimiters.field, delimiters.component, delimiters.repetition, delimiters.subcomponent})
        shape_text_.push_back(one);
    shape_text_ += segment.name();
    const Part first = segment.field(segment.is_header() ? 3 : 1);
    const std::string_view text = message_->text();
    const std::uint32_t* const marks = message_->marks();
    const std::uint32_t end = segment.offset() + static_cast<std::uint32_t>(segment.text().size());
    const std::uint32_t start = first.message() != nullptr ? first.offset() : end;  // MSH-2 names the escape itself
    if (first.message() != nullptr) {
        std::uint32_t begin = start;
        for (std::uint32_t i = first.mark();; ++i) {
            const std::uint32_t stop = std::min(marks[i], end);
            const std::string_view part = text.substr(begin, stop - begin);
            const bool blank = !part.empty() && static_cast<unsigned char>(part.front()) <= ' ' &&
                               part.find_first_not_of(" \t\r\n") == std::string_view::npos;
            shape_text_.push_back(part.empty() ? '0' : blank ? '1' : part == "\"\"" ? '2' : '3');
            if (stop == end) break;
            shape_text_.push_back(text[stop]);
            begin = stop + 1;
        }
    }
    // Escapes can stand for nothing. Neither 0, which is not known, nor 1, which is no segment.
    const bool plain = is_plain(text.substr(start, end - start));
    return (XXH3_64bits(shape_text_.data(), shape_text_.size()) & ~std::uint64_t{1}) | 2U | (plain ? 1U : 0U);
}

}  // namespace hios::hl7v2
