#pragma once
// Whether an object holds the bytes of a file, without reading the object. Source: Amazon S3 User Guide, "Checking
// object integrity"; API Reference, Object (ETag).

#include <cstdint>
#include <optional>
#include <string>

#include "io/s3/digests.hpp"
#include "io/s3/upload.hpp"

namespace hios::s3 {

// What a bucket tells of an object's bytes; empty: it does not.
struct Told {
    std::uint64_t size = 0;
    std::string etag;  // without its quotes
    std::string crc32;
    std::string sha256;
};

// Asks for one object; none: it is not there.
Outcome<std::optional<Told>> ask_about(Bucket& bucket, const Target& target);

// Whether one of the digests told is the file's: of the whole, or of parts as this program, the AWS command line client
// or s5cmd cut them. Checksums decide alone; an ETag may be no digest at all, so false also says "cannot be told".
// Reads the file as often as there are ways to cut it into the number of parts that is told. `least_part` is the part
// size of this program's settings.
Outcome<bool> same_bytes(const Told& told, const OpenFile& file, std::uint64_t least_part);

}  // namespace hios::s3
