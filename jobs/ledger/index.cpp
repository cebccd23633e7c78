// The ledger's part about what a run's input asked for by conditional references, and found.

#include "jobs/ledger/ledger.hpp"
#include "jobs/ledger/tables.hpp"

namespace hios::jobs {

Outcome<void> Ledger::keep_index(std::int64_t run, const fhir::ConditionalIndex& index) {
    const std::lock_guard lock(mutex_);
    HIOS_TRY(auto transaction, sqlite::Transaction::begin(database_));
    HIOS_TRY(auto insert, database_.prepare("INSERT OR REPLACE INTO run_index VALUES(?,?,?,?,?,?,?)"));
    for (const WantedKey& wanted : index.wanted()) {
        const auto& entry = index.entry(wanted);
        insert.bind_all(run, as_integer(wanted.key.high), as_integer(wanted.key.low), wanted.any_system ? 1 : 0,
                        std::string_view(entry.id), entry.certain ? 1 : 0, entry.ambiguous ? 1 : 0);
        HIOS_CHECK(insert.step_done());
    }
    return transaction.commit();
}

Outcome<void> Ledger::load_index(std::int64_t run, fhir::ConditionalIndex& index) {
    const std::lock_guard lock(mutex_);
    HIOS_TRY(auto select,
             database_.prepare("SELECT high, low, any_system, id, certain, ambiguous FROM run_index WHERE run = ?"));
    select.bind_all(run);
    for (;;) {
        HIOS_TRY(const bool row, select.step());
        if (!row) return {};
        const WantedKey wanted{
            {static_cast<std::uint64_t>(select.integer(0)), static_cast<std::uint64_t>(select.integer(1))},
            select.integer(2) != 0};
        index.restore(wanted, {std::string(select.text(3)), select.integer(4) != 0, select.integer(5) != 0});
    }
}

}  // namespace hios::jobs
