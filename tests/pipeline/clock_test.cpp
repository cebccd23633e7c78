#include "pipeline/clock.hpp"

#include <gtest/gtest.h>

#include "tests/support/manual_clock.hpp"

namespace hios {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::system_clock;

TEST(Iso8601, IsUtcToTheSecond) {
    EXPECT_EQ(to_iso8601(system_clock::time_point{}), "1970-01-01T00:00:00Z");
    EXPECT_EQ(to_iso8601(system_clock::time_point{seconds(1'795'172'100)}), "2026-11-20T10:55:00Z");
}

TEST(Iso8601, PartsOfASecondAreCutOff) {
    EXPECT_EQ(to_iso8601(system_clock::time_point{seconds(59) + milliseconds(999)}), "1970-01-01T00:00:59Z");
}

TEST(Iso8601, LeapDaysAndTheEndOfTheYearAreRight) {
    EXPECT_EQ(to_iso8601(system_clock::time_point{seconds(951'782'400)}), "2000-02-29T00:00:00Z");
    EXPECT_EQ(to_iso8601(system_clock::time_point{seconds(946'684'799)}), "1999-12-31T23:59:59Z");
}

TEST(Iso8601, TimesBeforeTheEpochAreWritten) {
    EXPECT_EQ(to_iso8601(system_clock::time_point{seconds(-1)}), "1969-12-31T23:59:59Z");
}

TEST(SystemClock, SleepingTakesAtLeastThatLong) {
    const auto before = std::chrono::steady_clock::now();
    hios::system_clock().sleep_for(milliseconds(5));
    EXPECT_GE(std::chrono::steady_clock::now() - before, milliseconds(5));
}

TEST(SystemClock, TellsThisCentury) {
    EXPECT_EQ(to_iso8601(hios::system_clock().now()).substr(0, 2), "20");
}

TEST(ManualClock, MovesOnlyWhenItIsTold) {
    test::ManualClock clock;
    const auto start = clock.now();
    EXPECT_EQ(clock.now(), start);
    clock.sleep_for(milliseconds(30));
    clock.advance(milliseconds(12));
    EXPECT_EQ(clock.now() - start, milliseconds(42));
    EXPECT_EQ(clock.sleeps(), std::vector{milliseconds(30)});
}

}  // namespace
}  // namespace hios
