#include "stages/hl7v2/message_view.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "stages/hl7v2/lines.hpp"

namespace hios::hl7v2 {
namespace {

using map::Handle;
using map::kWholeDocument;
using map::Scratch;
using map::Slot;
using Kind = Hl7v2Space::Kind;

// Outside of it no value has an escape or a control character in it: mostly it is empty, or a note.
std::string_view unclean(const Message& message) {
    if (!message.notes().empty()) return message.text();
    const Segment header = message.header();
    const Part encoding = header.field(2);
    return Unescaper::needed_between(message.text().substr(encoding.end()), message.delimiters().escape);
}

}  // namespace

MessageView::MessageView(const Hl7v2Space& space) : space_(space) {}

void MessageView::set(const Message& message) {
    message_ = &message;
    cursors_.fill({});
    selected_ = {};
    components_.set(message);
    shapes_.assign(message.segment_count(), 0);
    names_.clear();
    there_.clear();
    learn_names();
    unclean_ = unclean(message);
    space_.walk().place(message, instances_, places_);
    const auto segments = static_cast<std::uint32_t>(std::min<std::uint64_t>(places_.size(), kSegments));
    for (std::uint32_t i = 0; i < segments; ++i) {
        const std::uint16_t name = space_.number_of(message.segment(i).name());
        names_.push_back(name);
        there_.push_back(name == 0 ? 0 : message.segment(i).fields_there());
    }
    lists_.set(names_, space_.segment_names().size(), places_);
    groups_.set(instances_, space_.walk().rules().size());
    nearest_.set(lists_, notes_name_, instances_);
}

// The map may have been compiled after the view was made.
void MessageView::learn_names() {
    for (std::size_t i = plans_.size(); i < space_.entries().size(); ++i)
        plans_.push_back(plan_of(space_, space_.entries()[i]));
    for (std::size_t i = questions_.size(); i < space_.questions().size(); ++i)
        questions_.push_back(question_of(space_.questions()[i]));
    notes_name_ = space_.number_of("NTE");
}

std::uint32_t MessageView::instance_of(Handle scope) const {
    switch (tag_of(scope)) {
        case Tag::kWhole:
            return kMessageGroup;
        case Tag::kGroup:
            return static_cast<std::uint32_t>(scope);
        default:
            return places_[segment_of(scope)].instance;
    }
}

// A segment of the name that is in the group, or in one around it.
std::uint32_t MessageView::in_group(std::uint32_t instance, std::uint16_t name, std::uint32_t index) const {
    for (;; instance = instances_[instance].parent) {
        const SegmentLists::List found = lists_.of_group(instance, name);
        if (index < found.size()) return found[index].segment;
        if (instance == kMessageGroup || name == notes_name_) return kNoSegment;
    }
}

std::uint32_t MessageView::note_of(std::uint32_t segment, std::uint32_t index) const {
    const std::uint64_t note = std::uint64_t{segment} + 1 + index;
    const bool is_one = note < names_.size() && names_[note] == notes_name_ && places_[note].follows == segment;
    return is_one && notes_name_ != 0 ? static_cast<std::uint32_t>(note) : kNoSegment;
}

std::uint32_t MessageView::count_notes(std::uint32_t segment) const {
    std::uint32_t count = 0;
    while (note_of(segment, count) != kNoSegment) ++count;
    return count;
}

std::uint32_t MessageView::segment_at(Handle scope, const Entry& entry) const {
    const std::uint32_t index = entry.address.occurrence == 0 ? 0 : entry.address.occurrence - 1;
    const Tag tag = tag_of(scope);
    if (tag == Tag::kWhole) {
        if (index == 0) return lists_.first(entry.name);
        const SegmentLists::List all = lists_.of(entry.name);
        return index < all.size() ? all[index].segment : kNoSegment;
    }
    if (tag == Tag::kGroup) {
        const auto instance = static_cast<std::uint32_t>(scope);
        return index == 0 ? nearest(instance, entry.name) : in_group(instance, entry.name, index);
    }
    const std::uint32_t segment = segment_of(scope);
    if (entry.name == 0 || (names_[segment] == entry.name && entry.address.occurrence == 0)) return segment;
    if (entry.name == notes_name_) return note_of(segment, index);
    const std::uint32_t instance = places_[segment].instance;
    return index == 0 ? nearest(instance, entry.name) : in_group(instance, entry.name, index);
}

SegmentLists::List MessageView::segments_of(Handle scope, const Plan& plan) const {
    return tag_of(scope) == Tag::kWhole ? lists_.of(plan.name) : lists_.of_group(instance_of(scope), plan.name);
}

std::uint32_t MessageView::count_all(Handle scope, const Plan& plan) const {
    if (plan.kind == Kind::kGroup)
        return static_cast<std::uint32_t>(groups_.within(instance_of(scope), plan.rule).size());
    if (!lists_.any(plan.name)) return 0;
    if (goes_over_notes(scope, plan)) return count_notes(segment_of(scope));
    return static_cast<std::uint32_t>(segments_of(scope, plan).size());
}

Part MessageView::repetition(Handle handle) const {
    const std::uint64_t field = handle >> kFieldShift;
    const auto index = static_cast<std::uint32_t>(handle & (kRepetitions - 1));
    Cursor& cursor = cursors_[(field ^ field >> (kSegmentShift - kFieldShift)) % cursors_.size()];
    if (cursor.field != field || cursor.index > index) {
        const Part whole = message_->segment(segment_of(handle)).field(field_of(handle));
        cursor = {field, 0, Parts(whole).begin()};
    }
    for (; cursor.index < index && cursor.at != Parts::Iterator(); ++cursor.index) ++cursor.at;
    return cursor.at == Parts::Iterator() ? Part() : *cursor.at;
}

// The segment and the field an entry of text is in; none when the field is empty.
inline std::pair<std::uint32_t, Part> MessageView::field_at(Handle scope, const Entry& entry) const {
    const bool no_segment = entry.name == 0 && tag_of(scope) != Tag::kSegment && tag_of(scope) != Tag::kRepetition;
    const std::uint32_t segment = no_segment ? kNoSegment : segment_at(scope, entry);
    if (segment == kNoSegment || !is_there(segment, entry.address.field)) return {kNoSegment, Part()};
    return {segment, message_->segment(segment).field(entry.address.field)};
}

// The repetition that the address's key names, from 1; 0: none does. A map asks for one component after the other.
std::uint32_t MessageView::selected(std::uint32_t segment, const Part& field, const Address& address) const {
    Selected& last = selected_;
    if (last.segment == segment && last.field == address.field && last.key == address.key &&
        last.value == address.key_value)
        return last.index;
    last = {segment, address.field, address.key, address.key_value, 0};
    std::uint32_t index = 0;
    for (const Part& repetition : field.parts()) {
        ++index;
        if (without_blanks(repetition.part(address.key).part(1).text()) != address.key_value) continue;
        last.index = index;
        break;
    }
    return last.index;
}

// `whole`: as far as the address says and no further.
Part MessageView::part_at(Handle scope, const Entry& entry, bool whole) const {
    const Address& address = entry.address;
    std::uint64_t key = scope;
    Part field;
    std::uint32_t index = 0;
    if (address.field == 0) {
        if (tag_of(scope) != Tag::kRepetition) return {};
    } else {
        std::uint32_t segment = kNoSegment;
        std::tie(segment, field) = field_at(scope, entry);
        if (field.empty() || field.level() == Level::kSubcomponent) return field;  // nothing, or MSH-1 and MSH-2
        if (whole && address.repetition == 0 && address.key == 0 && address.component == 0) return field;
        index = address.key != 0 ? selected(segment, field, address) : std::max(1U, address.repetition);
        if (index == 0) return {};
        key = repetition_handle(segment, address.field, index - 1);
    }
    const auto one = [&] { return address.field == 0 ? repetition(scope) : field.part(index); };
    if (whole && address.component == 0) return one();
    const Part component = components_.of(key, one).part(std::max(1U, address.component));
    return whole && address.subcomponent == 0 ? component : component.part(std::max(1U, address.subcomponent));
}

inline std::optional<Components> MessageView::components_at(Handle scope, const Plan& plan) const {
    if (plan.field == 0) {
        if (tag_of(scope) != Tag::kRepetition) return std::nullopt;
        return components_.of(scope, [&] { return repetition(scope); });
    }
    const std::uint32_t segment = segment_named(scope, plan.name);
    if (segment == kNoSegment || !is_there(segment, plan.field)) return std::nullopt;
    return first_components(segment, plan.field);
}

std::string_view MessageView::text(Handle scope, Slot slot, Scratch& scratch) const {
    const Plan& plan = plans_[slot];
    if (plan.simple && plan.first_text && reads_ == nullptr) {
        const auto components = components_at(scope, plan);
        if (!components) return {};
        const std::uint32_t number = std::max<std::uint32_t>(1, plan.component);
        if (components->knows(number)) {
            if (!components->filled(number)) return {};
            if (plan.subcomponent <= 1 && components->plain(number)) {
                const std::string_view raw = without_blanks(components->text(number));
                if (is_plain(raw)) return raw;
            }
        }
    }
    return any_text(scope, space_.entries()[slot], scratch);
}

std::string_view MessageView::any_text(Handle scope, const Entry& entry, Scratch& scratch) const {
    if (entry.kind == Kind::kGroup || entry.kind == Kind::kSegment) return {};
    const Part part = part_at(scope, entry, entry.address.take != Address::Take::kFirst);
    if (part.empty()) return {};
    const bool deleted = part.is_delete();
    if (entry.address.take == Address::Take::kDeleted) return deleted ? "true" : std::string_view();
    if (reads_ != nullptr) reads_->emplace_back(part.offset(), part.end());
    if (deleted || part.blank()) return {};
    const std::string_view raw = without_blanks(part.text());
    if (is_plain(raw)) return raw;
    const std::string_view plain = unescaper_.decode(*message_, raw, notes_);
    return plain.data() == raw.data() ? plain : scratch.copy(plain);
}

// Leading blanks of lines of text are how these are set out.
std::string_view MessageView::cut_blanks(std::string_view raw) const {
    const auto is_white = [](char c) { return is_blank(c) || is_line_end(c); };
    while (!raw.empty() && is_white(raw.back())) raw.remove_suffix(1);
    if (raw.empty() || !is_white(raw.front())) return raw;
    const auto offset = static_cast<std::uint32_t>(raw.data() - message_->text().data());
    std::uint32_t segment = 0;
    for (std::uint32_t behind = message_->segment_count(); behind - segment > 1;) {
        const std::uint32_t middle = segment + (behind - segment) / 2;
        (message_->segment(middle).offset() <= offset ? segment : behind) = middle;
    }
    const Segment around = message_->segment(segment);
    const Part lines = around.name() == "OBX" ? around.field(5) : around.name() == "NTE" ? around.field(3) : Part();
    if (!lines.empty() && lines.offset() <= offset && offset < lines.end()) return raw;
    while (!raw.empty() && is_white(raw.front())) raw.remove_prefix(1);
    return raw;
}

std::uint32_t MessageView::count(Handle scope, Slot slot) const {
    const Plan& plan = plans_[slot];
    if (plan.kind == Kind::kGroup || plan.kind == Kind::kSegment) return count_all(scope, plan);
    if (plan.kind == Kind::kScope || plan.field == 0) return 1;
    if (plan.name != 0 && !lists_.any(plan.name)) return 0;
    const auto [segment, field] = field_at(scope, space_.entries()[slot]);
    if (field.blank() || field.is_delete() || plan.field >= kFields) return 0;
    if (field.level() == Level::kSubcomponent) return 0;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(field.count(), kRepetitions));
}

