#pragma once
// Whether an object holds the bytes of a file, without reading the object. Source: Amazon S3 User Guide, "Checking
// object integrity"; API Reference, Object (ETag).

#include <filesystem>

#include "io/s3/upload.hpp"

namespace hios::s3 {

// By size and CRC-32 where the server keeps one, else by an ETag that is an MD5 (in parts: of the MD5s of parts of
// the size that put_parts() sends). False when the object is not there, differs, or tells neither.
Outcome<bool> holds(Bucket& bucket, const Target& target, const std::filesystem::path& file);

}  // namespace hios::s3
