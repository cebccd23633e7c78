#include "stages/hl7v2/nearest_segments.hpp"

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
    const std::uint32_t of_own = own == 0 ? SegmentLists::kNoColumn : lists.column(own);
    const std::size_t apart = of_own == SegmentLists::kNoColumn ? width_ : of_own;
    for (std::size_t group = 1; group < groups.size(); ++group) {
        const std::uint32_t* const outer = rows_.data() + groups[group].parent * width_;
        std::uint32_t* const row = rows_.data() + group * width_;
        for (std::size_t column = 0; column < width_; ++column) {
            if (row[column] == kNone && column != apart) row[column] = outer[column];
        }
    }
    names_of_group_.assign(groups.size(), 1);
    for (std::size_t group = 0; group < groups.size(); ++group) {
        const std::uint32_t* const row = rows_.data() + group * width_;
        for (std::size_t column = 0; column < width_; ++column) {
            if (row[column] != kNone) names_of_group_[group] += hash_of_column_[column];
        }
    }
}

}  // namespace hios::hl7v2
