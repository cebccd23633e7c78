#include "io/s3/digests.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>
#include <span>

#include "io/aws/digest.hpp"
#include "io/s3/checksum.hpp"

namespace hios::s3 {
namespace {

constexpr std::uint64_t kMostParts = 10'000;

class Hash {
public:
    explicit Hash(Algorithm algorithm) {
        if (algorithm == Algorithm::kCrc32) return;
        context_.reset(EVP_MD_CTX_new());
        good_ =
            EVP_DigestInit_ex(context_.get(), algorithm == Algorithm::kMd5 ? EVP_md5() : EVP_sha256(), nullptr) == 1;
    }
    void add(std::string_view bytes) {
        if (context_ == nullptr) {
            crc_ = crc32_of(crc_, bytes);
        } else {
            good_ = good_ && EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1;
        }
    }
    std::string finish() {
        if (context_ == nullptr) {
            std::string bytes;
            for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes += static_cast<char>(crc_ >> shift & 255U);
            return bytes;
        }
        std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
        unsigned length = 0;
        if (!good_ || EVP_DigestFinal_ex(context_.get(), bytes.data(), &length) != 1) length = 0;
        return {bytes.begin(), bytes.begin() + length};
    }

private:
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> context_;  // null: CRC-32
    bool good_ = true;
    std::uint32_t crc_ = 0;
};

}  // namespace

Outcome<std::string> digest_of(http::Body& body, Algorithm algorithm) {
    std::vector<char> buffer(static_cast<std::size_t>(std::clamp<std::uint64_t>(body.size(), 1, 256 * 1024)));
    Hash hash(algorithm);
    for (std::uint64_t offset = 0;;) {
        HIOS_TRY(const std::size_t got, body.read_at(offset, buffer));
        if (got == 0) return hash.finish();
        hash.add({buffer.data(), got});
        offset += got;
    }
}

std::string digest_of(std::string_view bytes, Algorithm algorithm) {
    Hash hash(algorithm);
    hash.add(bytes);
    return hash.finish();
}

std::string spelled(const std::string& digest, Algorithm algorithm) {
    const std::span bytes(reinterpret_cast<const unsigned char*>(digest.data()), digest.size());
    return algorithm == Algorithm::kMd5 ? aws::hex(bytes) : aws::base64(bytes);
}

std::uint64_t part_size_for(std::uint64_t size, std::uint64_t least) {
    constexpr std::uint64_t kStep = 1 << 20;
    if (part_count(size, least) <= kMostParts) return least;
    return part_count(part_count(size, kMostParts), kStep) * kStep;
}

Outcome<std::string> whole_digest(const OpenFile& file, Algorithm algorithm) {
    HIOS_TRY(const std::string digest,
             digest_of(*http::file_body(file.descriptor, 0, file.size, file.name), algorithm));
    return spelled(digest, algorithm);
}

Outcome<std::string> composite_digest(const OpenFile& file, std::uint64_t part_size, Algorithm algorithm) {
    std::string digests;
    for (std::uint64_t begin = 0; begin < file.size; begin += part_size) {
        const std::uint64_t length = std::min(part_size, file.size - begin);
        HIOS_TRY(const std::string digest,
                 digest_of(*http::file_body(file.descriptor, begin, length, file.name), algorithm));
        digests += digest;
    }
    return fmt::format("{}-{}", spelled(digest_of(digests, algorithm), algorithm), part_count(file.size, part_size));
}

}  // namespace hios::s3
