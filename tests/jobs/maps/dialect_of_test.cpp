#include "jobs/maps/dialect_of.hpp"

#include <gmock/gmock.h>

namespace hios::jobs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// The layout of a map's only table; problems as "line:column what".
struct Read {
    TableLayout layout;
    std::vector<std::string> problems;
};

Read read(const std::string& source, const std::string& table = "") {
    map::Problems problems;
    const auto maps = map::read_map_file("map: m\nsource:\n" + source, "m.yaml", problems);
    Read result;
    if (maps.empty()) return result;
    const map::SourceTable* found = maps.front().source.table(table);
    if (found != nullptr) result.layout = layout_of(maps.front().source, *found, problems);
    for (const map::Problem& one : problems.all())
        result.problems.push_back(std::to_string(one.place.line) + ":" + std::to_string(one.place.column) + " " +
                                  one.what + " " + one.hint);
    return result;
}

TEST(DialectOf, TakesTheDelimiterFromTheFormat) {
    EXPECT_EQ(read("  format: csv\n").layout.dialect.delimiter, ",");
    EXPECT_EQ(read("  format: tsv\n").layout.dialect.delimiter, "\t");
    EXPECT_EQ(read("  format: pipe\n").layout.dialect.delimiter, "|");
    EXPECT_EQ(read("  format: delimited\n  delimiter: '~^'\n").layout.dialect.delimiter, "~^");
}

TEST(DialectOf, TakesEveryOption) {
    const flat::Dialect dialect = read(
                                      "  format: csv\n  quote: none\n  escape: backslash\n  comment: '#'\n"
                                      "  trim: both\n  'null': [NULL, NA]\n  ragged: pad\n  encoding: cp1252\n"
                                      "  invalid: error\n  max_record: 1MiB\n  header: false\n  names: [A, B]\n")
                                      .layout.dialect;
    EXPECT_EQ(dialect.quote, '\0');
    EXPECT_EQ(dialect.escape, flat::Escape::kBackslash);
    EXPECT_EQ(dialect.comment, "#");
    EXPECT_EQ(dialect.trim, flat::Trim::kBoth);
    EXPECT_THAT(dialect.null_words, ElementsAre("NULL", "NA"));
    EXPECT_EQ(dialect.ragged, flat::Ragged::kPad);
    EXPECT_EQ(dialect.encoding, flat::Encoding::kWindows1252);
    EXPECT_EQ(dialect.invalid, flat::Invalid::kError);
    EXPECT_EQ(dialect.max_record, 1U << 20);
    EXPECT_FALSE(dialect.header);
    EXPECT_THAT(dialect.names, ElementsAre("A", "B"));
}

TEST(DialectOf, PositionsAreFirstAndLastColumn) {
    const Read read_ = read("  format: fixed\n  positions: {A: 1-10, B: 11}\n");
    ASSERT_EQ(read_.layout.dialect.columns.size(), 2U);
    EXPECT_EQ(read_.layout.dialect.columns[0].length, 10U);
    EXPECT_EQ(read_.layout.dialect.columns[1].start, 11U);
    EXPECT_EQ(read_.layout.dialect.columns[1].length, 1U);
    EXPECT_THAT(read("  format: fixed\n  positions: {A: 5-3}\n").problems, testing::Contains(HasSubstr("first-last")));
}

TEST(DialectOf, NamesAndPositionsMayGoByTable) {
    const std::string source =
        "  format: csv\n  header: false\n  files: {a: 'a*', b: 'b*'}\n  names: {a: [X], b: [Y, Z]}\n";
    EXPECT_THAT(read(source, "b").layout.dialect.names, ElementsAre("Y", "Z"));
}

TEST(DialectOf, MistakesAreToldWithPlaceAndMend) {
    EXPECT_THAT(
        read("  format: csv\n  delimeter: ';'\n").problems,
        ElementsAre(testing::AllOf(HasSubstr("4:3"), HasSubstr("delimeter"), HasSubstr("Did you mean \"delimiter\""))));
    EXPECT_THAT(read("  format: csv\n  encoding: ebcdic\n").problems, ElementsAre(HasSubstr("4:13")));
    EXPECT_THAT(read("  format: csv\n  header: false\n").problems, ElementsAre(HasSubstr("have no names")));
    EXPECT_THAT(read("  format: fixed\n").problems, ElementsAre(HasSubstr("have no positions")));
    EXPECT_THAT(read("  format: csv\n  delimiter: ''\n").problems, testing::SizeIs(1));
    EXPECT_THAT(read("  format: csv\n  trim: all\n").problems,
                ElementsAre(HasSubstr("none of none, left, right, both")));
}

}  // namespace
}  // namespace hios::jobs
