#include "stages/map/date_format.hpp"

#include <gtest/gtest.h>

namespace hios::map {
namespace {

enum class As { kDate, kDateTime, kTime };

std::string read(As as, std::string_view format, std::string_view text, std::string_view zone = {}) {
    std::string error;
    const auto made = DateFormat::make(format, zone, error);
    if (!made) return "error: " + error;
    Scratch scratch;
    if (as == As::kDate) return std::string(made->date(text, scratch));
    return std::string(as == As::kTime ? made->time(text, scratch) : made->date_time(text, scratch));
}

TEST(DateFormat, ReadsTheUsualForms) {
    EXPECT_EQ(read(As::kDate, "yyyy-MM-dd", "2019-02-03"), "2019-02-03");
    EXPECT_EQ(read(As::kDate, "yyyyMMdd", "20190203"), "2019-02-03");
    EXPECT_EQ(read(As::kDate, "M/d/yyyy", "2/3/2019"), "2019-02-03");
    EXPECT_EQ(read(As::kDate, "M/d/yyyy", "12/31/2019"), "2019-12-31");
    EXPECT_EQ(read(As::kDate, "dd.MM.yyyy", "03.02.2019"), "2019-02-03");
    EXPECT_EQ(read(As::kDate, "dd-MMM-yyyy", "03-FEB-2019"), "2019-02-03");
    EXPECT_EQ(read(As::kDate, "yyyy-MM-dd", "2019-02-03  "), "2019-02-03");
    EXPECT_EQ(read(As::kDate, "yyyy-MM", "2019-02"), "2019-02");
}

TEST(DateFormat, PrecisionIsKept) {
    constexpr std::string_view kHl7 = "yyyy[MM[dd[HH[mm[ss[.S]]]]]][X]";
    EXPECT_EQ(read(As::kDateTime, kHl7, "2019"), "2019");
    EXPECT_EQ(read(As::kDateTime, kHl7, "201902"), "2019-02");
    EXPECT_EQ(read(As::kDateTime, kHl7, "20190203"), "2019-02-03");
    EXPECT_EQ(read(As::kDateTime, kHl7, "201902030405+0100"), "2019-02-03T04:05:00+01:00");
    EXPECT_EQ(read(As::kDateTime, kHl7, "20190203040506.789-0500"), "2019-02-03T04:05:06.789-05:00");
    EXPECT_EQ(read(As::kDateTime, kHl7, "20190203040506", "Z"), "2019-02-03T04:05:06Z");
    EXPECT_EQ(read(As::kDateTime, kHl7, "20190203040506"), "");  // no zone at all
    EXPECT_EQ(read(As::kDate, kHl7, "20190203040506"), "2019-02-03");
}

TEST(DateFormat, TimesOfTwelveHours) {
    EXPECT_EQ(read(As::kDateTime, "M/d/yyyy h:mm a", "2/3/2019 12:05 AM", "-05:00"), "2019-02-03T00:05:00-05:00");
    EXPECT_EQ(read(As::kDateTime, "M/d/yyyy h:mm a", "2/3/2019 1:05 pm", "Z"), "2019-02-03T13:05:00Z");
    EXPECT_EQ(read(As::kTime, "HH:mm", "23:59"), "23:59:00");
}

TEST(DateFormat, WhatIsNoDateIsRefused) {
    for (const std::string_view text : {"2019-02-30", "0000-00-00", "2019-13-01", "2019-2-3", "19-02-03", "2019-02-03T",
                                        "", "2019-00-01", "2100-02-29", "٢٠١٩-02-03"})
        EXPECT_EQ(read(As::kDate, "yyyy-MM-dd", text), "") << text;
    EXPECT_EQ(read(As::kDate, "yyyy-MM-dd", "2000-02-29"), "2000-02-29");
    EXPECT_EQ(read(As::kDateTime, "yyyyMMddHHmm", "201902032460", "Z"), "");
}

TEST(DateFormat, ABadFormatIsAnError) {
    for (const std::string_view format : {"", "yy-MM-dd", "YYYY-MM-dd", "yyyy-[MM", "yyyy]MM", "dd", "yyyy 'x", "qqqq"})
        EXPECT_TRUE(read(As::kDate, format, "x").starts_with("error")) << format;
    EXPECT_TRUE(read(As::kDateTime, "yyyyMMddHH", "x", "America/New_York").starts_with("error"));
}

}  // namespace
}  // namespace hios::map
