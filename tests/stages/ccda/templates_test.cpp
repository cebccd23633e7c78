// A statement of every entry template of C-CDA 5.0 and R2.1 (data/ccda/templates.tsv), alone in a section that tells
// nothing: which name of the map has it, and what it becomes. What it becomes within others stands in the maps' tests.

#include <gtest/gtest.h>

#include "tests/stages/ccda/mapped.hpp"
#include "tests/stages/ccda/statements.hpp"

namespace hios::ccda {
namespace {

struct Expected {
    std::string_view root;
    std::string_view name;  // of the map's source
    std::string_view made;  // types; "" it is skipped, or a part of the Patient
};

constexpr auto kExpected = std::to_array<Expected>({
    {"2.16.840.1.113883.10.15.2", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.15.3", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.1.19", "AUTHORIZATION", ""},
    {"2.16.840.1.113883.10.20.6.2.5", "PROCEDURE-CONTEXT", ""},
    {"2.16.840.1.113883.10.20.6.2.6", "STUDY", "ImagingStudy"},
    {"2.16.840.1.113883.10.20.6.2.8", "INSTANCE", ""},
    {"2.16.840.1.113883.10.20.6.2.9", "INSTANCE-PART", ""},
    {"2.16.840.1.113883.10.20.6.2.10", "INSTANCE-PART", ""},
    {"2.16.840.1.113883.10.20.6.2.11", "INSTANCE-PART", ""},
    {"2.16.840.1.113883.10.20.6.2.12", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.6.2.13", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.6.2.14", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.15.3.1", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.15.3.8", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.1", "RESULT-ORGANIZER", "DiagnosticReport"},
    {"2.16.840.1.113883.10.20.22.4.2", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.3", "PROBLEM-CONCERN", ""},
    {"2.16.840.1.113883.10.20.22.4.4", "PROBLEM", "Condition"},
    {"2.16.840.1.113883.10.20.22.4.5", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.6", "PROBLEM-STATUS", ""},
    {"2.16.840.1.113883.10.20.22.4.7", "ALLERGY", "AllergyIntolerance"},
    {"2.16.840.1.113883.10.20.22.4.8", "SEVERITY", ""},
    {"2.16.840.1.113883.10.20.22.4.9", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.12", "PROCEDURE", "Procedure"},
    {"2.16.840.1.113883.10.20.22.4.13", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.14", "PROCEDURE", "Procedure"},
    {"2.16.840.1.113883.10.20.22.4.16", "MEDICATION", "MedicationRequest"},
    {"2.16.840.1.113883.10.20.22.4.17", "SUPPLY-ORDER", "MedicationRequest"},
    {"2.16.840.1.113883.10.20.22.4.18", "DISPENSE", "MedicationDispense"},
    {"2.16.840.1.113883.10.20.22.4.19", "PROBLEM", "Condition"},
    {"2.16.840.1.113883.10.20.22.4.20", "INSTRUCTION", "CommunicationRequest"},
    {"2.16.840.1.113883.10.20.22.4.26", "VITALS", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.27", "VITAL", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.28", "ALLERGY-STATUS", ""},
    {"2.16.840.1.113883.10.20.22.4.30", "ALLERGY-CONCERN", ""},
    {"2.16.840.1.113883.10.20.22.4.31", "UNNAMED-OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.33", "DIAGNOSIS-ACT", ""},
    {"2.16.840.1.113883.10.20.22.4.34", "DIAGNOSIS-ACT", ""},
    {"2.16.840.1.113883.10.20.22.4.35", "MEDICATION-ACT", ""},
    {"2.16.840.1.113883.10.20.22.4.36", "MEDICATION-ACT", ""},
    {"2.16.840.1.113883.10.20.22.4.38", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.39", "PLANNED", "ServiceRequest"},
    {"2.16.840.1.113883.10.20.22.4.40", "PLANNED", "ServiceRequest"},
    {"2.16.840.1.113883.10.20.22.4.41", "PLANNED", "ServiceRequest"},
    {"2.16.840.1.113883.10.20.22.4.42", "PLANNED-MEDICATION", "MedicationRequest"},
    {"2.16.840.1.113883.10.20.22.4.43", "PLANNED-SUPPLY", "DeviceRequest"},
    {"2.16.840.1.113883.10.20.22.4.44", "PLANNED", "ServiceRequest"},
    {"2.16.840.1.113883.10.20.22.4.45", "FAMILY", "FamilyMemberHistory"},
    {"2.16.840.1.113883.10.20.22.4.46", "FAMILY-CONDITION", "FamilyMemberHistory"},
    {"2.16.840.1.113883.10.20.22.4.47", "FAMILY-DEATH", ""},
    {"2.16.840.1.113883.10.20.22.4.48", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.49", "ENCOUNTER", "Encounter"},
    {"2.16.840.1.113883.10.20.22.4.50", "SUPPLY", "Device DeviceUseStatement"},
    {"2.16.840.1.113883.10.20.22.4.51", "DIAGNOSIS-ACT", ""},
    {"2.16.840.1.113883.10.20.22.4.52", "IMMUNIZATION", "Immunization"},
    {"2.16.840.1.113883.10.20.22.4.53", "NOT-GIVEN-REASON", ""},
    {"2.16.840.1.113883.10.20.22.4.60", "COVERAGE", ""},
    {"2.16.840.1.113883.10.20.22.4.61", "POLICY", "Coverage"},
    {"2.16.840.1.113883.10.20.22.4.63", "SERIES", ""},
    {"2.16.840.1.113883.10.20.22.4.64", "COMMENT", ""},
    {"2.16.840.1.113883.10.20.22.4.65", "DIAGNOSIS-ACT", ""},
    {"2.16.840.1.113883.10.20.22.4.66", "FUNCTION-ORGANIZER", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.67", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.68", "FUNCTION-PROBLEM", "Condition"},
    {"2.16.840.1.113883.10.20.22.4.69", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.70", "FUNCTION-PROBLEM", "Condition"},
    {"2.16.840.1.113883.10.20.22.4.72", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.73", "FUNCTION-PROBLEM", "Condition"},
    {"2.16.840.1.113883.10.20.22.4.74", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.75", "FUNCTION-ORGANIZER", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.76", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.77", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.78", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.79", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.80", "DIAGNOSIS-ACT", ""},
    {"2.16.840.1.113883.10.20.22.4.85", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.86", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.108", "DIRECTIVE-ORGANIZER", ""},
    {"2.16.840.1.113883.10.20.22.4.109", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.110", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.111", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.113", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.114", "FUNCTION-PROBLEM", "Condition"},
    {"2.16.840.1.113883.10.20.22.4.118", "DOSE-IN-SERIES", ""},
    {"2.16.840.1.113883.10.20.22.4.120", "PLANNED-MEDICATION", "MedicationRequest"},
    {"2.16.840.1.113883.10.20.22.4.121", "GOAL", "Goal"},
    {"2.16.840.1.113883.10.20.22.4.122", "ENTRY-REFERENCE", ""},
    {"2.16.840.1.113883.10.20.22.4.123", "DRUG-MONITORING", "ServiceRequest"},
    {"2.16.840.1.113883.10.20.22.4.124", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.127", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.128", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.129", "PLANNED-COVERAGE", "Coverage"},
    {"2.16.840.1.113883.10.20.22.4.130", "NUTRITION-PLAN", "NutritionOrder"},
    {"2.16.840.1.113883.10.20.22.4.131", "INTERVENTION", ""},
    {"2.16.840.1.113883.10.20.22.4.132", "HEALTH-CONCERN", "Condition"},
    {"2.16.840.1.113883.10.20.22.4.133", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.134", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.135", "EQUIPMENT-ORGANIZER", ""},
    {"2.16.840.1.113883.10.20.22.4.136", "HEALTH-CONCERN", "Condition"},
    {"2.16.840.1.113883.10.20.22.4.138", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.140", "PLANNED", "ServiceRequest"},
    {"2.16.840.1.113883.10.20.22.4.141", "HANDOFF", "Communication"},
    {"2.16.840.1.113883.10.20.22.4.143", "PRIORITY", ""},
    {"2.16.840.1.113883.10.20.22.4.144", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.145", "CRITICALITY", ""},
    {"2.16.840.1.113883.10.20.22.4.146", "INTERVENTION", ""},
    {"2.16.840.1.113883.10.20.22.4.147", "FREE-TEXT-SIG", ""},
    {"2.16.840.1.113883.10.20.22.4.200", "BIRTH-SEX", ""},
    {"2.16.840.1.113883.10.20.22.4.201", "SECTION-TIME", ""},
    {"2.16.840.1.113883.10.20.22.4.202", "NOTE", "DocumentReference"},
    {"2.16.840.1.113883.10.20.22.4.281", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.301", "UDI-PART", ""},
    {"2.16.840.1.113883.10.20.22.4.302", "UDI-PART", ""},
    {"2.16.840.1.113883.10.20.22.4.303", "UDI-PART", ""},
    {"2.16.840.1.113883.10.20.22.4.304", "UDI-PART", ""},
    {"2.16.840.1.113883.10.20.22.4.305", "UDI-PART", ""},
    {"2.16.840.1.113883.10.20.22.4.308", "UDI-PART", ""},
    {"2.16.840.1.113883.10.20.22.4.309", "UDI-PART", ""},
    {"2.16.840.1.113883.10.20.22.4.311", "UDI-ORGANIZER", ""},
    {"2.16.840.1.113883.10.20.22.4.314", "UDI-PART", ""},
    {"2.16.840.1.113883.10.20.22.4.315", "UDI-PART", ""},
    {"2.16.840.1.113883.10.20.22.4.316", "UDI-PART", ""},
    {"2.16.840.1.113883.10.20.22.4.317", "UDI-PART", ""},
    {"2.16.840.1.113883.10.20.22.4.318", "UDI-PART", ""},
    {"2.16.840.1.113883.10.20.22.4.319", "UDI-PART", ""},
    {"2.16.840.1.113883.10.20.22.4.415", "SPECIMEN-COLLECTION", "Specimen"},
    {"2.16.840.1.113883.10.20.22.4.421", "SPECIMEN-CONDITION", ""},
    {"2.16.840.1.113883.10.20.22.4.500", "CARE-TEAM", "CareTeam"},
    {"2.16.840.1.113883.10.20.22.4.500.1", "MEMBER-ALONE", "CareTeam"},
    {"2.16.840.1.113883.10.20.22.4.500.2", "TEAM-TYPE", ""},
    {"2.16.840.1.113883.10.20.22.4.500.3", "MEMBER-SCHEDULE", ""},
    {"2.16.840.1.113883.10.20.22.4.501", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.502", "DATE-OF-DIAGNOSIS", ""},
    {"2.16.840.1.113883.10.20.22.4.503", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.504", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.505", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.506", "TRIBE", ""},
    {"2.16.840.1.113883.10.20.22.4.507", "SEX", ""},
    {"2.16.840.1.113883.10.20.22.4.508", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.509", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.510", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.511", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.512", "VITALS", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.513", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.514", "OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.515", "INSTRUCTION", "CommunicationRequest"},
    {"2.16.840.1.113883.10.20.22.4.516", "UNNAMED-OBSERVED", "Observation"},
    {"2.16.840.1.113883.10.20.22.4.518", "CARE-PLAN-ACT", "CarePlan"},
    {"2.16.840.1.113883.10.20.24.3.88", "REASON", ""},
    {"2.16.840.1.113883.10.20.24.3.90", "ALLERGY", "AllergyIntolerance"},
    {"2.16.840.1.113883.10.20.34.3.45", "GENDER-IDENTITY", ""},
});

std::vector<std::string_view> columns_of(std::string_view line) {
    std::vector<std::string_view> columns;
    for (std::size_t tab = line.find('\t'); tab != std::string_view::npos; tab = line.find('\t')) {
        columns.push_back(line.substr(0, tab));
        line.remove_prefix(tab + 1);
    }
    columns.push_back(line);
    return columns;
}

TEST(EntryTemplates, AreAllMappedOrSkippedByAName) {
    test::Mapped mapped;
    std::size_t number = 0;
    std::string_view rest = kTemplatesText;
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        const auto columns = columns_of(line);
        if (columns.size() < 5 || columns[1] != "entry") continue;
        ASSERT_LT(number, kExpected.size()) << columns[0];
        const Expected& expected = kExpected.at(number++);
        ASSERT_EQ(columns[0], expected.root);
        const std::string_view code = columns[4].empty() ? "71388002" : columns[4];
        std::vector<std::string> types;
        for (const test::Json& made :
             mapped.resources(test::alone(test::statement(columns[3], "EVN", columns[0], code), ""))) {
            const std::string type = made["resourceType"];
            if (type != "Patient" && type != "Composition") types.push_back(type);
        }
        std::sort(types.begin(), types.end());
        EXPECT_EQ(mapped.name_of(columns[0]), expected.name) << columns[0] << " " << columns[2];
        EXPECT_EQ(fmt::format("{}", fmt::join(types, " ")), expected.made) << columns[0] << " " << columns[2];
    }
    EXPECT_EQ(number, kExpected.size());
}

}  // namespace
}  // namespace hios::ccda
