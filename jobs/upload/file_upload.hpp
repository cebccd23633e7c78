#pragma once
// Sends one file to one key: small ones in a request, large ones in parts, of which those that an earlier, broken-off
// upload left in the bucket are not sent again.

#include <atomic>
#include <cstdint>
#include <string>

#include "io/s3/bucket.hpp"
#include "io/s3/digests.hpp"
#include "jobs/upload/open_uploads.hpp"

namespace hios::upload {

struct Sent {
    std::uint64_t bytes = 0;   // sent by this call
    std::uint64_t reused = 0;  // bytes of parts that were there already
};

struct FileTarget {
    std::string key;     // whole
    std::string resume;  // an open upload of this key, or empty
};

// An object of this key is replaced. `stop` ends it between two requests with http.cancelled. After a stop and after a
// refusal the open upload is aborted; after a passing failure it stays, for the next call. Thread-safe for different
// keys.
Outcome<Sent> send_file(s3::Bucket& bucket, const FileTarget& target, const s3::OpenFile& file,
                        const std::atomic<bool>& stop);

}  // namespace hios::upload
