#include "jobs/observe/progress.hpp"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "jobs/observe/progress_text.hpp"

namespace hios::observe {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

Look half_done() {
    Look look;
    look.phase = Metrics::Phase::kRunning;
    look.objects_total = 2000;
    look.objects_done = 1000;
    look.bytes_total = 4ULL << 30;
    look.bytes_done = 2ULL << 30;
    look.resources = 1'234'567;
    look.rejects = 3;
    look.resident_bytes = 100ULL << 20;
    return look;
}

Rates some_rates() {
    Rates rates;
    rates.bytes = 50.0 * 1024 * 1024;
    rates.resources = 20'000;
    rates.left = seconds(41);
    return rates;
}

TEST(ProgressBlock, ShowsBarRateTimeLeftAndCounts) {
    const auto lines = progress_block(half_done(), some_rates(), seconds(40), 79);
    EXPECT_THAT(lines[0], HasSubstr("50.0%  50 MiB/s  41 s left"));
    EXPECT_THAT(lines[0], HasSubstr("[####"));
    EXPECT_THAT(lines[1], HasSubstr("objects 1,000/2,000  2 GiB of 4 GiB"));
    EXPECT_THAT(lines[2], HasSubstr("resources 1,234,567  20,000/s  rejects 3"));
    EXPECT_THAT(lines.back(), HasSubstr("memory 100 MiB"));
}

TEST(ProgressBlock, NoLineIsWiderThanTheTerminal) {
    for (const std::size_t width : {19U, 40U, 79U, 200U}) {
        for (const auto& line : progress_block(half_done(), some_rates(), seconds(40), width))
            EXPECT_LE(line.size(), width);
    }
}

TEST(ProgressBlock, ListingCountsKeys) {
    Look look;
    look.objects_listed = 12'345;
    const auto lines = progress_block(look, {}, milliseconds(10), 79);
    EXPECT_EQ(lines[0], "listing... 12,345 keys");
}

TEST(ProgressLine, IsLogfmt) {
    const std::string line = progress_line(half_done(), some_rates(), seconds(40), "2026-11-20T10:55:00Z");
    EXPECT_THAT(
        line,
        HasSubstr("ts=2026-11-20T10:55:00Z level=info msg=progress phase=running elapsed_s=40 objects=1000/2000"));
    EXPECT_THAT(line, HasSubstr(" percent=50.0 resources=1234567 resources_per_s=20000 rejects=3"));
    EXPECT_THAT(line, HasSubstr(" left_s=41 "));
}

class ProgressToPipe : public testing::Test {
protected:
    ProgressToPipe() { EXPECT_EQ(::pipe(ends_.data()), 0); }
    ~ProgressToPipe() override { ::close(ends_[0]); }

    ProgressOptions options(ProgressMode mode) const { return {mode, ends_[1], milliseconds(10), milliseconds(10)}; }

    std::string written() {
        ::close(ends_[1]);
        std::string text;
        std::array<char, 4096> buffer{};
        for (ssize_t size = 0; (size = ::read(ends_[0], buffer.data(), buffer.size())) > 0;)
            text.append(buffer.data(), static_cast<std::size_t>(size));
        return text;
    }

    std::array<int, 2> ends_{};
    Metrics metrics_;
};

TEST_F(ProgressToPipe, AutoWritesLogLinesWhereThereIsNoTerminal) {
    {
        Progress progress(metrics_, options(ProgressMode::kAuto));
        std::this_thread::sleep_for(milliseconds(60));
    }
    const std::string text = written();
    EXPECT_THAT(text, HasSubstr("msg=progress"));
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST_F(ProgressToPipe, AShortRunLeavesNoLogLine) {
    ProgressOptions slow = options(ProgressMode::kLog);
    slow.log_every = seconds(30);
    { Progress progress(metrics_, slow); }
    EXPECT_EQ(written(), "");
}

TEST_F(ProgressToPipe, QuietPrintsMessagesOnly) {
    {
        Progress progress(metrics_, options(ProgressMode::kQuiet));
        progress.message("stopping");
    }
    EXPECT_EQ(written(), "stopping\n");
}

TEST_F(ProgressToPipe, TerminalRedrawsInPlaceAndPutsMessagesAbove) {
    {
        Progress progress(metrics_, options(ProgressMode::kTerminal));
        std::this_thread::sleep_for(milliseconds(40));
        progress.message("a message");
        metrics_.objects_listed = 42;
    }
    const std::string text = written();
    EXPECT_THAT(text, HasSubstr("\x1b[2F"));
    EXPECT_THAT(text, HasSubstr("\x1b[2F\x1b[Ja message\n"));
    EXPECT_THAT(text.substr(text.rfind("listing")), HasSubstr("42 keys")) << "the last state is left standing";
}

TEST_F(ProgressToPipe, StopTwiceIsHarmless) {
    Progress progress(metrics_, options(ProgressMode::kLog));
    progress.stop();
    progress.stop();
    ::close(ends_[1]);
}

}  // namespace
}  // namespace hios::observe
