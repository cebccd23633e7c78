#pragma once
// The source of CopyObject and UploadPartCopy.

#include <functional>

#include "jobs/sandbox/server/s3_call.hpp"

namespace hios::sandbox {

struct CopySource {
    std::string bucket;
    OpenObject object;
};

// x-amz-copy-source: [/]bucket/key[?versionId=null], percent-encoded, with its conditions checked.
Answer<CopySource> open_copy_source(S3World& world, const S3Call& call);

// Feeds `length` bytes from `first` on to the sink.
Outcome<void> copy_bytes(const OpenObject& object, std::uint64_t first, std::uint64_t length,
                         const std::function<Outcome<void>(std::string_view)>& sink);

}  // namespace hios::sandbox
