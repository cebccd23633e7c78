#include "stages/hl7v2/json/ddl.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/hl7v2/dictionary/codes.hpp"
#include "tests/stages/hl7v2/json/sql_types.hpp"

namespace hios::hl7v2::json {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string statement(std::string_view structure, Dialect dialect, const TableOptions& options = {},
                      std::string_view version = "2.5.1") {
    const auto result = ddl(structure, version, dialect, options);
    EXPECT_TRUE(result.has_value());
    return result.value_or("");
}

TEST(Ddl, AthenaGetsATableOverTheStagedFolders) {
    TableOptions options;
    options.location = "s3://lake/staging";
    const std::string text = statement("ADT_A01", Dialect::kAthena, options);
    EXPECT_THAT(text, HasSubstr("CREATE EXTERNAL TABLE IF NOT EXISTS `adt_a01` ("));
    EXPECT_THAT(text, HasSubstr("  `msh` struct<field_separator:string,"));
    EXPECT_THAT(text, HasSubstr("PARTITIONED BY (`message_date` string)"));
    EXPECT_THAT(text, HasSubstr("'org.openx.data.jsonserde.JsonSerDe'"));
    EXPECT_THAT(text, HasSubstr("LOCATION 's3://lake/staging/structure=ADT_A01/';"));
    EXPECT_THAT(text, HasSubstr("MSCK REPAIR TABLE `adt_a01`;"));
    EXPECT_THAT(text, Not(HasSubstr("-- ")));
}

TEST(Ddl, DuckDbGetsAViewOverTheSameFolders) {
    TableOptions options;
    options.location = "out/it's";
    options.table = "admissions";
    const std::string text = statement("ADT_A01", Dialect::kDuckDb, options);
    EXPECT_THAT(text, HasSubstr("CREATE OR REPLACE VIEW \"admissions\" AS"));
    EXPECT_THAT(text, HasSubstr("read_json('out/it''s/structure=ADT_A01/*/*.ndjson*'"));
    EXPECT_THAT(text, HasSubstr("'msh': 'STRUCT(\"field_separator\" VARCHAR, "));
}

TEST(Ddl, BothDialectsHaveTheSameColumns) {
    for (const std::string_view structure : {"ADT_A01", "ADT_A39", "VXU_V04"}) {
        EXPECT_TRUE(test::same(test::read_columns(statement(structure, Dialect::kAthena), Dialect::kAthena),
                               test::read_columns(statement(structure, Dialect::kDuckDb), Dialect::kDuckDb)))
            << structure;
    }
}

TEST(Ddl, AnUnknownStructureIsRefused) {
    const auto result = ddl("ADT_X99", "2.5.1", Dialect::kAthena);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code, &dictionary::codes::kNoStructure);
}

TEST(Ddl, NoColumnOfAnyStructureIsLongerThanGlueTakes) {
    for (const std::string_view version : {"2.3", "2.5.1", "2.8.2"}) {
        for (const std::string_view name :
             {"ADT_A01", "ORU_R01", "OML_O21", "OMG_O19", "ORM_O01", "OPL_O37", "RSP_K31"}) {
            const std::string text = statement(name, Dialect::kAthena, {}, version);
            EXPECT_LE(longest_column(test::read_columns(text, Dialect::kAthena), Dialect::kAthena), kGlueLongestColumn)
                << name;
        }
    }
}

TEST(Ddl, WhatIsLeftOutForGlueIsSaid) {
    EXPECT_THAT(statement("ORU_R01", Dialect::kAthena), testing::StartsWith("-- Glue's limit of 131072 bytes"));
    EXPECT_THAT(statement("ORU_R01", Dialect::kAthena), HasSubstr("--   what is withdrawn or of other versions\n"));
    EXPECT_THAT(statement("ORU_R01", Dialect::kDuckDb), Not(HasSubstr("-- ")));
}

TEST(Ddl, ReservedWordsAreQuotedWithinTypes) {
    const std::string text = statement("ORM_O01", Dialect::kAthena);
    EXPECT_THAT(text, HasSubstr("  `order` array<struct<"));
    EXPECT_THAT(text, Not(HasSubstr(",date:")));
}

TEST(Ddl, LocalSegmentsAndRepetitionsGetColumnsOnDemand) {
    const std::vector<std::string> extra{"ZPI", "PV1"};
    TableOptions options;
    options.columns.extra_segments = extra;
    options.columns.repeats = true;
    const std::string text = statement("ADT_A01", Dialect::kDuckDb, options);
    EXPECT_THAT(text, HasSubstr("'zpi': 'MAP(VARCHAR, VARCHAR)[]'"));
    EXPECT_THAT(text, HasSubstr("'pv1_repeats': 'STRUCT("));
    EXPECT_THAT(text, HasSubstr("\"administrative_sex_repeats\" VARCHAR[]"));
    EXPECT_THAT(statement("ADT_A01", Dialect::kDuckDb), Not(HasSubstr("_repeats")));
}

}  // namespace
}  // namespace hios::hl7v2::json
