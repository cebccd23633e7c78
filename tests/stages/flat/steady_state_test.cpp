// What a reader has once read it reads again without allocating.

#include <gtest/gtest.h>

#include "stages/flat/json_rows.hpp"
#include "stages/flat/row_reader.hpp"
#include "tests/stages/flat/allocations.hpp"

namespace hios::test {
namespace {

using namespace hios::flat;

std::string csv() {
    std::string text;
    for (int i = 0; i < 2000; ++i) text += "a,\"b \"\"c\"\"\",NA, d ,5\" x\ne,\"f\"g,h,i\nj\n\"k,\nl\",m,n,o,p\n";
    return text;
}

TEST(FlatSteadyState, NoRowOfDelimitedTextAllocates) {
    Dialect dialect;
    dialect.trim = Trim::kBoth;
    dialect.null_words = {"NA"};
    RowReader reader(dialect);
    reader.set_columns(5);
    const std::string text = csv();
    std::size_t rows = 0;
    const auto read = [&] {
        reader.reset(text);
        while (reader.next() != nullptr) ++rows;
    };
    read();
    const std::size_t before = allocations();
    read();
    EXPECT_EQ(allocations() - before, 0U);
    EXPECT_EQ(rows, 2U * 8000U);
}

TEST(FlatSteadyState, NoRowOfJsonAllocates) {
    auto tree = PathTree::make(std::vector<std::string>{"id", "name[0].family"});
    ASSERT_TRUE(tree);
    JsonRows reader(std::move(*tree));
    std::string text;
    for (int i = 0; i < 2000; ++i) text += "{\"id\":\"a\\tb\",\"x\":[1,{\"y\":2}],\"name\":[{\"family\":\"M\"}]}\n";
    const std::size_t size = text.size();
    text.append(json::kPadding, ' ');
    const auto read = [&] {
        reader.reset_lines(std::string_view(text).substr(0, size));
        while (reader.next() != nullptr) continue;
    };
    read();
    const std::size_t before = allocations();
    read();
    EXPECT_EQ(allocations() - before, 0U);
}

}  // namespace
}  // namespace hios::test
