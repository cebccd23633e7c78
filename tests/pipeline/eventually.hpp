#pragma once
// Waiting for what other threads do. Only ever for what must come: how long it takes changes no result.

#include <chrono>
#include <thread>

namespace hios::test {

// True as soon as `condition` holds; false when it does not within a generous time.
template <class Condition>
[[nodiscard]] bool eventually(Condition&& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    return true;
}

// Long enough that a thread which is wrongly let through will mostly have gone on; a right one never does.
inline void give_it_a_chance() {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

}  // namespace hios::test
