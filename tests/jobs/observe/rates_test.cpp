#include "jobs/observe/rates.hpp"

#include <gtest/gtest.h>

namespace hios::observe {
namespace {

using std::chrono::seconds;

Look running(int second, std::uint64_t objects, std::uint64_t bytes) {
    Look look;
    look.at = std::chrono::steady_clock::time_point() + seconds(second);
    look.phase = Metrics::Phase::kRunning;
    look.objects_total = 100;
    look.bytes_total = 1000;
    look.objects_done = objects;
    look.bytes_done = bytes;
    return look;
}

TEST(ShareDone, BlendsBytesAndObjects) {
    EXPECT_DOUBLE_EQ(share_done(running(0, 0, 500)).value(), 0.25);
    EXPECT_DOUBLE_EQ(share_done(running(0, 100, 1000)).value(), 1.0);
    EXPECT_DOUBLE_EQ(share_done(running(0, 100, 5000)).value(), 1.0) << "never above all";
}

TEST(ShareDone, IsUnknownWhileListing) {
    Look look = running(0, 1, 1);
    look.phase = Metrics::Phase::kListing;
    EXPECT_FALSE(share_done(look));
    look = running(0, 0, 0);
    look.objects_total = 0;
    EXPECT_FALSE(share_done(look));
}

TEST(ShareDone, CountsObjectsAloneWhenThereAreNoBytes) {
    Look look = running(0, 50, 0);
    look.bytes_total = 0;
    EXPECT_DOUBLE_EQ(share_done(look).value(), 0.5);
}

TEST(RateWindow, SteadyWorkGivesItsRateAndTimeLeft) {
    RateWindow window;
    Rates rates;
    for (int second = 0; second <= 40; ++second) {
        rates =
            window.add(running(second, static_cast<std::uint64_t>(second), static_cast<std::uint64_t>(second) * 10));
    }
    EXPECT_NEAR(rates.bytes, 10, 0.01);
    EXPECT_NEAR(rates.objects, 1, 0.01);
    ASSERT_TRUE(rates.left);
    EXPECT_NEAR(static_cast<double>(rates.left->count()), 60'000, 100);
}

TEST(RateWindow, FollowsAChangeOfSpeed) {
    RateWindow window(seconds(10));
    Rates rates;
    for (int second = 0; second <= 100; ++second)
        rates = window.add(running(second, 10, 100 + static_cast<std::uint64_t>(second > 50 ? second - 50 : 0)));
    EXPECT_NEAR(rates.bytes, 1, 0.01) << "the slow first half lies outside the window";
}

TEST(RateWindow, SaysNothingOfTheEndAtTheStartOrAtAStandstill) {
    RateWindow window;
    EXPECT_FALSE(window.add(running(0, 0, 0)).left);
    EXPECT_FALSE(window.add(running(5, 0, 0)).left);
}

TEST(RateWindow, TimeLeftIsNeverNegativeAndEndsAtZero) {
    RateWindow window;
    window.add(running(0, 0, 0));
    const Rates rates = window.add(running(10, 100, 1000));
    ASSERT_TRUE(rates.left);
    EXPECT_EQ(rates.left->count(), 0);
}

TEST(LookAt, ReadsCountersAndMemory) {
    Metrics metrics;
    metrics.resources = 5;
    const Look look = look_at(metrics, std::chrono::steady_clock::now());
    EXPECT_EQ(look.resources, 5U);
    EXPECT_GT(look.resident_bytes, 0U);
}

}  // namespace
}  // namespace hios::observe
