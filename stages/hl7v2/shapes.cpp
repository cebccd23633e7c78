// The shape of a segment: which of its fields, repetitions, components and subcomponents have a value. Senders fill the
// same ones in most of their messages.

#include <algorithm>

#include <xxhash.h>

#include "pipeline/mix.hpp"
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
    const std::uint32_t segment = owner_at(scope, owner);
    if (segment == kNoSegment) return kAbsent;
    const std::uint64_t known = segment_shape(segment);
    if (owner != kItself || tag_of(scope) != Tag::kRepetition) return known;
    // The same segment has other parts at another field or repetition.
    const std::uint64_t at = scope & ((kFields * kRepetitions) - 1);
    constexpr std::uint64_t kTells = kTellsTexts | kTellsPlaces;
    return (mixed(known, at) & ~kTells) | (known & kTells);
}

// Neither of a place in a segment is 0: the sums of names are odd.
std::uint64_t MessageView::surroundings(Handle scope) const {
    const Tag tag = tag_of(scope);
    if (tag == Tag::kWhole) return nearest_.names();
    if (!nearest_.known()) return 0;
    const std::uint64_t names = nearest_.names_at(instance_of(scope));
    if (tag == Tag::kGroup) return names;
    // The notes that follow a segment are its own; the group's are not.
    const std::uint32_t segment = segment_of(scope);
    const bool notes = notes_name_ != 0 && lists_.any(notes_name_) &&
                       (names_[segment] == notes_name_ || note_of(segment) != kNoSegment);
    const std::uint64_t itself = std::uint64_t{names_[segment]} << 2U | (is_nearest(segment) ? 2U : 0U);
    return mixed(names, itself | (notes ? 1 : 0)) | 1U;
}

namespace {

// What there is between one delimiter and the next.
enum class Filling : std::uint8_t { kNothing, kBlanks, kDelete, kText };

Filling filling_of(std::string_view part) {
    if (part.empty()) return Filling::kNothing;
    if (static_cast<unsigned char>(part.front()) <= ' ' && part.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return Filling::kBlanks;
    return part == "\"\"" ? Filling::kDelete : Filling::kText;
}

}  // namespace

std::uint64_t MessageView::shape_of(const Segment& segment) const {
    const Delimiters& delimiters = message_->delimiters();
    std::uint64_t sum = XXH3_64bits_withSeed(segment.name().data(), segment.name().size(), hash_seed());
    for (const char one : {delimiters.field, delimiters.component, delimiters.repetition, delimiters.subcomponent})
        sum = mixed(sum, static_cast<unsigned char>(one));
    const std::string_view text = message_->text();
    const std::uint32_t end = segment.offset() + static_cast<std::uint32_t>(segment.text().size());
    std::uint32_t start = end;  // MSH-2 names the escape itself
    if (const std::uint32_t first = segment.first_mark(); first != Segment::kNoMark) {
        const std::uint32_t* mark = message_->marks().data() + first;
        start = *mark + 1;
        for (std::uint32_t stop = *mark; stop < end;) {
            const std::uint32_t begin = stop + 1;
            stop = std::min(*++mark, end);
            const auto filling = static_cast<std::uint64_t>(filling_of(text.substr(begin, stop - begin)));
            const std::uint64_t delimiter = stop < end ? static_cast<unsigned char>(text[stop]) : 0;
            sum = mixed(sum, filling << 8U | delimiter);
        }
    }
    // Escapes can stand for nothing. Neither 0, which is not known, nor 1, which is no segment.
    const bool plain = is_plain(text.substr(start, end - start));
    return (sum & ~std::uint64_t{1}) | kTellsPlaces | (plain ? kTellsTexts : 0U);
}

}  // namespace hios::hl7v2
