#include "jobs/run/validate_files.hpp"

#include <gmock/gmock.h>

#include <map>

#include "tests/io/temp_folder.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ValidateFiles : public testing::Test {
protected:
    ValidationCounts check(const std::vector<InputFile>& inputs, ValidationOutput output = ValidationOutput::kLines,
                           unsigned threads = 2) {
        JobSpec spec;
        spec.limits.threads = threads;
        validate::Settings settings;
        settings.level = level_;
        RunControl control;
        text_.clear();
        unreadable_.clear();
        auto counts = validate_files(
            spec, inputs, settings, output, folder_ / "scratch", [&](std::string_view text) { text_ += text; },
            [&](const Error& error) { unreadable_.emplace_back(error.code->id); }, control);
        EXPECT_TRUE(counts);
        return counts ? *counts : ValidationCounts();
    }
    InputFile file(const std::string& name, const std::string& bytes) {
        write_file(folder_ / name, bytes);
        return {name, "", folder_ / name};
    }
    TempFolder folder_;
    validate::Level level_ = validate::Level::kStructureOnly;
    std::string text_;
    std::vector<std::string> unreadable_;
};

constexpr const char* kRight = R"({"resourceType":"Patient","id":"p"})";
constexpr const char* kWrong = R"({"resourceType":"Patient","id":"p","gender":"x","foo":1})";

TEST_F(ValidateFiles, RightResourcesGiveCountsOnly) {
    const ValidationCounts counts =
        check({file("a.json", kRight), {"-", std::string(kRight) + "\n" + kRight + "\n", {}}});
    EXPECT_EQ(counts.documents, 3U);
    EXPECT_EQ(counts.resources, 3U);
    EXPECT_EQ(counts.with_errors, 0U);
    EXPECT_TRUE(counts.by_rule.empty());
    EXPECT_EQ(text_, "");
}

TEST_F(ValidateFiles, IssuesAreCountedByRule) {
    const ValidationCounts counts = check(
        {file("a.json", kWrong),
         file(
             "b.json",
             R"({"resourceType":"Patient","id":"p","gender":"x","modifierExtension":[{"url":"http://x.org/e","valueCode":"x"}]})")});
    EXPECT_EQ(counts.with_errors, 2U);
    EXPECT_EQ(counts.errors, 3U);
    EXPECT_EQ(counts.warnings, 1U);
    EXPECT_EQ(counts.by_rule.at("validate.code").count, 2U);
    EXPECT_TRUE(counts.by_rule.at("validate.code").error);
    EXPECT_EQ(counts.by_rule.at("validate.unknown_element").count, 1U);
    EXPECT_FALSE(counts.by_rule.at("validate.unknown_modifier").error);
}

TEST_F(ValidateFiles, AResourceWithWarningsAloneHasNoErrors) {
    const ValidationCounts counts = check({file(
        "a.json",
        R"({"resourceType":"Patient","id":"p","modifierExtension":[{"url":"http://x.org/e","valueCode":"x"}]})")});
    EXPECT_EQ(counts.with_errors, 0U);
    EXPECT_EQ(counts.warnings, 1U);
}

TEST_F(ValidateFiles, EntriesOfBundlesAreResourcesToo) {
    const ValidationCounts counts =
        check({file("a.json", R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":)" +
                                  std::string(kRight) + "},{\"resource\":" + kWrong + "}]}")});
    EXPECT_EQ(counts.documents, 1U);
    EXPECT_EQ(counts.resources, 3U);
    EXPECT_EQ(counts.with_errors, 1U);
    EXPECT_THAT(text_, HasSubstr("Bundle.entry[1].resource.gender"));
}

TEST_F(ValidateFiles, LinesOfNdjsonHaveTheirPlaceInTheFile) {
    check({file("a.ndjson", std::string(kRight) + "\n" + kWrong + "\n")});
    EXPECT_THAT(text_, HasSubstr("a.ndjson:2:45: error: Patient.gender: "));
}

TEST_F(ValidateFiles, IssuesComeInTheOrderOfTheDocuments) {
    std::vector<InputFile> inputs;
    std::string lines;
    for (int i = 0; i < 50; ++i) lines += std::string(kWrong) + "\n";
    for (int i = 0; i < 20; ++i) inputs.push_back(file("f" + std::to_string(10 + i) + ".ndjson", lines));
    check(inputs, ValidationOutput::kOutcomes, 4);
    const std::string four = text_;
    check(inputs, ValidationOutput::kOutcomes, 1);
    EXPECT_EQ(four, text_);
    EXPECT_GT(four.size(), 1000U);
}

TEST_F(ValidateFiles, WhatCannotBeReadIsToldAndTheRestGoesOn) {
    const ValidationCounts counts = check({{"gone", "", folder_ / "gone.json"},
                                           file("bad.json", R"({"resourceType":"Patient",)"),
                                           file("text.json", "not JSON"),
                                           file("good.json", kWrong)});
    EXPECT_EQ(counts.unreadable, 3U);
    EXPECT_EQ(counts.with_errors, 1U);
    EXPECT_THAT(unreadable_, testing::SizeIs(3));
    EXPECT_THAT(unreadable_, testing::Contains("io.not_found"));
    EXPECT_THAT(unreadable_, testing::Contains("json.truncated"));
    EXPECT_THAT(text_, HasSubstr("good.json"));
}

TEST_F(ValidateFiles, TheLevelDecides) {
    level_ = validate::Level::kMinimal;
    EXPECT_EQ(check({file("a.json", kWrong)}).errors, 0U);
    EXPECT_EQ(check({file("a.json", R"({"resourceType":"Patient"})")}).by_rule.count("validate.no_id"), 1U);
    level_ = validate::Level::kStrict;
    EXPECT_EQ(check({file("a.json", R"({"resourceType":"Patient","id":"p","contact":[{"gender":"male"}]})")})
                  .by_rule.count("pat-1"),
              1U);
}

TEST_F(ValidateFiles, NothingIsWrittenWhenOnlyCountsAreWanted) {
    EXPECT_EQ(check({file("a.json", kWrong)}, ValidationOutput::kNothing).errors, 2U);
    EXPECT_EQ(text_, "");
}

TEST_F(ValidateFiles, NothingGivesNothing) {
    EXPECT_EQ(check({}).documents, 0U);
    EXPECT_THAT(unreadable_, IsEmpty());
}

}  // namespace
}  // namespace hios::jobs
