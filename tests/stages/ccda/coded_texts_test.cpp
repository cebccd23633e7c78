// Codes with their translations and with references to the narrative, each in a document of its own.

#include <gtest/gtest.h>

#include "tests/stages/ccda/mapped.hpp"

namespace hios::ccda {
namespace {

using test::Json;

constexpr std::string_view kSnomed = "2.16.840.1.113883.6.96";
constexpr std::string_view kIcd10 = "2.16.840.1.113883.6.90";
constexpr std::string_view kSnomedUri = "http://snomed.info/sct";
constexpr std::string_view kIcd10Uri = "http://hl7.org/fhir/sid/icd-10-cm";

class CodedTexts : public testing::Test {
protected:
    // Condition.code of a problem with that value, in a section with that narrative.
    Json code(const std::string& value, const std::string& narrative = "") {
        const std::string statement =
            "<act classCode='ACT' moodCode='EVN'><templateId root='2.16.840.1.113883.10.20.22.4.3'/>"
            "<code code='CONC' codeSystem='2.16.840.1.113883.5.6'/><statusCode code='active'/>"
            "<entryRelationship typeCode='SUBJ'><observation classCode='OBS' moodCode='EVN'>"
            "<templateId root='2.16.840.1.113883.10.20.22.4.4'/><id root='1.2.5' extension='1'/>"
            "<code code='55607006' codeSystem='2.16.840.1.113883.6.96'/><statusCode code='completed'/>" +
            value + "</observation></entryRelationship></act>";
        const std::string head = "<code code='11450-4' codeSystem='2.16.840.1.113883.6.1'/>";
        for (const Json& one : mapped().resources(
                 test::document("<effectiveTime value='20240301'/>", test::entry(statement, head, narrative)))) {
            if (one["resourceType"] == "Condition") return one.value("code", Json());
        }
        ADD_FAILURE() << "no Condition";
        return {};
    }
    static std::string coded(std::string_view name, std::string_view system, const std::string& code,
                             const std::string& within = "") {
        return "<" + std::string(name) + " code='" + code + "' codeSystem='" + std::string(system) + "'" +
               (name == "value" ? " xsi:type='CD'>" : ">") + within + "</" + std::string(name) + ">";
    }

private:
    // Compiled once for all tests.
    static test::Mapped& mapped() {
        static test::Mapped made;
        return made;
    }
};

TEST_F(CodedTexts, TranslationsStandBehindTheirCodeNestedOnesToo) {
    const Json made =
        code(coded("value", kSnomed, "38341003",
                   coded("translation", kIcd10, "I10") + coded("translation", "2.16.840.1.113883.6.103", "401.9",
                                                               coded("translation", kSnomed, "59621000"))));
    EXPECT_EQ(made["coding"], (Json{{{"system", kSnomedUri}, {"code", "38341003"}},
                                    {{"system", kIcd10Uri}, {"code", "I10"}},
                                    {{"system", "http://hl7.org/fhir/sid/icd-9-cm"}, {"code", "401.9"}},
                                    {{"system", kSnomedUri}, {"code", "59621000"}}}));
}

TEST_F(CodedTexts, TranslationsOfAValueWithoutACodeAreItsCodes) {
    const Json made = code("<value xsi:type='CD' nullFlavor='OTH'>" + coded("translation", kIcd10, "I10") + "</value>");
    EXPECT_EQ(made["coding"], (Json{{{"system", kIcd10Uri}, {"code", "I10"}}}));
}

TEST_F(CodedTexts, AReferenceIsTheTextOfTheNarrativeWithoutItsMarkup) {
    const std::string narrative =
        "<list><item ID='p1'>High <content styleCode='Bold'>blood</content> pressure</item></list>";
    for (const std::string reference : {"#p1", "p1", "#P1"}) {
        const Json made = code(
            coded("value", kSnomed, "38341003", "<originalText><reference value='" + reference + "'/></originalText>"),
            narrative);
        EXPECT_EQ(made["text"], "High blood pressure") << reference;
        EXPECT_EQ(made["coding"].size(), 1U);
    }
}

TEST_F(CodedTexts, TextOfItsOwnNeedsNoReference) {
    EXPECT_EQ(code(coded("value", kSnomed, "38341003", "<originalText>As he says</originalText>"))["text"],
              "As he says");
}

TEST_F(CodedTexts, AReferenceThatLeadsNowhereLeavesTheCode) {
    const Json made = code(
        "<value xsi:type='CD' code='38341003' codeSystem='2.16.840.1.113883.6.96' "
        "displayName='Hypertension'><originalText><reference value='#gone'/></originalText></value>");
    EXPECT_EQ(made["text"], "Hypertension");
    EXPECT_EQ(made["coding"][0]["display"], "Hypertension");
}

TEST_F(CodedTexts, ATextAloneIsTheConcept) {
    const Json made =
        code("<value xsi:type='CD' nullFlavor='OTH'><originalText><reference value='#p1'/></originalText></value>",
             "<paragraph ID='p1'>Something rare</paragraph>");
    EXPECT_EQ(made, (Json{{"text", "Something rare"}}));
}

}  // namespace
}  // namespace hios::ccda
