#pragma once
// Writing one object: in one request, or in parts. Source: Amazon S3 API Reference, PutObject,
// CreateMultipartUpload and their kin; Amazon S3 User Guide, "Conditional writes".

#include <cstdint>
#include <string>

#include "io/s3/bucket.hpp"
#include "pipeline/object_store.hpp"

namespace hios::s3 {

struct Target {
    std::string key;   // whole
    std::string name;  // told in errors
    bool if_absent = false;
};

// Where the server knows no conditional create, an existing key is looked for first: two writers at the
// same moment may then both believe that they created it (StoreCapabilities says so).
Outcome<PutResult> put_object(Bucket& bucket, const Target& target, std::shared_ptr<http::Body> body);

// The bytes of an open file, in parts of at least settings.part_size, several at a time. Nothing is left
// behind on failure: the upload is aborted.
Outcome<PutResult> put_parts(Bucket& bucket, const Target& target, int file, std::uint64_t size);

// Whether objects may be written under this key, told without writing one: an upload in parts is begun and given up.
// Permissions and the KMS key are looked at as for a real one. All that stands against it is fatal, but for what
// passes; a server that knows no uploads in parts tells nothing.
Outcome<void> try_writing(Bucket& bucket, const Target& target);

// Aborts the uploads in parts that are under way below `prefix` (whole). Who may not list them aborts none.
Outcome<void> abort_uploads(Bucket& bucket, const std::string& prefix);

}  // namespace hios::s3
