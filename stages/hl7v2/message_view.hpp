#pragma once
// One message as a source of a compiled map.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "stages/hl7v2/component_cache.hpp"
#include "stages/hl7v2/escapes.hpp"
#include "stages/hl7v2/hl7v2_space.hpp"
#include "stages/hl7v2/lists.hpp"
#include "stages/hl7v2/message.hpp"
#include "stages/hl7v2/nearest_segments.hpp"

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
    bool same(map::Handle one, map::Handle other, map::Slot anchor) const override;
    [[nodiscard]] bool quick() const override { return true; }
    map::Handle enclosing(map::Handle scope, map::Slot slot) const override;
    std::string_view place(map::Handle scope, map::Scratch& scratch) const override;

    // Byte ranges in Message::text() that were read are added to `reads`, until it is set to null.
    using Reads = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
    void trace(Reads* reads) { reads_ = reads; }
    // Likewise what escapes deviate.
    void collect(std::vector<Note>* notes) { notes_ = notes; }

private:
    using Entry = Hl7v2Space::Entry;
    static constexpr std::uint32_t kNoSegment = Lists::kNone;

    [[nodiscard]] std::uint32_t segment_at(map::Handle scope, const Entry& entry) const;
    [[nodiscard]] std::uint32_t in_group(std::uint32_t instance, const Entry& entry, std::uint32_t index) const;
    [[nodiscard]] std::uint32_t nearest(std::uint32_t instance, std::uint16_t name) const;
    std::uint32_t find_nearest(std::uint32_t instance, std::uint16_t name) const;
    [[nodiscard]] std::uint64_t list_of(map::Handle scope, const Entry& entry) const;
    [[nodiscard]] std::uint32_t instance_of(map::Handle scope) const;
    [[nodiscard]] Part repetition(map::Handle handle) const;
    [[nodiscard]] Part part_at(map::Handle scope, const Entry& entry, bool whole) const;
    [[nodiscard]] std::pair<std::uint32_t, Part> field_at(map::Handle scope, const Entry& entry) const;

    std::string_view any_text(map::Handle scope, const Entry& entry, map::Scratch& scratch) const;
    bool exists_at_all(map::Handle scope, map::Slot slot, map::Scratch& scratch) const;

    void learn_names();
    [[nodiscard]] bool is_there(std::uint32_t segment, std::uint32_t field) const;

    // What most addresses are, in a few bytes: a component of the first repetition of a segment's field, or of the
    // repetition at hand.
    struct Plan {
        std::uint16_t name = 0;
        std::uint16_t field = 0;
        std::uint8_t component = 0;
        std::uint8_t subcomponent = 0;
        bool simple = false;
        bool segment = false;     // not a part of it: the first segment of the name
        bool first_text = false;  // text() asks for the first value, not for the whole
    };
    [[nodiscard]] Plan plan_of(const Entry& entry) const;
    [[nodiscard]] bool may_be_header(const Entry& entry) const;
    [[nodiscard]] std::uint32_t segment_at(map::Handle scope, const Plan& plan, map::Slot slot) const;
    // The components that a simple address asks about; nullopt: there are none.
    [[nodiscard]] std::optional<Components> components_at(map::Handle scope, const Plan& plan, map::Slot slot) const;

    const Hl7v2Space& space_;
    const Message* message_ = nullptr;
    std::unordered_map<std::string_view, std::uint16_t> known_;  // of the space
    std::uint16_t notes_name_ = 0;                               // NTE in the space; 0: no address reads notes
    std::vector<GroupInstance> instances_;
    std::vector<SegmentPlace> places_;
    std::vector<std::uint16_t> names_;  // of the segments, as in Entry::name
    std::vector<std::uint32_t> first_;  // the first segment of each name, by Entry::name
    std::vector<std::uint64_t> there_;  // by segment: bit n says that field n is not empty; 0 speaks for all from 64 on
    std::vector<Plan> plans_;           // by slot
    bool clean_ = false;                // no value of the message needs decoding
    Lists lists_;

    // Where the repetitions asked for last stand, so that going through a field is linear.
    struct Cursor {
        std::uint64_t field = 0;
        std::uint32_t index = 0;
        Parts::Iterator at;
    };
    mutable std::array<Cursor, 16> cursors_;

    mutable ComponentCache components_;
    mutable NearestSegments nearest_;
    mutable Unescaper unescaper_;
    Reads* reads_ = nullptr;
    std::vector<Note>* notes_ = nullptr;
};

}  // namespace hios::hl7v2
