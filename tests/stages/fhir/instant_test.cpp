#include "stages/fhir/instant.hpp"

#include <gtest/gtest.h>

#include "pipeline/work.hpp"

namespace hios::fhir {
namespace {

TEST(Instant, IsMicrosecondsSinceTheEpoch) {
    EXPECT_EQ(parse_instant("1970-01-01T00:00:00Z"), 0);
    EXPECT_EQ(parse_instant("1970-01-01T00:00:00.000001Z"), 1);
    EXPECT_EQ(parse_instant("1970-01-01T00:00:00.1Z"), 100'000);
    EXPECT_EQ(parse_instant("1970-01-01T00:00:00.1234567899Z"), 123'456);
    EXPECT_EQ(parse_instant("1970-01-01T01:00:00+01:00"), 0);
    EXPECT_EQ(parse_instant("1969-12-31T19:00:00-05:00"), 0);
    EXPECT_EQ(parse_instant("1969-12-31T23:59:59Z"), -1'000'000);
    EXPECT_EQ(parse_instant("2024-02-29T12:00:00Z"), 1'709'208'000'000'000);
}

TEST(Instant, PartialDatesBeginTheirPeriod) {
    EXPECT_EQ(parse_instant("2020"), parse_instant("2020-01-01T00:00:00Z"));
    EXPECT_EQ(parse_instant("2020-03"), parse_instant("2020-03-01T00:00:00Z"));
    EXPECT_EQ(parse_instant("2020-03-04"), parse_instant("2020-03-04T00:00:00Z"));
    EXPECT_EQ(parse_instant("2020-03-04T05:06:07"), parse_instant("2020-03-04T05:06:07Z"));
}

TEST(Instant, AnythingElseIsNoTime) {
    for (const std::string_view text : {"", "20", "2020-", "2020-13", "2020-00-01", "2020-01-32", "2020-01-01T",
                                        "2020-01-01T10", "2020-01-01 10:00:00Z", "2020-01-01T10:00:00ZZ",
                                        "2020-01-01T10:00:00+1", "2020-01-01T10:00:00+01", "x2020", "2020x"}) {
        EXPECT_EQ(parse_instant(text), kNoTime) << text;
    }
}

}  // namespace
}  // namespace hios::fhir
