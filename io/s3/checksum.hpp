#pragma once
// The checksums that travel with an object: SHA-256, and CRC-32 (ISO 3309, as in gzip), in base64 of its big-endian
// bytes. Source: Amazon S3 User Guide, "Checking object integrity".

#include <cstdint>
#include <string>
#include <string_view>

#include "io/http/message.hpp"
#include "pipeline/outcome.hpp"

namespace hios::s3 {

inline constexpr std::string_view kChecksumHeader = "x-amz-checksum-crc32";
inline constexpr std::string_view kSha256Header = "x-amz-checksum-sha256";

std::uint32_t crc32_of(std::uint32_t before, std::string_view bytes);
std::string checksum_text(std::uint32_t crc);
// Of a whole body.
Outcome<std::string> checksum_of(http::Body& body);

}  // namespace hios::s3
