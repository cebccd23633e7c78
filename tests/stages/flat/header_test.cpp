#include "stages/flat/header.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/flat/codes.hpp"

namespace hios::test {
namespace {

using namespace hios::flat;
using testing::ElementsAre;
using testing::HasSubstr;

using Names = std::vector<std::string_view>;

Column column(std::string name, bool optional = false) {
    return {std::move(name), {}, 0, optional};
}

const Code* fault_of(const Names& found, const std::vector<Column>& wanted) {
    const auto header = Header::match(found, wanted);
    return header ? nullptr : header.error().code;
}

TEST(Header, ColumnsGoByNameInWhateverOrder) {
    const auto header = Header::match(Names{"LAST", "Id", "FIRST"}, std::vector{column("Id"), column("LAST")});
    ASSERT_TRUE(header);
    EXPECT_THAT(header->columns(), ElementsAre(1U, 0U));
    EXPECT_THAT(header->unread(), ElementsAre(2U));
    const Names fields{"Meier", "p1", "Anna"};
    Row row;
    row.fields = fields;
    EXPECT_EQ(header->value(row, 0), "p1");
    EXPECT_EQ(header->value(row, 1), "Meier");
}

TEST(Header, WithNothingWantedAllColumnsAreThere) {
    const auto header = Header::match(Names{"a", "", "  "}, {});
    ASSERT_TRUE(header);
    EXPECT_THAT(header->names(), ElementsAre("a", "column_2", "column_3"));
    EXPECT_THAT(header->columns(), ElementsAre(0U, 1U, 2U));
}

TEST(Header, AByteOrderMarkIsNoPartOfAName) {
    const auto header = Header::match(Names{"\xEF\xBB\xBFId"}, std::vector{column("Id")});
    ASSERT_TRUE(header);
    EXPECT_TRUE(header->drifts().empty());
}

TEST(Header, DriftOfCaseAndBlanksIsToleratedAndReported) {
    const auto header = Header::match(Names{" first  NAME ", "Id"}, std::vector{column("First Name"), column("Id")});
    ASSERT_TRUE(header);
    EXPECT_THAT(header->columns(), ElementsAre(0U, 1U));
    ASSERT_EQ(header->drifts().size(), 1U);
    EXPECT_EQ(header->drifts()[0].wanted, 0U);
    EXPECT_EQ(header->drifts()[0].column, 0U);
}

TEST(Header, ANameAsWrittenComesBeforeADriftedOne) {
    const auto header = Header::match(Names{"ID", "Id"}, std::vector{column("Id")});
    ASSERT_TRUE(header);
    EXPECT_THAT(header->columns(), ElementsAre(1U));
    EXPECT_EQ(fault_of({"ID", "Id"}, {column("id")}), &codes::kAmbiguousHeader);
}

TEST(Header, AnOptionalColumnMayBeAbsentAndItsValueIsEmpty) {
    const auto header = Header::match(Names{"Id"}, std::vector{column("Id"), column("FIPS", true)});
    ASSERT_TRUE(header);
    EXPECT_EQ(header->columns()[1], Header::kAbsent);
    const Names fields{"p1"};
    Row row;
    row.fields = fields;
    EXPECT_EQ(header->value(row, 1), "");
}

// patients.csv of an older Synthea has no MIDDLE, FIPS and INCOME.
TEST(Header, FilesOfOneJobMayDifferInOrderAndOptionalColumns) {
    const std::vector wanted{column("Id"), column("MIDDLE", true), column("LAST"), column("INCOME", true)};
    const auto older = Header::match(Names{"Id", "BIRTHDATE", "FIRST", "LAST", "ZIP", "LAT"}, wanted);
    const auto newer = Header::match(Names{"Id", "BIRTHDATE", "FIRST", "MIDDLE", "LAST", "FIPS", "INCOME"}, wanted);
    ASSERT_TRUE(older && newer);
    EXPECT_THAT(older->columns(), ElementsAre(0U, Header::kAbsent, 3U, Header::kAbsent));
    EXPECT_THAT(newer->columns(), ElementsAre(0U, 3U, 4U, 6U));
}

TEST(Header, AllMissingColumnsAreNamed) {
    const auto header = Header::match(Names{"Id"}, std::vector{column("A"), column("Id"), column("B")});
    ASSERT_FALSE(header);
    EXPECT_EQ(header.error().code, &codes::kMissingColumn);
    EXPECT_THAT(header.error().what, HasSubstr("'A', 'B'"));
}

TEST(Header, EqualNamesAreAnErrorUnlessToldApart) {
    EXPECT_EQ(fault_of({"DX", "Id", "DX"}, {column("Id")}), &codes::kDuplicateHeader);
    const auto header =
        Header::match(Names{"DX", "Id", "DX"}, std::vector<Column>{{"DX_1", "DX", 1, false}, {"DX_2", "DX", 2, false}});
    ASSERT_TRUE(header);
    EXPECT_THAT(header->columns(), ElementsAre(0U, 2U));
    EXPECT_EQ(fault_of({"DX", "DX"}, {{"DX_3", "DX", 3, false}}), &codes::kMissingColumn);
}

TEST(Header, AColumnCanBeReadUnderAnotherName) {
    const auto header =
        Header::match(Names{"geburtsdatum"}, std::vector<Column>{{"BIRTHDATE", "geburtsdatum", 0, false}});
    ASSERT_TRUE(header);
    EXPECT_THAT(header->columns(), ElementsAre(0U));
}

TEST(Header, ErrorsNameColumnsOfTheFileByNumberOnly) {
    const auto header = Header::match(Names{"Mustermann", "Mustermann"}, {});
    ASSERT_FALSE(header);
    EXPECT_EQ(header.error().what, "columns 1 and 2 have the same name");
}

TEST(Header, AFileWithoutAnyRecordHasNone) {
    EXPECT_EQ(fault_of({}, {}), &codes::kNoHeader);
}

}  // namespace
}  // namespace hios::test