Handle MessageView::item(Handle scope, Slot slot, std::uint32_t index) const {
    const Plan& plan = plans_[slot];
    if (plan.kind == Kind::kGroup) {
        const GroupLists::List groups = groups_.within(instance_of(scope), plan.rule);
        return index < groups.size() ? group_handle(groups[index]) : kWholeDocument;
    }
    if (plan.kind == Kind::kSegment) {
        if (goes_over_notes(scope, plan)) {
            const std::uint32_t note = note_of(segment_of(scope), index);
            return note == kNoSegment ? kWholeDocument : segment_handle(note);
        }
        const SegmentLists::List segments = segments_of(scope, plan);
        return index < segments.size() ? segment_handle(segments[index].segment) : kWholeDocument;
    }
    if (plan.kind == Kind::kScope || plan.field == 0) return scope;
    const Entry& entry = space_.entries()[slot];
    const std::uint32_t segment = field_at(scope, entry).first;
    return segment == kNoSegment ? kWholeDocument : repetition_handle(segment, entry.address.field, index);
}

bool MessageView::exists(Handle scope, Slot slot, Scratch& scratch) const {
    const Plan& plan = plans_[slot];
    if (plan.name != 0 && !lists_.any(plan.name)) return false;
    if (plan.simple && plan.component != 0) {
        const auto components = components_at(scope, plan);
        if (!components) return false;
        if (components->knows(plan.component)) {
            if (plan.subcomponent == 0 || !components->filled(plan.component))
                return components->filled(plan.component);
            if (components->plain(plan.component)) return plan.subcomponent == 1;
        }
    } else if (plan.simple && plan.field != 0) {
        const std::uint32_t segment = segment_named(scope, plan.name);
        if (segment == kNoSegment || !is_there(segment, plan.field)) return false;
        const Components first = first_components(segment, plan.field);
        if (first.knows(1) && first.filled(1)) return true;
        const Part field = message_->segment(segment).field(plan.field);
        return !field.blank() && !field.is_delete();
    }
    return exists_at_all(scope, slot, scratch);
}

