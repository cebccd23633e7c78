#include "stages/flat/record_splitter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/flat/codes.hpp"
#include "tests/stages/flat/read_rows.hpp"

namespace hios::test {
namespace {

using namespace hios::flat;
using testing::ElementsAre;

TEST(RecordSplitter, BlocksKnowTheirOffsetAndFirstRecord) {
    RecordSplitter splitter({}, 3);
    std::vector<std::string> blocks;
    const auto note = [&](const Block& block) {
        blocks.push_back(std::to_string(block.offset) + "/" + std::to_string(block.first_record) + ":" +
                         std::string(block.bytes));
    };
    splitter.feed("a\nb,\"", note);
    splitter.feed("x\ny", note);
    splitter.feed("\"\n\nc\nd", note);
    splitter.finish(note);
    EXPECT_THAT(blocks, ElementsAre("3/1:a\n", "5/2:b,\"x\ny\"\n\nc\n", "16/4:d"));
}

TEST(RecordSplitter, APieceOfWholeRecordsIsNotCopied) {
    const std::string piece = "a,b\nc,d\n";
    RecordSplitter splitter({});
    std::size_t blocks = 0;
    splitter.feed(piece, [&](const Block& block) {
        ++blocks;
        EXPECT_EQ(block.bytes.data(), piece.data());
    });
    EXPECT_EQ(blocks, 1U);
    EXPECT_EQ(splitter.held(), 0U);
}

TEST(RecordSplitter, AnUnterminatedQuoteHoldsNoMoreThanTheLongestRecordAndCostsOneLine) {
    Dialect dialect;
    dialect.max_record = 1 << 20;
    RecordSplitter splitter(dialect);
    RowReader reader(dialect);
    reader.set_columns(2);
    std::uint64_t good = 0;
    std::uint64_t faults = 0;
    std::uint64_t last = 0;
    const auto take = [&](const Block& block) {
        reader.reset(block.bytes, block.offset, block.first_record);
        while (const Row* row = reader.next()) {
            ++(row->fault ? faults : good);
            last = row->number;
        }
    };
    std::string lines;
    for (int i = 0; i < 10'000; ++i) lines += "name,value\n";
    std::size_t most = 0;
    splitter.feed("first,\"open\n", take);
    for (int i = 0; i < 300; ++i) {
        splitter.feed(lines, take);
        most = std::max(most, splitter.held());
    }
    splitter.feed("last,\"open\n", take);
    splitter.feed(lines, take);
    splitter.finish(take);
    EXPECT_EQ(faults, 2U);
    EXPECT_EQ(good, 301U * 10'000U);
    EXPECT_EQ(last, good + faults);
    EXPECT_LE(most, std::size_t{dialect.max_record});
}

TEST(RecordSplitter, ARecordTooLongIsReportedAndNotHeld) {
    Dialect dialect;
    dialect.max_record = 100;
    RecordSplitter splitter(dialect);
    std::vector<Row> skipped;
    std::vector<std::string> blocks;
    const auto take = [&](const Block& block) {
        if (block.skipped.fault) {
            skipped.push_back(block.skipped);
        } else {
            blocks.emplace_back(block.bytes);
        }
    };
    splitter.feed("a,b\n", take);
    for (int i = 0; i < 1000; ++i) {
        splitter.feed(std::string(90, 'x'), take);
        EXPECT_LE(splitter.held(), 100U);
    }
    splitter.feed("y\nc,d\n", take);
    splitter.finish(take);
    ASSERT_EQ(skipped.size(), 1U);
    EXPECT_EQ(skipped[0].fault.code, &codes::kRecordTooLong);
    EXPECT_EQ(skipped[0].number, 2U);
    EXPECT_EQ(skipped[0].begin, 4U);
    EXPECT_EQ(skipped[0].end, 4U + 90'000U + 1U);
    EXPECT_THAT(blocks, ElementsAre("a,b\n", "c,d\n"));
}

TEST(RecordSplitter, QuotesThatOpenOnEachLineCostNoQuadraticWork) {
    Dialect dialect;
    dialect.max_record = 1 << 16;
    std::string text;
    for (int i = 0; i < 400'000; ++i) text += "a,\"b\n";  // every second one closes the one before
    const ReadRows rows = read_pieces(dialect, text, {text.size() / 2});
    EXPECT_GE(rows.size(), 200'000U);
}

}  // namespace
}  // namespace hios::test
