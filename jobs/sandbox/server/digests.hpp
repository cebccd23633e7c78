#pragma once
// Digests of bodies, and the small encodings around them. MD5, SHA-1, SHA-256 and HMAC are OpenSSL's; the CRCs are
// computed here from their polynomials: CRC-32 (ISO-HDLC), CRC-32C (Castagnoli), CRC-64/NVME.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hios::sandbox {

enum class DigestKind : std::uint8_t { kMd5, kSha1, kSha256, kCrc32, kCrc32c, kCrc64nvme };

// "CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256": S3's names of the checksums of objects.
std::string_view checksum_name(DigestKind kind);
std::optional<DigestKind> checksum_named(std::string_view name);  // in any case of letters
std::string checksum_header(DigestKind kind);                     // "x-amz-checksum-crc32"
bool is_crc(DigestKind kind);
std::size_t digest_bytes(DigestKind kind);

// A digest in the making. Not thread-safe.
class Digest {
public:
    explicit Digest(DigestKind kind);
    ~Digest();
    Digest(Digest&&) noexcept;
    Digest& operator=(Digest&&) noexcept;

    [[nodiscard]] DigestKind kind() const { return kind_; }
    void update(std::string_view bytes);
    // The raw bytes, big-endian; once.
    std::string finish();

private:
    struct Openssl;
    DigestKind kind_;
    std::uint64_t crc_ = 0;
    std::unique_ptr<Openssl> openssl_;
};

std::string digest_of(DigestKind kind, std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view bytes);
std::string to_hex(std::string_view bytes);
std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);  // strict: padded, no white space
bool same_in_constant_time(std::string_view a, std::string_view b);

}  // namespace hios::sandbox
