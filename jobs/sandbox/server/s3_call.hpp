#pragma once
// One S3 request under way, and what all operations share. Source of codes, statuses and wordings: the Amazon S3 API
// reference, "Error responses" and the pages of the operations.

#include <cstdint>
#include <string>
#include <vector>

#include "jobs/sandbox/server/digests.hpp"
#include "jobs/sandbox/server/object_files.hpp"
#include "jobs/sandbox/server/signature.hpp"
#include "jobs/sandbox/server/uri.hpp"

namespace hios::sandbox {

struct S3World {
    ObjectFiles& files;
    std::string region;
    std::string account_id;             // of all buckets, 12 digits
    std::vector<std::string> kms_keys;  // ARNs; the first is the one of aws:kms without a key
    Clock clock;
    std::uint64_t least_part = 5U << 20;  // bytes of each part of a multipart upload but the last

    [[nodiscard]] std::int64_t now_ms() const;
    // The ARN of a key named by ARN, id or alias; empty when it is not known.
    [[nodiscard]] std::string kms_arn(std::string_view name) const;
};

struct S3Call {
    const HttpRequest& http;
    Query query;
    std::string bucket;  // empty: the service itself
    std::string key;     // empty: the bucket
    Body& body;
    Signed proof;
};

using S3Operation = Answer<HttpReply> (*)(S3World&, S3Call&);

// The operations, by room.
Answer<HttpReply> list_buckets(S3World& world, S3Call& call);
Answer<HttpReply> create_bucket(S3World& world, S3Call& call);
Answer<HttpReply> head_bucket(S3World& world, S3Call& call);
Answer<HttpReply> delete_bucket(S3World& world, S3Call& call);
Answer<HttpReply> bucket_location(S3World& world, S3Call& call);
Answer<HttpReply> bucket_versioning(S3World& world, S3Call& call);
Answer<HttpReply> bucket_encryption(S3World& world, S3Call& call);
Answer<HttpReply> bucket_public_access(S3World& world, S3Call& call);
Answer<HttpReply> list_objects(S3World& world, S3Call& call);
Answer<HttpReply> list_objects_v2(S3World& world, S3Call& call);
Answer<HttpReply> get_object(S3World& world, S3Call& call);
Answer<HttpReply> head_object(S3World& world, S3Call& call);
Answer<HttpReply> put_object(S3World& world, S3Call& call);
Answer<HttpReply> copy_object(S3World& world, S3Call& call);
Answer<HttpReply> delete_object(S3World& world, S3Call& call);
Answer<HttpReply> delete_objects(S3World& world, S3Call& call);
Answer<HttpReply> create_upload(S3World& world, S3Call& call);
Answer<HttpReply> upload_part(S3World& world, S3Call& call);
Answer<HttpReply> upload_part_copy(S3World& world, S3Call& call);
Answer<HttpReply> complete_upload(S3World& world, S3Call& call);
Answer<HttpReply> abort_upload(S3World& world, S3Call& call);
Answer<HttpReply> list_parts(S3World& world, S3Call& call);
Answer<HttpReply> list_uploads(S3World& world, S3Call& call);

// Refusals that several operations have.
ApiError no_such_bucket(const std::string& bucket);
ApiError no_such_key(const std::string& key);
ApiError precondition_failed(std::string_view condition);
ApiError invalid_argument(std::string message, std::string_view name, std::string_view value);
ApiError malformed_xml();
ApiError internal(const Error& error);
// A WriteVerdict that is not kDone.
ApiError refusal_of(WriteVerdict verdict, const S3Call& call, const WriteCondition& condition);

HttpReply xml_reply(std::string xml);

// Whether an If-Match or If-None-Match value names this ETag.
bool names_etag(std::string_view header, std::string_view etag);
// If-Match and If-None-Match of a write; other uses of If-None-Match than "*" are not S3's.
Answer<WriteCondition> write_condition(const HttpRequest& request);
// versionId: only "null" exists here.
Answer<void> check_version(std::string_view version);
Answer<void> check_bucket(S3World& world, const S3Call& call);
std::optional<std::uint64_t> parse_number(std::string_view text);
// Of these headers; empty when it is not there.
std::string_view value_of(const Headers& headers, std::string_view name);

}  // namespace hios::sandbox

// HIOS_STORED(var, call): as HIOS_ANSWER for an Outcome; its error is the store's own failure.
#define HIOS_STORED(var, ...)                                                                                     \
    auto HIOS_ANSWER_CONCAT(stored_, __LINE__) = (__VA_ARGS__);                                                   \
    if (!HIOS_ANSWER_CONCAT(stored_, __LINE__)) {                                                                 \
        return ::hios::sandbox::refuse(::hios::sandbox::internal(HIOS_ANSWER_CONCAT(stored_, __LINE__).error())); \
    }                                                                                                             \
    var = std::move(*HIOS_ANSWER_CONCAT(stored_, __LINE__))
#define HIOS_STORED_CHECK(...)                                                           \
    if (auto stored_check = (__VA_ARGS__); !stored_check) {                              \
        return ::hios::sandbox::refuse(::hios::sandbox::internal(stored_check.error())); \
    }
