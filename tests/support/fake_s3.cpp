#include "tests/support/fake_s3.hpp"

#include <openssl/evp.h>

#include <array>

#include <algorithm>
#include <charconv>
#include <random>

#include "io/aws/canonical.hpp"
#include "io/aws/time_text.hpp"
#include "io/aws/xml.hpp"
#include "io/s3/checksum.hpp"

namespace hios::test {
namespace {

constexpr std::chrono::minutes kMostSkew{15};

std::string iso_time(aws::TimePoint time) {
    const std::string text = aws::amz_timestamp(time);  // 20150830T123600Z
    return text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 5) + ":" + text.substr(11, 2) + ":" +
           text.substr(13, 2) + ".000Z";
}

std::string http_time(aws::TimePoint time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 40> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text.data(), length};
}

// "a" of "Signature=a, ..." in an authorization header.
std::string field(const std::string& authorization, const std::string& name) {
    const std::size_t start = authorization.find(name + "=");
    if (start == std::string::npos) return {};
    const std::size_t value = start + name.size() + 1;
    return authorization.substr(value, authorization.find_first_of(", ", value) - value);
}

std::optional<std::pair<std::size_t, std::size_t>> range_of(const std::string& header) {
    std::size_t first = 0;
    std::size_t last = 0;
    const std::size_t dash = header.find('-');
    if (!header.starts_with("bytes=") || dash == std::string::npos) return std::nullopt;
    std::from_chars(header.data() + 6, header.data() + dash, first);
    std::from_chars(header.data() + dash + 1, header.data() + header.size(), last);
    return std::pair(first, last);
}

std::string plus_encoded(std::string_view key) {
    // As S3: a space becomes a plus.
    std::string text;
    for (const char c : aws::encode_path(key)) text += c;
    for (std::size_t at = text.find("%20"); at != std::string::npos; at = text.find("%20", at))
        text.replace(at, 3, "+");
    return text;
}

}  // namespace

ServerResponse s3_error(int status, const std::string& code, const std::string& more) {
    return {status,
            {{"Content-Type", "application/xml"}, {"x-amz-request-id", "REQ1"}},
            R"(<?xml version="1.0" encoding="UTF-8"?><Error><Code>)" + code +
                "</Code><Message>told &amp; done</Message>" + more + "</Error>"};
}

FakeS3::Fault random_faults(unsigned seed, int percent_503, int percent_reset) {
    auto generator = std::make_shared<std::mt19937>(seed);
    auto mutex = std::make_shared<std::mutex>();
    return [=](const ServerRequest&) -> std::optional<ServerResponse> {
        const std::lock_guard lock(*mutex);
        const int dice = static_cast<int>((*generator)() % 100);
        if (dice < percent_503) return s3_error(503, "SlowDown");
        if (dice < percent_503 + percent_reset) {
            ServerResponse response;
            response.reset = true;
            return response;
        }
        return std::nullopt;
    };
}

FakeS3::FakeS3(FakeS3Settings settings)
    : settings_(std::move(settings)),
      server_(std::make_unique<HttpServer>([this](const ServerRequest& request) { return handle(request); })) {}

void FakeS3::set_fault(Fault fault) {
    const std::lock_guard lock(mutex_);
    fault_ = std::move(fault);
}
void FakeS3::set_after_fault(AfterFault fault) {
    const std::lock_guard lock(mutex_);
    after_fault_ = std::move(fault);
}
void FakeS3::set_keys(aws::Credentials keys) {
    const std::lock_guard lock(mutex_);
    settings_.keys = std::move(keys);
}
void FakeS3::set_clock_offset(std::chrono::seconds offset) {
    const std::lock_guard lock(mutex_);
    offset_ = offset;
}
std::optional<FakeS3::Object> FakeS3::object(const std::string& key) const {
    const std::lock_guard lock(mutex_);
    const auto found = objects_.find(key);
    return found == objects_.end() ? std::nullopt : std::optional(found->second);
}
void FakeS3::put(const std::string& key, std::string bytes) {
    const std::lock_guard lock(mutex_);
    keep(key, made(std::move(bytes), {}));
}
std::size_t FakeS3::unfinished_uploads() const {
    const std::lock_guard lock(mutex_);
    return uploads_.size();
}
std::vector<ServerRequest> FakeS3::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}
void FakeS3::forget_requests() {
    const std::lock_guard lock(mutex_);
    requests_.clear();
}

