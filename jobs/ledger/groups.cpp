// The ledger's part about what is committed: groups, shards, import jobs, rejects.

#include <nlohmann/json.hpp>

#include "jobs/ledger/account_json.hpp"
#include "jobs/ledger/ledger.hpp"
#include "jobs/ledger/maintained_lists.hpp"

namespace hios::jobs {

Outcome<void> Ledger::commit_group(const RunRecord& run, const std::string& mapping, const GroupCommit& commit) {
    const std::lock_guard lock(mutex_);
    const pack::Group& group = *commit.group;
    HIOS_TRY(auto transaction, sqlite::Transaction::begin(database_));
    HIOS_TRY(auto insert, database_.prepare("INSERT INTO pack_group VALUES(?,?,?,?,?,?,?,?)"));
    const std::string shards = nlohmann::json(commit.state->next_shard).dump();
    const std::string account = to_json(group.account).dump();
    insert.bind_all(run.number, group.ordinal, group.end.object, group.end.documents, group.end.mapped ? 1 : 0,
                    commit.state->next_import_group, std::string_view(shards), std::string_view(account));
    HIOS_CHECK(insert.step_done());
    HIOS_CHECK(commit_files(run, commit));
    HIOS_CHECK(commit_objects(run, mapping, group));
    HIOS_CHECK(commit_identifiers(run.job, group));
    HIOS_CHECK(commit_maintained(run, group));
    return transaction.commit();
}

Outcome<void> Ledger::commit_files(const RunRecord& run, const GroupCommit& commit) {
    HIOS_TRY(auto shard, database_.prepare("INSERT INTO shard VALUES(?,?,?,?,?,?,?,?)"));
    for (const ShardRecord& record : commit.shards) {
        shard.bind_all(run.number, std::string_view(record.key), std::string_view(record.type), record.lines,
                       record.bytes, std::string_view(record.sha256), record.import_group, record.pack_group);
        HIOS_CHECK(shard.step_done());
    }
    HIOS_TRY(auto import, database_.prepare("INSERT INTO import_job VALUES(?,?,?,?,'','','','',?,0,0,0,0)"));
    for (const ImportRecord& record : commit.imports) {
        import.bind_all(run.number, record.import_group, std::string_view(record.prefix),
                        std::string_view(record.token), record.lines);
        HIOS_CHECK(import.step_done());
    }
    HIOS_TRY(auto reject, database_.prepare("INSERT INTO reject VALUES(?,?,?,?,?,?,?,?,?,NULL)"));
    for (const pack::RejectedDocument& record : commit.group->rejected) {
        reject.bind_all(run.number, commit.group->ordinal, record.object, record.document,
                        std::string_view(record.name), record.key_length, std::string_view(record.code),
                        std::string_view(record.raw), record.raw_line);
        HIOS_CHECK(reject.step_done());
    }
    return {};
}

// Objects of a group are a range of the plan: one statement for all, then the few that could not be
// read are taken out again (later runs try them), and the wholly rejected ones marked.
Outcome<void> Ledger::commit_objects(const RunRecord& run, const std::string& mapping, const pack::Group& group) {
    if (group.objects.empty()) return {};
    HIOS_TRY(auto insert, database_.prepare("INSERT OR REPLACE INTO object SELECT ?, key, etag, ?, run, 1 FROM plan "
                                            "WHERE run = ? AND ordinal BETWEEN ? AND ? AND from_error_zone = 0"));
    insert.bind_all(std::string_view(run.job), std::string_view(mapping), run.number, group.objects.front().object,
                    group.objects.back().object);
    HIOS_CHECK(insert.step_done());
    HIOS_TRY(auto forget,
             database_.prepare(
                 "DELETE FROM object WHERE job = ? AND key = (SELECT key FROM plan WHERE run = ? AND ordinal = ?)"));
    HIOS_TRY(auto mark, database_.prepare("UPDATE object SET mapped = 0 WHERE job = ? AND key = (SELECT key FROM plan "
                                          "WHERE run = ? AND ordinal = ?)"));
    for (const pack::ObjectResult& object : group.objects) {
        if (object.mapped && !object.unreadable) continue;
        sqlite::Statement& statement = object.unreadable ? forget : mark;
        statement.bind_all(std::string_view(run.job), run.number, object.object);
        HIOS_CHECK(statement.step_done());
    }
    return {};
}

Outcome<void> Ledger::forget_objects(std::int64_t run) {
    const std::lock_guard lock(mutex_);
    HIOS_TRY(auto transaction, sqlite::Transaction::begin(database_));
    HIOS_TRY(auto forget, database_.prepare("DELETE FROM object WHERE run = ?"));
    forget.bind_all(run);
    HIOS_CHECK(forget.step_done());
    HIOS_CHECK(MaintainedLists(database_).forget(run));
    return transaction.commit();
}

Outcome<pack::PackState> Ledger::pack_state(std::int64_t run) {
    const std::lock_guard lock(mutex_);
    pack::PackState state;
    HIOS_TRY(
        auto select,
        database_.prepare(
            "SELECT ordinal, end_object, end_documents, end_mapped, next_import_group, next_shards FROM pack_group "
            "WHERE run = ? ORDER BY ordinal DESC LIMIT 1"));
    select.bind_all(run);
    HIOS_TRY(const bool row, select.step());
    if (!row) return state;
    state.next_group = static_cast<std::uint32_t>(select.integer(0)) + 1;
    state.position.object = static_cast<std::uint32_t>(select.integer(1));
    state.position.documents = static_cast<std::uint64_t>(select.integer(2));
    state.position.mapped = select.integer(3) != 0;
    state.next_import_group = static_cast<std::uint32_t>(select.integer(4));
    state.next_shard = nlohmann::json::parse(select.text(5)).get<std::vector<std::uint32_t>>();
    return state;
}

Outcome<pack::Account> Ledger::account(std::int64_t run) {
    const std::lock_guard lock(mutex_);
    pack::Account total;
    HIOS_TRY(auto select, database_.prepare("SELECT account FROM pack_group WHERE run = ? ORDER BY ordinal"));
    select.bind_all(run);
    for (;;) {
        HIOS_TRY(const bool row, select.step());
        if (!row) return total;
        total += account_from_json(nlohmann::ordered_json::parse(select.text(0)));
    }
}

Outcome<std::vector<ShardRecord>> Ledger::shards(std::int64_t run) {
    const std::lock_guard lock(mutex_);
    HIOS_TRY(
        auto select,
        database_.prepare("SELECT key, type, lines, bytes, sha256, import_group, pack_group FROM shard WHERE run = ? "
                          "ORDER BY import_group, key"));
    select.bind_all(run);
    std::vector<ShardRecord> shards;
    for (;;) {
        HIOS_TRY(const bool row, select.step());
        if (!row) return shards;
        shards.push_back({std::string(select.text(0)), std::string(select.text(1)),
                          static_cast<std::uint64_t>(select.integer(2)), static_cast<std::uint64_t>(select.integer(3)),
                          std::string(select.text(4)), static_cast<std::uint32_t>(select.integer(5)),
                          static_cast<std::uint32_t>(select.integer(6))});
    }
}

Outcome<std::vector<ImportRecord>> Ledger::imports(std::int64_t run) {
    const std::lock_guard lock(mutex_);
    HIOS_TRY(auto select, database_.prepare("SELECT import_group, prefix, token, job_id, state, message, "
                                            "output_prefix, lines, scanned, imported, failed, "
                                            "reported FROM import_job WHERE run = ? ORDER BY import_group"));
    select.bind_all(run);
    std::vector<ImportRecord> imports;
    for (;;) {
        HIOS_TRY(const bool row, select.step());
        if (!row) return imports;
        ImportRecord& record = imports.emplace_back();
        record.import_group = static_cast<std::uint32_t>(select.integer(0));
        record.prefix = select.text(1);
        record.token = select.text(2);
        record.job_id = select.text(3);
        record.state = select.text(4);
        record.message = select.text(5);
        record.output_prefix = select.text(6);
        record.lines = static_cast<std::uint64_t>(select.integer(7));
        record.scanned = static_cast<std::uint64_t>(select.integer(8));
        record.imported = static_cast<std::uint64_t>(select.integer(9));
        record.failed = static_cast<std::uint64_t>(select.integer(10));
        record.reported = select.integer(11) != 0;
    }
}

Outcome<void> Ledger::update_import(std::int64_t run, const ImportRecord& import) {
    const std::lock_guard lock(mutex_);
    HIOS_TRY(auto update,
             database_.prepare(
                 "UPDATE import_job SET token = ?, job_id = ?, state = ?, message = ?, output_prefix = ?, scanned = ?, "
                 "imported = ?, failed = ?, reported = ? WHERE run = ? AND import_group = ?"));
    update.bind_all(std::string_view(import.token), std::string_view(import.job_id), std::string_view(import.state),
                    std::string_view(import.message), std::string_view(import.output_prefix), import.scanned,
                    import.imported, import.failed, import.reported ? 1 : 0, run, import.import_group);
    return update.step_done();
}

Outcome<std::vector<RejectedRecord>> Ledger::open_rejects(std::int64_t run, const std::string& code) {
    const std::lock_guard lock(mutex_);
    HIOS_TRY(
        auto select,
        database_.prepare(
            "SELECT object, document, reject.name, key_length, code, raw, raw_line, plan.key, plan.from_error_zone "
            "FROM reject JOIN plan ON plan.run = reject.run AND plan.ordinal = reject.object "
            "WHERE reject.run = ?1 AND retried_by IS NULL AND (?2 = '' OR code = ?2 OR raw IN (SELECT raw FROM reject "
            "WHERE run = ?1 AND retried_by IS NULL AND code = ?2 AND raw_line > 0)) ORDER BY object, document"));
    select.bind_all(run, std::string_view(code));
    std::vector<RejectedRecord> rejects;
    for (;;) {
        HIOS_TRY(const bool row, select.step());
        if (!row) return rejects;
        RejectedRecord& record = rejects.emplace_back();
        record.document = {static_cast<std::uint32_t>(select.integer(0)),
                           static_cast<std::uint64_t>(select.integer(1)),
                           std::string(select.text(2)),
                           static_cast<std::uint32_t>(select.integer(3)),
                           std::string(select.text(4)),
                           std::string(select.text(5)),
                           static_cast<std::uint64_t>(select.integer(6))};
        record.key = select.text(7);
        record.from_error_zone = select.integer(8) != 0;
    }
}

Outcome<void> Ledger::close_rejects(std::int64_t run, std::int64_t by_run) {
    const std::lock_guard lock(mutex_);
    // By the files and objects that were read, as the plan of the retry names them.
    HIOS_TRY(
        auto update,
        database_.prepare(
            "UPDATE reject SET retried_by = ?2 WHERE run = ?1 AND retried_by IS NULL AND CASE raw "
            "WHEN '' THEN (SELECT key FROM plan WHERE plan.run = reject.run AND ordinal = object) "
            "ELSE (SELECT id FROM run WHERE number = ?1) || '/' || raw END IN (SELECT key FROM plan WHERE run = ?2)"));
    update.bind_all(run, by_run);
    return update.step_done();
}

}  // namespace hios::jobs
