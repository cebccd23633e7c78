// Profiles on published examples that must conform to them, and on Synthea's Bundles that name them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "stages/validate/bundle_check.hpp"
#include "tests/stages/validate/profile_findings.hpp"
#include "tests/stages/validate/shared_files.hpp"

namespace hios::validate {
namespace {

namespace fs = std::filesystem;

// How often each finding was made; indexes of lists left out.
using Counts = std::map<std::string, int>;

class Folder {
public:
    explicit Folder(std::string_view us_core)
        : profiles_(std::string(us_core)), check_(fhirpath::Model::r4(), profiles_) {}

    // False: there is no such folder beside this checkout.
    bool check(std::string_view name) {
        if (!fs::exists(test::shared_samples() / name)) return false;
        for (const auto& entry : fs::recursive_directory_iterator(test::shared_samples() / name)) {
            const std::string file = entry.path().filename().string();
            if (file.find(".json") != std::string::npos) check_document(test::read_text(entry.path()), file);
            if (file.ends_with(".ndjson") && file != "log.ndjson") check_lines(test::read_text(entry.path()), file);
        }
        return true;
    }

    Counts errors;
    Counts warnings;
    std::set<std::string> files;  // with errors
    std::size_t documents = 0;
    [[nodiscard]] std::uint64_t unknown() const { return check_.unknown(); }

private:
    void check_lines(const std::string& text, const std::string& file) {
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) check_document(line, file);
    }

    void check_document(const std::string& text, const std::string& file) {
        const test::Document document(text);
        BundleCheck bundle(definitions::Table::r4());
        Surroundings surroundings;
        if (text.find("\"Bundle\"") != std::string::npos) {
            bundle.gather(document.instance());
            surroundings = bundle.surroundings();
        }
        instance::Issues issues;
        check_.check(document.instance(), surroundings, issues);
        for (const instance::Issue& issue : issues) {
            const bool error = issue.rule->severity == instance::Severity::kError;
            ++(error ? errors : warnings)[without_places(test::describe(issue, document.instance(), true))];
            if (error) files.insert(file);
        }
        ++documents;
    }

    static std::string without_places(const std::string& text) {
        std::string out;
        bool inside = false;
        for (const char c : text) {
            if (c == '[') inside = true;
            if (!inside) out += c;
            if (c == ']') inside = false;
        }
        return out;
    }

    definitions::Profiles profiles_;
    ProfileCheck check_;
};

std::string text_of(const Counts& counts) {
    std::string text;
    for (const auto& [finding, count] : counts) text += std::to_string(count) + ' ' + finding + '\n';
    return text;
}

constexpr std::array kSynthea{"bulk-export-10-patients", "synthea-2.4-transaction", "synthea-2.7-conditional",
                              "synthea-2021-uscore"};

TEST(SharedProfiles, TheExamplesOf311ConformToTheirProfiles) {
    Folder folder("3.1.1");
    if (!folder.check("uscore-3.1.1-examples")) GTEST_SKIP() << "there are no US Core examples beside this checkout";
    EXPECT_EQ(folder.documents, 84U);
    EXPECT_EQ(text_of(folder.errors), "");
    EXPECT_LT(folder.unknown(), 12U) << "R4's own vital signs";
}

TEST(SharedProfiles, LaterVersionsAskMoreOfTheseExamples) {
    Folder folder("6.1.0");
    if (!folder.check("uscore-3.1.1-examples")) GTEST_SKIP() << "there are no US Core examples beside this checkout";
    // A smoking status without effectiveDateTime, and an NPI whose check digit is wrong.
    EXPECT_THAT(folder.files, testing::ElementsAre("Bundle-66c8856b-ba11-4876-8aa8-467aad8c11a2.json",
                                                   "Observation-some-day-smoker.json"));
    EXPECT_EQ(folder.errors.size(), 2U) << text_of(folder.errors);
}

TEST(SharedProfiles, SyntheaConformsToWhatItNames) {
    Folder folder("3.1.1");
    for (const char* name : kSynthea) {
        if (!folder.check(name)) GTEST_SKIP() << "there are no Synthea sets beside this checkout";
    }
    EXPECT_EQ(text_of(folder.errors), "");
    EXPECT_FALSE(folder.warnings.empty()) << "it has vaccines without NDC codes";
}

TEST(SharedProfiles, SyntheasIdentifiersOfPractitionersAreNotReal) {
    Folder folder("6.1.0");
    if (!folder.check("synthea-2021-uscore")) GTEST_SKIP() << "there are no Synthea sets beside this checkout";
    // Most have no right check digit (us-core-17), counted with another program.
    ASSERT_EQ(folder.errors.size(), 1U) << text_of(folder.errors);
    EXPECT_THAT(folder.errors.begin()->first, testing::HasSubstr("us-core-17 of "));
    EXPECT_EQ(folder.errors.begin()->second, 1096);
}

TEST(SharedProfiles, PublishedExamplesOfR4NameNoProfileThatTheyBreak) {
    Folder folder("3.1.1");
    if (!folder.check("hl7-r4-examples")) GTEST_SKIP() << "there are no R4 examples beside this checkout";
    EXPECT_EQ(text_of(folder.errors), "");
}

// The members of the element `name`, valueQuantity and _value included.
bool erase_element(nlohmann::json& resource, const definitions::Element& element) {
    bool erased = false;
    for (auto member = resource.begin(); member != resource.end();) {
        std::string_view key = member.key();
        if (key.starts_with('_')) key.remove_prefix(1);
        const bool found = element.choice ? key.starts_with(element.name) : key == element.name;
        erased = erased || found;
        member = found ? resource.erase(member) : std::next(member);
    }
    return erased;
}

TEST(SharedProfiles, ARequiredElementThatIsTakenAwayIsMissed) {
    const fs::path folder = test::shared_samples() / "uscore-3.1.1-examples";
    if (!fs::exists(folder)) GTEST_SKIP() << "there are no US Core examples beside this checkout";
    const definitions::Profiles profiles;
    ProfileCheck check(fhirpath::Model::r4(), profiles);
    int mutants = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().extension() != ".json") continue;
        const nlohmann::json whole = nlohmann::json::parse(test::read_text(entry.path()));
        if (!whole.contains("/meta/profile"_json_pointer)) continue;
        const definitions::Profile* const profile =
            profiles.find(whole["meta"]["profile"][0].get_ref<const std::string&>());
        if (profile == nullptr) continue;
        for (auto id = profile->node(definitions::kProfileRoot).first_child; id != definitions::kNoProfileNode;
             id = profile->node(id).next) {
            const definitions::ProfileNode& node = profile->node(id);
            if (node.min == 0 || node.base->min > 0) continue;
            nlohmann::json mutant = whole;
            ASSERT_TRUE(erase_element(mutant, *node.base)) << entry.path() << ' ' << node.name;
            const std::string type(definitions::Table::r4().type(profile->type).name);
            EXPECT_THAT(test::findings_of(check, mutant.dump()),
                        testing::Contains("profile.min " + type + ' ' + std::string(node.name)))
                << entry.path();
            ++mutants;
        }
    }
    EXPECT_GT(mutants, 100);
}

}  // namespace
}  // namespace hios::validate