bool MessageView::anything(Handle scope, Slot slot, Scratch& scratch) const {
    const Plan& plan = plans_[slot];
    if (plan.kind == Kind::kGroup) return count_all(scope, plan) != 0;
    if (plan.name != 0 && !lists_.any(plan.name)) return false;
    if (!plan.nearest || (plan.field == 0 && plan.kind != Kind::kSegment)) return exists(scope, slot, scratch);
    const std::uint32_t segment = segment_named(scope, plan.name);
    if (plan.kind == Kind::kSegment || segment == kNoSegment) return segment != kNoSegment;
    if (!is_there(segment, plan.field)) return false;
    if (!plan.simple || plan.component == 0) return true;
    const Components components = first_components(segment, plan.field);
    return !components.knows(plan.component) || components.filled(plan.component);
}

bool MessageView::same(Handle one, Handle other, Slot anchor) const {
    const Plan& plan = plans_[anchor];
    if (plan.nearest) return segment_named(one, plan.name) == segment_named(other, plan.name);
    const Entry& entry = space_.entries()[anchor];
    return segment_at(one, entry) == segment_at(other, entry);
}

bool MessageView::exists_at_all(Handle scope, Slot slot, Scratch& scratch) const {
    const Entry& entry = space_.entries()[slot];
    switch (entry.kind) {
        case Kind::kGroup:
            return count_all(scope, plans_[slot]) != 0;
        case Kind::kSegment:
            return segment_at(scope, entry) != kNoSegment;
        case Kind::kScope:
            if (tag_of(scope) != Tag::kRepetition) return true;
            break;
        case Kind::kText:
            break;
    }
    if (entry.address.take == Address::Take::kDeleted) return !text(scope, slot, scratch).empty();
    const Part part = part_at(scope, entry, true);
    return !part.blank() && !part.is_delete();
}

