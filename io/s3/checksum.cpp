#include "io/s3/checksum.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <vector>

#include "io/aws/digest.hpp"

namespace hios::s3 {

std::uint32_t crc32_of(std::uint32_t before, std::string_view bytes) {
    return static_cast<std::uint32_t>(
        ::crc32_z(before, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

std::string checksum_text(std::uint32_t crc) {
    const std::array<unsigned char, 4> bytes{
        static_cast<unsigned char>(crc >> 24U), static_cast<unsigned char>(crc >> 16U & 255U),
        static_cast<unsigned char>(crc >> 8U & 255U), static_cast<unsigned char>(crc & 255U)};
    return aws::base64(bytes);
}

Outcome<std::string> checksum_of(http::Body& body) {
    std::vector<char> buffer(static_cast<std::size_t>(std::clamp<std::uint64_t>(body.size(), 1, 256 * 1024)));
    std::uint32_t crc = 0;
    for (std::uint64_t offset = 0;;) {
        HIOS_TRY(const std::size_t got, body.read_at(offset, buffer));
        if (got == 0) break;
        crc = crc32_of(crc, {buffer.data(), got});
        offset += got;
    }
    return checksum_text(crc);
}

}  // namespace hios::s3
