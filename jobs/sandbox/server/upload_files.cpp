// The multipart uploads of ObjectFiles.

#include "jobs/sandbox/server/object_files.hpp"
#include "jobs/sandbox/server/object_rows.hpp"

namespace hios::sandbox {

Outcome<void> ObjectFiles::create_upload(const Upload& upload) {
    const std::lock_guard guard(mutex_);
    const std::string meta = row_of(upload.meta);
    HIOS_TRY(auto insert, database_.prepare("INSERT INTO upload VALUES(?,?,?,?,?)"));
    insert.bind(1, std::string_view(upload.id));
    insert.bind(2, std::string_view(upload.bucket));
    insert.bind_blob(3, upload.key);
    insert.bind(4, upload.created_ms);
    insert.bind(5, std::string_view(meta));
    return insert.step_done();
}

Outcome<std::optional<Upload>> ObjectFiles::find_upload(const std::string& bucket, const std::string& key,
                                                        const std::string& id) {
    const std::lock_guard guard(mutex_);
    HIOS_TRY(auto query, database_.prepare("SELECT created, meta FROM upload WHERE id=? AND bucket=? AND key=?"));
    query.bind(1, std::string_view(id));
    query.bind(2, std::string_view(bucket));
    query.bind_blob(3, key);
    HIOS_TRY(const bool row, query.step());
    if (!row) return std::optional<Upload>();
    return std::optional(Upload{id, bucket, key, query.integer(0), headers_from_row(query.text(1))});
}

Outcome<std::vector<Upload>> ObjectFiles::uploads(const std::string& bucket, std::string_view prefix) {
    const std::lock_guard guard(mutex_);
    HIOS_TRY(auto query, database_.prepare("SELECT id, key, created FROM upload WHERE bucket=? ORDER BY key, created"));
    query.bind(1, std::string_view(bucket));
    std::vector<Upload> found;
    for (;;) {
        HIOS_TRY(const bool row, query.step());
        if (!row) return found;
        if (!query.text(1).starts_with(prefix)) continue;
        found.push_back({std::string(query.text(0)), bucket, std::string(query.text(1)), query.integer(2)});
    }
}

Outcome<WriteVerdict> ObjectFiles::put_part(const std::string& id, const Part& part) {
    const std::lock_guard guard(mutex_);
    HIOS_TRY(const bool there, has("SELECT 1 FROM upload WHERE id=?", id));
    if (!there) return WriteVerdict::kNoUpload;
    HIOS_TRY(auto query, database_.prepare("SELECT blob FROM part WHERE upload=? AND number=?"));
    query.bind_all(std::string_view(id), part.number);
    HIOS_TRY(const bool replaces, query.step());
    const auto old = replaces ? static_cast<std::uint64_t>(query.integer(0)) : 0;
    query.reset();
    HIOS_TRY(auto insert, database_.prepare("INSERT OR REPLACE INTO part VALUES(?,?,?,?,?,?,?)"));
    insert.bind_all(std::string_view(id), part.number, part.blob, part.size, std::string_view(part.etag),
                    part.modified_ms, std::string_view(part.checksum));
    HIOS_CHECK(insert.step_done());
    if (replaces) blobs_->remove(old);
    return WriteVerdict::kDone;
}

Outcome<std::vector<Part>> ObjectFiles::parts_of(const std::string& id) {
    HIOS_TRY(auto query, database_.prepare("SELECT number, blob, size, etag, modified, checksum FROM part "
                                           "WHERE upload=? ORDER BY number"));
    query.bind(1, std::string_view(id));
    std::vector<Part> found;
    for (;;) {
        HIOS_TRY(const bool row, query.step());
        if (!row) return found;
        found.push_back({static_cast<std::uint32_t>(query.integer(0)), static_cast<std::uint64_t>(query.integer(1)),
                         static_cast<std::uint64_t>(query.integer(2)), std::string(query.text(3)), query.integer(4),
                         std::string(query.text(5))});
    }
}

Outcome<std::vector<Part>> ObjectFiles::parts(const std::string& id) {
    const std::lock_guard guard(mutex_);
    return parts_of(id);
}

Outcome<WriteVerdict> ObjectFiles::end_upload(const Upload& upload, const StoredObject* object,
                                              const WriteCondition& condition) {
    const std::lock_guard guard(mutex_);
    HIOS_TRY(const bool there, has("SELECT 1 FROM upload WHERE id=?", upload.id));
    if (!there) return WriteVerdict::kNoUpload;
    HIOS_TRY(auto transaction, sqlite::Transaction::begin(database_));
    std::optional<std::uint64_t> replaced;
    if (object != nullptr) {
        HIOS_TRY(const WriteVerdict verdict, write(upload.bucket, *object, condition, replaced));
        if (verdict != WriteVerdict::kDone) return verdict;
    }
    HIOS_TRY(const auto spent, parts_of(upload.id));
    for (const char* sql : {"DELETE FROM part WHERE upload=?", "DELETE FROM upload WHERE id=?"}) {
        HIOS_TRY(auto remove, database_.prepare(sql));
        remove.bind(1, std::string_view(upload.id));
        HIOS_CHECK(remove.step_done());
    }
    HIOS_CHECK(transaction.commit());
    if (replaced) blobs_->remove(*replaced);
    for (const Part& part : spent) blobs_->remove(part.blob);
    return WriteVerdict::kDone;
}

}  // namespace hios::sandbox