std::optional<std::string> FakeS3::Target::parameter(std::string_view name) const {
    for (const auto& [known, value] : query) {
        if (known == name) return value;
    }
    return std::nullopt;
}

FakeS3::Target FakeS3::target_of(const ServerRequest& request) {
    const std::string whole = "http://x" + request.target;
    const aws::UrlParts url = aws::url_parts(whole);
    const std::string path = aws::percent_decoded(url.path.substr(1)).value_or("");
    const std::size_t slash = path.find('/');
    return {path.substr(0, slash), slash == std::string::npos ? "" : path.substr(slash + 1),
            aws::parse_query(url.query)};
}

// The request's signature worked out from its decoded parts, so that a client that signs something else
// than it sends is found out.
std::optional<ServerResponse> FakeS3::refuse_signature(const ServerRequest& request) {
    const std::string authorization = request.header("authorization");
    const aws::Credentials& keys = settings_.keys;
    if (authorization.empty()) return s3_error(403, "AccessDenied");
    if (!field(authorization, "Credential").starts_with(keys.access_key_id + "/")) {
        return s3_error(403, "InvalidAccessKeyId");
    }
    if (request.header("x-amz-security-token") != keys.session_token) return s3_error(400, "ExpiredToken");
    const std::string date = request.header("x-amz-date");
    const auto sent = date.size() != 16
                          ? std::nullopt
                          : aws::parse_iso8601(date.substr(0, 4) + "-" + date.substr(4, 2) + "-" + date.substr(6, 5) +
                                               ":" + date.substr(11, 2) + ":" + date.substr(13, 2) + "Z");
    const aws::TimePoint now = std::chrono::system_clock::now() + offset_;
    if (!sent || *sent > now + kMostSkew || *sent < now - kMostSkew) {
        ServerResponse response = s3_error(403, "RequestTimeTooSkewed");
        response.headers.push_back({"Date", http_time(now)});
        return response;
    }
    if (field(authorization, "Credential").find("/" + settings_.region + "/s3/") == std::string::npos) {
        return s3_error(400, "AuthorizationHeaderMalformed", "<Region>" + settings_.region + "</Region>");
    }
    const std::string payload = request.header("x-amz-content-sha256");
    if (payload != aws::kUnsignedPayload && payload != aws::hex(aws::sha256(request.body))) {
        return s3_error(400, "XAmzContentSHA256Mismatch");
    }
    http::Request again;
    again.method = request.method;
    const std::string whole = "http://x" + request.target;
    const aws::UrlParts url = aws::url_parts(whole);
    again.url = "http://" + request.header("host") + aws::encode_path(aws::percent_decoded(url.path).value_or("")) +
                "?" + aws::canonical_query(aws::parse_query(url.query));
    const std::string names = ";" + field(authorization, "SignedHeaders") + ";";
    for (const auto& [name, value] : request.headers) {
        std::string lower = name;
        std::transform(lower.begin(), lower.end(), lower.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        const bool named = names.find(";" + lower + ";") != std::string::npos;
        if (!named && lower.starts_with("x-amz-")) return s3_error(403, "AccessDenied", "unsigned " + lower);
        if (named) again.headers.push_back({name, value});
    }
    aws::Signer signer;
    const std::string expected =
        signer.sign(again, payload, {"s3", settings_.region, aws::PathRule::kAsSent, true, true}, keys, *sent);
    if (expected != field(authorization, "Signature")) return s3_error(403, "SignatureDoesNotMatch");
    return std::nullopt;
}

ServerResponse FakeS3::handle(const ServerRequest& request) {
    Fault fault;
    AfterFault after;
    {
        const std::lock_guard lock(mutex_);
        ServerRequest noted = request;
        noted.body.clear();
        requests_.push_back(std::move(noted));
        fault = fault_;
        after = after_fault_;
    }
    if (fault) {
        if (auto response = fault(request)) return std::move(*response);
    }
    ServerResponse response;
    {
        const std::lock_guard lock(mutex_);
        response = serve(request);
    }
    if (after) after(request, response);
    if (request.method == "HEAD") {
        response.head_only = true;
        if (!http::find_header(response.headers, "content-length")) response.headers.push_back({"Content-Length", "0"});
    }
    return response;
}

ServerResponse FakeS3::serve(const ServerRequest& request) {
    if (auto refused = refuse_signature(request)) return std::move(*refused);
    const Target target = target_of(request);
    if (target.bucket != settings_.bucket) return s3_error(404, "NoSuchBucket");
    if (target.key.empty()) {
        if (request.method == "HEAD") return {200, {{"x-amz-bucket-region", settings_.region}}, {}};
        return list(target);
    }
    if (request.method == "GET" || request.method == "HEAD") return get(request, target);
    if (request.method == "DELETE") {
        const auto upload = target.parameter("uploadId");
        const std::size_t gone = upload ? uploads_.erase(*upload) : objects_.erase(target.key);
        if (upload && gone == 0) return s3_error(404, "NoSuchUpload");
        return {204, {}, {}};
    }
    if (target.parameter("uploads")) return begin_upload(request, target);
    if (target.parameter("partNumber")) return put_part(request, target);
    if (target.parameter("uploadId")) return complete(request, target);
    return store(request, target);
}

ServerResponse FakeS3::list(const Target& target) {
    const std::string prefix = target.parameter("prefix").value_or("");
    const std::string after = target.parameter("continuation-token").value_or("");
    std::size_t most = settings_.page;
    if (const auto asked = target.parameter("max-keys")) most = std::min<std::size_t>(most, std::stoul(*asked));
    std::string contents;
    std::size_t count = 0;
    std::string last;
    bool truncated = false;
    // The token is the last key behind characters that must be encoded in a URL.
    const std::string start = after.empty() ? prefix : after.substr(4);
    for (auto at = after.empty() ? objects_.lower_bound(start) : objects_.upper_bound(start);
         at != objects_.end() && at->first.starts_with(prefix); ++at) {
        if (count == most) {
            truncated = true;
            break;
        }
        contents += "<Contents><Key>" + plus_encoded(at->first) + "</Key><LastModified>" +
                    iso_time(at->second.modified) + "</LastModified><ETag>&quot;" + at->second.etag +
                    "&quot;</ETag><Size>" + std::to_string(at->second.bytes->size()) + "</Size></Contents>";
        last = at->first;
        ++count;
    }
    std::string xml = R"(<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">)"
                      "<EncodingType>url</EncodingType><IsTruncated>";
    xml += truncated ? "true" : "false";
    xml += "</IsTruncated>";
    if (truncated) xml += "<NextContinuationToken>" + aws::xml_escaped("+/= " + last) + "</NextContinuationToken>";
    return {200, {}, xml + contents + "</ListBucketResult>"};
}

