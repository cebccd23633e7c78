#include "jobs/ledger/maintained.hpp"

#include "jobs/ledger/maintained_lists.hpp"

namespace hios::jobs {

Outcome<void> Ledger::look_up_maintained(const std::string& job, std::span<const Key128> keys,
                                         std::span<std::int64_t> times) {
    const std::lock_guard lock(mutex_);
    return MaintainedLists(database_).look_up(job, keys, times);
}

Outcome<void> Ledger::commit_maintained(const RunRecord& run, const pack::Group& group) {
    if (group.maintained == nullptr || group.maintained->size() == 0) return {};
    return MaintainedLists(database_).add(run.job, run.number, *group.maintained);
}

Outcome<void> MaintainedMemory::look_up(std::span<const Key128> keys, std::span<std::int64_t> times) {
    // First these: a group that is committed meanwhile is then found twice rather than not at all.
    std::vector<std::shared_ptr<const pack::MaintainedList>> lists;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [ordinal, list] : uncommitted_) lists.push_back(list);
    }
    HIOS_CHECK(ledger_.look_up_maintained(job_, keys, times));
    for (const auto& list : lists) HIOS_CHECK(list->raise(keys, times));
    return {};
}

void MaintainedMemory::closed(const pack::Group& group) {
    if (group.maintained == nullptr || group.maintained->size() == 0) return;
    const std::lock_guard lock(mutex_);
    uncommitted_.emplace(group.ordinal, group.maintained);
}

void MaintainedMemory::committed(const pack::Group& group) {
    const std::lock_guard lock(mutex_);
    uncommitted_.erase(group.ordinal);
}

}  // namespace hios::jobs
