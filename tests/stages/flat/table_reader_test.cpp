#include "stages/flat/table_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/flat/codes.hpp"

namespace hios::test {
namespace {

using namespace hios::flat;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Each row as "key/key>value/value".
struct Table {
    std::vector<std::string> rows;

    TableReader::Take take() {
        return [this](std::span<const std::string_view> keys, std::span<const std::string_view> values) {
            std::string& row = rows.emplace_back();
            for (const auto key : keys) row += std::string(row.empty() ? "" : "/").append(key);
            row += '>';
            for (const auto value : values) row += std::string(row.back() == '>' ? "" : "/").append(value);
        };
    }
};

Outcome<Table> read(const Dialect& dialect, const TableColumns& columns, std::string_view text) {
    Table table;
    TableReader reader(dialect, columns, table.take());
    for (; text.size() > 5; text.remove_prefix(5)) HIOS_CHECK(reader.feed(text.substr(0, 5)));
    HIOS_CHECK(reader.feed(text));
    HIOS_CHECK(reader.finish());
    return table;
}

TEST(TableReader, TakesColumnsByTheirNames) {
    const auto table = read({}, {{"code"}, {"display", "system"}},
                            "system,Code,display\nsct,1,\"one, \"\"two\"\"\"\nsct,2,\nloinc,1,again\n");
    ASSERT_TRUE(table);
    EXPECT_THAT(table->rows, ElementsAre("1>one, \"two\"/sct", "2>sct", "1>again/loinc"));
}

TEST(TableReader, KeysMayBeOfSeveralColumns) {
    const auto table = read({}, {{"a", "b"}, {"v"}}, "a,b,v\nx,yz,1\nxy,z,2\n");
    ASSERT_TRUE(table);
    EXPECT_THAT(table->rows, ElementsAre("x/yz>1", "xy/z>2"));
}

TEST(TableReader, RowsAtFaultAreLeftOutAndCounted) {
    Table table;
    TableReader reader({}, {{"k"}, {"v"}}, table.take());
    ASSERT_TRUE(reader.feed("k,v\na,1\nb\nc,\"2\"x\nd,4\n"));
    ASSERT_TRUE(reader.finish());
    EXPECT_THAT(table.rows, ElementsAre("a>1", "d>4"));
    EXPECT_EQ(reader.faults(), 2U);
    ASSERT_THAT(reader.first_faults(), SizeIs(2));
    EXPECT_EQ(reader.first_faults()[0].code, &codes::kTooFewFields);
    EXPECT_EQ(reader.first_faults()[0].where.path, "record 3");
}

TEST(TableReader, AFileWithoutHeaderTakesTheNamesGiven) {
    Dialect dialect;
    dialect.header = false;
    dialect.names = {"k", "v"};
    dialect.delimiter = "\t";
    dialect.quote = '\0';
    const auto table = read(dialect, {{"k"}, {"v"}}, "1\t5\" tube\n2\tb\n");
    ASSERT_TRUE(table);
    EXPECT_THAT(table->rows, ElementsAre("1>5\" tube", "2>b"));
}

TEST(TableReader, AMissingColumnOrAnEmptyFileIsAnError) {
    EXPECT_EQ(read({}, {{"k"}, {"v"}}, "k,w\n1,2\n").error().code, &codes::kMissingColumn);
    EXPECT_EQ(read({}, {{"k"}, {"v"}}, "").error().code, &codes::kNoHeader);
    const auto header_only = read({}, {{"k"}, {"v"}}, "k,v\n");
    ASSERT_TRUE(header_only);
    EXPECT_THAT(header_only->rows, IsEmpty());
}

}  // namespace
}  // namespace hios::test
