#include "jobs/upload/same_bytes.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "io/s3/errors.hpp"

namespace hios::upload {
namespace {

// "<digest>-3": three parts. 0: uploaded whole.
std::uint64_t parts_told(std::string_view digest) {
    const std::size_t dash = digest.rfind('-');
    if (dash == std::string_view::npos) return 0;
    std::uint64_t count = 0;
    std::from_chars(digest.data() + dash + 1, digest.data() + digest.size(), count);
    return count;
}

bool is_md5(std::string_view etag) {
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
    // Ours, the AWS command line client's, and s5cmd's.
    std::array sizes{part_size_for(file.size, least_part), std::uint64_t{8} << 20, std::uint64_t{50} << 20};
    std::sort(sizes.begin(), sizes.end());
    const auto end = std::unique(sizes.begin(), sizes.end());
    for (auto size = sizes.begin(); size != end; ++size) {
        if (part_count(file.size, *size) != parts) continue;
        HIOS_TRY(const std::string own, composite_digest(file, *size, algorithm));
        if (own == told) return true;
    }
    return false;
}

Outcome<std::optional<std::string>> stored_checksum(s3::Bucket& bucket, const std::string& key,
                                                    const std::string& name) {
    s3::Operation operation;
    operation.method = "HEAD";
    operation.key = key;
    operation.headers = {{"x-amz-checksum-mode", "ENABLED"}};
    HIOS_TRY(const aws::Reply reply, bucket.call(operation));
    if (reply.error) return fail(s3::object_error(*reply.error, "look at the object", name));
    const auto found = http::find_header(reply.head.headers, "x-amz-checksum-sha256");
    if (!found) return std::nullopt;
    return std::string(*found);
}

}  // namespace

Outcome<bool> holds_same_bytes(s3::Bucket& bucket, const std::string& key, const ObjectInfo& listed,
                               const OpenFile& file) {
    if (listed.size != file.size) return false;
    const std::uint64_t least_part = bucket.settings().part_size;
    if (is_md5(listed.etag)) {
        HIOS_TRY(const bool same, is_digest_of(listed.etag, file, least_part, Algorithm::kMd5));
        if (same) return true;
    }
    // Only with checksums does this program store what the next step looks for.
    if (!bucket.checksums()) return false;
    HIOS_TRY(const auto checksum, stored_checksum(bucket, key, file.name));
    if (!checksum) return false;
    return is_digest_of(*checksum, file, least_part, Algorithm::kSha256);
}

}  // namespace hios::upload
