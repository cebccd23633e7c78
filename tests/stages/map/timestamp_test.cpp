#include "stages/map/timestamp.hpp"

#include <gtest/gtest.h>

namespace hios::map {
namespace {

std::string date_time(std::string_view text, std::string_view zone = {}) {
    Timestamp stamp;
    if (!stamp.read(text)) return "no time stamp";
    Scratch scratch;
    Zones zones;
    return std::string(fhir_date_time(stamp, zone, zones, scratch));
}

std::string instant(std::string_view text, std::string_view zone = {}) {
    Timestamp stamp;
    if (!stamp.read(text)) return "no time stamp";
    Scratch scratch;
    Zones zones;
    return std::string(fhir_instant(stamp, zone, zones, scratch));
}

TEST(Timestamps, KeepTheirPrecision) {
    EXPECT_EQ(date_time("2024"), "2024");
    EXPECT_EQ(date_time("202402"), "2024-02");
    EXPECT_EQ(date_time("20240229"), "2024-02-29");
    EXPECT_EQ(date_time("202402291230+0100"), "2024-02-29T12:30:00+01:00");
    EXPECT_EQ(date_time("20240229123015-0530"), "2024-02-29T12:30:15-05:30");
    EXPECT_EQ(date_time("20240229123015.1200+0000"), "2024-02-29T12:30:15.1200Z");
}

TEST(Timestamps, WithoutAZoneOnlyTheDayRemains) {
    EXPECT_EQ(date_time("20240229123015"), "2024-02-29");
    EXPECT_EQ(instant("20240229123015"), "");
}

TEST(Timestamps, TakeTheZoneThatIsGiven) {
    EXPECT_EQ(date_time("20240229123015", "+0200"), "2024-02-29T12:30:15+02:00");
    EXPECT_EQ(date_time("20240115083000", "America/New_York"), "2024-01-15T08:30:00-05:00");
    EXPECT_EQ(date_time("20240715083000", "America/New_York"), "2024-07-15T08:30:00-04:00");
    EXPECT_EQ(date_time("20240715083000-0700", "America/New_York"), "2024-07-15T08:30:00-07:00");
}

TEST(Timestamps, InTheHourThatAClockShowsTwiceTheFirstIsMeant) {
    EXPECT_EQ(date_time("20241103013000", "America/New_York"), "2024-11-03T01:30:00-04:00");
}

TEST(Timestamps, HoursAloneAreCut) {
    EXPECT_EQ(date_time("2024022912+0100"), "2024-02-29");
}

TEST(Timestamps, ZerosEndThePrecision) {
    EXPECT_EQ(date_time("19870000"), "1987");
    EXPECT_EQ(date_time("19870300"), "1987-03");
    EXPECT_EQ(date_time("00000000"), "no time stamp");
}

TEST(Timestamps, MidnightAtTheEndOfADayIsTheNextDay) {
    EXPECT_EQ(date_time("202412312400Z"), "2025-01-01T00:00:00Z");
    EXPECT_EQ(date_time("202412312401Z"), "no time stamp");
}

TEST(Timestamps, LeapSecondsStay) {
    EXPECT_EQ(date_time("20161231235960Z"), "2016-12-31T23:59:60Z");
}

TEST(Timestamps, DaysThatDoNotExistAreNone) {
    EXPECT_EQ(date_time("20230229"), "no time stamp");
    EXPECT_EQ(date_time("20231301"), "no time stamp");
    EXPECT_EQ(date_time("01/02/2015"), "no time stamp");
    EXPECT_EQ(date_time(""), "no time stamp");
    EXPECT_EQ(date_time("202402291261"), "no time stamp");
}

TEST(Timestamps, IsoFormsAndBlanksAreRead) {
    EXPECT_EQ(date_time("2011-03-04T05:06:07Z"), "2011-03-04T05:06:07Z");
    EXPECT_EQ(date_time("2011-03-04T05:06:07-05:00"), "2011-03-04T05:06:07-05:00");
    EXPECT_EQ(date_time(" 20110304 0506 -0500 "), "2011-03-04T05:06:00-05:00");
}

TEST(Timestamps, OffsetsThatFhirDoesNotKnowAreCut) {
    EXPECT_EQ(date_time("202402291230+1500"), "2024-02-29");
    EXPECT_EQ(date_time("202402291230+1400"), "2024-02-29T12:30:00+14:00");
}

TEST(Timestamps, ArePointsOnOneTimeLine) {
    const auto micros = [](std::string_view text, int zone) {
        Timestamp stamp;
        EXPECT_TRUE(stamp.read(text));
        return to_microseconds(stamp, zone);
    };
    EXPECT_EQ(micros("1970", 0), 0);
    EXPECT_EQ(micros("19700101010000.25", 60), 250'000);
    EXPECT_EQ(micros("20240229123015", 0), 1'709'209'815'000'000);
}

TEST(Timestamps, UnknownZonesAreTold) {
    EXPECT_TRUE(zone_is_known("Europe/Berlin"));
    EXPECT_TRUE(zone_is_known("-05:00"));
    EXPECT_FALSE(zone_is_known("Europe/Berlim"));
    EXPECT_EQ(date_time("20240229123015", "Europe/Berlim"), "2024-02-29");
}

}  // namespace
}  // namespace hios::map
