#include "io/s3/compare.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "io/s3/checksum.hpp"
#include "io/s3/errors.hpp"
#include "io/s3/listing.hpp"

namespace hios::s3 {
namespace {

constexpr std::uint64_t kAwsPart = std::uint64_t{8} << 20;
constexpr std::uint64_t kS5cmdPart = std::uint64_t{50} << 20;

// "<digest>-3": three parts. 0: uploaded whole.
std::uint64_t parts_told(std::string_view digest) {
    const std::size_t dash = digest.rfind('-');
    if (dash == std::string_view::npos) return 0;
    std::uint64_t count = 0;
    std::from_chars(digest.data() + dash + 1, digest.data() + digest.size(), count);
    return count;
}

bool looks_like_md5(std::string_view etag) {
    const std::string_view digits = etag.substr(0, etag.find('-'));
    return digits.size() == 32 && std::all_of(digits.begin(), digits.end(),
                                              [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Outcome<bool> is_digest_of(const std::string& told, const OpenFile& file, std::uint64_t least_part,
                           Algorithm algorithm) {
    const std::uint64_t parts = parts_told(told);
    if (parts == 0) {
        HIOS_TRY(const std::string own, whole_digest(file, algorithm));
        return own == told;
    }
    std::array sizes{part_size_for(file.size, least_part), kAwsPart, kS5cmdPart};
    std::sort(sizes.begin(), sizes.end());
    const auto end = std::unique(sizes.begin(), sizes.end());
    for (auto size = sizes.begin(); size != end; ++size) {
        if (part_count(file.size, *size) != parts) continue;
        HIOS_TRY(const std::string own, composite_digest(file, *size, algorithm));
        if (own == told) return true;
    }
    return false;
}

}  // namespace

Outcome<std::optional<Told>> ask_about(Bucket& bucket, const Target& target) {
    Operation operation;
    operation.method = "HEAD";
    operation.key = target.key;
    operation.headers = {{"x-amz-checksum-mode", "ENABLED"}};
    HIOS_TRY(const aws::Reply reply, bucket.call(operation));
    if (reply.error && reply.error->status == 404) return std::nullopt;
    if (reply.error) return fail(object_error(*reply.error, "look at the object", target.name));
    const auto header = [&](std::string_view name) {
        return std::string(http::find_header(reply.head.headers, name).value_or(""));
    };
    Told told;
    const std::string length = header("content-length");
    std::from_chars(length.data(), length.data() + length.size(), told.size);
    told.crc32 = header(kChecksumHeader);
    told.sha256 = header(kSha256Header);
    // Under KMS an ETag is no MD5.
    if (!header("x-amz-server-side-encryption").starts_with("aws:kms")) told.etag = etag_of(header("etag"));
    return told;
}

Outcome<bool> same_bytes(const Told& told, const OpenFile& file, std::uint64_t least_part) {
    if (told.size != file.size) return false;
    if (!told.crc32.empty()) return is_digest_of(told.crc32, file, least_part, Algorithm::kCrc32);
    if (!told.sha256.empty()) return is_digest_of(told.sha256, file, least_part, Algorithm::kSha256);
    if (looks_like_md5(told.etag)) return is_digest_of(told.etag, file, least_part, Algorithm::kMd5);
    return false;
}

}  // namespace hios::s3
