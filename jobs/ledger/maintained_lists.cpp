#include "jobs/ledger/maintained_lists.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "jobs/ledger/tables.hpp"
#include "pipeline/codes.hpp"

namespace hios::jobs {
namespace {

using pack::Maintained;

constexpr std::size_t kRecordsOfBlock = 1024;
constexpr std::size_t kMostOfLevel = 4;  // so many lists become one of the next level

// Bytes that compare as the key does.
using KeyBytes = std::array<char, 16>;

KeyBytes bytes_of(const Key128& key) {
    KeyBytes bytes;
    for (std::size_t i = 0; i < 8; ++i) {
        bytes[i] = static_cast<char>(key.high >> (56 - 8 * i));
        bytes[8 + i] = static_cast<char>(key.low >> (56 - 8 * i));
    }
    return bytes;
}

std::string_view view_of(const KeyBytes& bytes) {
    return {bytes.data(), bytes.size()};
}

// `records`: as ListWriter writes them.
Outcome<void> read_block(std::string_view records, std::vector<Maintained>& into) {
    if (records.empty() || records.size() % sizeof(Maintained) != 0)
        return fail(fatal(codes::kInternal, "the ledger's table maintained_block holds a block that is cut off"));
    into.resize(records.size() / sizeof(Maintained));
    std::memcpy(into.data(), records.data(), records.size());
    return {};
}

// Writes a list, whose keys ascend.
class ListWriter {
public:
    static Outcome<ListWriter> begin(sqlite::Database& database, const std::string& job, std::int64_t run,
                                     std::int64_t level) {
        HIOS_TRY(auto list, database.prepare("INSERT INTO maintained_list(job, run, level) VALUES(?,?,?)"));
        list.bind_all(std::string_view(job), run, level);
        HIOS_CHECK(list.step_done());
        const std::int64_t number = database.last_insert_rowid();
        HIOS_TRY(auto insert, database.prepare("INSERT INTO maintained_block VALUES(?,?,?)"));
        return ListWriter(number, std::move(insert));
    }
    Outcome<void> add(const Maintained& one) {
        block_.push_back(one);
        return block_.size() < kRecordsOfBlock ? Outcome<void>{} : finish();
    }
    Outcome<void> finish() {
        if (block_.empty()) return {};
        const KeyBytes last = bytes_of(block_.back().key);
        insert_.bind(1, number_);
        insert_.bind_blob(2, view_of(last));
        insert_.bind_blob(3, {reinterpret_cast<const char*>(block_.data()), block_.size() * sizeof(Maintained)});
        HIOS_CHECK(insert_.step_done());
        block_.clear();
        return {};
    }

private:
    ListWriter(std::int64_t number, sqlite::Statement insert) : number_(number), insert_(std::move(insert)) {}

    std::int64_t number_;
    sqlite::Statement insert_;
    std::vector<Maintained> block_;
};

// Reads a list from its first record to its last.
class ListReader {
public:
    static Outcome<ListReader> begin(sqlite::Database& database, std::int64_t number) {
        HIOS_TRY(auto select, database.prepare("SELECT records FROM maintained_block WHERE list = ? ORDER BY last"));
        select.bind(1, number);
        ListReader reader(std::move(select));
        HIOS_CHECK(reader.read());
        return reader;
    }
    // Null: behind the last one.
    [[nodiscard]] const Maintained* record() const { return at_ < block_.size() ? &block_[at_] : nullptr; }
    Outcome<void> next() { return ++at_ < block_.size() ? Outcome<void>{} : read(); }

private:
    explicit ListReader(sqlite::Statement select) : select_(std::move(select)) {}

    Outcome<void> read() {
        at_ = 0;
        block_.clear();
        HIOS_TRY(const bool row, select_.step());
        return row ? read_block(select_.text(0), block_) : Outcome<void>{};
    }

