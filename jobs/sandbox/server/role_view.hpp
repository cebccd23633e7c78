#pragma once
// S3 as the data access role of an import job sees it: only the role's buckets, everything written under the job's key.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/sandbox/server/digests.hpp"
#include "jobs/sandbox/server/s3_call.hpp"
#include "jobs/sandbox/server/server_settings.hpp"

namespace hios::sandbox {

struct S3Place {
    std::string bucket;
    std::string key;  // or prefix
};
// Of "s3://bucket/key".
S3Place s3_place(std::string_view uri);
std::string to_uri(const S3Place& place);

// Not thread-safe. Errors: a bucket that is not there io.not_found, one that is not the role's io.permission, an
// unknown KMS key io.permission, all kFatal; else those of the store.
class RoleView {
public:
    RoleView(S3World& world, const Role& role, std::string_view kms_key);

    [[nodiscard]] Outcome<void> check(const std::string& bucket) const;
    [[nodiscard]] Outcome<void> check_key() const;
    Outcome<std::vector<StoredObject>> list(const S3Place& prefix);
    Outcome<std::unique_ptr<ByteSource>> open(const S3Place& place);

private:
    friend class RoleObject;
    S3World& world_;
    const Role& role_;
    std::string kms_arn_;
};

// One object being written; it is there after publish(), and never in part. Nothing is written when nothing was added.
class RoleObject {
public:
    RoleObject(RoleView& view, S3Place place) : view_(view), place_(std::move(place)) {}

    Outcome<void> add(std::string_view text);
    [[nodiscard]] bool empty() const { return !blob_ && text_.empty(); }
    Outcome<void> publish();

private:
    Outcome<void> flush();

    RoleView& view_;
    S3Place place_;
    std::string text_;
    std::optional<BlobWriter> blob_;
    Digest md5_{DigestKind::kMd5};
    Digest crc_{DigestKind::kCrc64nvme};
};

}  // namespace hios::sandbox
