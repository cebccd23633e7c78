#include "jobs/sandbox/server/s3_call.hpp"

#include <algorithm>
#include <charconv>

namespace hios::sandbox {

std::int64_t S3World::now_ms() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(clock().time_since_epoch()).count();
}

std::string S3World::kms_arn(std::string_view name) const {
    for (const std::string& arn : kms_keys) {
        if (arn == name || (!name.empty() && arn.ends_with(name) && arn[arn.size() - name.size() - 1] == '/') ||
            (name.starts_with("key/") && arn.ends_with(name)))
            return arn;
    }
    return {};
}

ApiError no_such_bucket(const std::string& bucket) {
    return {404, "NoSuchBucket", "The specified bucket does not exist", {{"BucketName", bucket}}};
}
ApiError no_such_key(const std::string& key) {
    return {404, "NoSuchKey", "The specified key does not exist.", {{"Key", key}}};
}
ApiError precondition_failed(std::string_view condition) {
    return {412,
            "PreconditionFailed",
            "At least one of the pre-conditions you specified did not hold",
            {{"Condition", std::string(condition)}}};
}
ApiError invalid_argument(std::string message, std::string_view name, std::string_view value) {
    return {400,
            "InvalidArgument",
            std::move(message),
            {{"ArgumentName", std::string(name)}, {"ArgumentValue", std::string(value)}}};
}
ApiError malformed_xml() {
    return {400, "MalformedXML",
            "The XML you provided was not well-formed or did not validate against our published schema"};
}
ApiError internal(const Error& error) {
    if (error.code != nullptr && error.fault == Fault::kRetry)
        return {503, "ServiceUnavailable", "Reduce your request rate. (" + std::string(error.code->id) + ")"};
    return {500, "InternalError",
            "We encountered an internal error. Please try again. (" +
                std::string(error.code != nullptr ? error.code->id : "") + ")"};
}

ApiError refusal_of(WriteVerdict verdict, const S3Call& call, const WriteCondition& condition) {
    switch (verdict) {
        case WriteVerdict::kNoBucket:
            return no_such_bucket(call.bucket);
        case WriteVerdict::kNoKey:
            return no_such_key(call.key);
        case WriteVerdict::kNoUpload:
            return {404, "NoSuchUpload",
                    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been "
                    "aborted or completed."};
        default:
            return precondition_failed(condition.if_absent ? "If-None-Match" : "If-Match");
    }
}

HttpReply xml_reply(std::string xml) {
    HttpReply reply;
    reply.add("Content-Type", "application/xml");
    reply.body = std::move(xml);
    return reply;
}

bool names_etag(std::string_view header, std::string_view etag) {
    while (!header.empty()) {
        std::string_view one = header.substr(0, header.find(','));
        header.remove_prefix(std::min(header.size(), one.size() + 1));
        while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
        while (!one.empty() && one.back() == ' ') one.remove_suffix(1);
        if (one == "*") return true;
        if (one.size() >= 2 && one.front() == '"' && one.back() == '"') one = one.substr(1, one.size() - 2);
        if (one == etag) return true;
    }
    return false;
}

Answer<WriteCondition> write_condition(const HttpRequest& request) {
    WriteCondition condition;
    if (const auto none = request.header("if-none-match")) {
        if (*none != "*")
            return refuse({501,
                           "NotImplemented",
                           "A header you provided implies functionality that is not implemented",
                           {{"Header", "If-None-Match"}}});
        condition.if_absent = true;
    }
    if (const auto match = request.header("if-match")) {
        std::string_view etag = *match;
        if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') etag = etag.substr(1, etag.size() - 2);
        condition.if_match = std::string(etag);
    }
    return condition;
}

Answer<void> check_version(std::string_view version) {
    if (version.empty() || version == "null") return {};
    return refuse(invalid_argument("Invalid version id specified", "versionId", version));
}

Answer<void> check_bucket(S3World& world, const S3Call& call) {
    if (const auto owner = call.http.header("x-amz-expected-bucket-owner"); owner && *owner != world.account_id)
        return refuse(403, "AccessDenied", "Access Denied");
    HIOS_STORED(const auto bucket, world.files.find_bucket(call.bucket));
    if (!bucket) return refuse(no_such_bucket(call.bucket));
    return {};
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string_view value_of(const Headers& headers, std::string_view name) {
    for (const auto& [key, value] : headers) {
        if (key == name) return value;
    }
    return {};
}

}  // namespace hios::sandbox
