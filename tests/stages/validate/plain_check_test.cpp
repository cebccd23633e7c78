// PlainCheck passes what is right and written plainly, and nothing that the Validator finds fault with.

#include "stages/validate/plain_check.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "stages/definitions/embedded_text.hpp"
#include "tests/pipeline/last_page.hpp"
#include "tests/stages/validate/checking.hpp"
#include "tests/stages/validate/mutator.hpp"

namespace hios::validate {
namespace {

using definitions::Table;

// A plain check of its own.
class Plain {
public:
    explicit Plain(PlainSettings settings = {100, false, false}, const Table& table = Table::r4())
        : looks_(looks_of(table)), check_(table, looks_, settings) {}
    bool passes(std::string_view text) {
        memory_.assign(text).append(json::kPadding, '"');
        return check_.passes(std::string_view(memory_).substr(0, text.size()));
    }

private:
    const std::vector<std::uint8_t> looks_;
    PlainCheck check_;
    std::string memory_;
};

// Something of everything that is plain.
constexpr std::string_view kPlainPatient =
    R"({"resourceType":"Patient","id":"p1","meta":{"versionId":"2","lastUpdated":"2021-02-03T04:05:06.007+01:00",)"
    R"("profile":["http://x.org/StructureDefinition/p"]},"text":{"status":"generated",)"
    R"("div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>x &amp; y</p></div>"},"extension":[{"url":"http://x.org/e",)"
    R"("extension":[{"url":"a","valueString":"é"},{"url":"b","valueBoolean":true},{"url":"c","valueCoding":)"
    R"({"system":"http://terminology.hl7.org/CodeSystem/v3-Race","code":"1002-5"}}]}],"identifier":[{"use":"official",)"
    R"("system":"urn:oid:1.2.3","value":"a\tb"},{"system":"urn:ietf:rfc:3986","value":"2"}],"active":true,)"
    R"("name":[{"family":"A","given":["B","C"],"period":{"start":"2019","end":"2020-02-29"}}],"telecom":[{"rank":1,)"
    R"("system":"phone","value":"1"}],"gender":"male","_gender":{"id":"g"},"birthDate":"1970-01-31","_birthDate":)"
    R"({"extension":[{"url":"http://x.org/t","valueDateTime":"1970-01-31T10:00:00Z"}]},"multipleBirthInteger":2,)"
    R"("photo":[{"contentType":"image/png","data":"AAAA","size":3}],"generalPractitioner":[{"reference":)"
    R"("Practitioner/1"},{"reference":"http://x.org/fhir/Organization/2"},{"reference":"urn:uuid:x"}]})";
constexpr std::string_view kPlainContainer =
    R"({"resourceType":"Observation","id":"o","contained":[{"resourceType":"Patient","id":"a"},{"resourceType":)"
    R"("Specimen","id":"b","subject":{"reference":"#a"}}],"status":"final","code":{"text":"c"},"specimen":)"
    R"({"reference":"#b"}})";
constexpr std::string_view kPlainObservation =
    R"({"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"1-8"}]},)"
    R"("subject":{"reference":"Patient/1"},"_effectiveDateTime":{"extension":[{"url":)"
    R"("http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]},"valueQuantity":)"
    R"({"value":-20.50e3,"unit":"mg"},"referenceRange":[{"low":{"value":0}}],"component":[{"code":{"text":"d"},)"
    R"("valueTime":"12:30:00"}]})";

TEST(PlainCheck, PassesWhatIsPlain) {
    test::Checker checker;
    // One of them twice: the order of members is learnt from the first.
    for (const std::string_view text : {kPlainPatient, kPlainObservation, kPlainContainer, kPlainPatient}) {
        const test::Findings findings = checker.check(text);
        EXPECT_TRUE(findings.plain) << text;
        EXPECT_TRUE(findings.all.empty()) << testing::PrintToString(findings);
    }
}

TEST(PlainCheck, PassesTheLinesOfABulkExport) {
    Plain plain;
    std::size_t lines = 0;
    const auto path = std::filesystem::path(HIOS_SOURCE_DIR) / "data" / "samples" / "bulk";
    for (const auto& file : std::filesystem::directory_iterator(path)) {
        std::ifstream in(file.path(), std::ios::binary);
        for (std::string text; std::getline(in, text); ++lines) EXPECT_TRUE(plain.passes(text)) << text;
    }
    EXPECT_GT(lines, 40U);
}

TEST(PlainCheck, LooksAtNoMoreOfATypeAfterSomeThatWereNotPlain) {
    Plain plain({100, false, true});
    for (int i = 0; i < 4; ++i) EXPECT_FALSE(plain.passes(R"({"resourceType":"Patient","active":1})"));
    EXPECT_FALSE(plain.passes(kPlainPatient));
    EXPECT_TRUE(plain.passes(kPlainObservation)) << "another type";
    for (int i = 0; i < 60; ++i) (void)plain.passes(kPlainPatient);
    EXPECT_TRUE(plain.passes(kPlainPatient));
}

