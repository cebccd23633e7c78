#pragma once
// Which resources documents maintain (an ADT message its patient), over groups and runs. A document that only mentions
// such a resource (an ORU message its patient) must not replace it, nor one that maintains it but is older.
//
// Whether something counts as maintained depends on the order of groups alone, never on when they were committed: a
// group sees what groups and runs before it have maintained.

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "pipeline/spool.hpp"
#include "stages/pack/account.hpp"
#include "stages/pack/version_index.hpp"

namespace hios::pack {

// A resource and the time of the latest document that maintains it.
struct Maintained {
    Key128 key;
    std::int64_t time_us = kNoTime;
};

// What one group maintains, in the order of keys. Most groups' stand in memory, those of large ones in a spool. After
// finish() thread-safe.
class MaintainedList {
public:
    explicit MaintainedList(SpoolFactory& spools, std::size_t most_in_memory = 32 * 1024)
        : spools_(spools), most_in_memory_(most_in_memory) {}

    // Keys ascend.
    Outcome<void> add(const Maintained& one);
    Outcome<void> finish();

    [[nodiscard]] std::uint64_t size() const { return size_; }
    Outcome<void> for_each(const std::function<Outcome<void>(const Maintained&)>& take) const;
    // For each of `keys`, which ascend: raises times[i] to the time that the list has of it.
    Outcome<void> raise(std::span<const Key128> keys, std::span<std::int64_t> times) const;

private:
    Outcome<void> read(std::uint64_t from, std::vector<Maintained>& into) const;
    Outcome<std::uint64_t> first_not_before(const Key128& key) const;

    SpoolFactory& spools_;
    const std::size_t most_in_memory_;
    std::vector<Maintained> held_;  // all; with a spool: what is not in it yet
    std::unique_ptr<Spool> spool_;
    std::uint64_t size_ = 0;
    mutable std::mutex mutex_;  // of reading the spool
};

// What groups before the open one have maintained. Called by one thread at a time.
class MaintainedBefore {
public:
    MaintainedBefore() = default;
    MaintainedBefore(const MaintainedBefore&) = delete;
    MaintainedBefore& operator=(const MaintainedBefore&) = delete;
    virtual ~MaintainedBefore() = default;

    // Sets times[i] to when the latest document that maintains keys[i] was made; kNoTime: none does. Keys ascend.
    virtual Outcome<void> look_up(std::span<const Key128> keys, std::span<std::int64_t> times) = 0;
};

// Decides, at the close of a group, which of its latest versions stay. Not thread-safe.
class MaintainedRule {
public:
    // `before` may be null: nothing was maintained. `stays_not`: as VersionIndex::Superseded.
    MaintainedRule(MaintainedBefore* before, MaintainedList& list, Account::Resources& account,
                   VersionIndex::Superseded stays_not)
        : before_(before), list_(list), account_(account), stays_not_(std::move(stays_not)) {}

    // In the order of keys.
    Outcome<void> take(const LatestVersion& version);
    // After the last one.
    Outcome<void> finish();

private:
    Outcome<void> decide();

    MaintainedBefore* before_;
    MaintainedList& list_;
    Account::Resources& account_;
    const VersionIndex::Superseded stays_not_;
    std::vector<LatestVersion> waiting_;
    std::vector<Key128> keys_;
    std::vector<std::int64_t> times_;
};

}  // namespace hios::pack
