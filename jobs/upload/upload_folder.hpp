#pragma once
// `hios store`: brings a folder into a bucket. What is there with the same bytes is not sent, what is there and not in
// the folder stays.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "io/s3_store.hpp"
#include "pipeline/clock.hpp"
#include "pipeline/metrics.hpp"

namespace hios::upload {

struct FolderUpload {
    std::filesystem::path folder;
    unsigned parallel = 16;  // files at a time
    bool dry_run = false;    // compare only
    // Open uploads of the folder's keys that are older are ended; younger ones may be another process's.
    std::chrono::seconds abandoned_after{24 * 3600};
};

struct FailedFile {
    std::string key;
    Error error;
};

struct FolderReport {
    std::uint64_t files = 0;  // found in the folder
    std::uint64_t bytes = 0;
    std::uint64_t unchanged = 0;  // there already with the same bytes
    std::uint64_t added = 0;      // sent, or with dry_run: would be
    std::uint64_t replaced = 0;
    std::uint64_t sent_bytes = 0;
    std::uint64_t reused_bytes = 0;  // parts of uploads that were broken off
    std::uint64_t ended_uploads = 0;
    std::uint64_t failed = 0;
    std::vector<FailedFile> failures;  // the first hundred
    bool stopped = false;
    std::optional<Error> ended_by;  // what ended it before all files were seen
    bool swept = true;              // false: open uploads could not be listed
};

// Errors: the folder or the bucket cannot be listed at all. `stop` ends it after what is under way.
Outcome<FolderReport> upload_folder(io::S3Store& store, const FolderUpload& upload, Metrics& metrics, Clock& clock,
                                    const std::atomic<bool>& stop);

}  // namespace hios::upload
