#include <gtest/gtest.h>

#include "tests/stages/validate/values.hpp"

namespace hios::validate {
namespace {

using test::check;
using test::Primitive;
using enum PrimitiveFault;

TEST(Dates, AYearAMonthOrADayIsEnough) {
    for (const char* text : {"0001", "1905", "9999", "1905-08", "2020-12", "1905-08-23", "2020-12-31"}) {
        EXPECT_EQ(check(Primitive::kDate, text), kOk) << text;
        EXPECT_EQ(check(Primitive::kDateTime, text), kOk) << text;
    }
}

TEST(Dates, OtherFormsAreRefused) {
    for (const char* text : {"190", "19050", "1905-8", "1905-08-2", "1905-08-233", "1905/08/23", "05-08-23",
                             "1905-0823", "19050823", "-905", "1905-", "1905-08-", " 1905", "1905 ", "1905-08-23T",
                             "today", "1905-08-23T10:00:00Z", "19\xC3\xA4"}) {
        EXPECT_EQ(check(Primitive::kDate, text), kDate) << text;
    }
}

TEST(Dates, ADayThatTheCalendarDoesNotHaveIsRefused) {
    for (const char* text : {"0000", "2020-00", "2020-13", "2020-01-00", "2020-01-32", "2020-04-31", "2020-06-31",
                             "2020-09-31", "2020-11-31", "2021-02-30", "2020-02-30", "2021-02-29", "1900-02-29"}) {
        EXPECT_EQ(check(Primitive::kDate, text), kCalendar) << text;
        EXPECT_EQ(check(Primitive::kDateTime, text), kCalendar) << text;
    }
    EXPECT_EQ(check(Primitive::kInstant, "2021-02-30T10:00:00Z"), kCalendar);
}

TEST(Dates, LeapDaysFollowTheGregorianRule) {
    for (const char* text : {"2020-02-29", "2000-02-29", "1600-02-29", "2400-02-29", "0004-02-29"})
        EXPECT_EQ(check(Primitive::kDate, text), kOk) << text;
    for (const char* text : {"2019-02-29", "2100-02-29", "1800-02-29"})
        EXPECT_EQ(check(Primitive::kDate, text), kCalendar) << text;
}

TEST(Dates, EveryMonthHasItsLastDay) {
    const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int month = 1; month <= 12; ++month) {
        for (int day = 28; day <= 32; ++day) {
            const std::string text =
                "2021-" + std::string(month < 10 ? "0" : "") + std::to_string(month) + "-" + std::to_string(day);
            EXPECT_EQ(check(Primitive::kDate, text), day <= days[month - 1] ? kOk : kCalendar) << text;
        }
    }
}

TEST(DateTimes, ATimeNeedsAZone) {
    EXPECT_EQ(check(Primitive::kDateTime, "2020-02-03T04:05:06"), kZoneMissing);
    EXPECT_EQ(check(Primitive::kDateTime, "2020-02-03T04:05:06.789"), kZoneMissing);
    EXPECT_EQ(check(Primitive::kInstant, "1970-01-01T12:00:00.123"), kZoneMissing);
    EXPECT_EQ(check(Primitive::kDateTime, "2020-02-03T04:05:06Z"), kOk);
}

TEST(DateTimes, ZonesReachFourteenHours) {
    for (const char* zone : {"Z", "+00:00", "-00:00", "+13:59", "-13:59", "+14:00", "-14:00", "+05:45"}) {
        EXPECT_EQ(check(Primitive::kDateTime, std::string("2020-02-03T04:05:06") + zone), kOk) << zone;
        EXPECT_EQ(check(Primitive::kInstant, std::string("2020-02-03T04:05:06.1") + zone), kOk) << zone;
    }
    for (const char* zone :
         {"z", "+14:01", "-15:00", "+00:60", "+0100", "+01", "01:00", "ZZ", "+01:00Z", " Z", "+1:00", "+aa:00"}) {
        EXPECT_EQ(check(Primitive::kDateTime, std::string("2020-02-03T04:05:06") + zone), kZone) << zone;
    }
}

TEST(DateTimes, ATimeIsWrittenToTheSecond) {
    for (const char* text : {"2020-02-03T04:05Z", "2020-02-03T04Z", "2020-02-03T", "2020-02T04:05:06Z",
                             "2020-02-03 04:05:06Z", "2020-02-03t04:05:06Z", "2020-02-03T4:05:06Z",
                             "2020-02-03T04:05:06.Z", "2020-02-03T04-05-06Z", "2020-2-03T04:05:06Z"}) {
        EXPECT_EQ(check(Primitive::kDateTime, text), kDateTime) << text;
        EXPECT_EQ(check(Primitive::kInstant, text), kInstant) << text;
    }
}

TEST(DateTimes, TheClockEndsBeforeTwentyFour) {
    for (const char* text : {"24:00:00", "23:60:00", "23:59:61", "99:00:00"}) {
        EXPECT_EQ(check(Primitive::kTime, text), kTimeRange) << text;
        EXPECT_EQ(check(Primitive::kDateTime, "2020-02-03T" + std::string(text) + "Z"), kTimeRange) << text;
    }
}

TEST(DateTimes, ASecondMayBeALeapSecond) {
    EXPECT_EQ(check(Primitive::kDateTime, "2016-12-31T23:59:60Z"), kOk);
    EXPECT_EQ(check(Primitive::kTime, "23:59:60"), kOk);
}

TEST(Instants, ADateAloneIsNone) {
    for (const char* text : {"3000", "1800-02", "1970-01-01"})
        EXPECT_EQ(check(Primitive::kInstant, text), kInstant) << text;
}

TEST(Times, HaveSecondsAndNoZone) {
    for (const char* text : {"00:00:00", "23:59:59", "12:30:00.5", "12:30:00.123456789012"})
        EXPECT_EQ(check(Primitive::kTime, text), kOk) << text;
    for (const char* text : {"12:30", "12:30:00Z", "12:30:00+01:00", "12:30:00.", "T12:30:00", "1:30:00", "12:30:0",
                             "12:30:00 ", "12.30.00", "12:30:00.5x"}) {
        EXPECT_EQ(check(Primitive::kTime, text), kTime) << text;
    }
}

}  // namespace
}  // namespace hios::validate
