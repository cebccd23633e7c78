#pragma once
// Where a message's segments stand in the groups of its structure.
//
// Greedy by position. A segment goes to the first of these that there is, each time looked for from the innermost
// open group outwards:
//   1. where it may come next: at or behind what the group had last, or as the beginning of a group there (a new
//      instance of a repeating one), with nothing that is required left out before it,
//   2. behind what the group had last, with required ones left out,
//   3. before that, when there is room: it comes late (look-back),
//   4. in a new instance of a repeating group, with required ones left out.
// What fits nowhere stays unplaced in the innermost open group: nothing is refused, nothing lost.
// Time is linear in the number of segments for a given structure.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "stages/hl7v2/dictionary/definitions.hpp"

namespace hios::hl7v2::dictionary {

inline constexpr std::uint16_t kNoNode = 0xFFFF;

// An instance of a group. Instance 0 is the whole message.
struct GroupInstance {
    std::uint16_t node = 0;
    std::uint32_t parent = 0;
};

// A segment's place: an instance and one of its nodes; kNoNode: unplaced.
struct Place {
    std::uint32_t instance = 0;
    std::uint16_t node = kNoNode;
    bool late = false;        // look-back
    bool incomplete = false;  // something required is missing before it
};

// Reused for message after message: nothing is allocated in a steady state. Not thread-safe.
class Placement {
public:
    // Gives each name (of a segment, in the message's order) a place.
    void place(const Structure& structure, std::span<const std::string_view> names);

    [[nodiscard]] const std::vector<Place>& places() const { return places_; }
    [[nodiscard]] const std::vector<GroupInstance>& instances() const { return instances_; }  // parents first

private:
    // An open group: the path from the whole message to where the last segment went.
    struct Open {
        std::uint32_t instance;
        std::uint16_t node;
        std::uint16_t at;  // what came last in it; the group itself: nothing yet
    };
    enum class Leave : std::uint8_t { kNothing, kRequired };
    enum class Again : std::uint8_t { kNo, kYes, kOnly };  // what came last, once more

    Place place_one(std::uint32_t code);
    bool place_forward(std::uint32_t code, Leave leave, Again again, Place& place);
    bool place_back(std::uint32_t code, Place& place);
    [[nodiscard]] std::uint16_t find_forward(const Open& open, std::uint32_t code, Leave leave, Again again) const;
    [[nodiscard]] std::uint16_t find_first(std::uint16_t group, std::uint32_t code, Leave leave) const;
    [[nodiscard]] bool room(std::uint32_t instance, std::uint16_t group, std::uint16_t node) const;
    std::uint32_t make_instance(std::uint32_t parent, std::uint16_t from, std::uint16_t node);
    std::uint32_t add_instance(std::uint16_t node, std::uint32_t parent);
    [[nodiscard]] const Node& node(std::uint16_t index) const { return (*nodes_)[index]; }

    static constexpr std::uint32_t kNone = 0xFFFF'FFFF;
    const std::vector<Node>* nodes_ = nullptr;
    std::vector<Open> open_;
    std::vector<GroupInstance> instances_;
    std::vector<Place> places_;
    std::vector<std::uint32_t> last_;  // by node: a group's last instance; the instance that last had the segment
};

}  // namespace hios::hl7v2::dictionary
