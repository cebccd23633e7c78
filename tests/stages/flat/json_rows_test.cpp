#include "stages/flat/json_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/flat/codes.hpp"
#include "stages/json/codes.hpp"
#include "tests/stages/flat/read_rows.hpp"

namespace hios::test {
namespace {

using namespace hios::flat;
using testing::ElementsAre;

JsonRows reader(const std::vector<std::string>& paths) {
    auto tree = PathTree::make(paths);
    EXPECT_TRUE(tree);
    return JsonRows(std::move(*tree));
}

std::string padded(std::string text) {
    return text.append(json::kPadding, '"');
}

ReadRows lines(const std::vector<std::string>& paths, const std::string& text) {
    JsonRows rows = reader(paths);
    const std::string bytes = padded(text);
    rows.reset_lines(std::string_view(bytes).substr(0, text.size()), 10);
    ReadRows read;
    while (const Row* row = rows.next()) read.push_back(keep(*row));
    return read;
}

std::vector<std::string> steps(std::string_view path) {
    const auto read = read_path(path);
    EXPECT_TRUE(read) << path;
    return read ? *read : std::vector<std::string>{};
}

TEST(JsonPath, PointersAndDottedPathsAreRead) {
    EXPECT_THAT(steps("/a/b~1c~0/0"), ElementsAre("a", "b/c~", "0"));
    EXPECT_THAT(steps("a.b[0][12].c"), ElementsAre("a", "b", "0", "12", "c"));
    EXPECT_THAT(steps("[1].a"), ElementsAre("1", "a"));
    EXPECT_TRUE(steps("").empty());
    for (const std::string_view bad : {"a.", ".a", "a..b", "a[", "a[x]", "a[]", "a[0]b", "/a~2", "/~"}) {
        const auto read = read_path(bad);
        ASSERT_FALSE(read) << bad;
        EXPECT_EQ(read.error().code, &codes::kPath);
    }
}

TEST(JsonRows, FieldsAreTheValuesAtThePaths) {
    const ReadRows rows = lines({"id", "/name/0/family", "x.n", "flag", "none", "list", "absent"},
                                "{\"id\":\"p1\",\"other\":{\"id\":[1,{}]},\"name\":[{\"family\":\"M\\u00fcller\"}],"
                                "\"x\":{\"n\":1.10},\"flag\":true,\"none\":null,\"list\":[1, 2]}\r\n\n"
                                "{\"id\":\"p2\"}");
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_THAT(rows[0].fields, ElementsAre("p1", "M\xC3\xBCller", "1.10", "true", "", "[1, 2]", ""));
    EXPECT_THAT(rows[1].fields, ElementsAre("p2", "", "", "", "", "", ""));
    EXPECT_EQ(rows[1].number, 2U);
    EXPECT_EQ(rows[0].begin, 10U);
    EXPECT_EQ(rows[1].end - rows[1].begin, 11U);
}

TEST(JsonRows, APathThroughAnotherKindOfValueFindsNothing) {
    const ReadRows rows =
        lines({"a.b", "a[0]", "/a/1"}, "{\"a\":5}\n{\"a\":[7,8]}\n{\"a\":{\"0\":\"x\",\"b\":\"y\"}}\n42\n");
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_THAT(rows[0].fields, ElementsAre("", "", ""));
    EXPECT_THAT(rows[1].fields, ElementsAre("", "7", "8"));
    EXPECT_THAT(rows[2].fields, ElementsAre("y", "x", ""));
    EXPECT_EQ(rows[3].fault, "");
}

TEST(JsonRows, AnEscapedMemberNameIsTheName) {
    EXPECT_THAT(lines({"id"}, "{\"\\u0069d\":\"\\n\"}")[0].fields, ElementsAre("\n"));
}

TEST(JsonRows, ABadLineCostsItselfOnly) {
    const ReadRows rows = lines({"id"},
                                "{\"id\":1\n{\"id\":2}\n{\"id\":3} 4\n{\"id\":\"\\q\"}\n{\"id\":5,\"id\":6}\n"
                                "{\"x\":[1,}\n\xFF\n{\"id\":7}\n");
    ASSERT_EQ(rows.size(), 8U);
    EXPECT_EQ(rows[0].fault, json::codes::kTruncated.id);
    EXPECT_THAT(rows[1].fields, ElementsAre("2"));
    EXPECT_EQ(rows[2].fault, json::codes::kTrailing.id);
    EXPECT_EQ(rows[3].fault, json::codes::kEscape.id);
    EXPECT_EQ(rows[4].fault, json::codes::kDuplicateKey.id);
    EXPECT_EQ(rows[5].fault, json::codes::kSyntax.id);
    EXPECT_EQ(rows[6].fault, json::codes::kUtf8.id);
    EXPECT_THAT(rows[7].fields, ElementsAre("7"));
    EXPECT_EQ(rows[2].fault_offset, rows[2].begin + 9);
}

TEST(JsonRows, RowsCanBeTheItemsOfAnArray) {
    JsonRows rows = reader({"id", "v[1]"});
    const std::string text =
        "{\"meta\":{\"rows\":1},\"data\":[0,{\"rows\":[{\"id\":\"a\\tb\",\"v\":[1,2]},{\"id\":\"c\"}]}]}";
    const std::string bytes = padded(text);
    ASSERT_TRUE(rows.reset_document(std::string_view(bytes).substr(0, text.size()), steps("data[1].rows")));
    const Row* row = rows.next();
    ASSERT_NE(row, nullptr);
    EXPECT_THAT(row->fields, ElementsAre("a\tb", "2"));
    EXPECT_EQ(text.substr(row->begin, row->end - row->begin), "{\"id\":\"a\\tb\",\"v\":[1,2]}");
    row = rows.next();
    ASSERT_NE(row, nullptr);
    EXPECT_THAT(row->fields, ElementsAre("c", ""));
    EXPECT_EQ(row->number, 2U);
    EXPECT_EQ(rows.next(), nullptr);
}

TEST(JsonRows, AFaultInAnArrayEndsIt) {
    JsonRows rows = reader({"id"});
    const std::string text = "[{\"id\":1},{\"id\" 2},{\"id\":3}]";
    const std::string bytes = padded(text);
    ASSERT_TRUE(rows.reset_document(std::string_view(bytes).substr(0, text.size()), {}));
    EXPECT_FALSE(rows.next()->fault);
    EXPECT_EQ(rows.next()->fault.code, &json::codes::kSyntax);
    EXPECT_EQ(rows.next(), nullptr);
}

TEST(JsonRows, ADocumentWithoutTheArrayIsAnError) {
    JsonRows rows = reader({"id"});
    for (const std::string text : {"{\"a\":1}", "{\"data\":{}}", "7"}) {
        const std::string bytes = padded(text);
        const auto reset =
            rows.reset_document(std::string_view(bytes).substr(0, text.size()), std::vector<std::string>{"data"});
        ASSERT_FALSE(reset) << text;
        EXPECT_EQ(reset.error().code, &codes::kNotRows) << text;
    }
}

}  // namespace
}  // namespace hios::test
