#pragma once
// Reusable scratch objects of parallel stages: each Work borrows one, so there are as many as Works
// were ever at work at once.

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace hios::jobs {

// Thread-safe. `T` is made by the function given, on first need.
template <class T>
class WorkerPool {
public:
    explicit WorkerPool(std::function<std::unique_ptr<T>()> make) : make_(std::move(make)) {}

    template <class Use>
    void with(Use&& use) {
        std::unique_ptr<T> worker = take();
        use(*worker);
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(worker));
    }

private:
    std::unique_ptr<T> take() {
        {
            const std::lock_guard lock(mutex_);
            if (!idle_.empty()) {
                auto worker = std::move(idle_.back());
                idle_.pop_back();
                return worker;
            }
        }
        return make_();
    }

    std::function<std::unique_ptr<T>()> make_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<T>> idle_;
};

}  // namespace hios::jobs
