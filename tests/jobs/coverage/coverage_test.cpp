// The built-in maps against the tables of their standards.

#include <gtest/gtest.h>

#include "jobs/coverage/ccda_coverage.hpp"
#include "jobs/coverage/hl7v2_coverage.hpp"
#include "jobs/maps/document_map.hpp"

namespace hios::jobs {
namespace {

Hl7v2Coverage built_in_hl7v2() {
    Hl7v2Spec spec;
    spec.message_header = spec.provenance = spec.source_document = true;
    const auto map = DocumentMap::make(spec);
    map::Problems problems;
    Hl7v2Coverage made = hl7v2_coverage(*map->program(), problems);
    EXPECT_FALSE(problems.failed());
    return made;
}

const Hl7v2Coverage& hl7v2() {
    static const Hl7v2Coverage made = built_in_hl7v2();
    return made;
}

const CoverageRow* row_of(const std::vector<CoverageRow>& rows, std::string_view source, std::string_view target) {
    for (const CoverageRow& row : rows) {
        if (row.source == source && row.target == target) return &row;
    }
    return nullptr;
}

TEST(Hl7v2CoverageTest, TheTablesHaveAllRowsOfTheGuide) {
    EXPECT_EQ(hl7v2().segments.size(), 1055U);
    EXPECT_EQ(hl7v2().types.size(), 617U);
}

TEST(Hl7v2CoverageTest, EachSegmentRowIsCoveredOrHasAReason) {
    for (const CoverageRow& row : hl7v2().segments)
        EXPECT_TRUE(is_covered(row.covered) || !row.reason.empty())
            << row.map << " " << row.source << " -> " << row.target;
}

TEST(Hl7v2CoverageTest, EachDataTypeRowIsCoveredOrHasAReason) {
    for (const CoverageRow& row : hl7v2().types)
        EXPECT_TRUE(is_covered(row.covered) || !row.reason.empty())
            << row.map << " " << row.source << " -> " << row.target;
}

TEST(Hl7v2CoverageTest, EachSegmentReadsAsManyFieldsAsOthersOrHasAReason) {
    for (const FieldCount& count : hl7v2().fields)
        EXPECT_TRUE(count.read >= count.wanted || !count.reason.empty())
            << count.segment << ": " << count.read << " of " << count.wanted;
}

TEST(Hl7v2CoverageTest, NothingThatIsCoveredHasAReason) {
    EXPECT_EQ(hl7v2().idle_reasons, std::vector<std::string>());
}

TEST(Hl7v2CoverageTest, AValueIsFollowedToTheElementThatTheRowNames) {
    ASSERT_NE(row_of(hl7v2().segments, "PID-7", "birthDate"), nullptr);
    EXPECT_EQ(row_of(hl7v2().segments, "PID-7", "birthDate")->covered, Covered::kElement);
    ASSERT_NE(row_of(hl7v2().types, "XPN.2", "[1].given[1]"), nullptr);
    EXPECT_EQ(row_of(hl7v2().types, "XPN.2", "[1].given[1]")->covered, Covered::kElement);
}

TEST(Hl7v2CoverageTest, AFieldThatNoAddressReadsIsNotCovered) {
    const CoverageRow* row = row_of(hl7v2().segments, "NTE-9", "content[2].attachment.data");
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row->covered, Covered::kNot);
}

TEST(CcdaCoverageTest, EachTemplateIsMappedOrSkippedByANamedRule) {
    const auto map = DocumentMap::make(CcdaSpec());
    map::Problems problems;
    const CcdaCoverage made = ccda_coverage(*map->program(), problems);
    EXPECT_FALSE(problems.failed());
    EXPECT_GE(made.rows.size(), 66U + 141U);
    for (const TemplateRow& row : made.rows) {
        EXPECT_TRUE(row.state == TemplateRow::State::kMapped || !row.reason.empty()) << row.oid << " " << row.name;
    }
    EXPECT_EQ(made.idle_reasons, std::vector<std::string>());
}

}  // namespace
}  // namespace hios::jobs
