#pragma once
// The store of an S3 bucket, or of a prefix in it: Amazon S3 and systems that speak its API. What the
// room io/s3 does in detail is put behind the port here.

#include <memory>
#include <string>

#include "io/remote_store.hpp"
#include "io/s3/bucket.hpp"
#include "io/s3/place.hpp"
#include "io/s3/session.hpp"
#include "io/s3/settings.hpp"

namespace hios::io {

class S3Store final : public RemoteStore {
public:
    S3Store(std::shared_ptr<s3::Session> session, s3::Place place, const s3::Settings& settings);

    // A call or two that show whether the zone can be used: lists one key for reading, asks for the bucket
    // for writing, and whether the keys are good. Errors are Fault::kFatal, or kRetry for a passing failure.
    Outcome<void> check(bool writing);

    // Objects whose keys this store would not take ("a//b", "folder/") are given to `unreadable`, but for
    // the empty ones that stand for a folder.
    Outcome<void> list(std::string_view prefix, const Visitor& visit, const Unreadable& unreadable) override;
    Outcome<std::unique_ptr<ByteSource>> open(const std::string& key) override;
    Outcome<PutResult> put(const std::string& key, std::string_view bytes, PutOptions options) override;
    Outcome<PutResult> put_file(const std::string& key, const std::filesystem::path& path, PutOptions options) override;
    Outcome<ObjectInfo> head(const std::string& key) override;
    Outcome<void> remove(const std::string& key) override;
    std::unique_ptr<PendingObject> begin_open(const std::string& key) override;
    [[nodiscard]] std::uint64_t read_ahead_bytes() const override;
    Outcome<bool> holds(const std::string& key, const std::filesystem::path& file) override;
    Outcome<void> try_writing() override;
    Outcome<void> abandon_uploads(const std::string& prefix) override;
    // conditional_create is what is known so far: a server's refusal turns it off.
    [[nodiscard]] StoreCapabilities capabilities() const override;
    [[nodiscard]] std::string describe() const override;

    // For `hios doctor` and the like.
    [[nodiscard]] s3::Session& session() { return *session_; }
    [[nodiscard]] s3::Bucket& bucket() { return *bucket_; }
    [[nodiscard]] const s3::Place& place() const { return place_; }

private:
    [[nodiscard]] std::string whole(std::string_view key) const;

    const std::shared_ptr<s3::Session> session_;
    const s3::Place place_;
    const std::shared_ptr<s3::Bucket> bucket_;
};

}  // namespace hios::io
