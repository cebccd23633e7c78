#include "stages/flat/lookup_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "stages/flat/codes.hpp"
#include "stages/flat/table_reader.hpp"

namespace hios::test {
namespace {

using namespace hios::flat;
using testing::SizeIs;

Outcome<LookupTable> read(const Dialect& dialect, const TableColumns& columns, std::string_view text) {
    TableReader reader(dialect, columns);
    for (; text.size() > 5; text.remove_prefix(5)) HIOS_CHECK(reader.feed(text.substr(0, 5)));
    HIOS_CHECK(reader.feed(text));
    return reader.finish();
}

TEST(LookupTable, FindsWhatAMapFinds) {
    std::mt19937_64 random(3);
    std::map<std::string, std::string, std::less<>> expected;
    LookupTable::Builder builder;
    std::uint64_t duplicates = 0;
    for (int i = 0; i < 200'000; ++i) {
        const std::string key(random() % 3 == 0 ? std::string(random() % 300, 'k')
                                                : std::to_string(random() % 300'000));
        const std::string value = std::to_string(i);
        duplicates += expected.emplace(key, value).second ? 0U : 1U;
        const std::string_view keys[] = {key};
        const std::string_view values[] = {value};
        ASSERT_TRUE(builder.add(keys, values));
    }
    const LookupTable table = builder.build();
    EXPECT_EQ(table.size(), expected.size());
    EXPECT_EQ(table.duplicates(), duplicates);
    for (const auto& [key, value] : expected) ASSERT_EQ(table.find(key)->value(), value);
    for (int i = 300'000; i < 400'000; ++i) ASSERT_FALSE(table.find(std::to_string(i)));
    EXPECT_LT(table.memory(), expected.size() * 40 + (1U << 20));
}

TEST(LookupTable, AnEmptyTableFindsNothing) {
    EXPECT_FALSE(LookupTable::Builder().build().find(""));
}

TEST(LookupTable, IsReadFromAFileByColumnNames) {
    const auto table = read({}, {{"code"}, {"display", "system"}},
                            "system,Code,display\nsct,1,\"one, \"\"two\"\"\"\nsct,2,\nloinc,1,again\n");
    ASSERT_TRUE(table);
    EXPECT_EQ(table->size(), 2U);
    EXPECT_EQ(table->duplicates(), 1U);
    EXPECT_EQ(table->find("1")->value(0), "one, \"two\"");
    EXPECT_EQ(table->find("1")->value(1), "sct");
    EXPECT_EQ(table->find("2")->value(0), "");
    EXPECT_FALSE(table->find("3"));
}

TEST(LookupTable, KeysOfSeveralColumnsAreNotMixedUp) {
    const auto table = read({}, {{"a", "b"}, {"v"}}, "a,b,v\nx,yz,1\nxy,z,2\n,xyz,3\n");
    ASSERT_TRUE(table);
    EXPECT_EQ(table->size(), 3U);
    std::string scratch;
    const auto find = [&](std::string_view a, std::string_view b) {
        const std::string_view key[] = {a, b};
        const auto entry = table->find(key, scratch);
        return entry ? std::string(entry->value()) : "none";
    };
    EXPECT_EQ(find("x", "yz"), "1");
    EXPECT_EQ(find("xy", "z"), "2");
    EXPECT_EQ(find("", "xyz"), "3");
    EXPECT_EQ(find("xyz", ""), "none");
}

TEST(LookupTable, RowsAtFaultAreLeftOutAndCounted) {
    TableReader reader({}, {{"k"}, {"v"}});
    ASSERT_TRUE(reader.feed("k,v\na,1\nb\nc,\"2\"x\nd,4\n"));
    const auto table = reader.finish();
    ASSERT_TRUE(table);
    EXPECT_EQ(table->size(), 2U);
    EXPECT_EQ(reader.faults(), 2U);
    ASSERT_THAT(reader.first_faults(), SizeIs(2));
    EXPECT_EQ(reader.first_faults()[0].code, &codes::kTooFewFields);
    EXPECT_EQ(reader.first_faults()[0].where.path, "record 3");
}

TEST(LookupTable, AFileWithoutHeaderTakesTheNamesGiven) {
    Dialect dialect;
    dialect.header = false;
    dialect.names = {"k", "v"};
    dialect.delimiter = "\t";
    dialect.quote = '\0';
    const auto table = read(dialect, {{"k"}, {"v"}}, "1\t5\" tube\n2\tb\n");
    ASSERT_TRUE(table);
    EXPECT_EQ(table->find("1")->value(), "5\" tube");
}

TEST(LookupTable, AMissingColumnOrAnEmptyFileIsAnError) {
    EXPECT_EQ(read({}, {{"k"}, {"v"}}, "k,w\n1,2\n").error().code, &codes::kMissingColumn);
    EXPECT_EQ(read({}, {{"k"}, {"v"}}, "").error().code, &codes::kNoHeader);
    const auto header_only = read({}, {{"k"}, {"v"}}, "k,v\n");
    ASSERT_TRUE(header_only);
    EXPECT_EQ(header_only->size(), 0U);
}

}  // namespace
}  // namespace hios::test
