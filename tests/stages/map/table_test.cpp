#include "stages/map/lookup_table.hpp"

#include <gmock/gmock.h>

#include "tests/stages/map/mapping.hpp"

namespace hios::map {
namespace {

TEST(LookupTable, FindsEveryOneOfManyKeys) {
    LookupTable table(2);
    for (int i = 0; i < 20'000; ++i) {
        const std::string key = "a common beginning " + std::to_string(i) + " and a common end";
        const std::string value = std::to_string(i);
        ASSERT_TRUE(table.add(key, {value, "second"}));
        ASSERT_FALSE(table.add(key, {"later", ""}));
    }
    bool found = false;
    for (int i = 0; i < 20'000; ++i) {
        const std::string key = "a common beginning " + std::to_string(i) + " and a common end";
        ASSERT_EQ(table.find(key, 0, found), std::to_string(i));
        ASSERT_EQ(table.find(key, 1, found), "second");
    }
    EXPECT_EQ(table.find("a common beginning 20000 and a common end", 0, found), "");
    EXPECT_FALSE(found);
}

class TwoRows final : public TableFiles {
public:
    tl::expected<void, AddressError> read(const CodeTable& table, LookupTable& into) override {
        if (table.file != "codes.csv") return tl::unexpected(AddressError{"the file is not there", ""});
        into.add("1", {"one"});
        into.add("2", {"two"});
        return {};
    }
};

TEST(LookupTable, ComesFromAFileThatTheCallerReads) {
    const std::string tables = "tables: {big: {$file: codes.csv, $key: ID, $values: NAME}}\n";
    TwoRows files;
    CompileSettings settings;
    settings.files = &files;
    Mapping map(patient_map("language: =lookup(big, A)", tables), settings);
    EXPECT_THAT(map.run({{"A", "2"}}), testing::HasSubstr("\"two\""));
    const std::string missing = "tables: {big: {$file: other.csv, $key: ID, $values: NAME}}\n";
    EXPECT_THAT(problems_of(patient_map("language: =lookup(big, A)", missing), settings),
                testing::HasSubstr("the table \"big\": the file is not there"));
}

}  // namespace
}  // namespace hios::map