ServerResponse FakeS3::get(const ServerRequest& request, const Target& target) {
    const Object* object = nullptr;
    if (const auto version = target.parameter("versionId")) {
        const auto found = versions_.find(target.key + "\n" + *version);
        if (found != versions_.end()) object = &found->second;
    } else if (const auto found = objects_.find(target.key); found != objects_.end()) {
        object = &found->second;
    }
    if (object == nullptr) return s3_error(404, "NoSuchKey");
    const std::string match = request.header("if-match");
    if (!match.empty() && match != "\"" + object->etag + "\"") return s3_error(412, "PreconditionFailed");
    ServerResponse response{
        200, {{"ETag", "\"" + object->etag + "\""}, {"Last-Modified", http_time(object->modified)}}, {}};
    for (const auto& header : object->headers) response.headers.push_back(header);
    if (!object->version.empty()) response.headers.push_back({"x-amz-version-id", object->version});
    if (request.header("x-amz-checksum-mode") == "ENABLED" && !object->checksum.empty()) {
        response.headers.push_back({std::string(s3::kChecksumHeader), object->checksum});
    }
    const std::size_t size = object->bytes->size();
    if (request.method == "HEAD") {
        response.headers.push_back({"Content-Length", std::to_string(size)});
        return response;
    }
    const auto range = range_of(request.header("range"));
    if (!range) {
        response.body = *object->bytes;
        return response;
    }
    if (range->first >= size) return s3_error(416, "InvalidRange");
    const std::size_t last = std::min(range->second, size - 1);
    response.status = 206;
    response.body = object->bytes->substr(range->first, last - range->first + 1);
    response.headers.push_back({"Content-Range", "bytes " + std::to_string(range->first) + "-" + std::to_string(last) +
                                                     "/" + std::to_string(size)});
    return response;
}

