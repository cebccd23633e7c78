// Resources that are right cost no memory once the validator has seen their like.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "stages/validate/validator.hpp"
#include "tests/stages/map/allocations.hpp"
#include "tests/stages/validate/samples.hpp"

namespace hios::validate {
namespace {

std::vector<std::string> padded(const std::vector<std::string>& texts) {
    std::vector<std::string> all;
    all.reserve(texts.size());
    for (const std::string& text : texts) all.push_back(text + std::string(json::kPadding, '\0'));
    return all;
}

// How often operator new is called for documents that were checked before.
std::size_t allocations_of(const std::vector<std::string>& documents, Level level) {
    Settings settings;
    settings.level = level;
    settings.need_id = false;
    Validator validator(definitions::Table::r4(), settings);
    const std::vector<std::string> texts = padded(documents);
    std::size_t errors = 0;
    const OnChecked on_checked = [&](const Checked& checked) {
        for (const instance::Issue& issue : checked.issues)
            errors += issue.rule->severity == instance::Severity::kError ? 1U : 0U;
    };
    const auto check_all = [&] {
        for (const std::string& text : texts) {
            const std::string_view document = std::string_view(text).substr(0, text.size() - json::kPadding);
            (void)validator.is_plainly_right(document);
            const auto checked = validator.check(document, on_checked);
            errors += checked ? 0U : 1U;
        }
    };
    check_all();
    const std::size_t before = map::allocations();
    check_all();
    const std::size_t made = map::allocations() - before;
    EXPECT_EQ(errors, 0U) << "the documents should be right";
    return made;
}

// Files of bulk exports hold a document a line, others one.
std::vector<std::string> samples_in(std::string_view folder) {
    std::vector<std::string> documents;
    const auto path = std::filesystem::path(HIOS_SOURCE_DIR) / "data" / "samples" / folder;
    for (const auto& file : std::filesystem::directory_iterator(path)) {
        std::ifstream in(file.path(), std::ios::binary);
        const char end = file.path().extension() == ".ndjson" ? '\n' : '\0';
        for (std::string text; std::getline(in, text, end);) documents.push_back(text);
    }
    return documents;
}

class ValidatorSteadyState : public testing::TestWithParam<Level> {};

TEST_P(ValidatorSteadyState, NoLineOfABulkExportAllocates) {
    const auto lines = samples_in("bulk");
    ASSERT_GT(lines.size(), 40U);
    EXPECT_EQ(allocations_of(lines, GetParam()), 0U);
}

TEST_P(ValidatorSteadyState, NoBundleOfAPatientAllocates) {
    const auto bundles = samples_in("bundles");
    ASSERT_GT(bundles.size(), 3U);
    EXPECT_EQ(allocations_of(bundles, GetParam()), 0U);
}

TEST_P(ValidatorSteadyState, NoResourceWithSomethingOfEverythingAllocates) {
    for (const std::string_view sample : {test::kPatient, test::kObservation})
        EXPECT_EQ(allocations_of({std::string(sample)}, GetParam()), 0U) << sample;
}

TEST_P(ValidatorSteadyState, NoBundleWithSomethingOfEverythingAllocates) {
    for (const std::string_view sample : {test::kBundle, test::kTransaction, test::kDocument})
        EXPECT_EQ(allocations_of({std::string(sample)}, GetParam()), 0U) << sample;
}

TEST_P(ValidatorSteadyState, NoResourceWithEscapesAllocates) {
    const std::string text = R"({"resourceType":"Patient","id":"a\u0062","name":[{"family":"A\tB\u00e9",
      "given":["\"x\""]}],"gender":"\u006dale","birthDate":"1970\u002d01-01","managingOrganization":
      {"reference":"Organization\/a-name-longer-than-any-small-buffer"},"communication":[{"language":{"coding":
      [{"system":"urn:ietf:bcp:47","code":"e\u006e"}]}}],"text":{"status":"generated",
      "div":"<div xmlns=\"http:\/\/www.w3.org\/1999\/xhtml\">a\u0020b<\/div>"}})";
    EXPECT_EQ(allocations_of({text}, GetParam()), 0U);
}

INSTANTIATE_TEST_SUITE_P(Levels, ValidatorSteadyState,
                         testing::Values(Level::kMinimal, Level::kStructureOnly, Level::kStrict),
                         [](const auto& level) {
                             std::string name(to_string(level.param));
                             std::erase(name, '-');
                             return name;
                         });

}  // namespace
}  // namespace hios::validate
