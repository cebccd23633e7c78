#pragma once
// Which segments of a message belong together, by a few rules instead of the standard's structures: whatever the order
// of segments is, each one finds a place and none is lost.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stages/hl7v2/message.hpp"
#include "stages/hl7v2/segment_names.hpp"

namespace hios::hl7v2 {

// A kind of group. `opens`: the segments that begin one, in the order they have in it: ORC, OBR means that an OBR goes
// to the group that an ORC has begun, if that has none yet. `holds`: segments that belong to it. `in`: the groups it
// lies in; none: it lies in the message. No group lies in one of its own kind, however deep. `swapped_in`: the messages
// ("OUL^R22": MSH-9.1 and 9.2) in which the first two of `opens` come the other way round: OBR, ORC. `anew`: segments
// of which the last of `opens` brings its own: an order as the pharmacy encodes it (RXE) has other routes and
// components than the order before (RXO); those before it then lie in a nameless group inside, where only those looking
// for it see them.
struct GroupRule {
    std::string name;
    std::vector<std::string> opens;
    std::vector<std::string> holds;
    std::vector<std::string> in;
    std::vector<std::string> swapped_in{};
    std::vector<std::string> anew{};
};

inline constexpr std::uint32_t kNoRule = 0xFFFF'FFFF;
inline constexpr std::uint32_t kMessageGroup = 0;  // the instance that stands for the message itself

struct GroupInstance {
    std::uint32_t rule = kNoRule;
    std::uint32_t parent = kMessageGroup;  // it stands before this one
    std::uint32_t first_segment = 0;
    std::uint32_t opened = 0;  // how far in `opens` its segments have come
};

struct SegmentPlace {
    std::uint32_t instance = kMessageGroup;
    std::uint32_t follows = 0;  // of NTE: the segment it is a note of; else the segment itself
};

// The rules; immutable, shared between threads.
class Walk {
public:
    explicit Walk(std::vector<GroupRule> rules);

    // What is wrong with the rules; "": nothing. A group that `in` names wrongly is ignored.
    [[nodiscard]] const std::string& problem() const { return problem_; }
    [[nodiscard]] const std::vector<GroupRule>& rules() const { return rules_; }
    [[nodiscard]] std::uint32_t rule_named(std::string_view name) const;  // kNoRule: there is none

    // Gives every segment its group. By position, looking back from the innermost group that is open:
    // - a segment that opens a group goes to the nearest open one that still waits for it, else begins one in the
    //   nearest open group that may hold it and is not within one of its kind, else in the message;
    // - a segment that a group holds goes to the nearest open one; the groups inside stay open;
    // - NTE goes to the segment it follows, everything else to the innermost open group.
    void place(const Message& message, std::vector<GroupInstance>& instances, std::vector<SegmentPlace>& places) const;

private:
    struct Opening {
        std::uint32_t rule;
        std::uint32_t position;  // in `opens`, from 1
        std::uint32_t swapped;   // the same in the messages of `swapped_in`
    };
    struct Uses {
        std::vector<Opening> opens;
        std::vector<std::uint32_t> held_by;
    };
    Uses& uses_of(const std::string& name);
    [[nodiscard]] bool may_lie_in(std::uint32_t rule, std::uint32_t outer) const;
    [[nodiscard]] bool is_swapped(const Message& message) const;
    // Puts what the segments after `last`, the last opener of its group, say anew into a group of its own.
    void set_aside(const Message& message, std::uint32_t last, std::vector<GroupInstance>& instances,
                   std::vector<SegmentPlace>& places) const;
    static std::uint32_t open_group(const Uses& uses, const Walk& walk, bool swapped, std::uint32_t innermost,
                                    std::uint32_t segment, std::vector<GroupInstance>& instances);

    std::vector<GroupRule> rules_;
    std::string problem_;
    std::vector<std::vector<std::uint32_t>> outer_;  // by rule: the rules it lies in
    SegmentNames names_;
    std::vector<Uses> uses_;  // by number of the name
};

}  // namespace hios::hl7v2
