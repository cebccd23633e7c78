// The ledger's part about identifiers: what a run's input asked for and found, what all runs staged.

#include <algorithm>
#include <span>
#include <vector>

#include "jobs/ledger/ledger.hpp"
#include "jobs/ledger/tables.hpp"
#include "pipeline/codes.hpp"

namespace hios::jobs {
namespace {

constexpr std::size_t kIdentifiersAtOnce = 1024;  // read back from scratch

}  // namespace

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

// Earlier runs speak first: what they staged exists at the service already.
Outcome<void> Ledger::offer_known(const std::string& job, fhir::ConditionalIndex& index) {
    const std::lock_guard lock(mutex_);
    HIOS_TRY(auto exact,
             database_.prepare(
                 "SELECT low, id, ambiguous FROM identifier WHERE job = ?1 AND high = ?2 AND (?3 OR low = ?4)"));
    for (const WantedKey& wanted : index.wanted()) {
        exact.bind_all(std::string_view(job), as_integer(wanted.key.high), wanted.any_system ? 1 : 0,
                       as_integer(wanted.key.low));
        for (;;) {
            HIOS_TRY(const bool row, exact.step());
            if (!row) break;
            index.offer({wanted.key.high, static_cast<std::uint64_t>(exact.integer(0))}, exact.text(1), false);
            if (exact.integer(2) != 0) {
                auto entry = index.entry(wanted);
                entry.ambiguous = true;
                index.restore(wanted, entry);
            }
        }
    }
    return {};
}

Outcome<void> Ledger::commit_identifiers(const std::string& job, const pack::Group& group) {
    HIOS_TRY(auto insert,
             database_.prepare("INSERT INTO identifier VALUES(?,?,?,?,?,0) ON CONFLICT DO UPDATE SET "
                               "ambiguous = ambiguous OR (id <> excluded.id AND certain AND excluded.certain), "
                               "id = CASE WHEN certain < excluded.certain THEN excluded.id ELSE id END, certain = "
                               "certain OR excluded.certain "
                               "WHERE excluded.certain AND (id <> excluded.id OR NOT certain)"));
    const auto add = [&](std::span<const IdentifierRecord> records) -> Outcome<void> {
        for (const IdentifierRecord& record : records) {
            insert.bind_all(std::string_view(job), as_integer(record.key.high), as_integer(record.key.low),
                            record.id_view(), record.conditional ? 0 : 1);
            HIOS_CHECK(insert.step_done());
        }
        return {};
    };
    if (group.earlier_identifiers != nullptr) {
        std::vector<IdentifierRecord> block(kIdentifiersAtOnce);
        const std::uint64_t size = group.earlier_identifiers->size();
        for (std::uint64_t at = 0; at < size;) {
            const std::size_t wanted = std::min<std::uint64_t>(block.size() * sizeof(IdentifierRecord), size - at);
            HIOS_TRY(const std::size_t got,
                     group.earlier_identifiers->read(at, {reinterpret_cast<char*>(block.data()), wanted}));
            if (got < wanted) return fail(fatal(codes::kInternal, "a scratch file ends before its time"));
            HIOS_CHECK(add(std::span(block).first(got / sizeof(IdentifierRecord))));
            at += got;
        }
    }
    return add(group.identifiers);
}

}  // namespace hios::jobs
