#pragma once
// A clock that tests own: sleeping moves it on at once and is written down.

#include <chrono>
#include <mutex>
#include <vector>

#include "pipeline/clock.hpp"

namespace hios::test {

// Thread-safe.
class ManualClock final : public Clock {
public:
    std::chrono::system_clock::time_point now() const override {
        const std::lock_guard lock(mutex_);
        return now_;
    }
    void sleep_for(std::chrono::milliseconds duration) override {
        const std::lock_guard lock(mutex_);
        now_ += duration;
        sleeps_.push_back(duration);
    }

    void advance(std::chrono::milliseconds duration) {
        const std::lock_guard lock(mutex_);
        now_ += duration;
    }
    [[nodiscard]] std::vector<std::chrono::milliseconds> sleeps() const {
        const std::lock_guard lock(mutex_);
        return sleeps_;
    }

private:
    mutable std::mutex mutex_;
    std::chrono::system_clock::time_point now_{std::chrono::seconds(1'700'000'000)};
    std::vector<std::chrono::milliseconds> sleeps_;
};

}  // namespace hios::test
