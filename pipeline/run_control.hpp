#pragma once
// How a run is told to stop, and how it remembers why.

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>

#include "pipeline/error.hpp"

namespace hios {

// Thread-safe.
class RunControl {
public:
    // Stop admission; what is in flight is finished. `flush`: also close and commit the open group
    // (a time budget wants progress; an interruption rather wants the same bytes later).
    void request_stop(bool flush) {
        if (flush) flush_ = true;
        stop_ = true;
        wake();
    }
    [[nodiscard]] bool stop_requested() const { return stop_; }
    [[nodiscard]] bool flush_requested() const { return flush_; }

    // The first failure stays; stages become idle from then on and the run drains.
    void fail(Error error) {
        {
            const std::lock_guard lock(mutex_);
            if (!failure_) failure_ = std::move(error);
        }
        failed_ = true;
        stop_ = true;
        wake();
    }
    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] std::optional<Error> failure() const {
        const std::lock_guard lock(mutex_);
        return failure_;
    }

    // Called at each stop or failure, to wake what waits; must not call back into set_on_stop,
    // request_stop or fail. Set before the run starts, and taken away (with {}) before what it wakes
    // goes: a signal may come at any time, so this waits for a call that is under way.
    void set_on_stop(std::function<void()> on_stop) {
        const std::lock_guard lock(on_stop_mutex_);
        on_stop_ = std::move(on_stop);
    }

private:
    void wake() {
        const std::lock_guard lock(on_stop_mutex_);
        if (on_stop_) on_stop_();
    }

    std::atomic<bool> stop_{false};
    std::atomic<bool> flush_{false};
    std::atomic<bool> failed_{false};
    mutable std::mutex mutex_;
    std::optional<Error> failure_;
    std::mutex on_stop_mutex_;
    std::function<void()> on_stop_;
};

}  // namespace hios
