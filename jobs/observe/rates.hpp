#pragma once
// How fast a run goes and when it will be done, from looks at its counters.

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

#include "pipeline/metrics.hpp"

namespace hios::observe {

// The counters at one moment.
struct Look {
    std::chrono::steady_clock::time_point at;
    Metrics::Phase phase = Metrics::Phase::kListing;
    std::uint64_t objects_listed = 0;
    std::uint64_t objects_total = 0;
    std::uint64_t objects_done = 0;
    std::uint64_t bytes_total = 0;
    std::uint64_t bytes_done = 0;
    std::uint64_t documents = 0;
    std::uint64_t resources = 0;
    std::uint64_t rejects = 0;
    std::uint64_t shards = 0;
    std::uint64_t import_jobs_open = 0;
    std::uint64_t import_jobs_done = 0;
    std::uint64_t resources_imported = 0;
    std::uint64_t budget_used = 0;
    std::uint64_t resident_bytes = 0;  // memory of this process
};

Look look_at(const Metrics& metrics, std::chrono::steady_clock::time_point now);

// Share of the work done, 0..1: half by bytes, half by objects. Bytes alone mislead with many small
// objects, objects alone with few large ones. Nothing while the total is not known.
std::optional<double> share_done(const Look& look);

struct Rates {
    double bytes = 0;  // per second, over the window
    double objects = 0;
    double resources = 0;
    double imported = 0;
    std::optional<std::chrono::milliseconds> left;  // nothing until it can be said with some sense
};

// A window over the last looks. Not thread-safe.
class RateWindow {
public:
    explicit RateWindow(std::chrono::milliseconds width = std::chrono::seconds(20)) : width_(width) {}

    // `look` must not be older than the one before.
    Rates add(const Look& look);

private:
    std::chrono::milliseconds width_;
    std::deque<Look> looks_;
    std::optional<Look> began_;  // the first look at which documents were being read
};

}  // namespace hios::observe
