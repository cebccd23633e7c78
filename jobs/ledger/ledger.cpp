#include "jobs/ledger/ledger.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "jobs/ledger/codes.hpp"
#include "jobs/ledger/maintained_lists.hpp"
#include "jobs/ledger/tables.hpp"

namespace hios::jobs {
namespace {

constexpr const char* kRunColumns =
    "number, id, job, digest, spec, state, started, ended, retry_of, listed, skipped, planned, summary, exit_code";

RunRecord run_of(const sqlite::Statement& row) {
    RunRecord run;
    run.number = row.integer(0);
    run.id = row.text(1);
    run.job = row.text(2);
    run.digest = row.text(3);
    run.spec = row.text(4);
    run.state = static_cast<RunState>(row.integer(5));
    run.started = row.text(6);
    run.ended = row.text(7);
    run.retry_of = row.text(8);
    run.listed = static_cast<std::uint64_t>(row.integer(9));
    run.skipped = static_cast<std::uint64_t>(row.integer(10));
    run.planned = static_cast<std::uint64_t>(row.integer(11));
    run.summary = row.text(12);
    run.exit_code = static_cast<int>(row.integer(13));
    return run;
}

// "2026-11-20T10:55:00Z" → "20261120T105500Z": sorts by time, fits in any key.
std::string compact(const std::string& iso) {
    std::string text;
    for (const char c : iso) {
        if (c != '-' && c != ':') text.push_back(c);
    }
    return text;
}

}  // namespace

Outcome<std::unique_ptr<Ledger>> Ledger::open(const std::filesystem::path& state) {
    HIOS_TRY(auto database, sqlite::Database::open(state / "ledger.sqlite", {}));
    HIOS_TRY(auto version, database.prepare("PRAGMA user_version"));
    HIOS_TRY(const bool has_version, version.step());
    const std::int64_t found = has_version ? version.integer(0) : 0;
    version.reset();
    if (found < 0 || found > kLedgerVersion) {
        return fail(
            fatal(codes::kLedgerVersion, fmt::format("{} has version {}, this program writes {}",
                                                     (state / "ledger.sqlite").string(), found, kLedgerVersion)));
    }
    // Versions differ in the tables they have: an older ledger gets what it lacks. Another process may do so, too.
    if (found < kLedgerVersion) {
        HIOS_TRY(auto transaction, sqlite::Transaction::begin(database));
        HIOS_CHECK(database.execute(kLedgerTables));
        HIOS_CHECK(MaintainedLists(database).take_over_rows());
        HIOS_CHECK(database.execute(fmt::format("PRAGMA user_version = {}", kLedgerVersion)));
        HIOS_CHECK(transaction.commit());
    }
    return std::unique_ptr<Ledger>(new Ledger(std::move(database)));
}

// The first id from this suffix on that no run of this ledger has.
Outcome<std::string> Ledger::free_run_id(const std::string& base, int& suffix) {
    HIOS_TRY(auto taken, database_.prepare("SELECT 1 FROM run WHERE id = ?"));
    for (;; ++suffix) {
        std::string id = suffix == 1 ? base : fmt::format("{}-{}", base, suffix);
        taken.bind(1, std::string_view(id));
        HIOS_TRY(const bool exists, taken.step());
        taken.reset();
        if (!exists) return id;
    }
}

Outcome<RunRecord> Ledger::begin_run(const std::string& job, const std::string& digest, const std::string& spec,
                                     const std::string& started, const std::string& retry_of, const Claim& claim) {
    const std::lock_guard lock(mutex_);
    // Two runs may begin in one second.
    const std::string base = compact(started);
    for (int suffix = 1;; ++suffix) {
        HIOS_TRY(const std::string id, free_run_id(base, suffix));
        // Outside of the transaction: a claim may take its time, and other processes use this ledger.
        if (claim) {
            HIOS_TRY(const bool claimed, claim(id));
            if (!claimed) continue;
        }
        HIOS_TRY(auto transaction, sqlite::Transaction::begin(database_));
        int still = suffix;
        HIOS_TRY(const std::string free, free_run_id(base, still));
        if (free != id) continue;
        HIOS_TRY(RunRecord run, insert_run(id, job, digest, spec, started, retry_of));
        HIOS_CHECK(transaction.commit());
        return run;
    }
}

Outcome<RunRecord> Ledger::insert_run(const std::string& id, const std::string& job, const std::string& digest,
                                      const std::string& spec, const std::string& started,
                                      const std::string& retry_of) {
    HIOS_TRY(
        auto insert,
        database_.prepare("INSERT INTO run(id, job, digest, spec, state, started, retry_of) VALUES(?,?,?,?,?,?,?)"));
    insert.bind_all(std::string_view(id), std::string_view(job), std::string_view(digest), std::string_view(spec),
                    static_cast<int>(RunState::kListing), std::string_view(started), std::string_view(retry_of));
    HIOS_CHECK(insert.step_done());
    RunRecord run;
    run.number = database_.last_insert_rowid();
    run.id = id;
    run.job = job;
    run.digest = digest;
    run.spec = spec;
    run.started = started;
    run.retry_of = retry_of;
    return run;
}

Outcome<std::vector<RunRecord>> Ledger::read_runs(const std::string& where, const std::string& argument,
                                                  std::uint64_t most) {
    const std::lock_guard lock(mutex_);
    HIOS_TRY(auto select, database_.prepare(fmt::format("SELECT {} FROM run WHERE {} ORDER BY number DESC LIMIT {}",
                                                        kRunColumns, where, std::min<std::uint64_t>(most, INT64_MAX))));
    select.bind(1, std::string_view(argument));
    std::vector<RunRecord> runs;
    for (;;) {
        HIOS_TRY(const bool row, select.step());
        if (!row) return runs;
        runs.push_back(run_of(select));
    }
}

namespace {

Outcome<std::optional<RunRecord>> first_of(Outcome<std::vector<RunRecord>> runs) {
    if (!runs) return fail(std::move(runs).error());
    if (runs->empty()) return std::optional<RunRecord>();
    return std::optional<RunRecord>(std::move(runs->front()));
}

}  // namespace

Outcome<std::optional<RunRecord>> Ledger::unfinished_run(const std::string& job) {
    return first_of(read_runs(fmt::format("job = ? AND state < {}", static_cast<int>(RunState::kDone)), job, 1));
}

Outcome<std::optional<RunRecord>> Ledger::find_run(const std::string& id) {
    return first_of(read_runs("id = ?", id, 1));
}

Outcome<std::optional<RunRecord>> Ledger::last_run(const std::string& job) {
    return first_of(runs(job, 1));
}

Outcome<std::vector<RunRecord>> Ledger::runs(const std::string& job, std::uint64_t most) {
    return read_runs("job = ?1 OR ?1 = ''", job, most);
}

Outcome<void> Ledger::set_state(std::int64_t run, RunState state) {
    const std::lock_guard lock(mutex_);
    HIOS_TRY(auto update, database_.prepare("UPDATE run SET state = ? WHERE number = ?"));
    update.bind_all(static_cast<int>(state), run);
    return update.step_done();
}

Outcome<void> Ledger::set_listed(std::int64_t run, std::uint64_t listed, std::uint64_t skipped) {
    const std::lock_guard lock(mutex_);
    HIOS_TRY(auto update, database_.prepare("UPDATE run SET listed = ?, skipped = ? WHERE number = ?"));
    update.bind_all(listed, skipped, run);
    return update.step_done();
}

Outcome<void> Ledger::end_run(std::int64_t run, const std::string& ended, const std::string& summary, int exit_code) {
    const std::lock_guard lock(mutex_);
    HIOS_TRY(auto transaction, sqlite::Transaction::begin(database_));
    HIOS_TRY(auto update,
             database_.prepare("UPDATE run SET state = ?, ended = ?, summary = ?, exit_code = ? WHERE number = ?"));
    update.bind_all(static_cast<int>(RunState::kDone), std::string_view(ended), std::string_view(summary), exit_code,
                    run);
    HIOS_CHECK(update.step_done());
    HIOS_TRY(auto forget, database_.prepare("DELETE FROM run_index WHERE run = ?"));
    forget.bind_all(run);
    HIOS_CHECK(forget.step_done());
    return transaction.commit();
}

}  // namespace hios::jobs
