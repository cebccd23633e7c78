#include "io/s3_store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <charconv>

#include "io/aws/time_text.hpp"
#include "io/errno_error.hpp"
#include "io/file_handle.hpp"
#include "io/keys.hpp"
#include "io/s3/compare.hpp"
#include "io/s3/errors.hpp"
#include "io/s3/listing.hpp"
#include "io/s3/ranged_source.hpp"
#include "io/s3/upload.hpp"
#include "pipeline/codes.hpp"

namespace hios::io {
namespace {

// S3 takes 1024 bytes; the zone's prefix counts.
constexpr std::size_t kLongestKey = 1024;

Outcome<void> check_whole(const std::string& whole, const std::string& key) {
    HIOS_CHECK(check_key(key));
    if (whole.size() <= kLongestKey) return {};
    return fail(reject(codes::kBadKey, fmt::format("key and prefix are {} bytes long, S3 takes 1024", whole.size()),
                       {key, 0, 0, {}}));
}

std::string region_of(const s3::Settings& settings, const aws::Config& config) {
    if (!settings.region.empty()) return settings.region;
    return config.region.empty() ? "us-east-1" : config.region;
}

std::string endpoint_of(const s3::Settings& settings, const aws::Config& config) {
    return settings.endpoint.empty() ? config.endpoint_of("s3").value_or("") : settings.endpoint;
}

}  // namespace

S3Store::S3Store(std::shared_ptr<s3::Session> session, s3::Place place, const s3::Settings& settings)
    : session_(std::move(session)),
      place_(std::move(place)),
      // The bucket keeps its session, and an open object its bucket: objects may outlive the store.
      bucket_(new s3::Bucket(session_->caller(), settings,
                             s3::Urls(place_.bucket, endpoint_of(settings, session_->config()), settings.addressing),
                             region_of(settings, session_->config())),
              [kept = session_](s3::Bucket* bucket) { delete bucket; }) {}

std::string S3Store::whole(std::string_view key) const {
    return place_.prefix + std::string(key);
}

Outcome<void> S3Store::check(bool writing) {
    if (!writing) {
        HIOS_CHECK(s3::list_page(*bucket_, place_.prefix, {}, 1));
        return {};
    }
    s3::Operation operation;
    operation.method = "HEAD";
    HIOS_TRY(aws::Reply reply, bucket_->call(operation));
    if (reply.error && reply.error->status != 404) {
        // The answer to a HEAD has no body that would tell bad keys from missing permissions, or the bucket's region.
        operation.method = "GET";
        operation.query = {{"list-type", "2"}, {"max-keys", "1"}, {"prefix", place_.prefix}};
        HIOS_TRY(reply, bucket_->call(operation));
        // Who may only write objects may not ask for the bucket.
        if (reply.error && reply.error->code == "AccessDenied") return {};
    }
    if (!reply.error) return {};
    return fail(s3::zone_error(*reply.error, "find the bucket", describe()));
}

Outcome<void> S3Store::list(std::string_view prefix, const Visitor& visit, const Unreadable& unreadable) {
    HIOS_CHECK(check_prefix(prefix));
    const std::string wanted = whole(prefix);
    std::string token;
    do {
        HIOS_TRY(s3::Page page, s3::list_page(*bucket_, wanted, token));
        for (ObjectInfo& info : page.objects) {
            info.key.erase(0, place_.prefix.size());
            if (auto checked = check_key(info.key); !checked) {
                const bool folder = info.size == 0 && (info.key.empty() || info.key.back() == '/');
                if (!folder && unreadable) unreadable(std::move(checked).error());
                continue;
            }
            if (!visit(std::move(info))) return {};
        }
        token = std::move(page.next);
    } while (!token.empty());
    return {};
}

Outcome<std::unique_ptr<ByteSource>> S3Store::open(const std::string& key) {
    const std::string full = whole(key);
    HIOS_CHECK(check_whole(full, key));
    return s3::open_object(bucket_, full, key);
}

std::unique_ptr<PendingObject> S3Store::begin_open(const std::string& key) {
    class Refused final : public PendingObject {
    public:
        explicit Refused(Error error) : error_(std::move(error)) {}
        Outcome<std::unique_ptr<ByteSource>> open() override { return fail(std::move(error_)); }

    private:
        Error error_;
    };
    const std::string full = whole(key);
    if (auto checked = check_whole(full, key); !checked) return std::make_unique<Refused>(std::move(checked).error());
    return s3::begin_object(bucket_, full, key);
}

std::uint64_t S3Store::read_ahead_bytes() const {
    return bucket_->settings().range_size;
}

Outcome<PutResult> S3Store::put(const std::string& key, std::string_view bytes, PutOptions options) {
    const s3::Target target{whole(key), key, options.if_absent};
    HIOS_CHECK(check_whole(target.key, key));
    return s3::put_object(*bucket_, target, http::view_body(bytes));
}

Outcome<PutResult> S3Store::put_file(const std::string& key, const std::filesystem::path& path, PutOptions options) {
    const s3::Target target{whole(key), key, options.if_absent};
    HIOS_CHECK(check_whole(target.key, key));
    const FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status {};
    if (!file.valid() || ::fstat(file.get(), &status) != 0) {
        return fail(error_from_errno(errno, "read the file", path.string(), Fault::kFatal));
    }
    if (!S_ISREG(status.st_mode)) {
        return fail(reject(codes::kNotFound, "this is no regular file", {path.string(), 0, 0, {}}));
    }
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (size > bucket_->settings().part_size) return s3::put_parts(*bucket_, target, file.get(), size);
    return s3::put_object(*bucket_, target, http::file_body(file.get(), 0, size, key));
}

Outcome<ObjectInfo> S3Store::head(const std::string& key) {
    s3::Operation operation;
    operation.method = "HEAD";
    operation.key = whole(key);
    HIOS_CHECK(check_whole(operation.key, key));
    HIOS_TRY(const aws::Reply reply, bucket_->call(operation));
    if (reply.error) return fail(s3::object_error(*reply.error, "look at the object", key));
    const http::Headers& headers = reply.head.headers;
    ObjectInfo info;
    info.key = key;
    const std::string_view size = http::find_header(headers, "content-length").value_or("0");
    std::from_chars(size.data(), size.data() + size.size(), info.size);
    info.etag = s3::etag_of(http::find_header(headers, "etag").value_or(""));
    if (const auto modified = aws::parse_http_date(http::find_header(headers, "last-modified").value_or(""))) {
        info.modified_ns = std::chrono::nanoseconds(modified->time_since_epoch()).count();
    }
    return info;
}

Outcome<void> S3Store::remove(const std::string& key) {
    s3::Operation operation;
    operation.method = "DELETE";
    operation.key = whole(key);
    HIOS_CHECK(check_whole(operation.key, key));
    HIOS_TRY(const aws::Reply reply, bucket_->call(operation));
    if (!reply.error || reply.error->code == "NoSuchKey") return {};
    Error error = s3::zone_error(*reply.error, "remove the object", key);
    return fail(std::move(error));
}

Outcome<bool> S3Store::holds(const std::string& key, const std::filesystem::path& file) {
    const s3::Target target{whole(key), key, false};
    HIOS_CHECK(check_whole(target.key, key));
    HIOS_TRY(const auto told, s3::ask_about(*bucket_, target));
    if (!told) return false;
    const FileHandle handle(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status {};
    if (!handle.valid() || ::fstat(handle.get(), &status) != 0)
        return fail(error_from_errno(errno, "read the file", file.string(), Fault::kFatal));
    const s3::OpenFile open{handle.get(), static_cast<std::uint64_t>(status.st_size), key};
    return s3::same_bytes(*told, open, bucket_->settings().part_size);
}

Outcome<void> S3Store::try_writing() {
    return s3::try_writing(*bucket_, {whole("hios-write-probe"), describe(), true});
}

Outcome<void> S3Store::abandon_uploads(const std::string& prefix) {
    HIOS_CHECK(check_prefix(prefix));
    return s3::abort_uploads(*bucket_, whole(prefix));
}

StoreCapabilities S3Store::capabilities() const {
    return {.conditional_create = bucket_->conditional_create(), .publishes_by_rename = false};
}

std::string S3Store::describe() const {
    std::string uri = fmt::format("s3://{}/{}", place_.bucket, place_.prefix);
    uri.pop_back();
    return uri;
}

}  // namespace hios::io
