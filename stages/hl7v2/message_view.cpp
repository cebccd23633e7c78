#include "stages/hl7v2/message_view.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hios::hl7v2 {
namespace {

using map::Handle;
using map::kWholeDocument;
using map::Scratch;
using map::Slot;
using Kind = Hl7v2Space::Kind;

// A handle: what it is in the upper 2 bits; then the group's instance, or segment (26), field (12) and repetition
// (24 bits).
enum class Tag : std::uint8_t { kWhole, kGroup, kSegment, kRepetition };
constexpr int kTagShift = 62;
constexpr int kSegmentShift = 36;
constexpr int kFieldShift = 24;
constexpr std::uint64_t kSegments = 1U << 26;
constexpr std::uint64_t kFields = 1U << 12;
constexpr std::uint64_t kRepetitions = 1U << 24;

Tag tag_of(Handle handle) {
    return static_cast<Tag>(handle >> kTagShift);
}
Handle group_handle(std::uint32_t instance) {
    return static_cast<Handle>(Tag::kGroup) << kTagShift | instance;
}
Handle segment_handle(std::uint64_t segment) {
    return static_cast<Handle>(Tag::kSegment) << kTagShift | segment << kSegmentShift;
}
Handle repetition_handle(std::uint64_t segment, std::uint64_t field, std::uint64_t index) {
    return static_cast<Handle>(Tag::kRepetition) << kTagShift | segment << kSegmentShift | field << kFieldShift | index;
}
std::uint32_t segment_of(Handle handle) {
    return static_cast<std::uint32_t>(handle >> kSegmentShift & (kSegments - 1));
}
std::uint32_t field_of(Handle handle) {
    return static_cast<std::uint32_t>(handle >> kFieldShift & (kFields - 1));
}

// Keys of lists: whose, which name or rule, what kind of list.
enum class List : std::uint8_t { kMessage, kInstance, kNotes, kGroups };
std::uint64_t key(List list, std::uint32_t owner, std::uint32_t name) {
    return static_cast<std::uint64_t>(list) << 60 | static_cast<std::uint64_t>(name) << 32 | owner;
}

// No value has an escape or a control character in it.
bool is_clean(const Message& message) {
    if (!message.notes().empty()) return false;
    const Segment header = message.header();
    const Part encoding = header.field(2);
    return !Unescaper::needed_between(message.text().substr(encoding.end()), message.delimiters().escape);
}

}  // namespace

MessageView::MessageView(const Hl7v2Space& space) : space_(space) {}

void MessageView::set(const Message& message) {
    message_ = &message;
    lists_.clear();
    cursors_.fill({});
    components_.set(message);
    names_.clear();
    there_.clear();
    learn_names();
    nearest_.set(known_.size());
    clean_ = is_clean(message);
    first_.assign(known_.size() + 1, kNoSegment);
    space_.walk().place(message, instances_, places_);
    const auto segments = static_cast<std::uint32_t>(std::min<std::uint64_t>(places_.size(), kSegments));
    for (std::uint32_t i = 0; i < segments; ++i) {
        const auto found = known_.find(message.segment(i).name());
        const std::uint16_t name = found == known_.end() ? std::uint16_t{0} : found->second;
        names_.push_back(name);
        there_.push_back(name == 0 ? 0 : message.segment(i).fields_there());
        if (name == 0) continue;
        if (first_[name] == kNoSegment) first_[name] = i;
        lists_.add(key(List::kMessage, 0, name), i);
        lists_.add(key(List::kInstance, places_[i].instance, name), i);
        if (name == notes_name_) lists_.add(key(List::kNotes, places_[i].follows, name), i);
    }
    for (std::uint32_t i = 1; i < instances_.size(); ++i) {
        for (std::uint32_t at = i; at != kMessageGroup;) {
            at = instances_[at].parent;
            lists_.add(key(List::kGroups, at, instances_[i].rule), i);
        }
    }
}