FakeS3::Object FakeS3::made(std::string bytes, const ServerRequest& request) const {
    Object object;
    std::array<unsigned char, 16> md5{};
    EVP_Digest(bytes.data(), bytes.size(), md5.data(), nullptr, EVP_md5(), nullptr);
    object.etag = aws::hex(md5);
    object.checksum = request.header(s3::kChecksumHeader);
    object.bytes = std::make_shared<const std::string>(std::move(bytes));
    object.modified = std::chrono::system_clock::now();
    for (const auto& header : request.headers) {
        if (header.name.starts_with("x-amz-meta-") || header.name.starts_with("x-amz-server-side") ||
            header.name == "x-amz-storage-class") {
            object.headers.push_back(header);
        }
    }
    return object;
}

void FakeS3::keep(const std::string& key, Object object) {
    if (settings_.versions) {
        object.version = "v" + std::to_string(++counter_);
        versions_[key + "\n" + object.version] = object;
    }
    objects_[key] = std::move(object);
}

ServerResponse FakeS3::store(const ServerRequest& request, const Target& target) {
    const bool condition = request.header("if-none-match") == "*";
    if (condition && !settings_.conditional_put) return s3_error(501, "NotImplemented");
    if (condition && objects_.contains(target.key)) return s3_error(412, "PreconditionFailed");
    const std::string checksum = request.header(s3::kChecksumHeader);
    if (!checksum.empty() && checksum != s3::checksum_text(s3::crc32_of(0, request.body))) {
        return s3_error(400, "BadDigest");
    }
    Object object = made(request.body, request);
    const std::string etag = object.etag;
    keep(target.key, std::move(object));
    return {200, {{"ETag", "\"" + etag + "\""}}, {}};
}

ServerResponse FakeS3::begin_upload(const ServerRequest& request, const Target& target) {
    const std::string id = "upload+/" + std::to_string(++counter_);
    uploads_[id] = {target.key, made({}, request).headers, {}};
    return {200, {}, "<InitiateMultipartUploadResult><UploadId>" + id + "</UploadId></InitiateMultipartUploadResult>"};
}

ServerResponse FakeS3::put_part(const ServerRequest& request, const Target& target) {
    const auto upload = uploads_.find(target.parameter("uploadId").value_or(""));
    if (upload == uploads_.end()) return s3_error(404, "NoSuchUpload");
    Object part = made(request.body, request);
    const std::string etag = part.etag;
    upload->second.parts[std::stoi(*target.parameter("partNumber"))] = std::move(part);
    return {200, {{"ETag", "\"" + etag + "\""}}, {}};
}

ServerResponse FakeS3::complete(const ServerRequest& request, const Target& target) {
    const auto upload = uploads_.find(target.parameter("uploadId").value_or(""));
    if (upload == uploads_.end()) return s3_error(404, "NoSuchUpload");
    const bool condition = request.header("if-none-match") == "*" && settings_.conditional_complete;
    if (condition && objects_.contains(target.key)) return s3_error(412, "PreconditionFailed");
    const auto root = aws::parse_xml(request.body);
    if (!root) return s3_error(400, "MalformedXML");
    std::string bytes;
    int number = 0;
    for (const aws::XmlElement& named : root->children) {
        const auto part = upload->second.parts.find(std::stoi(std::string(named.text_of("PartNumber"))));
        if (++number != std::stoi(std::string(named.text_of("PartNumber")))) return s3_error(400, "InvalidPartOrder");
        if (part == upload->second.parts.end() || named.text_of("ETag") != "\"" + part->second.etag + "\"" ||
            named.text_of("ChecksumCRC32") != part->second.checksum) {
            return s3_error(400, "InvalidPart");
        }
        if (&named != &root->children.back() && part->second.bytes->size() < settings_.least_part) {
            return s3_error(400, "EntityTooSmall");
        }
        bytes += *part->second.bytes;
    }
    Object object = made(std::move(bytes), {});
    object.headers = upload->second.headers;
    object.etag += "-" + std::to_string(number);
    const std::string etag = object.etag;
    keep(target.key, std::move(object));
    uploads_.erase(upload);
    return {200, {}, "<CompleteMultipartUploadResult><ETag>" + etag + "</ETag></CompleteMultipartUploadResult>"};
}

}  // namespace hios::test
