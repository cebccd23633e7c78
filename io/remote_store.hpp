#pragma once
// What a store behind a network can do besides the port: answers come late there, so its users ask for much at a
// time, and bytes are not sent that are there already.

#include <filesystem>
#include <memory>
#include <string>

#include "pipeline/object_store.hpp"

namespace hios::io {

// An object that is asked for, and not yet waited for. Destroying it gives it up. Not thread-safe.
class PendingObject {
public:
    virtual ~PendingObject() = default;
    // Waits for the answer, and asks anew where the first answer was no good. As ObjectStore::open(). Once only.
    virtual Outcome<std::unique_ptr<ByteSource>> open() = 0;
};

// Thread-safe, as every store.
class RemoteStore : public ObjectStore {
public:
    // Returns at once. Until the object is opened, no more than read_ahead_bytes() of it are kept.
    virtual std::unique_ptr<PendingObject> begin_open(const std::string& key) = 0;
    [[nodiscard]] virtual std::uint64_t read_ahead_bytes() const = 0;

    // Whether the object is there and holds exactly the bytes of the file, as size and checksum tell. False also
    // where nothing but reading the object would tell.
    virtual Outcome<bool> holds(const std::string& key, const std::filesystem::path& file) = 0;

    // Whether this store may be written to, asked without leaving anything there. Errors are Fault::kFatal, or kRetry
    // for a passing failure.
    virtual Outcome<void> try_writing() = 0;

    // Gives up uploads in parts that someone began below `prefix` and did not complete: their parts cost money and
    // are seen by nobody.
    virtual Outcome<void> abandon_uploads(const std::string& prefix) = 0;
};

}  // namespace hios::io
