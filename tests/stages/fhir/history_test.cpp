// Which of several versions counts as the latest.

#include <gtest/gtest.h>

#include <tuple>

#include "tests/stages/fhir/conversion.hpp"

namespace hios::fhir {
namespace {

using test::bundle;
using test::Conversion;
using test::entry;

std::string version(std::string_view name, std::string_view updated, std::string_view more = "") {
    const std::string meta = updated.empty() ? "" : R"("meta":{"lastUpdated":")" + std::string(updated) + "\"},";
    return entry("http://s/Patient/1",
                 R"({"resourceType":"Patient","id":"1",)" + meta + R"("v":")" + std::string(name) + "\"}", more);
}

std::string deleted(std::string_view more = "") {
    return R"({"fullUrl":"http://s/Patient/1","request":{"method":"DELETE","url":"Patient/1"})" + std::string(more) +
           "}";
}

// The "v" of the latest version, "deleted" when that is a tombstone.
std::string latest(const std::string& text) {
    const Conversion made(text);
    std::tuple<std::int64_t, std::uint32_t> best{kNoTime, 0};
    std::string name = "none";
    const auto offer = [&](std::int64_t time, std::uint32_t rank, const std::string& candidate) {
        if (name != "none" && std::tuple(time, rank) < best) return;
        best = {time, rank};
        name = candidate;
    };
    for (const test::Line& line : made.lines()) offer(line.record.time_us, line.record.rank, line.parsed().at("v"));
    for (const Tombstone& tombstone : made.work().tombstones) offer(tombstone.time_us, tombstone.rank, "deleted");
    return name;
}

TEST(History, IsNewestFirst) {
    EXPECT_EQ(latest(bundle("history", {version("new", ""), version("old", "")})), "new");
    EXPECT_EQ(latest(bundle("history", {version("new", "2021-01-01"), version("old", "2020-01-01")})), "new");
    EXPECT_EQ(latest(bundle("history", {deleted(), version("old", "")})), "deleted");
    EXPECT_EQ(latest(bundle("history", {version("again", ""), deleted(), version("old", "")})), "again");
}

TEST(History, TimesWinOverOrder) {
    EXPECT_EQ(latest(bundle("history", {version("old", "2020-01-01"), version("new", "2021-01-01")})), "new");
}

TEST(History, EntriesWithoutATimeAreAsOldAsTheirNeighbours) {
    EXPECT_EQ(latest(bundle("history", {deleted(), version("old", "2020-01-01")})), "deleted");
    EXPECT_EQ(latest(bundle("history", {version("new", "2021-01-01"), version("old", "")})), "new");
    EXPECT_EQ(latest(bundle("history", {version("new", "2021-01-01"), version("old", "")},
                            R"(,"timestamp":"2022-01-01T00:00:00Z")")),
              "new");
    EXPECT_EQ(latest(bundle("history", {version("new", ""), version("old", "2020-01-01")},
                            R"(,"timestamp":"2019-01-01T00:00:00Z")")),
              "new");
    EXPECT_EQ(
        latest(bundle("history", {version("new", ""), version("old", "")}, R"(,"timestamp":"2022-01-01T00:00:00Z")")),
        "new");
}

TEST(History, TheResponsesTimeCountsWhenTheResourceHasNone) {
    EXPECT_EQ(latest(bundle("history", {deleted(R"(,"response":{"lastModified":"2021-01-01T00:00:00Z"})"),
                                        version("old", "2020-06-01")})),
              "deleted");
    EXPECT_EQ(latest(bundle("history", {version("a", "", R"(,"response":{"lastModified":"2020-01-01T00:00:00Z"})"),
                                        version("b", "", R"(,"response":{"lastModified":"2021-01-01T00:00:00Z"})")})),
              "b");
}

TEST(OtherBundles, AreOldestFirst) {
    for (const std::string_view type : {"transaction", "batch", "collection", "searchset"}) {
        EXPECT_EQ(latest(bundle(type, {version("old", ""), version("new", "")})), "new") << type;
    }
    EXPECT_EQ(latest(bundle("batch", {version("new", "2021-01-01"), version("old", "2020-01-01")})), "new");
}

TEST(DocumentTime, IsTheResourcesThenTheBundles) {
    const auto time_of = [](const std::string& text) { return Conversion(text).line().record.time_us; };
    EXPECT_EQ(time_of(R"({"resourceType":"Patient","id":"1"})"), kNoTime);
    EXPECT_EQ(time_of(R"({"resourceType":"Patient","id":"1","meta":{"lastUpdated":"1970-01-01T00:00:01Z"}})"),
              1'000'000);
    EXPECT_EQ(
        time_of(R"({"resourceType":"Patient","id":"1","contained":[{"meta":{"lastUpdated":"1970-01-01T00:00:01Z"}}]})"),
        kNoTime);
    const std::string stamp = R"(,"timestamp":"1970-01-01T00:00:02Z")";
    EXPECT_EQ(time_of(bundle("batch", {version("a", "")}, stamp)), 2'000'000);
    EXPECT_EQ(time_of(bundle("batch", {version("a", "1970-01-01T00:00:01Z")}, stamp)), 1'000'000);
    EXPECT_EQ(time_of(bundle("batch", {version("a", "garbage")}, stamp)), 2'000'000);
}

}  // namespace
}  // namespace hios::fhir
