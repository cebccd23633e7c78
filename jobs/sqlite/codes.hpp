#pragma once
// Error codes raised by the SQLite wrapper. A full disk is io.disk_full, a missing permission io.permission.

#include <span>

#include "pipeline/error.hpp"

namespace hios::codes {

inline constexpr Code kSqliteBusy{"sqlite.busy", "Another process holds the database's lock.",
                                  "Wait for the other HIOS process to end, then run the job again."};
inline constexpr Code kSqliteCorrupt{"sqlite.corrupt", "The database file is damaged or is no SQLite database.",
                                     "Restore the file from a backup, or move it away to begin anew."};
inline constexpr Code kSqliteError{
    "sqlite.error", "SQLite refused a statement.",
    "The file may come from another HIOS version: use the same version, or move the file away."};

// All of the above, for `hios explain`.
std::span<const Code* const> sqlite_codes();

}  // namespace hios::codes