// The map may have been compiled after the view was made.
void MessageView::learn_names() {
    for (std::size_t i = plans_.size(); i < space_.entries().size(); ++i)
        plans_.push_back(plan_of(space_.entries()[i]));
    const std::vector<std::string>& names = space_.segment_names();
    if (known_.size() == names.size()) return;
    known_.clear();
    for (std::size_t i = 0; i < names.size(); ++i) known_.emplace(names[i], static_cast<std::uint16_t>(i + 1));
    const auto note = known_.find("NTE");
    notes_name_ = note == known_.end() ? std::uint16_t{0} : note->second;
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

// A segment of the entry's name that is in the group, or in one around it.
std::uint32_t MessageView::in_group(std::uint32_t instance, const Entry& entry, std::uint32_t index) const {
    for (;; instance = instances_[instance].parent) {
        const std::uint32_t found = lists_.at(key(List::kInstance, instance, entry.name), index);
        if (found != kNoSegment || instance == kMessageGroup || entry.name == notes_name_) return found;
    }
}

// The first of them.
inline std::uint32_t MessageView::nearest(std::uint32_t instance, std::uint16_t name) const {
    const std::uint32_t known = nearest_.known(instance, name);
    return known != NearestSegments::kNotAsked ? known : find_nearest(instance, name);
}

std::uint32_t MessageView::find_nearest(std::uint32_t instance, std::uint16_t name) const {
    std::uint32_t found = lists_.at(key(List::kInstance, instance, name), 0);
    if (found == kNoSegment && instance != kMessageGroup && name != notes_name_)
        found = nearest(instances_[instance].parent, name);
    nearest_.tell(instance, name, found);
    return found;
}

std::uint32_t MessageView::segment_at(Handle scope, const Entry& entry) const {
    const std::uint32_t index = entry.address.occurrence == 0 ? 0 : entry.address.occurrence - 1;
    const Tag tag = tag_of(scope);
    if (tag == Tag::kWhole)
        return index == 0 ? first_[entry.name] : lists_.at(key(List::kMessage, 0, entry.name), index);
    if (tag == Tag::kGroup) {
        const auto instance = static_cast<std::uint32_t>(scope);
        return index == 0 ? nearest(instance, entry.name) : in_group(instance, entry, index);
    }
    const std::uint32_t segment = segment_of(scope);
    if (entry.name == 0 || (names_[segment] == entry.name && entry.address.occurrence == 0)) return segment;
    if (entry.name == notes_name_) return lists_.at(key(List::kNotes, segment, entry.name), index);
    const std::uint32_t instance = places_[segment].instance;
    return index == 0 ? nearest(instance, entry.name) : in_group(instance, entry, index);
}

// The list that going over the entry goes through.
std::uint64_t MessageView::list_of(Handle scope, const Entry& entry) const {
    const Tag tag = tag_of(scope);
    if (entry.kind == Kind::kGroup) return key(List::kGroups, instance_of(scope), entry.rule);
    if (tag == Tag::kWhole) return key(List::kMessage, 0, entry.name);
    if (tag != Tag::kGroup && entry.name == notes_name_) return key(List::kNotes, segment_of(scope), entry.name);
    return key(List::kInstance, instance_of(scope), entry.name);
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

// False: the field is empty, whatever the level.
inline bool MessageView::is_there(std::uint32_t segment, std::uint32_t field) const {
    return (there_[segment] >> (field < 64 ? field : 0) & 1) != 0;
}

// The segment and the field an entry of text is in; none when the field is empty.
inline std::pair<std::uint32_t, Part> MessageView::field_at(Handle scope, const Entry& entry) const {
    const bool no_segment = entry.name == 0 && tag_of(scope) != Tag::kSegment && tag_of(scope) != Tag::kRepetition;
    const std::uint32_t segment = no_segment ? kNoSegment : segment_at(scope, entry);
    if (segment == kNoSegment || !is_there(segment, entry.address.field)) return {kNoSegment, Part()};
    return {segment, message_->segment(segment).field(entry.address.field)};
}

namespace {

// The repetition that the address's key names, from 1; 0: none does.
std::uint32_t selected(const Part& field, const Address& address) {
    std::uint32_t index = 0;
    for (const Part& repetition : field.parts()) {
        ++index;
        if (repetition.part(address.key).part(1).text() == address.key_value) return index;
    }
    return 0;
}

}  // namespace

// `whole`: as far as the address says and no further.
Part MessageView::part_at(Handle scope, const Entry& entry, bool whole) const {
    const Address& address = entry.address;
    std::uint64_t key = scope;
    Part one;
    if (address.field == 0) {
        if (tag_of(scope) != Tag::kRepetition) return {};
        one = repetition(scope);
    } else {
        const auto [segment, field] = field_at(scope, entry);
        if (field.empty() || field.level() == Level::kSubcomponent) return field;  // nothing, or MSH-1 and MSH-2
        if (whole && address.repetition == 0 && address.key == 0 && address.component == 0) return field;
        const std::uint32_t index = address.key != 0 ? selected(field, address) : std::max(1U, address.repetition);
        if (index == 0) return {};
        key = repetition_handle(segment, address.field, index - 1);
        one = field.part(index);
    }
    if (whole && address.component == 0) return one;
    const Part component = components_.of(key, [&] { return one; }).part(std::max(1U, address.component));
    return whole && address.subcomponent == 0 ? component : component.part(std::max(1U, address.subcomponent));
}

// Its first two fields, which have no parts, are not like all others.
bool MessageView::may_be_header(const Entry& entry) const {
    const Entry* at = &entry;
    if (at->name == 0 && at->within != map::kNoSlot) at = &space_.entries()[at->within];
    if (at->name == 0) return true;
    const std::string& name = space_.segment_names()[at->name - 1U];
    return name == "MSH" || name == "BHS" || name == "FHS";
}

MessageView::Plan MessageView::plan_of(const Entry& entry) const {
    const Address& address = entry.address;
    Plan plan;
    plan.name = entry.name;
    plan.field = static_cast<std::uint16_t>(address.field);
    plan.component = static_cast<std::uint8_t>(address.component);
    plan.subcomponent = static_cast<std::uint8_t>(address.subcomponent);
    plan.segment = entry.kind == Kind::kSegment && address.occurrence == 0;
    plan.first_text = address.take == Address::Take::kFirst;
    const bool text = entry.kind == Kind::kText || entry.kind == Kind::kScope;
    plan.simple = text && address.occurrence == 0 && address.repetition <= 1 && address.key == 0 &&
                  address.take != Address::Take::kDeleted && address.field < kFields &&
                  address.component <= Components::kMost && address.subcomponent < 0x100 &&
                  !(address.field <= 2 && may_be_header(entry)) && !(address.repetition == 1 && address.component == 0);
    return plan;
}

inline std::uint32_t MessageView::segment_at(Handle scope, const Plan& plan, Slot slot) const {
    const Tag tag = tag_of(scope);
    if (tag == Tag::kWhole) return first_[plan.name];
    if (tag != Tag::kGroup) {
        const std::uint32_t segment = segment_of(scope);
        if (plan.name == 0 || names_[segment] == plan.name) return segment;
        if (plan.name == notes_name_) return segment_at(scope, space_.entries()[slot]);
        return nearest(places_[segment].instance, plan.name);
    }
    return nearest(static_cast<std::uint32_t>(scope), plan.name);
}

inline std::optional<Components> MessageView::components_at(Handle scope, const Plan& plan, Slot slot) const {
    if (plan.field == 0) {
        if (tag_of(scope) != Tag::kRepetition) return std::nullopt;
        return components_.of(scope, [&] { return repetition(scope); });
    }
    const std::uint32_t segment = segment_at(scope, plan, slot);
    if (segment == kNoSegment || !is_there(segment, plan.field)) return std::nullopt;
    return components_.first(segment, plan.field, repetition_handle(segment, plan.field, 0));
}

std::string_view MessageView::text(Handle scope, Slot slot, Scratch& scratch) const {
    const Plan& plan = plans_[slot];
    if (plan.simple && plan.first_text && reads_ == nullptr) {
        const auto components = components_at(scope, plan, slot);
        if (!components) return {};
        const std::uint32_t number = std::max<std::uint32_t>(1, plan.component);
        if (components->knows(number)) {
            if (!components->filled(number)) return {};
            if (clean_ && plan.subcomponent <= 1 && components->plain(number)) return components->text(number);
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
    const std::string_view raw = part.text();
    const std::string_view plain = unescaper_.decode(*message_, raw, notes_);
    return plain.data() == raw.data() ? plain : scratch.copy(plain);
}

std::uint32_t MessageView::count(Handle scope, Slot slot) const {
    const Entry& entry = space_.entries()[slot];
    if (entry.kind == Kind::kGroup || entry.kind == Kind::kSegment) return lists_.count(list_of(scope, entry));
    if (entry.kind == Kind::kScope || entry.address.field == 0) return 1;
    const auto [segment, field] = field_at(scope, entry);
    if (field.blank() || field.is_delete() || entry.address.field >= kFields) return 0;
    if (field.level() == Level::kSubcomponent) return 0;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(field.count(), kRepetitions));
}

Handle MessageView::item(Handle scope, Slot slot, std::uint32_t index) const {
    const Entry& entry = space_.entries()[slot];
    if (entry.kind == Kind::kGroup || entry.kind == Kind::kSegment) {
        const std::uint32_t found = lists_.at(list_of(scope, entry), index);
        if (found == kNoSegment) return kWholeDocument;
        return entry.kind == Kind::kGroup ? group_handle(found) : segment_handle(found);
    }
    if (entry.kind == Kind::kScope || entry.address.field == 0) return scope;
    const std::uint32_t segment = field_at(scope, entry).first;
    return segment == kNoSegment ? kWholeDocument : repetition_handle(segment, entry.address.field, index);
}

bool MessageView::exists(Handle scope, Slot slot, Scratch& scratch) const {
    const Plan& plan = plans_[slot];
    if (plan.simple && plan.component != 0) {
        const auto components = components_at(scope, plan, slot);
        if (!components) return false;
        if (components->knows(plan.component)) {
            if (plan.subcomponent == 0 || !components->filled(plan.component))
                return components->filled(plan.component);
            if (components->plain(plan.component)) return plan.subcomponent == 1;
        }
    } else if (plan.simple && plan.field != 0) {
        const std::uint32_t segment = segment_at(scope, plan, slot);
        if (segment == kNoSegment || !is_there(segment, plan.field)) return false;
        const Part field = message_->segment(segment).field(plan.field);
        return !field.blank() && !field.is_delete();
    }
    return exists_at_all(scope, slot, scratch);
}

bool MessageView::anything(Handle scope, Slot slot, Scratch& scratch) const {
    const Plan& plan = plans_[slot];
    if (plan.segment) return segment_at(scope, plan, slot) != kNoSegment;
    if (!plan.simple || plan.field == 0) return exists(scope, slot, scratch);
    const std::uint32_t segment = segment_at(scope, plan, slot);
    if (segment == kNoSegment || !is_there(segment, plan.field)) return false;
    if (plan.component == 0) return true;
    const Components components = components_.first(segment, plan.field, repetition_handle(segment, plan.field, 0));
    return !components.knows(plan.component) || components.filled(plan.component);
}

bool MessageView::same(Handle one, Handle other, Slot anchor) const {
    const Plan& plan = plans_[anchor];
    if (plan.segment) return segment_at(one, plan, anchor) == segment_at(other, plan, anchor);
    const Entry& entry = space_.entries()[anchor];
    return segment_at(one, entry) == segment_at(other, entry);
}

bool MessageView::exists_at_all(Handle scope, Slot slot, Scratch& scratch) const {
    const Entry& entry = space_.entries()[slot];
    switch (entry.kind) {
        case Kind::kGroup:
            return count(scope, slot) != 0;
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
    const Entry& entry = space_.entries()[slot];
    if (tag_of(scope) == Tag::kWhole) return kWholeDocument;
    if (entry.kind == Kind::kSegment) {
        const std::uint32_t segment = segment_at(scope, entry);
        return segment == kNoSegment ? kWholeDocument : segment_handle(segment);
    }
    if (entry.kind != Kind::kGroup) return kWholeDocument;
    for (std::uint32_t at = instance_of(scope); at != kMessageGroup; at = instances_[at].parent) {
        if (instances_[at].rule == entry.rule) return group_handle(at);
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
