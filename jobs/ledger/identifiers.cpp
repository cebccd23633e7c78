// The ledger's part about identifiers that runs have staged, for the conditional references of later runs.
//
// A group may have a hundred thousand, and few are ever asked for: they are written down one after the other, in the
// order of their documents. When many have come together, the next run that asks moves them into a table by key, where
// those that were staged again become one.

#include <algorithm>
#include <cstring>
#include <map>
#include <span>
#include <unordered_set>
#include <vector>

#include "jobs/ledger/ledger.hpp"
#include "jobs/ledger/tables.hpp"
#include "pipeline/codes.hpp"

namespace hios::jobs {
namespace {

constexpr std::size_t kIdentifiersAtOnce = 1024;  // read back from scratch
constexpr std::size_t kHeader = 2 * sizeof(std::uint64_t) + 2;

// One identifier as it stands in staged_identifiers.records: high, low (8 bytes each, of this machine), whether its id
// is certain, the id's length, the id.
struct StagedIdentifier {
    Key128 key;
    bool certain = false;
    std::string_view id;
};

void append(std::string& records, const IdentifierRecord& record) {
    const std::size_t at = records.size();
    records.resize(at + kHeader);
    std::memcpy(records.data() + at, &record.key.high, sizeof record.key.high);
    std::memcpy(records.data() + at + sizeof record.key.high, &record.key.low, sizeof record.key.low);
    records[at + kHeader - 2] = record.conditional ? 0 : 1;
    records[at + kHeader - 1] = static_cast<char>(record.id_length);
    records.append(record.id_view());
}

// Calls `take` for each identifier of `records`, whose memory it may keep no part of.
template <class Take>
Outcome<void> each_of(std::string_view records, Take&& take) {
    while (!records.empty()) {
        StagedIdentifier one;
        const std::size_t length = records.size() < kHeader ? 0 : static_cast<unsigned char>(records[kHeader - 1]);
        if (records.size() < kHeader + length)
            return fail(
                fatal(codes::kInternal, "the ledger's table staged_identifiers holds a record that is cut off"));
        std::memcpy(&one.key.high, records.data(), sizeof one.key.high);
        std::memcpy(&one.key.low, records.data() + sizeof one.key.high, sizeof one.key.low);
        one.certain = records[kHeader - 2] != 0;
        one.id = records.substr(kHeader, length);
        HIOS_CHECK(take(one));
        records.remove_prefix(kHeader + length);
    }
    return {};
}

// All identifiers of the job's table staged_identifiers, in the order in which they were staged.
template <class Take>
Outcome<void> each_staged(sqlite::Database& database, const std::string& job, Take&& take) {
    HIOS_TRY(auto select, database.prepare("SELECT records FROM staged_identifiers WHERE job = ? ORDER BY number"));
    select.bind(1, std::string_view(job));
    for (;;) {
        HIOS_TRY(const bool row, select.step());
        if (!row) return {};
        HIOS_CHECK(each_of(select.text(0), take));
    }
}

// What is known of one key. Certain ids win over conditional ones, the first of these over later ones.
struct Known {
    std::string id;
    bool certain = false;
    bool ambiguous = false;

    void add(const StagedIdentifier& one) {
        if (id.empty()) {
            id = one.id;
            certain = one.certain;
            return;
        }
        if (!one.certain) return;
        if (certain && id != one.id) ambiguous = true;
        if (!certain) id = one.id;
        certain = true;
    }
};

// The same rule in SQL.
constexpr const char* kMerge =
    "INSERT INTO identifier VALUES(?,?,?,?,?,0) ON CONFLICT DO UPDATE SET "
    "ambiguous = ambiguous OR (id <> excluded.id AND certain AND excluded.certain), "
    "id = CASE WHEN certain < excluded.certain THEN excluded.id ELSE id END, certain = "
    "certain OR excluded.certain "
    "WHERE excluded.certain AND (id <> excluded.id OR NOT certain)";

// What a run asks for, and what is known of it.
class Asked {
public:
    explicit Asked(const std::vector<WantedKey>& wanted) {
        for (const WantedKey& one : wanted) highs_.insert(one.key.high);
    }
    // Of an exact key all systems are taken in: they are few.
    void add(const StagedIdentifier& one) {
        if (highs_.contains(one.key.high)) known_[one.key].add(one);
    }
    void set(const Key128& key, Known known) { known_[key] = std::move(known); }

