#pragma once
// The segments of a message by name, in the order of the message: all of them, and those of each group.

#include <cstdint>
#include <span>
#include <vector>

#include "stages/hl7v2/walk.hpp"

namespace hios::hl7v2 {

// Made for a whole message at once. Keeps its memory from message to message. Not thread-safe, readers included: it
// remembers what it was asked last.
class SegmentLists {
public:
    struct Listed {
        std::uint32_t segment = 0;
        std::uint32_t group = kMessageGroup;
    };
    using List = std::span<const Listed>;

    // `names`: of each segment that counts, from 1 to `known_names`; 0 for one that is never asked for.
    void set(const std::vector<std::uint16_t>& names, std::size_t known_names, const std::vector<SegmentPlace>& places);

    [[nodiscard]] bool any(std::uint16_t name) const { return columns_[name] != kNoColumn; }
    // The first one of the message; kNone: there is no such.
    static constexpr std::uint32_t kNone = 0xFFFF'FFFF;
    [[nodiscard]] std::uint32_t first(std::uint16_t name) const {
        return any(name) ? in_message_[starts_[columns_[name]]].segment : kNone;
    }
    // Of the message.
    [[nodiscard]] List of(std::uint16_t name) const { return any(name) ? list(in_message_, columns_[name]) : List(); }
    // Of the group itself, not of those around it or within it.
    [[nodiscard]] List of_group(std::uint32_t group, std::uint16_t name) const {
        if (!any(name)) return {};
        if (last_.group != group || last_.name != name) last_ = {group, name, find(group, name)};
        return last_.list;
    }

    // The names that the message has, as numbers from 0 in the order in which they come first.
    static constexpr std::uint32_t kNoColumn = 0xFFFF'FFFF;
    [[nodiscard]] std::uint32_t column(std::uint16_t name) const { return columns_[name]; }
    [[nodiscard]] const std::vector<std::uint16_t>& columns() const { return name_of_column_; }

private:
    [[nodiscard]] List list(const std::vector<Listed>& all, std::uint32_t column) const {
        return {all.data() + starts_[column], all.data() + starts_[column + 1]};
    }
    [[nodiscard]] List find(std::uint32_t group, std::uint16_t name) const;

    std::vector<std::uint32_t> columns_;  // by name
    std::vector<std::uint16_t> name_of_column_;
    std::vector<std::uint32_t> starts_;       // by column, and behind the last one
    std::vector<Listed> in_message_;          // by column, then segment
    std::vector<Listed> in_groups_;           // by column, then group and segment; empty: in_message_ is that, too
    std::vector<std::uint32_t> last_groups_;  // by column, while the lists are made
    struct Asked {
        std::uint32_t group = kMessageGroup;
        std::uint16_t name = 0;
        List list;
    };
    mutable Asked last_;
};

}  // namespace hios::hl7v2
