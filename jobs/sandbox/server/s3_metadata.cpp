#include "jobs/sandbox/server/s3_metadata.hpp"

#include <algorithm>
#include <array>

#include "jobs/sandbox/server/digests.hpp"

namespace hios::sandbox {
namespace {

constexpr std::size_t kMostMetadata = 2048;
constexpr std::array<std::string_view, 6> kContentHeaders{"cache-control",    "content-disposition",
                                                          "content-language", "content-type",
                                                          "expires",          "x-amz-website-redirect-location"};
constexpr std::string_view kEncryption = "x-amz-server-side-encryption";
constexpr std::string_view kKmsKeyHeader = "x-amz-server-side-encryption-aws-kms-key-id";
constexpr std::string_view kBucketKey = "x-amz-server-side-encryption-bucket-key-enabled";

// aws-chunked is the transfer's, the rest is the object's.
std::string content_encoding(std::string_view value) {
    std::string kept;
    while (!value.empty()) {
        std::string_view one = value.substr(0, value.find(','));
        value.remove_prefix(std::min(value.size(), one.size() + 1));
        while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
        while (!one.empty() && one.back() == ' ') one.remove_suffix(1);
        if (!one.empty() && one != "aws-chunked") kept.append(kept.empty() ? "" : ",").append(one);
    }
    return kept;
}

Answer<void> add_encryption(const S3World& world, const HttpRequest& request, Headers& meta) {
    const auto method = request.header(kEncryption);
    const auto key = request.header(kKmsKeyHeader);
    if (!method) {
        if (key)
            return refuse(
                invalid_argument("Server Side Encryption with AWS KMS managed key requires HTTP header "
                                 "x-amz-server-side-encryption : aws:kms",
                                 kEncryption, ""));
        meta.emplace_back(kEncryption, "AES256");
        return {};
    }
    if (*method != "AES256" && *method != "aws:kms" && *method != "aws:kms:dsse")
        return refuse(invalid_argument("The encryption method specified is not supported", kEncryption, *method));
    meta.emplace_back(kEncryption, *method);
    if (*method == "AES256") {
        if (key) return refuse(invalid_argument("A KMS key needs the encryption aws:kms", kKmsKeyHeader, ""));
        return {};
    }
    const std::string arn = key ? world.kms_arn(*key) : world.kms_keys.empty() ? "" : world.kms_keys.front();
    if (arn.empty()) return refuse(400, "KMS.NotFoundException", "The KMS key does not exist in this sandbox");
    meta.emplace_back(kKmsKeyHeader, arn);
    if (const auto bucket_key = request.header(kBucketKey)) meta.emplace_back(kBucketKey, *bucket_key);
    return {};
}

}  // namespace

Answer<void> check_write_headers(const HttpRequest& request) {
    for (const auto& [name, value] : request.headers) {
        if (name == "x-amz-acl" && value != "private" && value != "bucket-owner-full-control" &&
            value != "bucket-owner-read")
            return refuse(400, "AccessControlListNotSupported", "The bucket does not allow ACLs");
        if (name.starts_with("x-amz-server-side-encryption-customer-"))
            return refuse({501,
                           "NotImplemented",
                           "A header you provided implies functionality that is not implemented",
                           {{"Header", name}}});
    }
    return {};
}

Answer<Headers> metadata_of(const S3World& world, const HttpRequest& request) {
    Headers meta;
    std::size_t user_bytes = 0;
    meta.emplace_back("content-type", request.header("content-type").value_or("binary/octet-stream"));
    for (const auto& [name, value] : request.headers) {
        if (name == "content-encoding") {
            if (std::string kept = content_encoding(value); !kept.empty()) meta.emplace_back(name, std::move(kept));
        } else if (name != "content-type" &&
                   std::find(kContentHeaders.begin(), kContentHeaders.end(), name) != kContentHeaders.end()) {
            meta.emplace_back(name, value);
        } else if (name.starts_with("x-amz-meta-")) {
            user_bytes += name.size() - std::string_view("x-amz-meta-").size() + value.size();
            meta.emplace_back(name, value);
        } else if (name == "x-amz-storage-class" && value != "STANDARD") {
            meta.emplace_back(name, value);
        }
    }
    if (user_bytes > kMostMetadata)
        return refuse({400,
                       "MetadataTooLarge",
                       "Your metadata headers exceed the maximum allowed metadata size",
                       {{"Size", std::to_string(user_bytes)}, {"MaxSizeAllowed", std::to_string(kMostMetadata)}}});
    HIOS_ALLOW(add_encryption(world, request, meta));
    return meta;
}

void set_header(Headers& headers, std::string_view name, std::string value) {
    std::erase_if(headers, [name](const auto& header) { return header.first == name; });
    headers.emplace_back(name, std::move(value));
}

std::string etag_of(const Headers& meta, const std::string& md5) {
    if (!value_of(meta, kEncryption).starts_with("aws:kms")) return to_hex(md5);
    return to_hex(digest_of(DigestKind::kMd5, "aws:kms" + md5));
}

void add_write_headers(HttpReply& reply, const Headers& meta) {
    for (const auto& [name, value] : meta) {
        if (name.starts_with(kEncryption) || name.starts_with("x-amz-checksum-")) reply.add(name, value);
    }
}

}  // namespace hios::sandbox
