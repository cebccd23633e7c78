#include "pipeline/run_control.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

#include "pipeline/codes.hpp"

namespace hios {
namespace {

TEST(RunControl, ANewRunGoesOn) {
    const RunControl control;
    EXPECT_FALSE(control.stop_requested());
    EXPECT_FALSE(control.flush_requested());
    EXPECT_FALSE(control.failed());
    EXPECT_FALSE(control.failure());
}

TEST(RunControl, AStopIsNoFailureAndFlushesOnlyWhenAsked) {
    RunControl control;
    control.request_stop(false);
    EXPECT_TRUE(control.stop_requested());
    EXPECT_FALSE(control.flush_requested());
    EXPECT_FALSE(control.failed());
    control.request_stop(true);
    EXPECT_TRUE(control.flush_requested());
}

TEST(RunControl, AnAskedForFlushIsNotTakenBackByAPlainStop) {
    RunControl control;
    control.request_stop(true);
    control.request_stop(false);
    EXPECT_TRUE(control.flush_requested());
}

TEST(RunControl, AFailureStopsTheRun) {
    RunControl control;
    control.fail(fatal(codes::kDiskFull, "full"));
    EXPECT_TRUE(control.failed());
    EXPECT_TRUE(control.stop_requested());
    EXPECT_FALSE(control.flush_requested());
}

TEST(RunControl, TheFirstFailureStays) {
    RunControl control;
    control.fail(fatal(codes::kDiskFull, "first"));
    control.fail(retryable(codes::kMemory, "second"));
    EXPECT_EQ(control.failure()->what, "first");
    EXPECT_EQ(control.failure()->fault, Fault::kFatal);
}

TEST(RunControl, OfManyFailuresAtOnceOneIsKeptWhole) {
    RunControl control;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&, i] { control.fail(fatal(codes::kIo, std::to_string(i) + std::string(100, 'x'))); });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(control.failure()->what.size(), 101U);
}

TEST(RunControl, EveryStopAndFailureWakesWhatWaits) {
    RunControl control;
    std::vector<std::pair<bool, bool>> seen;
    control.set_on_stop([&] { seen.emplace_back(control.stop_requested(), control.failed()); });
    control.request_stop(false);
    control.fail(fatal(codes::kIo, ""));
    EXPECT_EQ(seen, (std::vector<std::pair<bool, bool>>{{true, false}, {true, true}}));
}

// A signal may come just as a run ends and takes down what its hook would wake.
TEST(RunControl, AfterTheHookIsTakenAwayNothingCallsItAnyMore) {
    for (int round = 0; round < 50; ++round) {
        RunControl control;
        auto woken = std::make_unique<int>(0);
        control.set_on_stop([&woken] { ++*woken; });
        std::thread signals([&] {
            for (int i = 0; i < 100; ++i) control.request_stop(false);
        });
        control.set_on_stop({});
        woken.reset();
        signals.join();
    }
}

}  // namespace
}  // namespace hios
