#include "jobs/import/ndjson_lines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "pipeline/codes.hpp"

namespace hios::jobs {
namespace {

// Gives `text` in pieces, then an error when `fails`.
class Pieces final : public ByteSource {
public:
    Pieces(std::string text, std::size_t piece, bool fails = false)
        : text_(std::move(text)), piece_(piece), fails_(fails) {}
    Outcome<std::size_t> read(std::span<char> into) override {
        const std::size_t length = std::min({piece_, into.size(), text_.size() - at_});
        if (length == 0 && fails_) return fail(retryable(codes::kIo, "the disk is gone"));
        std::memcpy(into.data(), text_.data() + at_, length);
        at_ += length;
        return length;
    }

private:
    std::string text_;
    std::size_t piece_;
    bool fails_;
    std::size_t at_ = 0;
};

std::vector<std::string> lines_of(const std::string& text, std::size_t max_line, std::size_t block_bytes,
                                  std::size_t piece) {
    Pieces source(text, piece);
    NdjsonLines reader(source, max_line, block_bytes);
    NdjsonLines::Block block;
    std::vector<std::string> all;
    for (;;) {
        const auto more = reader.next(block);
        EXPECT_TRUE(more);
        if (!more || !*more) return all;
        for (const auto& line : block.lines) {
            EXPECT_EQ(line.number, all.size() + 1);
            all.push_back(line.too_long ? "<long>" : std::string(line.text));
        }
    }
}

TEST(NdjsonLines, AreTheSameWhateverTheBlockAndTheReads) {
    const std::string text = "one\n\ntwo two two two\nthree\n" + std::string(40, 'x') + "\nlast";
    const std::vector<std::string> expected{"one", "", "two two two two", "three", "<long>", "last"};
    for (const std::size_t block : {1U, 2U, 7U, 16U, 100U, 1000U}) {
        for (const std::size_t piece : {1U, 3U, 1000U}) {
            EXPECT_EQ(lines_of(text, 20, block, piece), expected) << block << ' ' << piece;
        }
    }
}

TEST(NdjsonLines, ANewlineAtTheEndBeginsNoLine) {
    EXPECT_TRUE(lines_of("", 10, 4, 4).empty());
    EXPECT_THAT(lines_of("a\n", 10, 4, 4), testing::ElementsAre("a"));
    EXPECT_THAT(lines_of("\n", 10, 4, 4), testing::ElementsAre(""));
}

TEST(NdjsonLines, ALineOfExactlyTheLimitIsWhole) {
    for (const std::size_t block : {1U, 5U, 64U}) {
        EXPECT_THAT(lines_of("12345\n123456\n12345", 5, block, 2), testing::ElementsAre("12345", "<long>", "12345"));
        EXPECT_THAT(lines_of("12345678901234567890", 5, block, 3), testing::ElementsAre("<long>"));
        EXPECT_THAT(lines_of("12345678901234567890\n", 5, block, 3), testing::ElementsAre("<long>"));
    }
}

TEST(NdjsonLines, AReadErrorIsPassedOn) {
    Pieces source("one\ntwo", 100, true);
    NdjsonLines reader(source, 100, 64);
    NdjsonLines::Block block;
    const auto more = reader.next(block);
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().code, &codes::kIo);
}

}  // namespace
}  // namespace hios::jobs
