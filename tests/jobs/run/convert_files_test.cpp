#include "jobs/run/convert_files.hpp"

#include <gmock/gmock.h>

#include "tests/io/temp_folder.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;

class Convert : public testing::Test {
protected:
    ConvertedCounts convert(const std::vector<InputFile>& inputs) {
        spec_.job = spec_.identity.name_space = "job";
        spec_.limits.threads = 2;
        spec_.validate.level = validate::Level::kMinimal;
        RunControl control;
        lines_.clear();
        rejects_.clear();
        const auto counts = convert_files(
            spec_, inputs, folder_ / "scratch", [&](std::string_view line) { lines_.emplace_back(line); },
            [&](const Error& error) { rejects_.emplace_back(error.code->id); }, control);
        EXPECT_TRUE(counts);
        return counts ? *counts : ConvertedCounts();
    }
    InputFile file(const std::string& name, const std::string& bytes) {
        write_file(folder_ / name, bytes);
        return {name, "", folder_ / name};
    }
    TempFolder folder_;
    JobSpec spec_;
    std::vector<std::string> lines_;
    std::vector<std::string> rejects_;
};

constexpr const char* kPatient = R"({"resourceType":"Patient","id":"p","identifier":[{"system":"s","value":"1"}]})";

TEST_F(Convert, FilesAndStandardInputBecomeLines) {
    const ConvertedCounts counts = convert(
        {file("a.json", std::string(" ") + kPatient + "\n"), {"-", R"({"resourceType":"Basic","id":"b"})", {}}});
    EXPECT_THAT(lines_, testing::ElementsAre(kPatient, R"({"resourceType":"Basic","id":"b"})"));
    EXPECT_EQ(counts.documents, 2U);
    EXPECT_EQ(counts.resources, 2U);
    EXPECT_EQ(counts.rejects, 0U);
}

TEST_F(Convert, ConditionalReferencesResolveAmongTheInputs) {
    convert(
        {file("a.json", R"({"resourceType":"Observation","id":"o","subject":{"reference":"Patient?identifier=s|1"}})"),
         file("b.json", kPatient)});
    EXPECT_THAT(lines_.at(0), testing::HasSubstr("\"Patient/p\""));
}

TEST_F(Convert, RejectsAreToldAndTheRestGoesOn) {
    const ConvertedCounts counts = convert({{"gone", "", folder_ / "gone.json"},
                                            file("bad.json", "{"),
                                            file("empty.json", ""),
                                            file("good.json", kPatient)});
    EXPECT_EQ(lines_.size(), 1U);
    EXPECT_EQ(counts.rejects, 3U);
    EXPECT_THAT(rejects_, testing::UnorderedElementsAre("io.not_found", testing::StartsWith("json."), "object.empty"));
}

TEST_F(Convert, UnresolvedReferencesAreCounted) {
    const ConvertedCounts counts = convert({file(
        "a.json", R"({"resourceType":"Observation","id":"o","subject":{"reference":"Patient?identifier=s|9"}})")});
    EXPECT_EQ(counts.unresolved, 1U);
    EXPECT_EQ(counts.resources, 1U);
}

TEST_F(Convert, NothingGivesNothing) {
    EXPECT_EQ(convert({}).documents, 0U);
}

}  // namespace
}  // namespace hios::jobs
