#include "io/aws/retry.hpp"

#include <algorithm>
#include <charconv>
#include <random>

namespace hios::aws {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kMostBeyondOwn{5000};

std::optional<std::int64_t> number_of(std::optional<std::string_view> text) {
    std::int64_t value = 0;
    if (!text) return std::nullopt;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc() || end != text->data() + text->size() || value < 0) return std::nullopt;
    return std::min<std::int64_t>(value, 86'400'000);
}

}  // namespace

milliseconds backoff(const RetrySettings& settings, unsigned failed, bool throttled, double random) {
    const milliseconds base = throttled ? settings.base_throttled : settings.base;
    const unsigned doublings = std::min(failed == 0 ? 0U : failed - 1, 16U);
    const milliseconds limit = std::min(base * (std::int64_t{1} << doublings), settings.longest);
    return milliseconds(static_cast<std::int64_t>(random * static_cast<double>(limit.count())));
}

std::optional<milliseconds> retry_hint(const http::Headers& headers) {
    if (const auto exact = number_of(http::find_header(headers, "x-amz-retry-after"))) return milliseconds(*exact);
    if (const auto seconds = number_of(http::find_header(headers, "retry-after"))) {
        return std::chrono::seconds(*seconds);
    }
    return std::nullopt;
}

milliseconds with_hint(milliseconds own, std::optional<milliseconds> hint) {
    return hint ? std::clamp(*hint, own, own + kMostBeyondOwn) : own;
}

double random_fraction() {
    thread_local std::minstd_rand generator(std::random_device{}());
    return std::uniform_real_distribution<double>(0, 1)(generator);
}

bool RetryBucket::take(bool timed_out) {
    const int cost = timed_out ? kTimeoutCost : kCost;
    const std::lock_guard lock(mutex_);
    if (tokens_ < cost) return false;
    tokens_ -= cost;
    return true;
}

void RetryBucket::give_back(bool retried, bool timed_out) {
    const int returned = !retried ? 1 : timed_out ? kTimeoutCost : kCost;
    const std::lock_guard lock(mutex_);
    tokens_ = std::min(kCapacity, tokens_ + returned);
}

}  // namespace hios::aws
