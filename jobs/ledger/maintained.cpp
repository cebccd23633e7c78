#include "jobs/ledger/maintained.hpp"

#include <algorithm>

#include "jobs/ledger/tables.hpp"

namespace hios::jobs {

Outcome<void> Ledger::look_up_maintained(const std::string& job, std::span<const Key128> keys,
                                         std::span<std::int64_t> times) {
    const std::lock_guard lock(mutex_);
    // A job's first group, and all jobs without such messages, pay nothing.
    HIOS_TRY(auto any, database_.prepare("SELECT 1 FROM maintained WHERE job = ? LIMIT 1"));
    any.bind_all(std::string_view(job));
    HIOS_TRY(const bool has_any, any.step());
    if (!has_any) {
        std::fill(times.begin(), times.end(), kNoTime);
        return {};
    }
    HIOS_TRY(auto select, database_.prepare("SELECT time FROM maintained WHERE job = ? AND high = ? AND low = ?"));
    for (std::size_t i = 0; i < keys.size(); ++i) {
        select.bind_all(std::string_view(job), as_integer(keys[i].high), as_integer(keys[i].low));
        HIOS_TRY(const bool found, select.step());
        times[i] = found ? select.integer(0) : kNoTime;
        select.reset();
    }
    return {};
}

// `before` is the time that runs before this one left, so that this one can be forgotten.
Outcome<void> Ledger::commit_maintained(const RunRecord& run, const pack::Group& group) {
    if (group.maintained == nullptr || group.maintained->size() == 0) return {};
    HIOS_TRY(auto insert,
             database_.prepare("INSERT INTO maintained VALUES(?,?,?,?,?,NULL) ON CONFLICT DO UPDATE SET "
                               "before = CASE WHEN run = excluded.run THEN before ELSE time END, run = excluded.run, "
                               "time = max(time, excluded.time)"));
    return group.maintained->for_each([&](const pack::Maintained& one) {
        insert.bind_all(std::string_view(run.job), as_integer(one.key.high), as_integer(one.key.low), one.time_us,
                        run.number);
        return insert.step_done();
    });
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
