#pragma once
// Live counters of a run: written by stages, read by the progress display at any time. They are for
// watching only; the account of a run (jobs/run/summary.hpp) is made from committed groups.

#include <array>
#include <atomic>
#include <cstdint>

namespace hios {

enum class StageId : std::uint8_t { kFetch, kConvert, kPack, kSeal, kUpload, kCommit };
inline constexpr std::size_t kStageCount = 6;
inline constexpr std::array<const char*, kStageCount> kStageNames{"fetch", "convert", "pack",
                                                                  "seal",  "upload",  "commit"};

// Busy: processor time inside bodies, in nanoseconds, over all threads.
struct StageMetrics {
    std::atomic<std::uint64_t> items{0};
    std::atomic<std::uint64_t> busy_ns{0};
};

// Thread-safe: every member is atomic.
struct Metrics {
    enum class Phase : std::uint8_t { kListing, kGathering, kRunning, kImporting, kDone };
    std::atomic<Phase> phase{Phase::kListing};
    std::atomic<std::uint64_t> objects_listed{0};
    std::atomic<std::uint64_t> objects_total{0};  // what this run will read
    std::atomic<std::uint64_t> objects_done{0};
    std::atomic<std::uint64_t> bytes_total{0};
    std::atomic<std::uint64_t> bytes_done{0};  // encoded bytes read
    std::atomic<std::uint64_t> documents{0};
    std::atomic<std::uint64_t> resources{0};
    std::atomic<std::uint64_t> rejects{0};
    std::atomic<std::uint64_t> shards{0};
    std::atomic<std::uint64_t> import_jobs_open{0};
    std::atomic<std::uint64_t> import_jobs_done{0};
    std::atomic<std::uint64_t> resources_imported{0};
    std::atomic<std::uint64_t> budget_used{0};  // bytes in flight
    std::array<StageMetrics, kStageCount> stages;

    StageMetrics& stage(StageId id) { return stages[static_cast<std::size_t>(id)]; }
};

}  // namespace hios
