#pragma once
// The port through which every zone is reached: a flat namespace of keys ('/'-separated, no leading
// '/'), as in S3. Implementations: io/local_store, io/memory_store, later io/s3_store. Each passes
// tests/conformance/object_store.hpp.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "pipeline/outcome.hpp"

namespace hios {

// What a listing tells of an object. `etag` is opaque: equal etags mean unchanged bytes.
struct ObjectInfo {
    std::string key;
    std::uint64_t size = 0;
    std::string etag;
    std::int64_t modified_ns = 0;  // nanoseconds since the Unix epoch
};

// A forward-only stream of bytes. Not thread-safe; one owner.
class ByteSource {
public:
    virtual ~ByteSource() = default;
    // Reads up to into.size() bytes; 0 means the end (only then). When the object changed since it
    // was opened, the end is an error (io.changed) instead, so that a torn read is never used.
    virtual Outcome<std::size_t> read(std::span<char> into) = 0;
};

struct PutOptions {
    // Create only: an existing key is left alone and the call answers PutResult::kExists.
    bool if_absent = false;
};
enum class PutResult : std::uint8_t { kCreated, kExists };

struct StoreCapabilities {
    bool conditional_create = true;    // if_absent is atomic
    bool publishes_by_rename = false;  // put_file may move the file instead of copying it
};

// Thread-safe: all methods may be called concurrently.
class ObjectStore {
public:
    virtual ~ObjectStore() = default;

    // Visits every object whose key begins with `prefix`, in byte order of keys, without loading all
    // of them first where the store can. The visitor returns false to stop. Entries that cannot be
    // looked at (a folder without permission) are given to `unreadable` and the listing goes on.
    using Visitor = std::function<bool(ObjectInfo&&)>;
    using Unreadable = std::function<void(Error&&)>;
    virtual Outcome<void> list(std::string_view prefix, const Visitor& visit, const Unreadable& unreadable) = 0;

    // Opens for streaming. A missing key is io.not_found; no permission is io.permission (both
    // Fault::kReject, as one object's failure never ends a run).
    virtual Outcome<std::unique_ptr<ByteSource>> open(const std::string& key) = 0;

    // Writes a small object from memory / a local file. Durable and complete when it returns: a
    // reader never sees part of it. put_file may consume (move) the file at `path`.
    virtual Outcome<PutResult> put(const std::string& key, std::string_view bytes, PutOptions options) = 0;
    virtual Outcome<PutResult> put_file(const std::string& key, const std::filesystem::path& path,
                                        PutOptions options) = 0;

    // io.not_found when missing.
    virtual Outcome<ObjectInfo> head(const std::string& key) = 0;
    // Removing what is not there succeeds.
    virtual Outcome<void> remove(const std::string& key) = 0;

    [[nodiscard]] virtual StoreCapabilities capabilities() const = 0;
    // For people: "./staging" or "s3://bucket/prefix".
    [[nodiscard]] virtual std::string describe() const = 0;
};

// Reads a whole object; refuses (io.too_large) beyond `limit` bytes.
Outcome<std::string> read_all(ObjectStore& store, const std::string& key, std::uint64_t limit = UINT64_MAX);

}  // namespace hios