TEST(PlainCheck, DemandsAnIdWhereSettingsDo) {
    Plain plain({100, true, false});
    EXPECT_TRUE(plain.passes(kPlainPatient));
    EXPECT_FALSE(plain.passes(kPlainObservation));
    EXPECT_FALSE(plain.passes(R"({"resourceType":"Basic","contained":[{"resourceType":"Patient","id":"a"}],)"
                              R"("code":{"text":"c"},"subject":{"reference":"#a"}})"))
        << "the id of another";
    EXPECT_FALSE(plain.passes(R"({"resourceType":"Patient","_id":{"extension":[{"url":"a","valueCode":"b"}]}})"));
}

TEST(PlainCheck, GoesNoDeeperThanSettingsSay) {
    constexpr std::string_view kDepthFive =
        R"({"resourceType":"Patient","name":[{"period":{"extension":[{"url":"a","valueCode":"b"}]}}]})";
    for (const std::uint32_t depth : {0U, 1U, 3U, 5U})
        EXPECT_FALSE(Plain({depth, false, false}).passes(kDepthFive)) << depth;
    EXPECT_TRUE(Plain({6, false, false}).passes(kDepthFive));
}

TEST(PlainCheck, PassesNoPartOfATextAndReadsNoFurtherThanItsPadding) {
    const std::vector<std::uint8_t> looks = looks_of(Table::r4());
    PlainCheck plain(Table::r4(), looks, {100, false, false});
    hios::test::LastPage page;
    for (const std::string_view whole : {kPlainPatient, kPlainObservation, kPlainContainer}) {
        for (std::size_t size = 0; size < whole.size(); ++size) {
            // The padding goes on as the text would, then with a number.
            const std::size_t colon = whole.find(':', size);
            for (const std::size_t end : {size, colon == std::string_view::npos ? size : colon + 1, whole.size()}) {
                std::string memory(whole.substr(0, std::min(end, size + json::kPadding)));
                memory.resize(size + json::kPadding, '1');
                EXPECT_FALSE(plain.passes(page.at_its_end(memory).substr(0, size))) << size;
            }
        }
        for (const std::string_view more : {" ", "\n", "{}", ","}) {
            const std::string memory = std::string(whole).append(more).append(json::kPadding, '1');
            EXPECT_FALSE(plain.passes(page.at_its_end(memory).substr(0, whole.size() + more.size()))) << more;
        }
    }
}

TEST(PlainCheck, PassesNoMoreItemsThanTheMaximum) {
    // R4 has no maximum but 0, 1 and *, so a table with another one is made.
    std::string text(definitions::kR4Text);
    const std::size_t given = text.find("\n\tgiven\t0..*\t", text.find("\tHumanName\t"));
    ASSERT_NE(given, std::string::npos);
    text[given + 11] = '2';
    const std::size_t size = text.size();
    text.append(8, '\0');
    const auto table = Table::from_text(std::string_view(text).substr(0, size));
    ASSERT_TRUE(table.has_value());
    EXPECT_TRUE(Plain({}, *table).passes(R"({"resourceType":"Patient","id":"a","name":[{"given":["A","B"]}]})"));
    EXPECT_FALSE(Plain({}, *table).passes(R"({"resourceType":"Patient","id":"a","name":[{"given":["A","B","C"]}]})"));
}

class PlainSpoilt : public testing::TestWithParam<std::string_view> {};

TEST_P(PlainSpoilt, PassesNot) {
    EXPECT_FALSE(Plain().passes(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(
    Faults, PlainSpoilt,
    testing::Values(
        R"({"resourceType":"Patient"})", R"({"resourceType":"Patients","id":"a"})",
        R"({"resourceType":"Resource","id":"a"})", R"({"resourceType":"Patient","id":"a","x":1})",
        R"({"resourceType":"Patient","id":"a","id":"a"})",
        R"({"resourceType":"Patient","id":"a","deceasedBoolean":true,"deceasedDateTime":"2020"})",
        R"({"resourceType":"Patient","id":"a","deceasedBoolean":true,"_deceasedDateTime":{"id":"b"}})",
        R"({"resourceType":"Patient","_gender":{"id":"a"},"_gender":{"id":"a"}})",
        R"({"resourceType":"Patient","_gender":{}})", R"({"resourceType":"Patient","id":"a","meta":{}})",
        R"({"resourceType":"Patient","id":"a",})", R"({"resourceType":"Patient","name":[]})",
        R"({"resourceType":"Patient","name":{"family":"a"}})", R"({"resourceType":"Patient","id":["a"]})",
        R"({"resourceType":"Patient","name":[{"family":"a"},null]})",
        R"({"resourceType":"Patient","name":[{"family":1}]})", R"({"resourceType":"Patient","name":[{"family":""}]})",
        R"({"resourceType":"Patient","name":[{"given":["a",""]}]})",
        R"({"resourceType":"Patient","name":[{"given":["a",1]}]})",
        R"({"resourceType":"Patient","name":[{"given":["a","b"}]})", R"({"resourceType":"Patient","active":"true"})",
        R"({"resourceType":"Patient","active":1})", R"({"resourceType":"Patient","active":truefalse})",
        R"({"resourceType":"Patient","active":null})", R"({"resourceType":"Patient","multipleBirthInteger":true})",
        R"({"resourceType":"Patient","multipleBirthInteger":2.0})",
        R"({"resourceType":"Patient","multipleBirthInteger":02})",
        R"({"resourceType":"Patient","telecom":[{"rank":0}]})", R"({"resourceType":"Patient","gender":"Male"})",
        R"({"resourceType":"Patient","birthDate":"1970-02-30"})", R"({"resourceType":"Patient","language":"e  n"})",
        R"({"resourceType":"Patient","implicitRules":"a b"})",
        R"({"resourceType":"Patient","implicitRules":"urn:oid:3.1"})",
        R"({"resourceType":"Patient","name":[{"family":"a\q"}]})",
        R"({"resourceType":"Patient","name":[{"family":"a\u00"}]})",
        R"({"resourceType":"Patient","name":[{"family":"a\ud800"}]})",
        R"({"resourceType":"Patient","name":[{"family":"\u0001"}]})",
        "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"a\tb\"}]}",
        "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"a\xFF\"}]}",
        R"({"resourceType":"Patient","generalPractitioner":[{"reference":"Patient/1"}]})",
        R"({"resourceType":"Patient","generalPractitioner":[{"reference":"Practitioner"}]})",
        R"({"resourceType":"Patient","generalPractitioner":[{"reference":"#a"}]})",
        R"({"resourceType":"Patient","extension":[{"url":"#a","valueCode":"a"}]})",
        R"({"resourceType":"Patient","extension":[{"valueCode":"a"}]})",
        R"({"resourceType":"Patient","text":{"status":"generated","div":"<p>a</p>"}})",
        R"({"resourceType":"Patient","maritalStatus":{"coding":[{"system":"http://hl7.org/fhir/v3/MaritalStatus"},{"system":"http://hl7.org/fhir/v3/MaritalStatus"}]}})",
        R"({"resourceType":"Patient","modifierExtension":[{"url":"http://x.org/m","valueCode":"a"}]})",
        R"({"resourceType":"Bundle","id":"a","type":"collection"})",
        R"({"resourceType":"Observation","code":{"text":"a"}})"));

INSTANTIATE_TEST_SUITE_P(
    FaultsOfContainedResources, PlainSpoilt,
    testing::Values(
        R"({"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"a"}]})",
        R"({"resourceType":"Patient","contained":[{"resourceType":"Organization","name":"a"}],"managingOrganization":{"reference":"#a"}})",
        R"({"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"b"}],"managingOrganization":{"reference":"#a"}})",
        R"({"resourceType":"Patient","contained":[{"resourceType":"Patient","id":"a"}],"managingOrganization":{"reference":"#a"}})",
        R"({"resourceType":"Patient","contained":[{"resourceType":"Nothing","id":"a"}],"managingOrganization":{"reference":"#a"}})",
        R"({"resourceType":"Patient","contained":[{"id":"a"}],"managingOrganization":{"reference":"#a"}})",
        R"({"resourceType":"Patient","contained":["a"],"managingOrganization":{"reference":"#a"}})",
        R"({"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"a","x":1}],"managingOrganization":{"reference":"#a"}})",
        R"({"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"a"},{"resourceType":"Organization","id":"a"}],"managingOrganization":{"reference":"#a"}})",
        R"({"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"a","meta":{"versionId":"1"}}],"managingOrganization":{"reference":"#a"}})",
        R"({"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"a","contained":[{"resourceType":"Organization","id":"b"}],"partOf":{"reference":"#b"}}],"managingOrganization":{"reference":"#a"}})",
        R"({"resourceType":"Patient","id":"a","managingOrganization":{"reference":"#"}})",
        R"({"resourceType":"Patient","id":"a","managingOrganization":{"reference":"#a"}})"));

// The Checker compares.
TEST(PlainCheck, PassesNoMutantThatTheValidatorFindsFaultWith) {
    test::Checker checker;
    test::ResourceMutator mutator(20261122);
    std::size_t right = 0;
    std::size_t plain = 0;
    constexpr int kMutants = 4000;
    for (const std::string_view sample : {kPlainPatient, kPlainObservation, kPlainContainer}) {
        const test::Tree tree = *test::parse_tree(sample);
        for (int i = 0; i < kMutants; ++i) {
            const std::string mutant = mutator.mutated(tree);
            const test::Findings findings = checker.check(mutant);
            EXPECT_FALSE(findings.has("plain_check")) << testing::PrintToString(findings) << mutant;
            right += findings.unreadable.empty() && findings.all.empty() ? 1U : 0U;
            plain += findings.plain ? 1U : 0U;
        }
    }
    // Mutants are of both kinds.
    EXPECT_GT(right, 500U);
    EXPECT_LT(right, 6000U);
    EXPECT_GT(plain, right * 3 / 4);
}

}  // namespace
}  // namespace hios::validate
