// Other people's resources: what is right is accepted, what is not R4 is not.

#include <gmock/gmock.h>

#include <map>
#include <set>
#include <sstream>

#include "tests/stages/validate/checking.hpp"
#include "tests/stages/validate/shared_files.hpp"

namespace hios::validate {
namespace {

namespace fs = std::filesystem;

// Published files that break a rule, and the rules they break.
using Known = std::map<std::string, std::set<std::string>>;
const Known kHl7{
    {"Bundle-10bb101f-a121-4264-a920-67be9cb82c74.json", {"validate.bundle_id"}},
    {"DeviceMetric-example.json", {"validate.reference_target"}},
    {"Observation-clinical-gender.json", {"validate.reference_target"}},
    {"Questionnaire-qs1.json", {"validate.missing"}},  // linkId
};
const Known kUsCore{
    {"Bundle-66c8856b-ba11-4876-8aa8-467aad8c11a2.json", {"validate.bundle_id"}},
    {"Bundle-uscore-mo3.json", {"validate.bundle_url"}},
    {"DiagnosticReport-cardiology-report.json", {"primitive.base64Binary"}},
};

class SharedSamples : public testing::Test {
protected:
    void SetUp() override {
        if (!fs::exists(test::shared_samples())) GTEST_SKIP() << test::shared_samples() << " is not there";
    }
    // Checks all documents of a folder; a file that breaks other rules than known fails.
    void expect_right(const char* folder, const Known& known = {}, Level level = Level::kStructureOnly) {
        test::Checker checker(level);
        std::size_t documents = 0;
        for (const auto& entry : fs::directory_iterator(test::shared_samples() / folder)) {
            const std::string name = entry.path().filename().string();
            if (name == "log.ndjson") continue;  // the exporter's own, no FHIR
            std::set<std::string> rules;
            std::string said;
            const auto look = [&](const std::string& text) {
                ++documents;
                const test::Findings found = checker.check(text);
                if (found.accepted()) return;
                said += testing::PrintToString(found).substr(0, 600) + "\n";
                for (const test::Found& one : found.all) {
                    if (one.error) rules.insert(one.rule);
                }
                if (!found.unreadable.empty()) rules.insert(found.unreadable);
            };
            const std::string text = test::read_text(entry.path());
            if (name.ends_with(".ndjson")) {
                std::istringstream lines(text);
                for (std::string line; std::getline(lines, line);) look(line);
            } else {
                look(text);
            }
            const auto expected = known.find(name);
            EXPECT_EQ(rules, expected == known.end() ? std::set<std::string>() : expected->second)
                << folder << "/" << name << ": " << said.substr(0, 1500);
        }
        EXPECT_GT(documents, 0U);
    }
};

TEST_F(SharedSamples, Hl7ExamplesAreRight) {
    expect_right("hl7-r4-examples", kHl7);
}
TEST_F(SharedSamples, Hl7ExamplesAreRightWhenJudgedStrictly) {
    expect_right("hl7-r4-examples", kHl7, Level::kStrict);
}
TEST_F(SharedSamples, UsCoreExamplesAreRight) {
    expect_right("uscore-3.1.1-examples", kUsCore);
}
TEST_F(SharedSamples, UsCoreExamplesAreRightWhenJudgedStrictly) {
    expect_right("uscore-3.1.1-examples", kUsCore, Level::kStrict);
}
TEST_F(SharedSamples, Synthea24IsRight) {
    expect_right("synthea-2.4-transaction");
}
TEST_F(SharedSamples, Synthea27IsRight) {
    expect_right("synthea-2.7-conditional");
}
TEST_F(SharedSamples, Synthea2021IsRight) {
    expect_right("synthea-2021-uscore");
}
TEST_F(SharedSamples, SyntheaIsRightWhenJudgedStrictly) {
    for (const char* folder : {"synthea-2.4-transaction", "synthea-2.7-conditional", "synthea-2021-uscore"})
        expect_right(folder, {}, Level::kStrict);
}
TEST_F(SharedSamples, TheBulkExportIsRight) {
    expect_right("bulk-export-10-patients");
    expect_right("bulk-export-10-patients", {}, Level::kStrict);
}

TEST_F(SharedSamples, OtherVersionsAreNotAcceptedAsR4) {
    test::Checker checker;
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(test::shared_samples() / "other-versions")) {
        ++files;
        EXPECT_FALSE(checker.check(test::read_text(entry.path())).accepted()) << entry.path().filename();
    }
    EXPECT_EQ(files, 8U);
}

}  // namespace
}  // namespace hios::validate
