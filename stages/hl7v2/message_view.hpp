#pragma once
// One message as a source of a compiled map.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stages/hl7v2/address_plan.hpp"
#include "stages/hl7v2/component_cache.hpp"
#include "stages/hl7v2/escapes.hpp"
#include "stages/hl7v2/group_lists.hpp"
#include "stages/hl7v2/handles.hpp"
#include "stages/hl7v2/hl7v2_space.hpp"
#include "stages/hl7v2/message.hpp"
#include "stages/hl7v2/nearest_segments.hpp"
#include "stages/hl7v2/segment_lists.hpp"

namespace hios::hl7v2 {

// Values: what is empty, blank or "" (deleted) has no text; escapes are decoded. A field without a component is its
// first component, a component without a subcomponent its first one: later versions have split values that way
// (v2.9, 2.5.3.3).
//
// Where an address without a variable looks: in the message, the first segment of that name. In a group, that
// instance's own segments, else those of the instances around it, outwards. Behind a segment: that segment, the notes
// (NTE) that follow it, else as in its group. Going over a name ($each) takes what the place itself has.
//
// Reused for message after message without allocating. Not thread-safe, though const: it remembers places.
class MessageView final : public map::SourceView {
public:
    explicit MessageView(const Hl7v2Space& space);

    // The message must stay as it is while the view is used.
    void set(const Message& message);

    std::string_view text(map::Handle scope, map::Slot slot, map::Scratch& scratch) const override;
    std::uint32_t count(map::Handle scope, map::Slot slot) const override;
    map::Handle item(map::Handle scope, map::Slot slot, std::uint32_t index) const override;
    bool exists(map::Handle scope, map::Slot slot, map::Scratch& scratch) const override;
    // Of fields: whether a byte stands in them.
    bool anything(map::Handle scope, map::Slot slot, map::Scratch& scratch) const override;
    bool any(map::Handle scope, std::uint32_t question, map::Scratch& scratch) const override;
    bool same(map::Handle one, map::Handle other, map::Slot anchor) const override;
    [[nodiscard]] bool quick() const override { return true; }
    // Owners are segments, by name; their shape is which of their parts have a value.
    bool owners(map::Slot slot, Owners& into) const override;
    bool owners_of_question(std::uint32_t question, Owners& into) const override;
    std::uint64_t shape(map::Handle scope, std::uint32_t owner) const override;
    [[nodiscard]] std::uint64_t surroundings(map::Handle scope) const override;
    // The shape of the message's n-th segment, from 0: equal ones have the same name, and blanks or text between the
    // same delimiters.
    [[nodiscard]] std::uint64_t segment_shape(std::uint32_t segment) const {
        std::uint64_t& known = shapes_[segment];
        if (known == 0) known = shape_of(message_->segment(segment));
        return known;
    }
    [[nodiscard]] bool counts_have_shape(map::Slot slot) const override {
        return plans_[slot].kind == Hl7v2Space::Kind::kText || plans_[slot].kind == Hl7v2Space::Kind::kScope;
    }
    [[nodiscard]] bool texts_have_shape(map::Slot /*slot*/) const override { return true; }
    [[nodiscard]] std::uint32_t teller(map::Slot slot) const override;
    // Position::where is the owner, Position::part a part of the segment as Segment::between_marks() counts them.
    Located locate(map::Handle place, std::uint32_t owner, map::Handle scope, map::Slot slot,
                   Position& at) const override;
    // Position::part is the field and the repetition.
    bool locate_item(map::Handle place, std::uint32_t owner, map::Handle scope, map::Slot slot, std::uint32_t index,
                     Position& at) const override;
    map::Handle item_at(map::Handle place, Position at) const override;
    std::string_view text_at(map::Handle place, Position at, map::Slot slot, map::Scratch& scratch) const override;
    map::Handle enclosing(map::Handle scope, map::Slot slot) const override;
    // The places around one are the groups that it lies in, and a group itself.
    [[nodiscard]] bool tells_reach() const override { return true; }
    [[nodiscard]] Reach reach_of_slot(map::Handle place, map::Slot slot) const override;
    [[nodiscard]] Reach reach_of_owner(map::Handle place, std::uint32_t owner) const override;
    [[nodiscard]] Reach reach_of_enclosing(map::Handle place, map::Slot slot) const override;
    Reach around(map::Handle place, Around& into) const override;
    std::string_view place(map::Handle scope, map::Scratch& scratch) const override;

