#include "pipeline/io_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <numeric>
#include <optional>
#include <set>

#include "tests/pipeline/eventually.hpp"
#include "tests/pipeline/watchdog.hpp"

namespace hios {
namespace {

class IoPoolTest : public ::testing::Test {
protected:
    test::Watchdog watchdog_;
};

TEST_F(IoPoolTest, APoolWithoutJobsEnds) {
    const IoPool pool(4);
}

TEST_F(IoPoolTest, NoThreadsMeansOne) {
    std::atomic<int> done{0};
    {
        IoPool pool(0);
        pool.post([&] { ++done; });
    }
    EXPECT_EQ(done, 1);
}

TEST_F(IoPoolTest, TheDestructorFinishesAllJobs) {
    std::atomic<int> done{0};
    {
        IoPool pool(3);
        std::latch open(1);
        for (int i = 0; i < 3; ++i) pool.post([&] { open.wait(); });
        for (int i = 0; i < 500; ++i) pool.post([&] { ++done; });
        open.count_down();
    }
    EXPECT_EQ(done, 500);
}

TEST_F(IoPoolTest, OneThreadRunsJobsInTheOrderOfPosting) {
    std::vector<int> order;
    {
        IoPool pool(1);
        for (int i = 0; i < 1000; ++i) pool.post([&, i] { order.push_back(i); });
    }
    std::vector<int> expected(1000);
    std::iota(expected.begin(), expected.end(), 0);
    EXPECT_EQ(order, expected);
}

TEST_F(IoPoolTest, JobsThatBlockRunSideBySideOnAllThreads) {
    std::latch together(4);
    {
        IoPool pool(4);
        for (int i = 0; i < 4; ++i) pool.post([&] { together.arrive_and_wait(); });
    }
    EXPECT_TRUE(together.try_wait());
}

TEST_F(IoPoolTest, NeverMoreJobsAtOnceThanThreads) {
    std::atomic<int> running{0};
    std::atomic<int> most{0};
    {
        IoPool pool(2);
        for (int i = 0; i < 200; ++i) {
            pool.post([&] {
                const int now = ++running;
                int seen = most;
                while (seen < now && !most.compare_exchange_weak(seen, now)) {
                }
                std::this_thread::yield();
                --running;
            });
        }
    }
    EXPECT_LE(most, 2);
}

TEST_F(IoPoolTest, AJobMayPostAnotherEvenWhileThePoolCloses) {
    std::atomic<int> done{0};
    std::function<void(int)> chain;
    {
        IoPool pool(2);
        chain = [&](int left) {
            ++done;
            if (left > 0) pool.post([&, left] { chain(left - 1); });
        };
        pool.post([&] { chain(100); });
    }
    EXPECT_EQ(done, 101);
}

TEST_F(IoPoolTest, ManyThreadsMayPost) {
    std::atomic<int> done{0};
    {
        IoPool pool(2);
        std::vector<std::thread> posters;
        for (int t = 0; t < 4; ++t) {
            posters.emplace_back([&] {
                for (int i = 0; i < 500; ++i) pool.post([&] { ++done; });
            });
        }
        for (auto& poster : posters) poster.join();
    }
    EXPECT_EQ(done, 2000);
}

TEST_F(IoPoolTest, AFinishedJobIsNotKeptAlive) {
    IoPool pool(1);
    auto held = std::make_shared<int>(1);
    const std::weak_ptr<int> watched = held;
    pool.post([held = std::move(held)] {});
    EXPECT_TRUE(test::eventually([&] { return watched.expired(); }));
}

}  // namespace
}  // namespace hios