Handle MessageView::enclosing(Handle scope, Slot slot) const {
    const Plan& plan = plans_[slot];
    if (tag_of(scope) == Tag::kWhole) return kWholeDocument;
    if (plan.kind == Kind::kSegment) {
        const std::uint32_t segment =
            plan.nearest ? segment_named(scope, plan.name) : segment_at(scope, space_.entries()[slot]);
        return segment == kNoSegment ? kWholeDocument : segment_handle(segment);
    }
    if (plan.kind != Kind::kGroup) return kWholeDocument;
    for (std::uint32_t at = instance_of(scope); at != kMessageGroup; at = instances_[at].parent) {
        if (instances_[at].rule == plan.rule) return group_handle(at);
    }
    return kWholeDocument;
}

std::string_view MessageView::place(Handle scope, Scratch& scratch) const {
    fmt::memory_buffer text;
    const auto out = std::back_inserter(text);
    if (tag_of(scope) == Tag::kGroup) {
        const auto instance = static_cast<std::uint32_t>(scope);
        fmt::format_to(out, "{}#{}", space_.walk().rules()[instances_[instance].rule].name, instance);
    } else if (tag_of(scope) != Tag::kWhole) {
        fmt::format_to(out, "{}#{}", message_->segment(segment_of(scope)).name(), segment_of(scope) + 1);
        if (tag_of(scope) == Tag::kRepetition)
            fmt::format_to(out, "-{}[{}]", field_of(scope), (scope & (kRepetitions - 1)) + 1);
    }
    return scratch.copy({text.data(), text.size()});
}

}  // namespace hios::hl7v2
