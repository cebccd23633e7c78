#include "jobs/sandbox/server/role_view.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "jobs/sandbox/server/s3_metadata.hpp"
#include "pipeline/codes.hpp"

namespace hios::sandbox {
namespace {

constexpr std::size_t kPage = 1000;
constexpr std::size_t kFlushBytes = 256U << 10;

}  // namespace

S3Place s3_place(std::string_view uri) {
    uri.remove_prefix(std::min<std::size_t>(uri.size(), std::string_view("s3://").size()));
    const std::size_t slash = std::min(uri.find('/'), uri.size());
    return {std::string(uri.substr(0, slash)), std::string(uri.substr(std::min(slash + 1, uri.size())))};
}

std::string to_uri(const S3Place& place) {
    return fmt::format("s3://{}/{}", place.bucket, place.key);
}

RoleView::RoleView(S3World& world, const Role& role, std::string_view kms_key)
    : world_(world), role_(role), kms_arn_(world.kms_arn(kms_key)) {}

Outcome<void> RoleView::check_key() const {
    if (!kms_arn_.empty()) return {};
    return fail(fatal(codes::kPermission, "the role may not use the KMS key of the output, or there is no such key"));
}

Outcome<void> RoleView::check(const std::string& bucket) const {
    HIOS_TRY(const auto found, world_.files.find_bucket(bucket));
    if (!found) return fail(fatal(codes::kNotFound, fmt::format("the bucket {} does not exist", bucket)));
    const auto& allowed = role_.buckets;
    if (allowed.empty() || std::find(allowed.begin(), allowed.end(), bucket) != allowed.end()) return {};
    return fail(
        fatal(codes::kPermission, fmt::format("the data access role has no permission for the bucket {}", bucket)));
}

Outcome<std::vector<StoredObject>> RoleView::list(const S3Place& prefix) {
    HIOS_CHECK(check(prefix.bucket));
    std::vector<StoredObject> all;
    for (std::string from;;) {
        HIOS_TRY(auto page, world_.files.list(prefix.bucket, from, prefix.key, kPage));
        const bool last = page.size() < kPage;
        if (!last) from = page.back().key + '\0';
        std::move(page.begin(), page.end(), std::back_inserter(all));
        if (last) return all;
    }
}

Outcome<std::unique_ptr<ByteSource>> RoleView::open(const S3Place& place) {
    HIOS_CHECK(check(place.bucket));
    HIOS_TRY(auto found, world_.files.open_object(place.bucket, place.key));
    if (!found) return fail(fatal(codes::kNotFound, "an input file was deleted while the job ran"));
    return std::make_unique<BlobReader>(std::move(found->file), 0, found->object.size);
}

Outcome<void> RoleObject::flush() {
    if (!blob_) {
        HIOS_TRY(auto blob, view_.world_.files.blobs().create());
        blob_.emplace(std::move(blob));
    }
    md5_.update(text_);
    crc_.update(text_);
    HIOS_CHECK(blob_->write(text_));
    text_.clear();
    return {};
}

Outcome<void> RoleObject::add(std::string_view text) {
    text_.append(text);
    return text_.size() < kFlushBytes ? Outcome<void>() : flush();
}

Outcome<void> RoleObject::publish() {
    HIOS_CHECK(view_.check(place_.bucket));
    HIOS_CHECK(flush());
    Headers meta{{"content-type", "binary/octet-stream"},
                 {"x-amz-server-side-encryption", "aws:kms"},
                 {"x-amz-server-side-encryption-aws-kms-key-id", view_.kms_arn_},
                 {checksum_header(DigestKind::kCrc64nvme), to_base64(crc_.finish())},
                 {"x-amz-checksum-type", "FULL_OBJECT"}};
    const std::string etag = etag_of(meta, md5_.finish());
    const StoredObject object{place_.key, blob_->number(), blob_->size(), etag, view_.world_.now_ms(), std::move(meta),
                              {}};
    HIOS_TRY(const WriteVerdict verdict, view_.world_.files.put(place_.bucket, object, {}));
    if (verdict != WriteVerdict::kDone) return fail(fatal(codes::kNotFound, "the output bucket was deleted"));
    blob_->keep();
    return {};
}

}  // namespace hios::sandbox
