#include <gtest/gtest.h>
#include <sched.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "pipeline/engine.hpp"

namespace hios {
namespace {

std::vector<std::size_t> allowed_processors() {
    cpu_set_t set;
    CPU_ZERO(&set);
    std::vector<std::size_t> processors;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return processors;
    for (std::size_t i = 0; i < CPU_SETSIZE; ++i) {
        if (CPU_ISSET(i, &set)) processors.push_back(i);
    }
    return processors;
}

// An affinity mask belongs to a thread: one of its own keeps the test from changing its neighbours.
unsigned usable_threads_on(const std::vector<std::size_t>& processors) {
    unsigned usable = 0;
    std::thread([&] {
        cpu_set_t set;
        CPU_ZERO(&set);
        for (const std::size_t processor : processors) CPU_SET(processor, &set);
        ASSERT_EQ(sched_setaffinity(0, sizeof set, &set), 0);
        usable = usable_threads();
    }).join();
    return usable;
}

TEST(UsableThreads, AreAtLeastOneAndNoMoreThanTheMaskAllows) {
    const auto processors = allowed_processors();
    EXPECT_GE(usable_threads(), 1U);
    EXPECT_LE(usable_threads(), processors.size());
}

TEST(UsableThreads, AMaskOfOneProcessorMeansOneThread) {
    for (const std::size_t processor : allowed_processors()) EXPECT_EQ(usable_threads_on({processor}), 1U);
}

TEST(UsableThreads, AMaskOfTwoProcessorsMeansTwoAtMost) {
    const auto processors = allowed_processors();
    if (processors.size() < 2) GTEST_SKIP() << "one processor only";
    const unsigned usable = usable_threads_on({processors[0], processors[1]});
    EXPECT_LE(usable, 2U);
    EXPECT_EQ(usable, std::min(2U, usable_threads()));  // fewer only by a cgroup's quota
}

}  // namespace
}  // namespace hios
