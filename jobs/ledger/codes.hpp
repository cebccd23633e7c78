#pragma once
// Error codes of the ledger and of runs.

#include <span>

#include "pipeline/error.hpp"

namespace hios::codes {

inline constexpr Code kLocked{"run.locked", "Another run of this job is at work.",
                              "Wait for it to end, or stop it; the lock goes with its process."};
inline constexpr Code kNoRun{"run.unknown", "There is no such run.", "List the runs with `hios status`."};
inline constexpr Code kOpenRun{"run.unfinished", "A run of this job has not ended.",
                               "Run the job again first: it continues that run."};
inline constexpr Code kLedgerVersion{
    "ledger.version", "The ledger was written by another version of HIOS.",
    "Use that version, or give the job a new state folder (everything is then read again)."};

std::span<const Code* const> run_codes();

}  // namespace hios::codes
