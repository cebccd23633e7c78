#pragma once
// Turns a deadlock into a failure that names the test: aborts the program when the scope lasts too long.

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>

namespace hios::test {

class Watchdog {
public:
    explicit Watchdog(std::chrono::seconds limit = std::chrono::seconds(120))
        : test_(::testing::UnitTest::GetInstance()->current_test_info()->name()),
          thread_([this, limit] { watch(limit); }) {}
    ~Watchdog() {
        {
            const std::lock_guard lock(mutex_);
            done_ = true;
        }
        ended_.notify_all();
        thread_.join();
    }
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

private:
    void watch(std::chrono::seconds limit) {
        std::unique_lock lock(mutex_);
        if (ended_.wait_for(lock, limit, [this] { return done_; })) return;
        std::fprintf(stderr, "%s hangs: it did not end in %lld s\n", test_.c_str(),
                     static_cast<long long>(limit.count()));
        std::abort();
    }

    const std::string test_;
    std::mutex mutex_;
    std::condition_variable ended_;
    bool done_ = false;
    std::thread thread_;  // last: it uses the members above
};

}  // namespace hios::test
