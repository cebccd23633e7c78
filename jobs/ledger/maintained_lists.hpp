#pragma once
// The ledger's tables maintained_list and maintained_block: which resources documents of a job maintain, and when the
// latest of these documents was made.
//
// A group may maintain a million resources, and a row for each would be most of the work of its commit. So each group
// adds a list, sorted by key and cut into blocks; lists of one level that have become many are merged into one of the
// next. There are few lists to look in, then, and what a group added is written once a level.

#include <cstdint>
#include <span>
#include <string>

#include "jobs/sqlite/sqlite.hpp"
#include "stages/pack/maintained.hpp"

namespace hios::jobs {

// Not thread-safe. The database must outlive it. What changes tables wants a transaction around it.
class MaintainedLists {
public:
    explicit MaintainedLists(sqlite::Database& database) : database_(database) {}

    // Sets times[i] to the latest time of keys[i], which ascend; kNoTime: no list has it.
    Outcome<void> look_up(const std::string& job, std::span<const Key128> keys, std::span<std::int64_t> times);

    // Adds a group's list. `run`: the job's last one.
    Outcome<void> add(const std::string& job, std::int64_t run, const pack::MaintainedList& list);

    // As if the run, which is its job's last one, had added nothing.
    Outcome<void> forget(std::int64_t run);

    // Makes lists of the table `maintained`, which ledgers of the versions 2 and 3 have, and drops it.
    Outcome<void> take_over_rows();

private:
    Outcome<void> merge_full_levels(const std::string& job, std::int64_t run, bool of_run);
    Outcome<void> take_over_rows_of(const std::string& job);

    sqlite::Database& database_;
};

}  // namespace hios::jobs
