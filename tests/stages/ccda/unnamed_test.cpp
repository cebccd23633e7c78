// Statements whose template nobody knows: their code tells what they are, else their class, mood and section do.

#include <gtest/gtest.h>

#include "tests/stages/ccda/mapped.hpp"
#include "tests/stages/ccda/statements.hpp"

namespace hios::ccda {
namespace {

struct Unnamed {
    std::string_view section;  // LOINC; "" none that tells anything
    std::string_view element;
    std::string_view mood;
    std::string_view code;
    std::string_view made;  // its type; "" nothing of its own
};

constexpr auto kUnnamed = std::to_array<Unnamed>({
    {"10160-0", "substanceAdministration", "EVN", "71388002", "MedicationRequest"},
    {"10160-0", "substanceAdministration", "INT", "71388002", "MedicationRequest"},
    {"", "substanceAdministration", "EVN", "71388002", "MedicationRequest"},
    {"", "substanceAdministration", "RQO", "71388002", "MedicationRequest"},
    {"29549-3", "substanceAdministration", "EVN", "71388002", "MedicationAdministration"},
    {"11369-6", "substanceAdministration", "EVN", "71388002", "Immunization"},
    {"11369-6", "substanceAdministration", "INT", "71388002", "MedicationRequest"},
    {"18776-5", "substanceAdministration", "INT", "71388002", "MedicationRequest"},
    {"47519-4", "procedure", "EVN", "71388002", "Procedure"},
    {"", "procedure", "EVN", "71388002", "Procedure"},
    {"", "procedure", "INT", "71388002", "ServiceRequest"},
    {"", "procedure", "GOL", "71388002", "Goal"},
    {"47519-4", "act", "EVN", "71388002", "Procedure"},
    {"", "act", "EVN", "71388002", "Procedure"},
    {"", "act", "RQO", "71388002", "ServiceRequest"},
    {"", "act", "EVN", "48767-8", ""},
    {"34109-9", "act", "EVN", "34109-9", "DocumentReference"},
    {"75310-3", "act", "EVN", "75310-3", "Condition"},
    {"11450-4", "observation", "EVN", "55607006", "Condition"},
    {"48765-2", "observation", "EVN", "ASSERTION", "AllergyIntolerance"},
    {"30954-2", "observation", "EVN", "71388002", "Observation"},
    {"8716-3", "observation", "EVN", "71388002", "Observation"},
    {"10157-6", "observation", "EVN", "71388002", "FamilyMemberHistory"},
    {"10160-0", "observation", "EVN", "71388002", "Observation"},
    {"", "observation", "EVN", "71388002", "Observation"},
    {"", "observation", "EVN", "282291009", "Condition"},
    {"30954-2", "observation", "EVN", "282291009", "Observation"},
    {"10157-6", "observation", "EVN", "282291009", "FamilyMemberHistory"},
    {"", "observation", "INT", "282291009", "ServiceRequest"},
    {"", "observation", "INT", "71388002", "ServiceRequest"},
    {"", "observation", "GOL", "71388002", "Goal"},
    {"46240-8", "encounter", "EVN", "71388002", "Encounter"},
    {"", "encounter", "EVN", "71388002", "Encounter"},
    {"", "encounter", "INT", "71388002", "ServiceRequest"},
    {"10160-0", "supply", "EVN", "71388002", "MedicationDispense"},
    {"10160-0", "supply", "INT", "71388002", "MedicationRequest"},
    {"46264-8", "supply", "EVN", "71388002", "Device DeviceUseStatement"},
    {"", "supply", "EVN", "71388002", "Device DeviceUseStatement"},
    {"", "supply", "RQO", "71388002", "DeviceRequest"},
    {"30954-2", "organizer", "EVN", "71388002", "DiagnosticReport Observation"},
    {"8716-3", "organizer", "EVN", "71388002", "Observation Observation"},
    {"", "organizer", "EVN", "46680005", "Observation Observation"},
    {"10157-6", "organizer", "EVN", "71388002", "FamilyMemberHistory"},
    {"85847-2", "organizer", "EVN", "71388002", "CareTeam Observation"},
    {"", "organizer", "EVN", "71388002", "Observation Observation"},
});

TEST(Unnamed, StatementsAreWhatTheirCodeOrClassMoodAndSectionSay) {
    test::Mapped mapped;
    for (const Unnamed& one : kUnnamed) {
        const std::string member = "<component>" + test::statement("observation", "EVN", "") + "</component>";
        for (const std::string_view root : {"1.9.9.9", ""}) {
            const std::string document =
                test::alone(test::statement(one.element, one.mood, root, one.code,
                                            one.element == "organizer" ? std::string_view(member) : std::string_view()),
                            one.section);
            std::vector<std::string> types;
            for (const test::Json& made : mapped.resources(document)) {
                const std::string type = made["resourceType"];
                if (type != "Patient" && type != "Composition" && type != "CarePlan") types.push_back(type);
            }
            std::sort(types.begin(), types.end());
            EXPECT_EQ(fmt::format("{}", fmt::join(types, " ")), one.made)
                << one.element << " " << one.mood << " in " << one.section << " with template \"" << root << "\"";
        }
    }
}

TEST(Unnamed, PartsOfAMedicationAreNoEntriesOfTheirOwn) {
    const std::string reason = "<entryRelationship typeCode='RSON'>" +
                               test::statement("observation", "EVN", "1.9.9.9") + "</entryRelationship>";
    const std::string step = "<entryRelationship typeCode='COMP'>" +
                             test::statement("substanceAdministration", "EVN", "1.9.9.9") + "</entryRelationship>";
    test::Mapped mapped;
    const auto made = mapped.resources(test::alone(
        test::statement("substanceAdministration", "EVN", "1.9.9.9", "71388002", reason + step), "10160-0"));
    ASSERT_EQ(made.size(), 3U);
    for (const test::Json& one : made) {
        if (one["resourceType"] != "MedicationRequest") continue;
        EXPECT_EQ(one["reasonCode"][0]["coding"][0]["code"], "38341003");
        EXPECT_EQ(one["dosageInstruction"].size(), 2U);
    }
}

TEST(Unnamed, ProblemsAndTheirStatusInActsOfNoKnownTemplateAreOneCondition) {
    const std::string status =
        "<entryRelationship typeCode='REFR'><observation classCode='OBS' moodCode='EVN'><code "
        "code='33999-4' codeSystem='2.16.840.1.113883.6.1'/><value xsi:type='CD' "
        "code='413322009' codeSystem='2.16.840.1.113883.6.96'/></observation></entryRelationship>";
    const std::string problem = "<entryRelationship typeCode='SUBJ'>" +
                                test::statement("observation", "EVN", "1.9.9.9", "55607006", status) +
                                "</entryRelationship>";
    test::Mapped mapped;
    const auto made = mapped.resources(test::alone(test::statement("act", "EVN", "1.9.9.9", "CONC", problem), ""));
    ASSERT_EQ(made.size(), 3U);
    for (const test::Json& one : made)
        if (one["resourceType"] == "Condition")
            EXPECT_EQ(one["clinicalStatus"]["coding"][0]["code"], "resolved");
        else
            EXPECT_TRUE(one["resourceType"] == "Patient" || one["resourceType"] == "Composition");
}

TEST(Unnamed, ProblemsInSectionsThatNoRuleKnowsAreConditionsOfTheComposition) {
    test::Mapped mapped;
    for (const std::string_view code : {"55607006", "282291009", "64572001"}) {
        std::string condition;
        std::string entry;
        for (const test::Json& one :
             mapped.resources(test::alone(test::statement("observation", "EVN", "", code), ""))) {
            if (one["resourceType"] == "Condition") {
                condition = "Condition/" + one["id"].get<std::string>();
                EXPECT_EQ(one["code"]["coding"][0]["code"], "38341003");
                EXPECT_EQ(one["category"][0]["coding"][0]["code"], "problem-list-item");
            } else if (one["resourceType"] == "Composition") {
                entry = one["section"][0]["entry"][0]["reference"];
            }
        }
        EXPECT_FALSE(condition.empty()) << code;
        EXPECT_EQ(entry, condition) << code;
    }
}

// One within another statement is a part of what that says.
TEST(Unnamed, ProblemsWithinOtherStatementsAreObservations) {
    const std::string inner = "<entryRelationship typeCode='COMP'>" +
                              test::statement("observation", "EVN", "1.9.9.8", "55607006") + "</entryRelationship>";
    test::Mapped mapped;
    for (const test::Json& one :
         mapped.resources(test::alone(test::statement("observation", "EVN", "", "71388002", inner), "")))
        EXPECT_NE(one["resourceType"], "Condition");
}

}  // namespace
}  // namespace hios::ccda
