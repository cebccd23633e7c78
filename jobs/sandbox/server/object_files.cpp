#include "jobs/sandbox/server/object_files.hpp"

#include <charconv>
#include <unordered_set>

#include <fmt/format.h>

#include "jobs/sandbox/server/object_rows.hpp"

namespace hios::sandbox {
namespace {

constexpr const char* kObjectSchema = R"(
CREATE TABLE IF NOT EXISTS bucket(name TEXT PRIMARY KEY, created INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS object(
    bucket TEXT NOT NULL, key BLOB NOT NULL, blob INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
    modified INTEGER NOT NULL, meta TEXT NOT NULL, parts TEXT NOT NULL, PRIMARY KEY(bucket, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS upload(
    id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key BLOB NOT NULL, created INTEGER NOT NULL, meta TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS part(
    upload TEXT NOT NULL, number INTEGER NOT NULL, blob INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
    modified INTEGER NOT NULL, checksum TEXT NOT NULL, PRIMARY KEY(upload, number)) WITHOUT ROWID;
)";

Outcome<std::unordered_set<std::uint64_t>> blobs_in_use(sqlite::Database& database) {
    std::unordered_set<std::uint64_t> wanted;
    HIOS_TRY(auto query, database.prepare("SELECT blob FROM object UNION ALL SELECT blob FROM part"));
    for (;;) {
        HIOS_TRY(const bool row, query.step());
        if (!row) return wanted;
        wanted.insert(static_cast<std::uint64_t>(query.integer(0)));
    }
}

}  // namespace

std::string behind_prefix(std::string_view prefix) {
    std::string end(prefix);
    while (!end.empty() && end.back() == '\xFF') end.pop_back();
    if (!end.empty()) end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
    return end;
}

Outcome<std::unique_ptr<ObjectFiles>> ObjectFiles::open(const std::filesystem::path& folder) {
    std::unique_ptr<ObjectFiles> files(new ObjectFiles());
    sqlite::OpenOptions options;
    options.synchronous = sqlite::Synchronous::kNormal;
    HIOS_TRY(files->database_, sqlite::Database::open(folder / "objects.sqlite", options));
    HIOS_CHECK(files->database_.execute(kObjectSchema));
    HIOS_TRY(const auto wanted, blobs_in_use(files->database_));
    HIOS_TRY(files->blobs_, BlobFiles::open(folder / "objects", wanted));
    HIOS_TRY(files->find_, files->database_.prepare("SELECT key, blob, size, etag, modified, meta, parts FROM object "
                                                    "WHERE bucket=? AND key=?"));
    HIOS_TRY(files->put_, files->database_.prepare("INSERT OR REPLACE INTO object VALUES(?,?,?,?,?,?,?,?)"));
    HIOS_TRY(files->remove_, files->database_.prepare("DELETE FROM object WHERE bucket=? AND key=?"));
    HIOS_TRY(files->list_, files->database_.prepare("SELECT key, blob, size, etag, modified FROM object WHERE bucket=? "
                                                    "AND key>=? ORDER BY key LIMIT ?"));
    return files;
}

Outcome<bool> ObjectFiles::has(std::string_view sql, std::string_view value) {
    HIOS_TRY(auto query, database_.prepare(sql));
    query.bind(1, value);
    return query.step();
}

Outcome<bool> ObjectFiles::create_bucket(const std::string& name, std::int64_t now_ms) {
    const std::lock_guard guard(mutex_);
    HIOS_TRY(auto insert, database_.prepare("INSERT OR IGNORE INTO bucket VALUES(?,?)"));
    insert.bind_all(std::string_view(name), now_ms);
    HIOS_CHECK(insert.step_done());
    return database_.changes() > 0;
}

Outcome<std::optional<Bucket>> ObjectFiles::find_bucket(const std::string& name) {
    const std::lock_guard guard(mutex_);
    HIOS_TRY(auto query, database_.prepare("SELECT created FROM bucket WHERE name=?"));
    query.bind(1, std::string_view(name));
    HIOS_TRY(const bool row, query.step());
    if (!row) return std::optional<Bucket>();
    return std::optional(Bucket{name, query.integer(0)});
}

Outcome<std::vector<Bucket>> ObjectFiles::buckets() {
    const std::lock_guard guard(mutex_);
    HIOS_TRY(auto query, database_.prepare("SELECT name, created FROM bucket ORDER BY name"));
    std::vector<Bucket> found;
    for (;;) {
        HIOS_TRY(const bool row, query.step());
        if (!row) return found;
        found.push_back({std::string(query.text(0)), query.integer(1)});
    }
}

Outcome<ObjectFiles::BucketRemoval> ObjectFiles::remove_bucket(const std::string& name) {
    const std::lock_guard guard(mutex_);
    HIOS_TRY(const bool there, has("SELECT 1 FROM bucket WHERE name=?", name));
    if (!there) return BucketRemoval::kNone;
    HIOS_TRY(const bool objects, has("SELECT 1 FROM object WHERE bucket=? LIMIT 1", name));
    HIOS_TRY(const bool uploads, has("SELECT 1 FROM upload WHERE bucket=? LIMIT 1", name));
    if (objects || uploads) return BucketRemoval::kNotEmpty;
    HIOS_TRY(auto remove, database_.prepare("DELETE FROM bucket WHERE name=?"));
    remove.bind(1, std::string_view(name));
    HIOS_CHECK(remove.step_done());
    return BucketRemoval::kRemoved;
}

Outcome<std::optional<StoredObject>> ObjectFiles::find(const std::string& bucket, const std::string& key) {
    find_.reset();
    find_.bind(1, std::string_view(bucket));
    find_.bind_blob(2, key);
    HIOS_TRY(const bool row, find_.step());
    if (!row) return std::optional<StoredObject>();
    StoredObject object;
    object.key = find_.text(0);
    object.blob = static_cast<std::uint64_t>(find_.integer(1));
    object.size = static_cast<std::uint64_t>(find_.integer(2));
    object.etag = find_.text(3);
    object.modified_ms = find_.integer(4);
    object.meta = headers_from_row(find_.text(5));
    object.parts = sizes_from_row(find_.text(6));
    find_.reset();
    return std::optional(std::move(object));
}

Outcome<std::optional<OpenObject>> ObjectFiles::open_object(const std::string& bucket, const std::string& key) {
    const std::lock_guard guard(mutex_);
    HIOS_TRY(auto object, find(bucket, key));
    if (!object) return std::optional<OpenObject>();
    // Opened under the lock: nobody can replace the object in between.
    auto file = blobs_->open(object->blob);
    if (file == nullptr) {
        return fail(fatal(codes::kIo, "the file of a stored object is gone",
                          "Start the sandbox with a fresh folder, and leave the files in it alone."));
    }
    return std::optional(OpenObject{std::move(*object), std::move(file)});
}

Outcome<WriteVerdict> ObjectFiles::write(const std::string& bucket, const StoredObject& object,
                                         const WriteCondition& condition, std::optional<std::uint64_t>& replaced) {
    HIOS_TRY(const bool there, has("SELECT 1 FROM bucket WHERE name=?", bucket));
    if (!there) return WriteVerdict::kNoBucket;
    HIOS_TRY(const auto old, find(bucket, object.key));
    if (condition.if_absent && old) return WriteVerdict::kPreconditionFailed;
    if (condition.if_match && !old) return WriteVerdict::kNoKey;
    if (condition.if_match && old->etag != *condition.if_match) return WriteVerdict::kPreconditionFailed;
    const std::string meta = row_of(object.meta);
    const std::string parts = row_of(object.parts);
    put_.bind(1, std::string_view(bucket));
    put_.bind_blob(2, object.key);
    put_.bind(3, object.blob);
    put_.bind(4, object.size);
    put_.bind(5, std::string_view(object.etag));
    put_.bind(6, object.modified_ms);
    put_.bind(7, std::string_view(meta));
    put_.bind(8, std::string_view(parts));
    HIOS_CHECK(put_.step_done());
    if (old) replaced = old->blob;
    return WriteVerdict::kDone;
}

Outcome<WriteVerdict> ObjectFiles::put(const std::string& bucket, const StoredObject& object,
                                       const WriteCondition& condition) {
    const std::lock_guard guard(mutex_);
    std::optional<std::uint64_t> replaced;
    HIOS_TRY(const WriteVerdict verdict, write(bucket, object, condition, replaced));
    if (replaced) blobs_->remove(*replaced);
    return verdict;
}

Outcome<void> ObjectFiles::remove(const std::string& bucket, const std::string& key) {
    const std::lock_guard guard(mutex_);
    HIOS_TRY(const auto object, find(bucket, key));
    if (!object) return {};
    remove_.bind(1, std::string_view(bucket));
    remove_.bind_blob(2, key);
    HIOS_CHECK(remove_.step_done());
    blobs_->remove(object->blob);
    return {};
}

Outcome<std::vector<StoredObject>> ObjectFiles::list(const std::string& bucket, std::string_view from,
                                                     std::string_view prefix, std::size_t limit) {
    const std::lock_guard guard(mutex_);
    list_.reset();
    list_.bind(1, std::string_view(bucket));
    list_.bind_blob(2, std::max(from, prefix));
    list_.bind(3, limit);
    std::vector<StoredObject> found;
    for (;;) {
        HIOS_TRY(const bool row, list_.step());
        if (!row) break;
        if (!list_.text(0).starts_with(prefix)) break;
        StoredObject& object = found.emplace_back();
        object.key = list_.text(0);
        object.blob = static_cast<std::uint64_t>(list_.integer(1));
        object.size = static_cast<std::uint64_t>(list_.integer(2));
        object.etag = list_.text(3);
        object.modified_ms = list_.integer(4);
    }
    list_.reset();
    return found;
}

}  // namespace hios::sandbox
