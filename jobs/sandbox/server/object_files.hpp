#pragma once
// Buckets, objects and multipart uploads on disk: an index in SQLite (byte order of keys, any key), contents in
// numbered files (blob_files.hpp). What was answered survives a killed process; a power cut may lose the last seconds.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/sandbox/server/blob_files.hpp"
#include "jobs/sandbox/server/http_message.hpp"
#include "jobs/sqlite/sqlite.hpp"

namespace hios::sandbox {

struct StoredObject {
    std::string key;
    std::uint64_t blob = 0;
    std::uint64_t size = 0;
    std::string etag;                    // without quotes
    std::int64_t modified_ms = 0;        // since the Unix epoch
    Headers meta{};                      // headers given back with the object
    std::vector<std::uint64_t> parts{};  // sizes, of a multipart upload
};

struct OpenObject {
    StoredObject object;
    std::shared_ptr<const Descriptor> file;
};

struct WriteCondition {
    bool if_absent = false;                 // If-None-Match: *
    std::optional<std::string> if_match{};  // without quotes
};
enum class WriteVerdict : std::uint8_t { kDone, kPreconditionFailed, kNoBucket, kNoKey, kNoUpload };

struct Bucket {
    std::string name;
    std::int64_t created_ms = 0;
};

struct Upload {
    std::string id;
    std::string bucket;
    std::string key;
    std::int64_t created_ms = 0;
    Headers meta{};  // for the object
};

struct Part {
    std::uint32_t number = 0;
    std::uint64_t blob = 0;
    std::uint64_t size = 0;
    std::string etag;
    std::int64_t modified_ms = 0;
    std::string checksum{};  // base64, of the upload's algorithm
};

// Thread-safe. Errors: those of jobs/sqlite and blob_files.hpp.
class ObjectFiles {
public:
    static Outcome<std::unique_ptr<ObjectFiles>> open(const std::filesystem::path& folder);
    [[nodiscard]] BlobFiles& blobs() { return *blobs_; }

    Outcome<bool> create_bucket(const std::string& name, std::int64_t now_ms);  // false: it is there already
    Outcome<std::optional<Bucket>> find_bucket(const std::string& name);
    Outcome<std::vector<Bucket>> buckets();
    enum class BucketRemoval : std::uint8_t { kRemoved, kNotEmpty, kNone };
    Outcome<BucketRemoval> remove_bucket(const std::string& name);

    Outcome<std::optional<OpenObject>> open_object(const std::string& bucket, const std::string& key);
    // Takes over the blob when the verdict is kDone; the one replaced is removed.
    Outcome<WriteVerdict> put(const std::string& bucket, const StoredObject& object, const WriteCondition& condition);
    Outcome<void> remove(const std::string& bucket, const std::string& key);
    // In byte order from `from` on, at most `limit`; only keys with this prefix. Meta and parts are left out.
    Outcome<std::vector<StoredObject>> list(const std::string& bucket, std::string_view from, std::string_view prefix,
                                            std::size_t limit);

    Outcome<void> create_upload(const Upload& upload);
    Outcome<std::optional<Upload>> find_upload(const std::string& bucket, const std::string& key,
                                               const std::string& id);
    Outcome<std::vector<Upload>> uploads(const std::string& bucket, std::string_view prefix);
    Outcome<WriteVerdict> put_part(const std::string& id, const Part& part);
    Outcome<std::vector<Part>> parts(const std::string& id);
    // Ends the upload and, when an object is given, puts it in the same step.
    Outcome<WriteVerdict> end_upload(const Upload& upload, const StoredObject* object, const WriteCondition& condition);

private:
    ObjectFiles() = default;
    Outcome<std::optional<StoredObject>> find(const std::string& bucket, const std::string& key);
    Outcome<WriteVerdict> write(const std::string& bucket, const StoredObject& object, const WriteCondition& condition,
                                std::optional<std::uint64_t>& replaced);
    Outcome<std::vector<Part>> parts_of(const std::string& id);
    Outcome<bool> has(std::string_view sql, std::string_view value);

    std::unique_ptr<BlobFiles> blobs_;
    std::mutex mutex_;  // guards what follows
    sqlite::Database database_;
    sqlite::Statement find_;
    sqlite::Statement put_;
    sqlite::Statement remove_;
    sqlite::Statement list_;
};

// What ends right behind all keys with this prefix; empty when no key can.
std::string behind_prefix(std::string_view prefix);

}  // namespace hios::sandbox
