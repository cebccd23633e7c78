#include "jobs/spec/size_duration.hpp"

#include <gtest/gtest.h>

namespace hios::jobs {
namespace {

using std::chrono::milliseconds;

TEST(ParseSize, UnitsOf1024And1000) {
    EXPECT_EQ(parse_size("256MiB"), 256ULL << 20);
    EXPECT_EQ(parse_size("1.5 GB"), 1'500'000'000ULL);
    EXPECT_EQ(parse_size("2 kB"), 2000U);
    EXPECT_EQ(parse_size("0.5KiB"), 512U);
    EXPECT_EQ(parse_size("7B"), 7U);
    EXPECT_EQ(parse_size("4096"), 4096U);
}

TEST(ParseSize, PlainNumbersKeepAllDigits) {
    EXPECT_EQ(parse_size("9007199254740993"), 9007199254740993ULL);
}

TEST(ParseSize, AmbiguousLetterNamesBothReadings) {
    const auto size = parse_size("256M");
    ASSERT_FALSE(size);
    EXPECT_NE(size.error().find("MiB"), std::string::npos);
    EXPECT_NE(size.error().find("MB"), std::string::npos);
}

TEST(ParseSize, Refuses) {
    for (const char* text : {"", " ", "MiB", "-1", "1e3", "1 XB", "9999999 PiB", "1..5MB", "5."})
        EXPECT_FALSE(parse_size(text)) << text;
}

TEST(ParseDuration, OneUnitOrSeveral) {
    EXPECT_EQ(parse_duration("250ms"), milliseconds(250));
    EXPECT_EQ(parse_duration("30s"), milliseconds(30'000));
    EXPECT_EQ(parse_duration("5m"), milliseconds(300'000));
    EXPECT_EQ(parse_duration("8h"), milliseconds(28'800'000));
    EXPECT_EQ(parse_duration("1d"), milliseconds(86'400'000));
    EXPECT_EQ(parse_duration("1h30m"), milliseconds(5'400'000));
    EXPECT_EQ(parse_duration("1.5h"), milliseconds(5'400'000));
}

TEST(ParseDuration, Refuses) {
    for (const char* text : {"", "5", "m", "5 minutes", "-5s", "1h30", "200000d"})
        EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(FormatSize, OneDecimalAtMost) {
    EXPECT_EQ(format_size(0), "0 B");
    EXPECT_EQ(format_size(1023), "1023 B");
    EXPECT_EQ(format_size(256ULL << 20), "256 MiB");
    EXPECT_EQ(format_size(1536), "1.5 KiB");
    EXPECT_EQ(format_size((1ULL << 20) - 1), "1 MiB");
    EXPECT_EQ(format_size(UINT64_MAX), "16384 PiB");
}

TEST(FormatDuration, TwoLargestUnits) {
    EXPECT_EQ(format_duration(milliseconds(250)), "250 ms");
    EXPECT_EQ(format_duration(std::chrono::seconds(302)), "5 min 2 s");
    EXPECT_EQ(format_duration(std::chrono::hours(8)), "8 h");
    EXPECT_EQ(format_duration(std::chrono::hours(49)), "2 d 1 h");
    EXPECT_EQ(format_duration(std::chrono::hours(24 * 366)), "> 1 y");
}

}  // namespace
}  // namespace hios::jobs
