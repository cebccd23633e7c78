#include "jobs/observe/events.hpp"

#include <sstream>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/jobs/observe/temp_folder.hpp"

namespace hios::observe {
namespace {

using nlohmann::json;

class FixedClock final : public Clock {
public:
    [[nodiscard]] std::chrono::system_clock::time_point now() const override {
        return std::chrono::system_clock::time_point();
    }
    void sleep_for(std::chrono::milliseconds) override {}
};

std::vector<json> lines_of(const std::string& text) {
    std::vector<json> events;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) events.push_back(json::parse(line));
    return events;
}

TEST(EventSink, EachEventIsALineAndTheFirstNamesTheVersion) {
    const TempFolder folder;
    const FixedClock clock;
    {
        auto sink = EventSink::open(folder.path() / "events.ndjson", "hios 1", clock);
        ASSERT_TRUE(sink) << sink.error().what;
        Metrics metrics;
        metrics.phase = Metrics::Phase::kRunning;
        metrics.resources = 7;
        sink->status(metrics);
        sink->reject({"json.syntax", "convert", "a1b2", 17, 3, "entry[0]"});
        sink->shard({2, "Patient", "import/0/Patient/Patient-00000.ndjson", 10, 2000, "ab"});
        sink->import_job({2, "job-1", "COMPLETED", 10, 9, 1});
        sink->summary({{"balanced", true}});
        sink->exit(3, "some documents rejected");
        EXPECT_FALSE(sink->failed());
    }
    const auto events = lines_of(folder.read("events.ndjson"));
    ASSERT_EQ(events.size(), 7U);
    EXPECT_EQ(events[0]["type"], "version");
    EXPECT_EQ(events[0]["schema"], "1.0");
    EXPECT_EQ(events[0]["ts"], "1970-01-01T00:00:00Z");
    EXPECT_EQ(events[1]["phase"], "running");
    EXPECT_EQ(events[1]["resources"], 7);
    EXPECT_TRUE(events[1]["stages"].contains("convert"));
    EXPECT_EQ(events[2]["code"], "json.syntax");
    EXPECT_EQ(events[3]["lines"], 10);
    EXPECT_EQ(events[4]["failed"], 1);
    EXPECT_EQ(events[5]["balanced"], true);
    EXPECT_EQ(events[6]["code"], 3);
    for (const json& event : events) EXPECT_TRUE(event.contains("ts"));
}

TEST(EventSink, FileIsPrivateAndIsAppendedTo) {
    const TempFolder folder;
    const std::string file = folder.path() / "e";
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(EventSink::open(file, "hios"));
    struct stat status {};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    EXPECT_EQ(lines_of(folder.read("e")).size(), 2U);
}

TEST(EventSink, LinesOfManyThreadsNeverMix) {
    const TempFolder folder;
    auto sink = EventSink::open(folder.path() / "e", "hios");
    ASSERT_TRUE(sink);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (std::uint64_t i = 0; i < 500; ++i) sink->reject({"json.syntax", "convert", "object", i, 0, ""});
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(lines_of(folder.read("e")).size(), 2001U);
}

TEST(EventSink, WithoutATargetDropsEverything) {
    EventSink sink;
    sink.exit(0, "done");
    EXPECT_FALSE(sink.enabled());
}

TEST(EventSink, AFolderThatIsMissingIsAnError) {
    const auto sink = EventSink::open("/nonexistent-folder/e", "hios");
    ASSERT_FALSE(sink);
    EXPECT_EQ(sink.error().fault, Fault::kFatal);
}

TEST(EventSink, AFullDiskSilencesItWithoutAnException) {
    auto sink = EventSink::open("/dev/full", "hios");
    ASSERT_TRUE(sink);
    EXPECT_TRUE(sink->failed());
    sink->exit(0, "done");
}

TEST(EventSink, BytesThatAreNoUtf8AreReplaced) {
    const TempFolder folder;
    auto sink = EventSink::open(folder.path() / "e", "hios");
    ASSERT_TRUE(sink);
    sink->reject({"c", "s", "\xFF\xFE", 0, 0, ""});
    EXPECT_EQ(lines_of(folder.read("e")).size(), 2U);
}

}  // namespace
}  // namespace hios::observe
