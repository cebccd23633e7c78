#include "stages/hl7v2/nearest_segments.hpp"

#include <algorithm>

#include "pipeline/mix.hpp"

namespace hios::hl7v2 {

void NearestSegments::set(const SegmentLists& lists, std::uint16_t own, const std::vector<GroupInstance>& groups) {
    lists_ = &lists;
    width_ = lists.columns().size();
    hash_of_column_.clear();
    all_names_ = 1;
    const std::uint64_t seed = hash_seed();
    for (const std::uint16_t name : lists.columns()) {
        hash_of_column_.push_back(mixed(seed, name) << 1U);
        all_names_ += hash_of_column_.back();
    }
    known_ = groups.size() * width_ <= kMost;
    if (!known_) return;
    rows_.assign(groups.size() * width_, kNone);
    for (std::size_t column = 0; column < width_; ++column) {
        for (const auto& [segment, group] : lists.of(lists.columns()[column])) {
            std::uint32_t& first = rows_[group * width_ + column];
            if (first == kNone) first = segment;
        }
    }
    depths_.assign(groups.size() * width_, 0);
    depth_of_group_.assign(groups.size(), 0);
    rules_of_group_.assign(groups.size(), seed);
    names_of_group_.assign(groups.size(), 1);
    const std::uint32_t of_own = own == 0 ? SegmentLists::kNoColumn : lists.column(own);
    const std::size_t apart = of_own == SegmentLists::kNoColumn ? width_ : of_own;
    for (std::size_t group = 0; group < groups.size(); ++group) take_from_outside(group, groups, apart);
}

void NearestSegments::take_from_outside(std::size_t group, const std::vector<GroupInstance>& groups,
                                        std::size_t apart) {
    const std::size_t parent = groups[group].parent;
    const bool is_message = group == parent;
    const std::uint8_t depth =
        is_message ? 0 : static_cast<std::uint8_t>(std::min<int>(depth_of_group_[parent] + 1, kMostDeep));
    depth_of_group_[group] = depth;
    rules_of_group_[group] = mixed(is_message ? hash_seed() : rules_of_group_[parent], groups[group].rule);
    std::uint32_t* const row = rows_.data() + group * width_;
    const std::uint32_t* const outer = rows_.data() + parent * width_;
    std::uint64_t names = rules_of_group_[group] << 1U | 1U;
    for (std::size_t column = 0; column < width_; ++column) {
        std::uint8_t& found = depths_[group * width_ + column];
        if (row[column] != kNone || column == apart) {
            found = depth;
        } else {
            row[column] = outer[column];
            found = depths_[parent * width_ + column];
        }
        if (row[column] != kNone) names += hash_of_column_[column] * (std::uint64_t{found} + 1);
    }
    names_of_group_[group] = names;
}

}  // namespace hios::hl7v2
