#include "jobs/sqlite/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>

#include "jobs/sqlite/codes.hpp"
#include "pipeline/codes.hpp"

namespace hios::sqlite {
namespace {

Error to_error(sqlite3* handle, int result) {
    const char* file = handle != nullptr ? sqlite3_db_filename(handle, "main") : nullptr;
    const char* words = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(result);
    std::string what = fmt::format("database {}: {}", file != nullptr && *file != '\0' ? file : "in memory", words);
    const int system_error = handle != nullptr ? sqlite3_system_errno(handle) : 0;
    switch (result & 0xff) {
        case SQLITE_FULL:
            return retryable(codes::kDiskFull, std::move(what));
        case SQLITE_IOERR:
            if (system_error == ENOSPC || system_error == EDQUOT) return retryable(codes::kDiskFull, std::move(what));
            return fatal(codes::kIo, std::move(what));
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return retryable(codes::kSqliteBusy, std::move(what));
        case SQLITE_NOMEM:
            return fatal(codes::kMemory, std::move(what));
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return fatal(codes::kSqliteCorrupt, std::move(what));
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
        case SQLITE_CANTOPEN:
            // SQLite tells a full disk apart only once the file is open.
            if (system_error == ENOSPC || system_error == EDQUOT) return retryable(codes::kDiskFull, std::move(what));
            return fatal(codes::kPermission, std::move(what),
                         "Check that the folder exists and that this user may write there.");
        default:
            return fatal(codes::kSqliteError, std::move(what));
    }
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* handle) const {
    sqlite3_finalize(handle);
}
void Database::Close::operator()(sqlite3* handle) const {
    sqlite3_close_v2(handle);
}

// A failed bind (no such parameter, statement not reset) leaves SQLite's error for step() only in
// part; all binds here are of constant SQL, so a mistake shows in the first test that runs it.
void Statement::bind(int parameter, std::string_view text) {
    // A null pointer would bind NULL; an empty text is meant.
    sqlite3_bind_text64(handle_.get(), parameter, text.data() != nullptr ? text.data() : "", text.size(), SQLITE_STATIC,
                        SQLITE_UTF8);
}
void Statement::bind_blob(int parameter, std::string_view bytes) {
    sqlite3_bind_blob64(handle_.get(), parameter, bytes.data() != nullptr ? bytes.data() : "", bytes.size(),
                        SQLITE_STATIC);
}
void Statement::bind_null(int parameter) {
    sqlite3_bind_null(handle_.get(), parameter);
}
void Statement::bind(int parameter, double value) {
    sqlite3_bind_double(handle_.get(), parameter, value);
}
void Statement::bind_integer(int parameter, std::int64_t value) {
    sqlite3_bind_int64(handle_.get(), parameter, value);
}

Outcome<bool> Statement::step() {
    const int result = sqlite3_step(handle_.get());
    if (result == SQLITE_ROW) return true;
    if (result == SQLITE_DONE) {
        sqlite3_reset(handle_.get());
        return false;
    }
    Error error = to_error(sqlite3_db_handle(handle_.get()), result);
    sqlite3_reset(handle_.get());
    return fail(std::move(error));
}

Outcome<void> Statement::step_done() {
    for (;;) {
        HIOS_TRY(const bool row, step());
        if (!row) return {};
    }
}

void Statement::reset() {
    sqlite3_reset(handle_.get());
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(handle_.get(), column);
}
double Statement::real(int column) const {
    return sqlite3_column_double(handle_.get(), column);
}
bool Statement::is_null(int column) const {
    return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}

std::string_view Statement::text(int column) const {
    // column_blob gives a text column's bytes unchanged (the encoding is UTF-8 throughout).
    const void* bytes = sqlite3_column_blob(handle_.get(), column);
    if (bytes == nullptr) return {};
    return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

Outcome<Database> Database::open(const std::filesystem::path& path, const OpenOptions& options) {
    sqlite3* raw = nullptr;
    const int flags =
        (options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) | SQLITE_OPEN_NOMUTEX;
    const int result = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
    Database database;
    database.handle_.reset(raw);
    if (result != SQLITE_OK) {
        Error error = to_error(raw, result);
        // Before the file is open SQLite knows no name for it.
        error.what = fmt::format("database {}: {}", path.string(),
                                 raw != nullptr ? sqlite3_errmsg(raw) : sqlite3_errstr(result));
        return fail(std::move(error));
    }
    sqlite3_extended_result_codes(raw, 1);
    sqlite3_busy_timeout(raw, static_cast<int>(options.busy_timeout.count()));
    // Only before the first write; later SQLite keeps the file's own.
    if (options.page_bytes > 0) HIOS_CHECK(database.execute(fmt::format("PRAGMA page_size={}", options.page_bytes)));
    if (!options.read_only) HIOS_CHECK(database.execute("PRAGMA journal_mode=WAL"));
    HIOS_CHECK(database.execute(fmt::format("PRAGMA synchronous={}; PRAGMA cache_size=-{}; PRAGMA foreign_keys=ON",
                                            options.synchronous == Synchronous::kFull ? "FULL" : "NORMAL",
                                            options.cache_kib)));
    return database;
}

Outcome<void> Database::execute(const std::string& sql) {
    if (const int result = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr); result != SQLITE_OK) {
        return fail(to_error(handle_.get(), result));
    }
    return {};
}

Outcome<Statement> Database::prepare(std::string_view sql) {
    sqlite3_stmt* raw = nullptr;
    const int result = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    if (result != SQLITE_OK) return fail(to_error(handle_.get(), result));
    return Statement(raw);
}

std::int64_t Database::changes() const {
    return sqlite3_changes64(handle_.get());
}
std::int64_t Database::last_insert_rowid() const {
    return sqlite3_last_insert_rowid(handle_.get());
}

Outcome<Transaction> Transaction::begin(Database& database) {
    HIOS_CHECK(database.execute("BEGIN IMMEDIATE"));
    return Transaction(database);
}

Transaction::~Transaction() {
    // A rollback can only fail when SQLite has already rolled back by itself (disk full).
    if (database_ != nullptr) (void)database_->execute("ROLLBACK");
}

Outcome<void> Transaction::commit() {
    HIOS_CHECK(database_->execute("COMMIT"));
    database_ = nullptr;
    return {};
}

}  // namespace hios::sqlite