    // Byte ranges in Message::text() that were read are added to `reads`, until it is set to null.
    using Reads = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
    void trace(Reads* reads) { reads_ = reads; }
    // Likewise what escapes deviate.
    void collect(std::vector<Note>* notes) { notes_ = notes; }

private:
    using Entry = Hl7v2Space::Entry;
    using Plan = AddressPlan;
    static constexpr std::uint32_t kNoSegment = NearestSegments::kNone;

    [[nodiscard]] std::uint32_t segment_at(map::Handle scope, const Entry& entry) const;
    [[nodiscard]] std::uint32_t in_group(std::uint32_t instance, std::uint16_t name, std::uint32_t index) const;
    [[nodiscard]] std::uint32_t nearest(std::uint32_t instance, std::uint16_t name) const;
    // The notes on a segment stand right behind it.
    [[nodiscard]] std::uint32_t note_of(std::uint32_t segment, std::uint32_t index = 0) const;
    [[nodiscard]] std::uint32_t count_notes(std::uint32_t segment) const;
    // The segments that going over the address goes through, unless these are the notes on a segment.
    [[nodiscard]] SegmentLists::List segments_of(map::Handle scope, const Plan& plan) const;
    [[nodiscard]] bool goes_over_notes(map::Handle scope, const Plan& plan) const {
        return plan.name == notes_name_ && plan.name != 0 && tag_of(scope) != Tag::kWhole &&
               tag_of(scope) != Tag::kGroup;
    }
    [[nodiscard]] std::uint32_t count_all(map::Handle scope, const Plan& plan) const;
    [[nodiscard]] std::uint32_t instance_of(map::Handle scope) const;
    [[nodiscard]] Part repetition(map::Handle handle) const;
    [[nodiscard]] Part part_at(map::Handle scope, const Entry& entry, bool whole) const;
    [[nodiscard]] std::pair<std::uint32_t, Part> field_at(map::Handle scope, const Entry& entry) const;

    std::uint32_t selected(std::uint32_t segment, const Part& field, const Address& address) const;

    std::string_view any_text(map::Handle scope, const Entry& entry, map::Scratch& scratch) const;
    bool exists_at_all(map::Handle scope, map::Slot slot, map::Scratch& scratch) const;

    [[nodiscard]] static Reach reach_of_depth(std::uint8_t depth) { return depth < kMostAround ? depth : kOwn; }
    // Its group sees this segment when it looks for the name.
    [[nodiscard]] bool is_nearest(std::uint32_t segment) const {
        return nearest_.known() && nearest_.at(places_[segment].instance, names_[segment]) == segment;
    }
    // The segment that an owner is, seen from a place; kNoSegment: there is none.
    [[nodiscard]] std::uint32_t owner_at(map::Handle place, std::uint32_t owner) const;
    [[nodiscard]] std::uint64_t shape_of(const Segment& segment) const;

    // Trailing blanks of a string are optional, so they mean nothing (HL7 v2.9, 2A, ST), and leading ones mean
    // something in lines of text only: "123 " is the number 123.
    [[nodiscard]] std::string_view without_blanks(std::string_view raw) const {
        const auto is_white = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
        return !raw.empty() && (is_white(raw.front()) || is_white(raw.back())) ? cut_blanks(raw) : raw;
    }
    [[nodiscard]] std::string_view cut_blanks(std::string_view raw) const;

    // A part of the message needs no decoding.
    [[nodiscard]] bool is_plain(std::string_view raw) const {
        const char* const unclean_end = unclean_.data() + unclean_.size();
        return raw.data() + raw.size() <= unclean_.data() || raw.data() >= unclean_end ||
               !Unescaper::needed(raw, message_->delimiters().escape);
    }

