#pragma once
// The plan of a retry: the rejected documents of an earlier run, as they now stand in the error zone.

#include "jobs/ledger/ledger.hpp"

namespace hios::jobs {

// Calls `add` for each raw file of `rejected` (once, however many documents it holds), and for the
// source objects of those whose bytes were not kept. Returns how many.
Outcome<std::uint32_t> plan_retry(const std::vector<RejectedRecord>& rejected, const std::string& run,
                                  ObjectStore& source, ObjectStore& error_zone, const Ledger::AddPlanned& add);

}  // namespace hios::jobs
