#pragma once
// A thin owner of SQLite's handles: errors become hios::Error, statements are finalised, open
// transactions rolled back. The only file that includes sqlite3.h is sqlite.cpp.
//
// Errors: a full disk is io.disk_full / Fault::kRetry, a lock held by another process sqlite.busy / kRetry,
// a missing permission io.permission / kFatal, damage sqlite.corrupt / kFatal, all else sqlite.error / kFatal.
// `what` names the file and SQLite's own words (table and column names, never bound values).

#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "pipeline/outcome.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace hios::sqlite {

enum class Synchronous : std::uint8_t {
    kNormal,  // safe against a killed process; a power cut may lose the last transactions, never damage the file
    kFull,    // each commit survives a power cut
};

struct OpenOptions {
    std::chrono::milliseconds busy_timeout{30'000};  // how long to wait for another process's lock
    Synchronous synchronous = Synchronous::kFull;
    std::uint32_t cache_kib = 2 * 1024;  // page cache
    std::uint32_t page_bytes = 0;        // for a new file: a power of two, 512..65536; 0 = SQLite's default (4096)
    bool read_only = false;              // the file must exist; no journal mode is set
};

// One prepared statement. Columns count from 0, parameters from 1. Not thread-safe; must not be used after
// its Database is gone.
class Statement {
public:
    Statement() = default;  // only to be assigned to

    // Texts and blobs are not copied: they must live until the next reset() (step_done() resets).
    void bind(int parameter, std::string_view text);
    void bind_blob(int parameter, std::string_view bytes);
    void bind_null(int parameter);
    template <std::integral T>
    void bind(int parameter, T value) {
        bind_integer(parameter, static_cast<std::int64_t>(value));
    }
    void bind(int parameter, double value);
    // bind_all(a, b, c): parameters 1, 2, 3.
    template <class... Values>
    void bind_all(const Values&... values) {
        int parameter = 0;
        (bind(++parameter, values), ...);
    }

    // True: a row is there, to be read with the column functions; false: the end (resets itself).
    Outcome<bool> step();
    // For statements without rows: runs to the end and resets.
    Outcome<void> step_done();
    // Drops the current rows; bindings stay.
    void reset();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] std::string_view text(int column) const;  // valid until the next step or reset
    [[nodiscard]] bool is_null(int column) const;

private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* handle) const;
    };
    explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}
    void bind_integer(int parameter, std::int64_t value);

    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

// One connection. Not thread-safe: one thread at a time.
class Database {
public:
    Database() = default;  // only to be assigned to

    // Creates the file (not its folder) when missing; WAL journal. ":memory:" is allowed.
    static Outcome<Database> open(const std::filesystem::path& path, const OpenOptions& options = {});

    // One or more statements without parameters; rows are dropped.
    Outcome<void> execute(const std::string& sql);
    Outcome<Statement> prepare(std::string_view sql);

    // Rows touched by the last INSERT, UPDATE or DELETE.
    [[nodiscard]] std::int64_t changes() const;
    [[nodiscard]] std::int64_t last_insert_rowid() const;

private:
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    std::unique_ptr<sqlite3, Close> handle_;
};

// BEGIN IMMEDIATE ... COMMIT; without commit() the destructor rolls back. The Database must outlive it.
class Transaction {
public:
    static Outcome<Transaction> begin(Database& database);
    Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();

    // On an error nothing was committed; the transaction is rolled back.
    Outcome<void> commit();

private:
    explicit Transaction(Database& database) : database_(&database) {}
    Database* database_;
};

}  // namespace hios::sqlite
