#include "stages/hl7v2/nearest_segments.hpp"

#include <xxhash.h>

namespace hios::hl7v2 {

void NearestSegments::set(const std::vector<std::uint16_t>& names, std::size_t known_names, std::uint16_t own,
                          const std::vector<GroupInstance>& groups, const std::vector<SegmentPlace>& places) {
    columns_.assign(known_names + 1, kNone);
    width_ = 0;
    hash_of_column_.clear();
    all_names_ = 1;
    for (const std::uint16_t name : names) {
        if (name == 0 || columns_[name] != kNone) continue;
        columns_[name] = static_cast<std::uint32_t>(width_++);
        hash_of_column_.push_back(XXH3_64bits(&name, sizeof name) << 1U);
        all_names_ += hash_of_column_.back();
    }
    known_ = groups.size() * width_ <= kMost;
    if (!known_) return;
    rows_.assign(groups.size() * width_, kNone);
    for (std::uint32_t i = 0; i < names.size(); ++i) {
        if (names[i] == 0) continue;
        std::uint32_t& first = rows_[places[i].instance * width_ + columns_[names[i]]];
        if (first == kNone) first = i;
    }
    const std::size_t apart = own == 0 || columns_[own] == kNone ? width_ : columns_[own];
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
