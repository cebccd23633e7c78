#include "jobs/sandbox/server/s3_api.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "jobs/sandbox/server/xml.hpp"
#include "stages/json/text.hpp"

namespace hios::sandbox {
namespace {

constexpr std::size_t kLongestKey = 1024;

enum class Level : std::uint8_t { kService, kBucket, kObject };

struct Entry {
    Level level;
    std::string_view method;
    std::string_view field;   // of the query, that chooses this operation; empty: none of them does
    std::string_view header;  // that must be there
    std::string_view name;
    S3Operation run;
};

// In the order they are tried.
constexpr std::array<Entry, 24> kOperations{{
    {Level::kService, "GET", "", "", "ListBuckets", list_buckets},
    {Level::kBucket, "GET", "location", "", "GetBucketLocation", bucket_location},
    {Level::kBucket, "GET", "versioning", "", "GetBucketVersioning", bucket_versioning},
    {Level::kBucket, "GET", "encryption", "", "GetBucketEncryption", bucket_encryption},
    {Level::kBucket, "GET", "publicAccessBlock", "", "GetPublicAccessBlock", bucket_public_access},
    {Level::kBucket, "GET", "uploads", "", "ListMultipartUploads", list_uploads},
    {Level::kBucket, "GET", "list-type", "", "ListObjectsV2", list_objects_v2},
    {Level::kBucket, "GET", "", "", "ListObjects", list_objects},
    {Level::kBucket, "HEAD", "", "", "HeadBucket", head_bucket},
    {Level::kBucket, "PUT", "", "", "CreateBucket", create_bucket},
    {Level::kBucket, "DELETE", "", "", "DeleteBucket", delete_bucket},
    {Level::kBucket, "POST", "delete", "", "DeleteObjects", delete_objects},
    {Level::kObject, "GET", "uploadId", "", "ListParts", list_parts},
    {Level::kObject, "GET", "", "", "GetObject", get_object},
    {Level::kObject, "HEAD", "", "", "HeadObject", head_object},
    {Level::kObject, "PUT", "uploadId", "x-amz-copy-source", "UploadPartCopy", upload_part_copy},
    {Level::kObject, "PUT", "uploadId", "", "UploadPart", upload_part},
    {Level::kObject, "PUT", "", "x-amz-copy-source", "CopyObject", copy_object},
    {Level::kObject, "PUT", "", "", "PutObject", put_object},
    {Level::kObject, "POST", "uploads", "", "CreateMultipartUpload", create_upload},
    {Level::kObject, "POST", "uploadId", "", "CompleteMultipartUpload", complete_upload},
    {Level::kObject, "DELETE", "uploadId", "", "AbortMultipartUpload", abort_upload},
    {Level::kObject, "DELETE", "", "", "DeleteObject", delete_object},
    {Level::kService, "HEAD", "", "", "ListBuckets", list_buckets},
}};

// Of S3, but not of this sandbox: a request with one of them must not pass for another operation.
constexpr std::array<std::string_view, 30> kOtherFields{"accelerate",
                                                        "acl",
                                                        "analytics",
                                                        "cors",
                                                        "encryption",
                                                        "intelligent-tiering",
                                                        "inventory",
                                                        "legal-hold",
                                                        "lifecycle",
                                                        "location",
                                                        "logging",
                                                        "metrics",
                                                        "notification",
                                                        "object-lock",
                                                        "ownershipControls",
                                                        "policy",
                                                        "policyStatus",
                                                        "publicAccessBlock",
                                                        "replication",
                                                        "requestPayment",
                                                        "restore",
                                                        "retention",
                                                        "select",
                                                        "tagging",
                                                        "torrent",
                                                        "uploads",
                                                        "versioning",
                                                        "versions",
                                                        "website",
                                                        "attributes"};

const Entry* find_operation(const HttpRequest& request, const S3Target& target, const Query& query) {
    const Level level = target.bucket.empty() ? Level::kService : target.key.empty() ? Level::kBucket : Level::kObject;
    for (const Entry& entry : kOperations) {
        if (entry.level != level || entry.method != request.method) continue;
        if (!entry.header.empty() && !request.header(entry.header)) continue;
        if (!entry.field.empty()) {
            if (query.has(entry.field)) return &entry;
            continue;
        }
        const bool other = std::any_of(kOtherFields.begin(), kOtherFields.end(),
                                       [&query](std::string_view field) { return query.has(field); });
        if (!other) return &entry;
    }
    return nullptr;
}

// The bucket of a virtual-hosted request: "bucket.localhost:port", "bucket.s3.<region>.amazonaws.com".
std::string bucket_of_host(std::string_view host) {
    host = host.substr(0, host.rfind(':'));
    for (const std::string_view mark : {".s3.", ".s3-", ".localhost"}) {
        const std::size_t at = host.find(mark);
        if (at == std::string_view::npos || at == 0) continue;
        if (mark == ".localhost" && at + mark.size() != host.size()) continue;
        return std::string(host.substr(0, at)) == "s3" ? std::string() : std::string(host.substr(0, at));
    }
    return {};
}

ApiError s3_error_of(const AuthRefusal& refusal) {
    const auto error = [&refusal](int status, std::string code) {
        return ApiError{status, std::move(code), refusal.message, refusal.details};
    };
    const bool presigned = refusal.presigned;
    switch (refusal.fault) {
        case AuthFault::kMissing:
        case AuthFault::kExpired:
        case AuthFault::kUnsigned:
            return error(403, "AccessDenied");
        case AuthFault::kMalformed:
            return error(400, presigned ? "AuthorizationQueryParametersError" : "AuthorizationHeaderMalformed");
        case AuthFault::kWrongScope: {
            ApiError wrong =
                error(400, presigned ? "AuthorizationQueryParametersError" : "AuthorizationHeaderMalformed");
            wrong.message = (presigned ? "Error parsing the X-Amz-Credential parameter; "
                                       : "The authorization header is malformed; ") +
                            refusal.message;
            return wrong;
        }
        case AuthFault::kTwoWays:
        case AuthFault::kBadHash:
            return error(400, "InvalidArgument");
        case AuthFault::kUnknownKey:
            return error(403, "InvalidAccessKeyId");
        case AuthFault::kWrongToken:
            return error(400, "InvalidToken");
        case AuthFault::kExpiredToken:
            return error(400, "ExpiredToken");
        case AuthFault::kSkewed:
            return error(403, "RequestTimeTooSkewed");
        case AuthFault::kMissingHash:
            return error(400, "InvalidRequest");
        case AuthFault::kMismatch:
            return error(403, "SignatureDoesNotMatch");
    }
    return error(403, "AccessDenied");
}

ApiError invalid_uri() {
    return {400, "InvalidURI", "Couldn't parse the specified URI."};
}

}  // namespace

Answer<S3Target> S3Api::target_of(const HttpRequest& request) const {
    S3Target target;
    auto path = percent_decode(request.path);
    const auto query = Query::parse(request.query);
    if (!path || !query || json::first_invalid_utf8(*path) != path->size() || path->find('\0') != std::string::npos)
        return refuse(invalid_uri());
    path->erase(0, 1);
    target.bucket = bucket_of_host(request.header("host").value_or(""));
    if (target.bucket.empty()) {
        const std::size_t slash = path->find('/');
        target.bucket = path->substr(0, slash);
        target.key = slash == std::string::npos ? "" : path->substr(slash + 1);
    } else {
        target.key = std::move(*path);
    }
    if (target.key.size() > kLongestKey)
        return refuse({400,
                       "KeyTooLongError",
                       "Your key is too long",
                       {{"Size", std::to_string(target.key.size())}, {"MaxSizeAllowed", std::to_string(kLongestKey)}}});
    if (const Entry* entry = find_operation(request, target, *query)) target.operation = entry->name;
    return target;
}

Answer<HttpReply> S3Api::answer(const HttpRequest& request, Body& body) {
    if (!request.header("host")) return refuse(400, "InvalidRequest", "The Host header is missing.");
    auto proof = verifier_.verify_s3(request);
    if (!proof) return refuse(s3_error_of(proof.error()));
    HIOS_ANSWER(S3Target target, target_of(request));
    auto query = Query::parse(request.query);
    const Entry* entry = find_operation(request, target, *query);
    if (entry == nullptr) {
        return refuse(501, "NotImplemented",
                      "A header or query you provided implies functionality that is not implemented");
    }
    S3Call call{request, std::move(*query), std::move(target.bucket), std::move(target.key), body, std::move(*proof)};
    return entry->run(world_, call);
}

HttpReply S3Api::refusal(const HttpRequest& request, const ApiError& error) const {
    HttpReply reply{error.status};
    reply.headers = error.headers;
    reply.hang_up = error.hang_up;
    if (request.method == "HEAD") {
        reply.head_only = true;
        return reply;
    }
    XmlWriter xml("Error", false);
    xml.add("Code", error.code);
    xml.add("Message", error.message);
    for (const auto& [name, value] : error.details) xml.add(name, value);
    xml.add("Resource", request.path);
    xml.add("RequestId", fmt::format("{:016X}", requests_.load()));
    xml.add("HostId", "sandbox");
    reply.body = xml.take();
    reply.add("Content-Type", "application/xml");
    return reply;
}

HttpReply S3Api::handle(const HttpRequest& request, Body& body) {
    const std::uint64_t number = ++requests_;
    auto answered = answer(request, body);
    HttpReply reply = answered ? std::move(*answered) : refusal(request, answered.error());
    reply.add("x-amz-request-id", fmt::format("{:016X}", number));
    reply.add("x-amz-id-2", "sandbox");
    reply.add("Server", "AmazonS3");
    return reply;
}

}  // namespace hios::sandbox
