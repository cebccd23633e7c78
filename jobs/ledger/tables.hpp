#pragma once
// The ledger's tables (docs/formats/ledger.md says what each is for).

#include <cstdint>

namespace hios::jobs {

// How half a key stands in a column: SQLite knows signed integers only.
inline std::int64_t as_integer(std::uint64_t half) {
    return static_cast<std::int64_t>(half);
}

// 2: has a table of what is maintained; 3: staged_identifiers; 4: lists of what is maintained instead of that table.
inline constexpr int kLedgerVersion = 4;

inline constexpr const char* kLedgerTables = R"sql(
CREATE TABLE IF NOT EXISTS run(
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, job TEXT NOT NULL, digest TEXT NOT NULL, spec TEXT NOT NULL, state INTEGER NOT NULL,
    started TEXT NOT NULL, ended TEXT NOT NULL DEFAULT '', retry_of TEXT NOT NULL DEFAULT '', listed INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0, planned INTEGER NOT NULL DEFAULT 0, summary TEXT NOT NULL DEFAULT '', exit_code INTEGER NOT NULL DEFAULT -1);
CREATE TABLE IF NOT EXISTS plan(
    run INTEGER NOT NULL, ordinal INTEGER NOT NULL, key TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, from_error_zone INTEGER NOT NULL,
    name TEXT NOT NULL, first_document INTEGER NOT NULL, numbers TEXT NOT NULL, PRIMARY KEY(run, ordinal)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS object(
    job TEXT NOT NULL, key TEXT NOT NULL, etag TEXT NOT NULL, mapping TEXT NOT NULL, run INTEGER NOT NULL, mapped INTEGER NOT NULL,
    PRIMARY KEY(job, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pack_group(
    run INTEGER NOT NULL, ordinal INTEGER NOT NULL, end_object INTEGER NOT NULL, end_documents INTEGER NOT NULL, end_mapped INTEGER NOT NULL,
    next_import_group INTEGER NOT NULL, next_shards TEXT NOT NULL, account TEXT NOT NULL, PRIMARY KEY(run, ordinal)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shard(
    run INTEGER NOT NULL, key TEXT NOT NULL, type TEXT NOT NULL, lines INTEGER NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL,
    import_group INTEGER NOT NULL, pack_group INTEGER NOT NULL, PRIMARY KEY(run, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS import_job(
    run INTEGER NOT NULL, import_group INTEGER NOT NULL, prefix TEXT NOT NULL, token TEXT NOT NULL, job_id TEXT NOT NULL, state TEXT NOT NULL,
    message TEXT NOT NULL, output_prefix TEXT NOT NULL, lines INTEGER NOT NULL, scanned INTEGER NOT NULL, imported INTEGER NOT NULL,
    failed INTEGER NOT NULL, reported INTEGER NOT NULL, PRIMARY KEY(run, import_group)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reject(
    run INTEGER NOT NULL, pack_group INTEGER NOT NULL, object INTEGER NOT NULL, document INTEGER NOT NULL, name TEXT NOT NULL, key_length INTEGER NOT NULL,
    code TEXT NOT NULL, raw TEXT NOT NULL, raw_line INTEGER NOT NULL, retried_by INTEGER);
CREATE INDEX IF NOT EXISTS reject_by_run ON reject(run, object, document);
CREATE TABLE IF NOT EXISTS identifier(
    job TEXT NOT NULL, high INTEGER NOT NULL, low INTEGER NOT NULL, id TEXT NOT NULL, certain INTEGER NOT NULL, ambiguous INTEGER NOT NULL,
    PRIMARY KEY(job, high, low)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS staged_identifiers(number INTEGER PRIMARY KEY, job TEXT NOT NULL, records BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS run_index(
    run INTEGER NOT NULL, high INTEGER NOT NULL, low INTEGER NOT NULL, any_system INTEGER NOT NULL, id TEXT NOT NULL, certain INTEGER NOT NULL,
    ambiguous INTEGER NOT NULL, PRIMARY KEY(run, high, low, any_system)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS maintained_list(
    number INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL, run INTEGER NOT NULL, level INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS maintained_block(list INTEGER NOT NULL, last BLOB NOT NULL, records BLOB NOT NULL, PRIMARY KEY(list, last));
)sql";

}  // namespace hios::jobs
