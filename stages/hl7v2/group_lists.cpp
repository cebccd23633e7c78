#include "stages/hl7v2/group_lists.hpp"

#include <algorithm>
#include <utility>

namespace hios::hl7v2 {

void GroupLists::set(const std::vector<GroupInstance>& groups, std::size_t rules) {
    last_ = {};
    starts_.assign(rules + 1, 0);
    ends_.resize(groups.size());
    std::uint32_t total = 0;
    for (std::size_t i = 0; i < groups.size(); ++i) ends_[i] = static_cast<std::uint32_t>(i + 1);
    // From the last to the first: what lies in a group stands behind it.
    for (std::size_t i = groups.size(); --i > kMessageGroup;) {
        const GroupInstance& group = groups[i];
        if (group.rule == kNoRule) continue;
        ends_[group.parent] = std::max(ends_[group.parent], ends_[i]);
        ++starts_[group.rule + 1];
        ++total;
    }
    // Where each kind begins; filling moves that to its end.
    for (std::uint32_t sum = 0; std::uint32_t & start : starts_) start = std::exchange(sum, sum + start);
    groups_.resize(total);
    for (std::uint32_t i = kMessageGroup + 1; i < groups.size(); ++i) {
        if (groups[i].rule != kNoRule) groups_[starts_[groups[i].rule + 1]++] = i;
    }
}

GroupLists::List GroupLists::find(std::uint32_t group, std::uint32_t rule) const {
    const List all{groups_.data() + starts_[rule], groups_.data() + starts_[rule + 1]};
    const auto begin = std::upper_bound(all.begin(), all.end(), group);
    return {begin, std::lower_bound(begin, all.end(), ends_[group])};
}

}  // namespace hios::hl7v2
