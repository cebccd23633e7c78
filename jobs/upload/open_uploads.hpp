#pragma once
// Multipart uploads that were begun and never ended: what they hold, and their end. Source: Amazon S3 API Reference,
// ListMultipartUploads, ListParts, AbortMultipartUpload.

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "io/aws/credentials.hpp"
#include "io/s3/bucket.hpp"

namespace hios::upload {

struct OpenUpload {
    std::string key;  // whole
    std::string id;
    aws::TimePoint begun;
};

// All open uploads below a whole prefix, by key and then by age, the youngest last.
Outcome<std::vector<OpenUpload>> list_open_uploads(s3::Bucket& bucket, const std::string& prefix);

struct StoredPart {
    std::uint64_t size = 0;
    std::string etag;      // as the service spells it
    std::string checksum;  // SHA-256 in base64, or empty
};
struct StoredParts {
    std::map<std::uint32_t, StoredPart> parts;  // by number, from 1
    std::string algorithm;                      // the upload's checksum algorithm, or empty
};
Outcome<StoredParts> list_parts(s3::Bucket& bucket, const std::string& key, const std::string& id);

// An upload that is not there any more counts as ended.
Outcome<void> abort_upload(s3::Bucket& bucket, const std::string& key, const std::string& id);

}  // namespace hios::upload
