#pragma once
// A ledger in a temporary folder, and groups to commit to it.

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "jobs/ledger/ledger.hpp"
#include "tests/io/temp_folder.hpp"

namespace hios::test {

// The value, or an exception that says what failed.
template <class T>
T need(Outcome<T> outcome) {
    if (!outcome) throw std::runtime_error(to_text(outcome.error()));
    if constexpr (!std::is_void_v<T>) return std::move(*outcome);
}

inline std::unique_ptr<jobs::Ledger> open_ledger(const std::filesystem::path& state) {
    return need(jobs::Ledger::open(state));
}

inline jobs::RunRecord begin_run(jobs::Ledger& ledger, const std::string& job = "job",
                                 const std::string& started = "2026-11-20T10:55:00Z") {
    return need(ledger.begin_run(job, "digest", "{}", started, ""));
}

inline PlannedObject planned_object(std::uint32_t ordinal, const std::string& key, const std::string& etag = "e",
                                    std::uint64_t size = 10) {
    PlannedObject object;
    object.ordinal = ordinal;
    object.key = key;
    object.name = key;
    object.etag = etag;
    object.size = size;
    return object;
}

inline void make_plan(jobs::Ledger& ledger, std::int64_t run, const std::vector<PlannedObject>& objects) {
    need(ledger.make_plan(run, [&](const jobs::Ledger::AddPlanned& add) -> Outcome<void> {
        for (const PlannedObject& object : objects) HIOS_CHECK(add(object));
        return {};
    }));
}

// A group that ends the objects [first, first + count) of the plan, all of them mapped.
inline pack::Group group_of(std::uint32_t ordinal, std::uint32_t first, std::uint32_t count) {
    pack::Group group;
    group.ordinal = ordinal;
    for (std::uint32_t i = 0; i < count; ++i) group.objects.push_back({first + i, true, false});
    group.account.objects.committed = count;
    group.account.documents = {count, count, 0};
    group.end = {first + count, 0, false};
    return group;
}

inline jobs::GroupCommit commit_of(const pack::Group& group, const pack::PackState& state) {
    return {&group, &state, {}, {}};
}

inline pack::PackState state_after(const pack::Group& group) {
    pack::PackState state;
    state.next_group = group.ordinal + 1;
    state.next_import_group = group.ordinal + 1;
    state.position = group.end;
    return state;
}

// Rows of a table, seen through another connection.
inline std::int64_t rows_of(const std::filesystem::path& state, const std::string& table) {
    auto database = need(sqlite::Database::open(state / "ledger.sqlite"));
    auto count = need(database.prepare("SELECT count(*) FROM " + table));
    if (!need(count.step())) throw std::runtime_error("no count");
    return count.integer(0);
}

inline void execute(const std::filesystem::path& state, const std::string& sql) {
    need(need(sqlite::Database::open(state / "ledger.sqlite")).execute(sql));
}

}  // namespace hios::test
