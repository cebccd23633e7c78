#pragma once
// Threads for work that blocks. Kept apart from the TBB workers: blocking inside those was measured
// 15 times slower (docs/architecture.md).

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace hios {

// Thread-safe. Jobs begin in the order in which they were posted; the destructor finishes them all.
// Jobs must not throw.
class IoPool {
public:
    explicit IoPool(unsigned threads);
    ~IoPool();
    IoPool(const IoPool&) = delete;
    IoPool& operator=(const IoPool&) = delete;

    void post(std::function<void()> job);

private:
    void work();

    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<std::function<void()>> jobs_;
    bool closing_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace hios
