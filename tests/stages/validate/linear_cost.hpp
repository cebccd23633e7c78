#pragma once
// Whether work grows as its input does. What counts is the CPU time of this thread, of one size beside a quarter of it,
// so that a slow or busy machine makes no difference.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <limits>
#include <utility>

namespace hios::validate::test {

inline double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// `prepare` makes an input of a size, `work` is what is looked at. Four times as much may cost nine times as much, for
// caches; what goes over all of it for each of its parts costs sixteen times as much.
template <class Prepare, class Work>
void expect_linear_cost(std::size_t size, Prepare&& prepare, Work&& work) {
    const auto cost = [&](std::size_t of_size) {
        const auto input = prepare(of_size);
        double least = std::numeric_limits<double>::max();
        for (int i = 0; i < 2; ++i) {
            const double begin = cpu_seconds();
            work(input);
            least = std::min(least, cpu_seconds() - begin);
        }
        return least;
    };
    const double of_quarter = cost(size / 4);
    EXPECT_LT(cost(size), 9 * of_quarter);
}

}  // namespace hios::validate::test
