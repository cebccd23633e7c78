#pragma once
// The first segment of each name as it is seen from a group. A map asks for it in each field of what it makes of that
// group: it is looked for once.

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace hios::hl7v2 {

// Not thread-safe. Knows the groups asked for last; keeps its memory from message to message.
class NearestSegments {
public:
    // The message, or the names that there are, may be others from now on. Names count from 1.
    void set(std::size_t names) {
        names_ = names + 1;
        segments_.resize(kGroups * names_);
        groups_.fill(kNoGroup);
    }

    // kNotAsked: it must be looked for, and then be told.
    [[nodiscard]] std::uint32_t known(std::uint32_t group, std::uint16_t name) const {
        const std::size_t row = group % kGroups;
        return groups_[row] == group ? segments_[row * names_ + name] : kNotAsked;
    }
    void tell(std::uint32_t group, std::uint16_t name, std::uint32_t segment) {
        const std::size_t row = group % kGroups;
        if (groups_[row] != group) {
            groups_[row] = group;
            std::fill_n(segments_.begin() + static_cast<std::ptrdiff_t>(row * names_), names_, kNotAsked);
        }
        segments_[row * names_ + name] = segment;
    }

    static constexpr std::uint32_t kNotAsked = 0xFFFF'FFFE;  // no segment has that number

private:
    static constexpr std::size_t kGroups = 64;
    static constexpr std::uint32_t kNoGroup = 0xFFFF'FFFF;

    std::size_t names_ = 1;
    std::array<std::uint32_t, kGroups> groups_{};
    std::vector<std::uint32_t> segments_;
};

}  // namespace hios::hl7v2
