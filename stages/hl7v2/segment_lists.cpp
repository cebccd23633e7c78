#include "stages/hl7v2/segment_lists.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace hios::hl7v2 {

void SegmentLists::set(const std::vector<std::uint16_t>& names, std::size_t known_names,
                       const std::vector<SegmentPlace>& places) {
    last_ = {};
    columns_.assign(known_names + 1, kNoColumn);
    name_of_column_.clear();
    last_groups_.clear();
    starts_.assign(1, 0);
    std::uint32_t total = 0;
    bool in_order = true;
    // How many there are of each: where the next one begins.
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == 0) continue;
        std::uint32_t& column = columns_[names[i]];
        if (column == kNoColumn) {
            column = static_cast<std::uint32_t>(name_of_column_.size());
            name_of_column_.push_back(names[i]);
            last_groups_.push_back(kMessageGroup);
            starts_.push_back(0);
        }
        ++starts_[column + 1];
        ++total;
        in_order = in_order && last_groups_[column] <= places[i].instance;
        last_groups_[column] = places[i].instance;
    }
    // There stands now where each begins itself; filling moves that to its end.
    for (std::uint32_t sum = 0; std::uint32_t & start : starts_) start = std::exchange(sum, sum + start);
    in_message_.resize(total);
    for (std::uint32_t i = 0; i < names.size(); ++i) {
        if (names[i] != 0) in_message_[starts_[columns_[names[i]] + 1]++] = {i, places[i].instance};
    }
    in_groups_.clear();
    if (in_order) return;
    in_groups_ = in_message_;
    for (std::size_t column = 0; column < name_of_column_.size(); ++column)
        std::sort(in_groups_.begin() + starts_[column], in_groups_.begin() + starts_[column + 1],
                  [](const Listed& one, const Listed& other) {
                      return std::tie(one.group, one.segment) < std::tie(other.group, other.segment);
                  });
}

SegmentLists::List SegmentLists::find(std::uint32_t group, std::uint16_t name) const {
    const List all = list(in_groups_.empty() ? in_message_ : in_groups_, columns_[name]);
    const auto before = [](const Listed& one, std::uint32_t wanted) { return one.group < wanted; };
    const auto behind = [](std::uint32_t wanted, const Listed& one) { return wanted < one.group; };
    const auto begin = std::lower_bound(all.begin(), all.end(), group, before);
    return {begin, std::upper_bound(begin, all.end(), group, behind)};
}

}  // namespace hios::hl7v2
