#include "jobs/sandbox/server/digests.hpp"

#include <array>
#include <cctype>
#include <new>
#include <utility>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace hios::sandbox {
namespace {

// A reflected CRC, a byte at a time.
template <class Word, Word kPolynomial>
constexpr std::array<Word, 256> make_table() {
    std::array<Word, 256> table{};
    for (unsigned byte = 0; byte < 256; ++byte) {
        Word value = byte;
        for (int bit = 0; bit < 8; ++bit) value = (value & 1U) != 0 ? (value >> 1U) ^ kPolynomial : value >> 1U;
        table[byte] = value;
    }
    return table;
}
constexpr auto kCrc32Table = make_table<std::uint32_t, 0xEDB88320U>();
constexpr auto kCrc32cTable = make_table<std::uint32_t, 0x82F63B78U>();
constexpr auto kCrc64Table = make_table<std::uint64_t, 0x9A6C9329AC4BC9B5U>();

template <class Word>
std::uint64_t update_crc(const std::array<Word, 256>& table, std::uint64_t crc, std::string_view bytes) {
    Word value = static_cast<Word>(~crc);
    for (const char c : bytes)
        value = table[static_cast<std::uint8_t>(value) ^ static_cast<std::uint8_t>(c)] ^ (value >> 8U);
    return static_cast<Word>(~value);
}

const EVP_MD* algorithm(DigestKind kind) {
    switch (kind) {
        case DigestKind::kMd5:
            return EVP_md5();
        case DigestKind::kSha1:
            return EVP_sha1();
        default:
            return EVP_sha256();
    }
}

}  // namespace

std::string_view checksum_name(DigestKind kind) {
    switch (kind) {
        case DigestKind::kMd5:
            return "MD5";
        case DigestKind::kSha1:
            return "SHA1";
        case DigestKind::kSha256:
            return "SHA256";
        case DigestKind::kCrc32:
            return "CRC32";
        case DigestKind::kCrc32c:
            return "CRC32C";
        case DigestKind::kCrc64nvme:
            return "CRC64NVME";
    }
    return {};
}

std::optional<DigestKind> checksum_named(std::string_view name) {
    std::string upper;
    for (const char c : name) upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    for (const DigestKind kind :
         {DigestKind::kSha1, DigestKind::kSha256, DigestKind::kCrc32, DigestKind::kCrc32c, DigestKind::kCrc64nvme}) {
        if (checksum_name(kind) == upper) return kind;
    }
    return std::nullopt;
}

std::string checksum_header(DigestKind kind) {
    std::string header = "x-amz-checksum-";
    for (const char c : checksum_name(kind)) header += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return header;
}

bool is_crc(DigestKind kind) {
    return kind >= DigestKind::kCrc32;
}

std::size_t digest_bytes(DigestKind kind) {
    switch (kind) {
        case DigestKind::kMd5:
            return 16;
        case DigestKind::kSha1:
            return 20;
        case DigestKind::kSha256:
            return 32;
        case DigestKind::kCrc32:
        case DigestKind::kCrc32c:
            return 4;
        case DigestKind::kCrc64nvme:
            return 8;
    }
    return 0;
}

struct Digest::Openssl {
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
};

Digest::Digest(DigestKind kind) : kind_(kind) {
    if (is_crc(kind)) return;
    openssl_ = std::make_unique<Openssl>();
    if (openssl_->context == nullptr || EVP_DigestInit_ex(openssl_->context.get(), algorithm(kind), nullptr) != 1)
        throw std::bad_alloc();
}
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

void Digest::update(std::string_view bytes) {
    switch (kind_) {
        case DigestKind::kCrc32:
            crc_ = update_crc(kCrc32Table, crc_, bytes);
            break;
        case DigestKind::kCrc32c:
            crc_ = update_crc(kCrc32cTable, crc_, bytes);
            break;
        case DigestKind::kCrc64nvme:
            crc_ = update_crc(kCrc64Table, crc_, bytes);
            break;
        default:
            EVP_DigestUpdate(openssl_->context.get(), bytes.data(), bytes.size());
    }
}

std::string Digest::finish() {
    std::string bytes(digest_bytes(kind_), '\0');
    if (is_crc(kind_)) {
        for (std::size_t at = bytes.size(); at-- > 0; crc_ >>= 8U) bytes[at] = static_cast<char>(crc_ & 0xFFU);
    } else {
        unsigned length = 0;
        EVP_DigestFinal_ex(openssl_->context.get(), reinterpret_cast<unsigned char*>(bytes.data()), &length);
    }
    return bytes;
}

std::string digest_of(DigestKind kind, std::string_view bytes) {
    Digest digest(kind);
    digest.update(bytes);
    return digest.finish();
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
    std::string code(32, '\0');
    unsigned length = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(bytes.data()),
         bytes.size(), reinterpret_cast<unsigned char*>(code.data()), &length);
    return code;
}

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    hex.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        hex += kDigits[static_cast<unsigned char>(c) >> 4U];
        hex += kDigits[static_cast<unsigned char>(c) & 15U];
    }
    return hex;
}

std::string to_base64(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // OpenSSL writes a NUL behind
    const int length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    const std::size_t content = text.find_last_not_of('=') + 1;
    if (text.empty() || text.size() - content > 2) return text.empty() ? std::optional(std::string()) : std::nullopt;
    for (const char c : text.substr(0, content)) {
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '+' && c != '/') return std::nullopt;
    }
    std::string bytes(text.size() / 4 * 3, '\0');
    if (EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size())) < 0)
        return std::nullopt;
    bytes.resize(bytes.size() - (text.size() - content));
    return bytes;
}

bool same_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace hios::sandbox
