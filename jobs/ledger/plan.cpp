// The ledger's part about what a run will read.

#include <nlohmann/json.hpp>

#include "jobs/ledger/ledger.hpp"

namespace hios::jobs {

Outcome<void> Ledger::make_plan(std::int64_t run, const std::function<Outcome<void>(const AddPlanned&)>& fill) {
    const std::lock_guard lock(mutex_);
    HIOS_TRY(auto transaction, sqlite::Transaction::begin(database_));
    HIOS_TRY(auto clear, database_.prepare("DELETE FROM plan WHERE run = ?"));
    clear.bind_all(run);
    HIOS_CHECK(clear.step_done());
    HIOS_TRY(auto insert, database_.prepare("INSERT INTO plan VALUES(?,?,?,?,?,?,?,?,?)"));
    std::uint64_t count = 0;
    const auto filled = fill([&](const PlannedObject& object) {
        ++count;
        const std::string numbers = object.numbers.empty() ? std::string() : nlohmann::json(object.numbers).dump();
        insert.bind_all(run, object.ordinal, std::string_view(object.key), object.size, std::string_view(object.etag),
                        object.from_error_zone ? 1 : 0, std::string_view(object.name), object.first_document,
                        std::string_view(numbers));
        return insert.step_done();
    });
    if (!filled) return filled;
    HIOS_TRY(auto update, database_.prepare("UPDATE run SET planned = ? WHERE number = ?"));
    update.bind_all(count, run);
    HIOS_CHECK(update.step_done());
    return transaction.commit();
}

Outcome<std::vector<PlannedObject>> Ledger::planned(std::int64_t run, std::uint32_t from, std::uint32_t most) {
    const std::lock_guard lock(mutex_);
    HIOS_TRY(
        auto select,
        database_.prepare("SELECT ordinal, key, size, etag, from_error_zone, name, first_document, numbers FROM plan "
                          "WHERE run = ? AND ordinal >= ? ORDER BY ordinal LIMIT ?"));
    select.bind_all(run, from, most);
    std::vector<PlannedObject> objects;
    for (;;) {
        HIOS_TRY(const bool row, select.step());
        if (!row) return objects;
        PlannedObject& object = objects.emplace_back();
        object.ordinal = static_cast<std::uint32_t>(select.integer(0));
        object.key = select.text(1);
        object.size = static_cast<std::uint64_t>(select.integer(2));
        object.etag = select.text(3);
        object.from_error_zone = select.integer(4) != 0;
        object.name = select.text(5);
        object.first_document = static_cast<std::uint64_t>(select.integer(6));
        if (!select.text(7).empty())
            object.numbers = nlohmann::json::parse(select.text(7)).get<std::vector<std::uint64_t>>();
    }
}

Outcome<std::uint64_t> Ledger::planned_bytes(std::int64_t run, std::uint32_t from) {
    const std::lock_guard lock(mutex_);
    HIOS_TRY(auto select, database_.prepare("SELECT COALESCE(SUM(size), 0) FROM plan WHERE run = ? AND ordinal >= ?"));
    select.bind_all(run, from);
    HIOS_TRY(const bool row, select.step());
    return row ? static_cast<std::uint64_t>(select.integer(0)) : 0;
}

Outcome<DoneObjects> DoneObjects::load(Ledger& ledger, const std::string& job, const std::string& mapping) {
    const std::lock_guard lock(ledger.mutex_);
    DoneObjects done;
    HIOS_TRY(done.select_,
             ledger.database_.prepare("SELECT key, etag, mapping = ? FROM object WHERE job = ? ORDER BY key"));
    done.job_ = std::make_unique<std::string>(job);
    done.mapping_ = std::make_unique<std::string>(mapping);
    done.select_.bind_all(std::string_view(*done.mapping_), std::string_view(*done.job_));
    HIOS_TRY(done.more_, done.select_.step());
    return done;
}

Outcome<DoneObjects::State> DoneObjects::state_of(const std::string& key, const std::string& etag) {
    while (more_ && select_.text(0) < key) {
        HIOS_TRY(more_, select_.step());
    }
    if (!more_ || select_.text(0) != key) return State::kNew;
    return select_.text(1) == etag && select_.integer(2) != 0 ? State::kDone : State::kChanged;
}

}  // namespace hios::jobs