    void learn_names();
    // Of there_: bit n for field n; 0 for all from 64 on.
    static std::uint64_t bit_of(std::uint32_t field) { return std::uint64_t{1} << (field < 64 ? field : 0); }
    // False: the field is empty, whatever the level.
    [[nodiscard]] bool is_there(std::uint32_t segment, std::uint32_t field) const {
        return (there_[segment] & bit_of(field)) != 0;
    }

    // The first segment of a name, which is not 0 unless the scope is a segment or in one.
    [[nodiscard]] std::uint32_t segment_named(map::Handle scope, std::uint16_t name) const;
    // The components that a simple address asks about; nullopt: there are none.
    [[nodiscard]] std::optional<Components> components_at(map::Handle scope, const Plan& plan) const;
    [[nodiscard]] Components first_components(std::uint32_t segment, std::uint32_t field) const {
        return components_.first(segment, field, repetition_handle(segment, field, 0));
    }

    // Addresses that are asked about together (questions.cpp).
    struct QuestionPart {
        std::uint16_t name = 0;
        bool segment = false;  // it is enough that there is one
        std::uint64_t fields = 0;
        std::uint64_t whole_fields = 0;     // those of which any byte is enough
        std::vector<map::Slot> components;  // of the others
    };
    struct Question {
        std::vector<QuestionPart> parts;
        std::vector<map::Slot> others;
    };
    [[nodiscard]] Question question_of(const std::vector<map::Slot>& slots) const;

    const Hl7v2Space& space_;
    const Message* message_ = nullptr;
    std::uint16_t notes_name_ = 0;  // NTE in the space; 0: no address reads notes
    std::vector<GroupInstance> instances_;
    std::vector<SegmentPlace> places_;
    std::vector<std::uint16_t> names_;  // of the segments, as in Entry::name
    std::vector<std::uint64_t> there_;  // by segment: bit n says that field n is not empty; 0 speaks for all from 64 on
    std::vector<Plan> plans_;           // by slot
    std::vector<Question> questions_;   // of the space
    std::string_view unclean_;          // of the message: outside of it no value needs decoding
    SegmentLists lists_;
    GroupLists groups_;

    // Where the repetitions asked for last stand, so that going through a field is linear.
    struct Cursor {
        std::uint64_t field = 0;
        std::uint32_t index = 0;
        Parts::Iterator at;
    };
    mutable std::array<Cursor, 16> cursors_;

    struct Selected {  // the repetition asked for by a key last
        std::uint32_t segment = kNoSegment;
        std::uint32_t field = 0;
        std::uint32_t key = 0;
        std::string_view value;
        std::uint32_t index = 0;
    };
    mutable Selected selected_;

    mutable std::vector<std::uint64_t> shapes_;  // by segment; 0: not known yet
    mutable ComponentCache components_;
    NearestSegments nearest_;
    mutable Unescaper unescaper_;
    Reads* reads_ = nullptr;
    std::vector<Note>* notes_ = nullptr;
};

// --- asked for all the time

inline std::uint32_t MessageView::nearest(std::uint32_t instance, std::uint16_t name) const {
    return nearest_.known() ? nearest_.at(instance, name) : in_group(instance, name, 0);
}

inline std::uint32_t MessageView::segment_named(map::Handle scope, std::uint16_t name) const {
    const Tag tag = tag_of(scope);
    if (tag == Tag::kWhole) return lists_.first(name);
    if (tag == Tag::kGroup) return nearest(static_cast<std::uint32_t>(scope), name);
    const std::uint32_t segment = segment_of(scope);
    if (name == 0 || names_[segment] == name) return segment;
    return name == notes_name_ ? note_of(segment) : nearest(places_[segment].instance, name);
}

inline std::uint32_t MessageView::owner_at(map::Handle place, std::uint32_t owner) const {
    if (owner != kItself) return segment_named(place, static_cast<std::uint16_t>(owner));
    const Tag tag = tag_of(place);
    return tag == Tag::kSegment || tag == Tag::kRepetition ? segment_of(place) : kNoSegment;
}

}  // namespace hios::hl7v2
