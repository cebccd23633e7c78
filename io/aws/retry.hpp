#pragma once
// When a call is made again, and how long after. Source: AWS SDKs and Tools Reference Guide, "Retry
// behavior" (standard mode): full jitter, and a bucket of tokens that ends retrying when most calls fail.

#include <chrono>
#include <mutex>
#include <optional>

#include "io/http/message.hpp"

namespace hios::aws {

struct RetrySettings {
    // The first attempt included. More than the three of the SDKs: a batch has time, and one lost call
    // costs a document.
    unsigned attempts = 8;
    std::chrono::milliseconds base{50};              // doubled with every attempt
    std::chrono::milliseconds base_throttled{1000};  // after SlowDown and the like
    std::chrono::milliseconds longest{20'000};
};

// `failed`: how many attempts have failed, from 1; `random` in [0, 1).
std::chrono::milliseconds backoff(const RetrySettings& settings, unsigned failed, bool throttled, double random);

// The wait a server asks for by x-amz-retry-after (milliseconds) or Retry-After (seconds).
std::optional<std::chrono::milliseconds> retry_hint(const http::Headers& headers);
// `own`, raised to the server's wish, at most five seconds more than own.
std::chrono::milliseconds with_hint(std::chrono::milliseconds own, std::optional<std::chrono::milliseconds> hint);

// In [0, 1). Thread-safe.
double random_fraction();

// Thread-safe.
class RetryBucket {
public:
    // False: retrying would only add to an outage.
    bool take(bool timed_out);
    // A call went well; `retried`: after a retry that had taken tokens.
    void give_back(bool retried, bool timed_out);

private:
    static constexpr int kCapacity = 500;
    static constexpr int kCost = 5;
    static constexpr int kTimeoutCost = 10;

    std::mutex mutex_;
    int tokens_ = kCapacity;
};

}  // namespace hios::aws
