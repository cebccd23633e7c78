#include "io/s3/parts.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace hios::s3 {

Outcome<void> send_parts(std::size_t count, std::size_t parallel,
                         const std::function<Outcome<void>(std::size_t)>& send) {
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::optional<Error> failure;
    const auto work = [&] {
        for (std::size_t index = next++; index < count; index = next++) {
            auto sent = send(index);
            if (sent) continue;
            next = count;
            const std::lock_guard lock(mutex);
            if (!failure) failure = std::move(sent).error();
        }
    };
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < std::min(parallel, count); ++i) threads.emplace_back(work);
    work();
    for (std::thread& thread : threads) thread.join();
    if (failure) return fail(std::move(*failure));
    return {};
}

}  // namespace hios::s3
