#pragma once
// The plan as feed items: small objects in groups, large ones alone.

#include "jobs/ledger/ledger.hpp"
#include "pipeline/feed.hpp"
#include "pipeline/run_control.hpp"

namespace hios::jobs {

inline constexpr std::size_t kItemObjects = 128;  // small objects in one item at the most

// Reads the plan of `run` from the ledger in batches. `position` says from where, when a run is resumed.
FeedSource feed_from_plan(Ledger& ledger, std::int64_t run, const pack::Position& position, RunControl& control);

// Over objects already known (`convert`).
FeedSource feed_from(std::vector<PlannedObject> objects);

}  // namespace hios::jobs