    sqlite::Statement select_;
    std::vector<Maintained> block_;
    std::size_t at_ = 0;
};

// All records of some lists, each key once.
Outcome<void> merge(std::vector<ListReader>& readers, ListWriter& writer) {
    for (;;) {
        const Maintained* least = nullptr;
        for (const ListReader& reader : readers) {
            const Maintained* const one = reader.record();
            if (one != nullptr && (least == nullptr || one->key < least->key)) least = one;
        }
        if (least == nullptr) return writer.finish();
        Maintained latest = *least;
        for (ListReader& reader : readers) {
            const Maintained* const one = reader.record();
            if (one == nullptr || one->key != latest.key) continue;
            latest.time_us = std::max(latest.time_us, one->time_us);
            HIOS_CHECK(reader.next());
        }
        HIOS_CHECK(writer.add(latest));
    }
}

Outcome<std::vector<std::int64_t>> numbers_of(sqlite::Statement& select) {
    std::vector<std::int64_t> numbers;
    for (;;) {
        HIOS_TRY(const bool row, select.step());
        if (!row) return numbers;
        numbers.push_back(select.integer(0));
    }
}

Outcome<void> drop_list(sqlite::Database& database, std::int64_t number) {
    for (const char* statement :
         {"DELETE FROM maintained_block WHERE list = ?", "DELETE FROM maintained_list WHERE number = ?"}) {
        HIOS_TRY(auto remove, database.prepare(statement));
        remove.bind(1, number);
        HIOS_CHECK(remove.step_done());
    }
    return {};
}

}  // namespace

Outcome<void> MaintainedLists::look_up(const std::string& job, std::span<const Key128> keys,
                                       std::span<std::int64_t> times) {
    std::fill(times.begin(), times.end(), kNoTime);
    HIOS_TRY(auto lists, database_.prepare("SELECT number FROM maintained_list WHERE job = ?"));
    lists.bind(1, std::string_view(job));
    HIOS_TRY(const auto numbers, numbers_of(lists));
    HIOS_TRY(auto select, database_.prepare("SELECT records FROM maintained_block WHERE list = ? AND last >= ? "
                                            "ORDER BY last LIMIT 1"));
    std::vector<Maintained> block;
    for (const std::int64_t number : numbers) {
        // Blocks that hold none of the keys are not read.
        for (std::size_t i = 0; i < keys.size();) {
            const KeyBytes key = bytes_of(keys[i]);
            select.bind(1, number);
            select.bind_blob(2, view_of(key));
            HIOS_TRY(const bool found, select.step());
            if (!found) break;
            HIOS_CHECK(read_block(select.text(0), block));
            select.reset();
            auto record = block.begin();
            for (; i < keys.size() && !(block.back().key < keys[i]); ++i) {
                record = std::lower_bound(record, block.end(), keys[i],
                                          [](const Maintained& one, const Key128& wanted) { return one.key < wanted; });
                if (record->key == keys[i]) times[i] = std::max(times[i], record->time_us);
            }
        }
    }
    return {};
}

Outcome<void> MaintainedLists::add(const std::string& job, std::int64_t run, const pack::MaintainedList& list) {
    HIOS_TRY(ListWriter writer, ListWriter::begin(database_, job, run, 0));
    HIOS_CHECK(list.for_each([&](const Maintained& one) { return writer.add(one); }));
    HIOS_CHECK(writer.finish());
    // What the last run added may have to be forgotten: it stays by itself until there is a later one.
    HIOS_CHECK(merge_full_levels(job, run, true));
    return merge_full_levels(job, run, false);
}

Outcome<void> MaintainedLists::merge_full_levels(const std::string& job, std::int64_t run, bool of_run) {
    for (;;) {
        HIOS_TRY(auto full, database_.prepare("SELECT level, max(run) FROM maintained_list WHERE job = ?1 AND "
                                              "(run = ?2) = ?3 GROUP BY level HAVING count(*) >= ?4 "
                                              "ORDER BY level LIMIT 1"));
        full.bind_all(std::string_view(job), run, of_run ? 1 : 0, kMostOfLevel);
        HIOS_TRY(const bool is_full, full.step());
        if (!is_full) return {};
        const std::int64_t level = full.integer(0);
        const std::int64_t last_run = full.integer(1);
        full.reset();
        HIOS_TRY(auto lists, database_.prepare("SELECT number FROM maintained_list WHERE job = ?1 AND "
                                               "(run = ?2) = ?3 AND level = ?4"));
        lists.bind_all(std::string_view(job), run, of_run ? 1 : 0, level);
        HIOS_TRY(const auto numbers, numbers_of(lists));
        {
            std::vector<ListReader> readers;
            for (const std::int64_t number : numbers) {
                HIOS_TRY(ListReader reader, ListReader::begin(database_, number));
                readers.push_back(std::move(reader));
            }
            HIOS_TRY(ListWriter writer, ListWriter::begin(database_, job, last_run, level + 1));
            HIOS_CHECK(merge(readers, writer));
        }
        for (const std::int64_t number : numbers) HIOS_CHECK(drop_list(database_, number));
    }
}

Outcome<void> MaintainedLists::forget(std::int64_t run) {
    HIOS_TRY(auto lists, database_.prepare("SELECT number FROM maintained_list WHERE run = ?"));
    lists.bind(1, run);
    HIOS_TRY(const auto numbers, numbers_of(lists));
    for (const std::int64_t number : numbers) HIOS_CHECK(drop_list(database_, number));
    return {};
}

Outcome<void> MaintainedLists::take_over_rows() {
    HIOS_TRY(auto table, database_.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'maintained'"));
    HIOS_TRY(const bool exists, table.step());
    table.reset();
    if (!exists) return {};
    {
        std::vector<std::string> jobs;
        HIOS_TRY(auto select, database_.prepare("SELECT DISTINCT job FROM maintained"));
        for (;;) {
            HIOS_TRY(const bool row, select.step());
            if (!row) break;
            jobs.emplace_back(select.text(0));
        }
        for (const std::string& job : jobs) HIOS_CHECK(take_over_rows_of(job));
    }
    return database_.execute("DROP TABLE maintained");
}

// A list of what the last run maintained, and one of all before it, where `before` is the time that it replaced.
Outcome<void> MaintainedLists::take_over_rows_of(const std::string& job) {
    HIOS_TRY(auto last, database_.prepare("SELECT max(run) FROM maintained WHERE job = ?"));
    last.bind(1, std::string_view(job));
    HIOS_TRY(const bool has_last, last.step());
    if (!has_last) return {};
    const std::int64_t last_run = last.integer(0);
    last.reset();
    struct Part {
        std::int64_t run;
        const char* rows;
    };
    constexpr const char* kOrder = " ORDER BY high < 0, high, low < 0, low";
    for (const auto& [run, rows] :
         {Part{last_run, "SELECT high, low, time FROM maintained WHERE job = ?1 AND run = ?2"},
          Part{0,
               "SELECT high, low, CASE WHEN run = ?2 THEN before ELSE time END FROM maintained "
               "WHERE job = ?1 AND (run <> ?2 OR before IS NOT NULL)"}}) {
        HIOS_TRY(auto select, database_.prepare(std::string(rows) + kOrder));
        select.bind_all(std::string_view(job), last_run);
        HIOS_TRY(ListWriter writer, ListWriter::begin(database_, job, run, 0));
        for (;;) {
            HIOS_TRY(const bool row, select.step());
            if (!row) break;
            HIOS_CHECK(writer.add(
                {{static_cast<std::uint64_t>(select.integer(0)), static_cast<std::uint64_t>(select.integer(1))},
                 select.integer(2)}));
        }
        HIOS_CHECK(writer.finish());
    }
    return {};
}

}  // namespace hios::jobs
