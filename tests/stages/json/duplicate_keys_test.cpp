#include <gtest/gtest.h>

#include <fmt/format.h>
#include <algorithm>
#include <random>

#include "tests/stages/json/checker.hpp"

namespace hios::json {
namespace {

using test::check;

void expect_duplicate(const std::string& text) {
    const auto found = check(text);
    ASSERT_TRUE(found) << text.substr(0, 200);
    EXPECT_EQ(found->code->id, codes::kDuplicateKey.id) << text.substr(0, 200);
}

// An object with these names in this order.
std::string object_of(const std::vector<std::string>& names) {
    std::string text = "{";
    for (const std::string& name : names) text += (text.size() > 1 ? ",\"" : "\"") + name + "\":1";
    return text + "}";
}

std::vector<std::string> numbered(std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) names.push_back(fmt::format("name{}", i));
    return names;
}

TEST(DuplicateKeys, AreFoundAtAnyLevel) {
    expect_duplicate(R"({"a":1,"a":2})");
    expect_duplicate(R"({"a":1,"b":2,"a":{}})");
    expect_duplicate(R"({"x":[{"y":{"a":1,"a":1}}]})");
    expect_duplicate(R"({"a":{"b":1},"a":{"c":1}})");
    expect_duplicate(R"({"":1,"":2})");
    EXPECT_EQ(check(R"({"a":{"x":1},"b":2,"a":3})")->offset, 20U);
}

TEST(DuplicateKeys, SameNameInOtherObjectsIsNone) {
    EXPECT_FALSE(check(R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]})"));
    EXPECT_FALSE(check(R"({"a":1,"A":2,"a ":3,"ab":4,"":5})"));
}

TEST(DuplicateKeys, EscapesDoNotHideThem) {
    expect_duplicate(R"({"a":1,"\u0061":2})");
    expect_duplicate(R"({"\u0061":1,"a":2})");
    expect_duplicate(R"({"a\/b":1,"a/b":2})");
    expect_duplicate(R"({"\ud83d\ude00":1,"😀":2})");
    expect_duplicate(R"({"longer\u0020name with text":1,"longer name with text":2})");
    EXPECT_FALSE(check(R"({"\u0061":1,"\\u0061":2})"));
    EXPECT_FALSE(check(R"({"a\u0000":1,"a":2})"));
}

TEST(DuplicateKeys, AreFoundInObjectsOfAnySize) {
    for (const std::size_t count : {1U, 2U, 47U, 48U, 49U, 50U, 51U, 64U, 100U, 5000U}) {
        auto names = numbered(count);
        EXPECT_FALSE(check(object_of(names))) << count;
        for (const std::size_t repeated : {std::size_t{0}, count / 2, count - 1}) {
            auto with = names;
            with.push_back(names[repeated]);
            expect_duplicate(object_of(with));
            with.back() = fmt::format("\\u{:04x}{}", static_cast<int>(names[repeated][0]), names[repeated].substr(1));
            expect_duplicate(object_of(with));
        }
    }
}

// Names of one length whose first and last eight bytes agree have one hash.
TEST(DuplicateKeys, AreFoundAmongNamesThatLookAlike) {
    for (const std::size_t count : {10U, 60U, 2000U}) {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < count; ++i) names.push_back(fmt::format("identical{:06}identical", i));
        EXPECT_FALSE(check(object_of(names))) << count;
        names.push_back(names.front());
        expect_duplicate(object_of(names));
        names.back() = names[count / 2];
        expect_duplicate(object_of(names));
    }
}

TEST(DuplicateKeys, HundredThousandAlikeNamesTakeNoQuadraticTime) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < 100'000; ++i) names.push_back(fmt::format("identical{:06}identical", i));
    EXPECT_FALSE(check(object_of(names)));
}

TEST(DuplicateKeys, RandomObjectsAgreeWithASet) {
    std::mt19937 random(7);
    for (int round = 0; round < 500; ++round) {
        std::vector<std::string> names;
        const std::size_t count = random() % 120;
        for (std::size_t i = 0; i < count; ++i) names.push_back(fmt::format("k{}", random() % 4000));
        auto sorted = names;
        std::sort(sorted.begin(), sorted.end());
        const bool repeated = std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end();
        EXPECT_EQ(check(object_of(names)).has_value(), repeated);
    }
}

}  // namespace
}  // namespace hios::json
