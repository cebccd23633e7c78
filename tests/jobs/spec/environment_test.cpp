#include "jobs/spec/environment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jobs/spec/yaml_reader.hpp"

namespace hios::jobs {
namespace {

using testing::HasSubstr;

std::optional<std::string> fake(const std::string& name) {
    if (name == "RAW") return "/data/raw";
    if (name == "EMPTY") return "";
    if (name == "SLY") return "x\nkey: {a: 1}";
    return std::nullopt;
}

class Interpolate : public testing::Test {
protected:
    nlohmann::json of(std::string_view text) {
        auto document = read_yaml(text, "job.yaml");
        EXPECT_TRUE(document);
        problems_ = interpolate(*document, fake, replaced_);
        return document->root;
    }

    std::vector<Problem> problems_;
    std::set<std::string> replaced_;
};

TEST_F(Interpolate, WholeAndInsideOfATextAndTwice) {
    const auto root = of("a: ${env:RAW}\nb: s-${env:RAW}/${env:RAW}.x\nc: [\"${env:RAW}\"]\n");
    EXPECT_TRUE(problems_.empty());
    EXPECT_EQ(root["a"], "/data/raw");
    EXPECT_EQ(root["b"], "s-/data/raw//data/raw.x");
    EXPECT_EQ(root["c"][0], "/data/raw");
    EXPECT_EQ(replaced_, (std::set<std::string>{"/a", "/b", "/c/0"}));
}

TEST_F(Interpolate, DefaultHoldsWhenUnsetOrEmpty) {
    const auto root = of("a: ${env:NONE:-x/y}\nb: ${env:EMPTY:-z}\nc: ${env:EMPTY}\nd: ${env:NONE:-}\n");
    EXPECT_TRUE(problems_.empty());
    EXPECT_EQ(root, (nlohmann::json{{"a", "x/y"}, {"b", "z"}, {"c", ""}, {"d", ""}}));
}

TEST_F(Interpolate, UndefinedIsAProblemWithItsPlace) {
    of("a:\n  b: ${env:NONE}\n");
    ASSERT_EQ(problems_.size(), 1U);
    EXPECT_EQ(to_text(problems_[0].place), "job.yaml:2:6");
    EXPECT_THAT(problems_[0].text, HasSubstr("NONE is not set"));
}

TEST_F(Interpolate, OtherFormsAreExplained) {
    of("a: ${HOME}\n");
    EXPECT_THAT(problems_.at(0).text, HasSubstr("did you mean ${env:HOME}?"));
    of("a: ${secret:x}\n");
    EXPECT_THAT(problems_.at(0).text, HasSubstr("only ${env:NAME}"));
    of("a: \"${env:RAW\"\n");
    EXPECT_THAT(problems_.at(0).text, HasSubstr("no }"));
}

TEST_F(Interpolate, AValueAddsNoStructureAndIsNotReadAgain) {
    const auto root = of("a: ${env:SLY}\n");
    EXPECT_EQ(root["a"], "x\nkey: {a: 1}");
    EXPECT_EQ(root.size(), 1U);
}

TEST_F(Interpolate, AnchorsUnderXAreLeftAlone) {
    of("x-a: ${env:NONE}\nb: 1\n");
    EXPECT_TRUE(problems_.empty());
}

}  // namespace
}  // namespace hios::jobs
