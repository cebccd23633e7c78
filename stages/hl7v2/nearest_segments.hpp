#pragma once
// The first segment of each name as it is seen from a group: its own, else that of the groups around it, outwards. A
// map asks for it in each field of what it makes of the group.

#include <cstdint>
#include <vector>

#include "stages/hl7v2/segment_lists.hpp"

namespace hios::hl7v2 {

// Found for all groups of a message at once. Keeps its memory from message to message. Not thread-safe while it is
// set.
class NearestSegments {
public:
    static constexpr std::uint32_t kNone = SegmentLists::kNone;

    // `lists`: of the same message; it must stay as it is while this is used. Segments named `own` are seen from their
    // own group only. Outer groups stand before inner ones, as Walk makes them.
    void set(const SegmentLists& lists, std::uint16_t own, const std::vector<GroupInstance>& groups);

    // False: the message has too many groups, and nothing was found.
    [[nodiscard]] bool known() const { return known_; }
    // The number of the segment; kNone: there is no such.
    [[nodiscard]] std::uint32_t at(std::uint32_t group, std::uint16_t name) const {
        const std::uint32_t column = lists_->column(name);
        return column == SegmentLists::kNoColumn ? kNone : rows_[group * width_ + column];
    }

    // The depth of the group that has that segment, 0 for the message, as for names that are nowhere around. Of
    // segments that are seen from their own group only it is that of the group itself.
    static constexpr std::uint8_t kMostDeep = 0xFF;
    [[nodiscard]] std::uint8_t depth_at(std::uint32_t group, std::uint16_t name) const {
        const std::uint32_t column = lists_->column(name);
        return column == SegmentLists::kNoColumn ? 0 : depths_[group * width_ + column];
    }
    [[nodiscard]] std::uint8_t depth_of(std::uint32_t group) const { return depth_of_group_[group]; }

    // Where they are the same, the group sees segments of the same names, each found at the same depth, and the groups
    // around it are of the same rules. Never 0.
    [[nodiscard]] std::uint64_t names_at(std::uint32_t group) const { return names_of_group_[group]; }
    // Likewise of all segments of the message.
    [[nodiscard]] std::uint64_t names() const { return all_names_; }

private:
    void take_from_outside(std::size_t group, const std::vector<GroupInstance>& groups, std::size_t apart);
    static constexpr std::size_t kMost = 1U << 24;  // places in the table

    const SegmentLists* lists_ = nullptr;
    bool known_ = false;
    std::size_t width_ = 0;             // how many names the message has
    std::vector<std::uint32_t> rows_;   // by group
    std::vector<std::uint8_t> depths_;  // likewise
    std::vector<std::uint8_t> depth_of_group_;
    std::vector<std::uint64_t> rules_of_group_;  // its own and those around it
    std::vector<std::uint64_t> hash_of_column_;
    std::vector<std::uint64_t> names_of_group_;
    std::uint64_t all_names_ = 1;
};

}  // namespace hios::hl7v2
