#pragma once
// What documents of a job have maintained, before the open group: the ledger's lists, and those of the groups of this
// process that are closed but not committed yet. Together they are always all groups before the open one, whenever
// commits happen, so that what is staged does not depend on that.

#include <map>
#include <mutex>

#include "jobs/ledger/ledger.hpp"
#include "stages/pack/maintained.hpp"

namespace hios::jobs {

// closed() and look_up() by one thread, committed() by any.
class MaintainedMemory final : public pack::MaintainedBefore {
public:
    MaintainedMemory(Ledger& ledger, std::string job) : ledger_(ledger), job_(std::move(job)) {}

    Outcome<void> look_up(std::span<const Key128> keys, std::span<std::int64_t> times) override;

    void closed(const pack::Group& group);
    // After the commit.
    void committed(const pack::Group& group);

private:
    Ledger& ledger_;
    const std::string job_;
    std::mutex mutex_;
    std::map<std::uint32_t, std::shared_ptr<const pack::MaintainedList>> uncommitted_;  // by the group's ordinal
};

}  // namespace hios::jobs