    // In the order of the table, so that it is the same before and after a move.
    void offer(const WantedKey& wanted, fhir::ConditionalIndex& index) const {
        const Key128 first = wanted.any_system ? Key128{wanted.key.high, kLowest} : wanted.key;
        for (auto at = known_.lower_bound(first); at != known_.end() && at->first.high == wanted.key.high; ++at) {
            if (!wanted.any_system && at->first.low != wanted.key.low) return;
            index.offer(at->first, at->second.id, false);
            if (!at->second.ambiguous) continue;
            auto entry = index.entry(wanted);
            entry.ambiguous = true;
            index.restore(wanted, entry);
        }
    }

private:
    struct AsInTable {
        bool operator()(const Key128& a, const Key128& b) const {
            return std::pair(as_integer(a.high), as_integer(a.low)) < std::pair(as_integer(b.high), as_integer(b.low));
        }
    };
    static constexpr std::uint64_t kLowest = 1ULL << 63;  // as a signed integer

    std::unordered_set<std::uint64_t> highs_;
    std::map<Key128, Known, AsInTable> known_;
};

}  // namespace

Outcome<void> Ledger::commit_identifiers(const std::string& job, const pack::Group& group) {
    HIOS_TRY(auto insert, database_.prepare("INSERT INTO staged_identifiers(job, records) VALUES(?,?)"));
    std::string bytes;
    const auto add = [&](std::span<const IdentifierRecord> records) -> Outcome<void> {
        if (records.empty()) return {};
        bytes.clear();
        for (const IdentifierRecord& record : records) append(bytes, record);
        insert.bind(1, std::string_view(job));
        insert.bind_blob(2, bytes);
        return insert.step_done();
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

Outcome<void> Ledger::sort_identifiers(const std::string& job, std::int64_t most_unsorted) {
    const std::lock_guard lock(mutex_);
    HIOS_TRY(auto size,
             database_.prepare("SELECT coalesce(sum(length(records)), 0) FROM staged_identifiers WHERE job = ?"));
    size.bind(1, std::string_view(job));
    HIOS_TRY(const bool has_size, size.step());
    if (!has_size || size.integer(0) <= most_unsorted) return {};
    size.reset();
    HIOS_TRY(auto transaction, sqlite::Transaction::begin(database_));
    HIOS_TRY(auto insert, database_.prepare(kMerge));
    HIOS_CHECK(each_staged(database_, job, [&](const StagedIdentifier& one) {
        insert.bind_all(std::string_view(job), as_integer(one.key.high), as_integer(one.key.low), one.id,
                        one.certain ? 1 : 0);
        return insert.step_done();
    }));
    HIOS_TRY(auto remove, database_.prepare("DELETE FROM staged_identifiers WHERE job = ?"));
    remove.bind(1, std::string_view(job));
    HIOS_CHECK(remove.step_done());
    return transaction.commit();
}

// Earlier runs speak first: what they staged exists at the service already.
Outcome<void> Ledger::offer_known(const std::string& job, fhir::ConditionalIndex& index) {
    const auto& wanted_keys = index.wanted();
    if (wanted_keys.empty()) return {};
    const std::lock_guard lock(mutex_);
    Asked asked(wanted_keys);
    HIOS_TRY(auto sorted, database_.prepare("SELECT low, id, certain, ambiguous FROM identifier "
                                            "WHERE job = ?1 AND high = ?2 AND (?3 OR low = ?4)"));
    for (const WantedKey& wanted : wanted_keys) {
        sorted.bind_all(std::string_view(job), as_integer(wanted.key.high), wanted.any_system ? 1 : 0,
                        as_integer(wanted.key.low));
        for (;;) {
            HIOS_TRY(const bool row, sorted.step());
            if (!row) break;
            asked.set({wanted.key.high, static_cast<std::uint64_t>(sorted.integer(0))},
                      {std::string(sorted.text(1)), sorted.integer(2) != 0, sorted.integer(3) != 0});
        }
    }
    HIOS_CHECK(each_staged(database_, job, [&](const StagedIdentifier& one) -> Outcome<void> {
        asked.add(one);
        return {};
    }));
    for (const WantedKey& wanted : wanted_keys) asked.offer(wanted, index);
    return {};
}

}  // namespace hios::jobs
