#pragma once
// The groups of a message by kind, in the order of the message: all of them, and those within each group.

#include <cstdint>
#include <span>
#include <vector>

#include "stages/hl7v2/walk.hpp"

namespace hios::hl7v2 {

// Made for a whole message at once. Keeps its memory from message to message. Not thread-safe, readers included: it
// remembers what it was asked last.
class GroupLists {
public:
    using List = std::span<const std::uint32_t>;

    // As Walk::place() makes them: what a group holds stands behind it and before the next group that it does not hold.
    // Groups without a rule are in no list.
    void set(const std::vector<GroupInstance>& groups, std::size_t rules);

    // Those that lie in the group, however deep.
    [[nodiscard]] List within(std::uint32_t group, std::uint32_t rule) const {
        if (starts_[rule] == starts_[rule + 1]) return {};
        if (last_.group != group || last_.rule != rule) last_ = {group, rule, find(group, rule)};
        return last_.list;
    }

private:
    [[nodiscard]] List find(std::uint32_t group, std::uint32_t rule) const;

    std::vector<std::uint32_t> starts_;  // by rule, and behind the last one
    std::vector<std::uint32_t> groups_;  // by rule, then in the order of the message
    std::vector<std::uint32_t> ends_;    // by group: behind the last one that lies in it
    struct Asked {
        std::uint32_t group = kMessageGroup;
        std::uint32_t rule = kNoRule;
        List list;
    };
    mutable Asked last_;
};

}  // namespace hios::hl7v2
