#pragma once
// Digests of files and of their parts, in the spellings by which S3 tells them of its objects. Source: Amazon S3 User
// Guide, "Checking object integrity".

#include <cstdint>
#include <string>
#include <string_view>

#include "io/http/message.hpp"
#include "pipeline/outcome.hpp"

namespace hios::s3 {

enum class Algorithm : std::uint8_t {
    kMd5,     // ETags, where the object is not encrypted by KMS
    kSha256,  // x-amz-checksum-sha256
    kCrc32,   // x-amz-checksum-crc32
};

// A regular file that is open for reading. The descriptor must outlive the calls.
struct OpenFile {
    int descriptor = -1;
    std::uint64_t size = 0;
    std::string name;  // told in errors
};

// The bytes of the digest of a whole body. Of MD5 where the machine's policy forbids it: none, which is no object's.
Outcome<std::string> digest_of(http::Body& body, Algorithm algorithm);
// Of bytes in memory.
std::string digest_of(std::string_view bytes, Algorithm algorithm);

// Hexadecimal for MD5, base64 for the others.
std::string spelled(const std::string& digest, Algorithm algorithm);

// How many parts of this size an object has; an object without bytes has none.
[[nodiscard]] constexpr std::uint64_t part_count(std::uint64_t size, std::uint64_t part_size) {
    return (size + part_size - 1) / part_size;
}
// The size of the parts in which a file is uploaded: at least `least`, and such that 10 000 parts suffice.
std::uint64_t part_size_for(std::uint64_t size, std::uint64_t least);

// As S3 tells it of an object that was uploaded in one request.
Outcome<std::string> whole_digest(const OpenFile& file, Algorithm algorithm);
// As S3 tells it of one uploaded in parts: the digest of the parts' digests, "-" and their number.
Outcome<std::string> composite_digest(const OpenFile& file, std::uint64_t part_size, Algorithm algorithm);

}  // namespace hios::s3
