#include "stages/validate/other_versions.hpp"

#include <algorithm>
#include <array>

#include "stages/instance/rules.hpp"

namespace hios::validate {
namespace {

constexpr unsigned kDstu2 = 1;
constexpr unsigned kStu3 = 2;
constexpr unsigned kR5 = 4;
constexpr unsigned kBoth = kDstu2 | kStu3;

// What the other version wrote, and R4 takes for a fault.
enum class How : std::uint8_t { kUnknown, kList, kSingle, kOtherType };

struct Tell {
    std::string_view type;  // "*": any
    std::string_view element;
    How how;
    unsigned versions;
};

// From the lists of changes: hl7.org/fhir/STU3/diff.html, R4/diff.html, R5/diff.html.
constexpr std::array kTells{
    Tell{"HumanName", "family", How::kList, kDstu2},
    Tell{"Organization", "type", How::kSingle, kDstu2},
    Tell{"ValueSet", "identifier", How::kSingle, kDstu2},
    Tell{"Patient", "animal", How::kUnknown, kBoth},
    Tell{"Patient", "careProvider", How::kUnknown, kDstu2},
    Tell{"Encounter", "patient", How::kUnknown, kDstu2},
    Tell{"Encounter", "indication", How::kUnknown, kDstu2},
    Tell{"Encounter", "class", How::kOtherType, kDstu2},
    Tell{"Encounter", "reason", How::kUnknown, kBoth},
    Tell{"Encounter", "incomingReferral", How::kUnknown, kBoth},
    Tell{"Observation", "comments", How::kUnknown, kDstu2},
    Tell{"Observation", "comment", How::kUnknown, kStu3},
    Tell{"Observation", "related", How::kUnknown, kBoth},
    Tell{"Observation", "context", How::kUnknown, kStu3},
    Tell{"Observation", "category", How::kSingle, kDstu2},
    Tell{"Condition", "patient", How::kUnknown, kDstu2},
    Tell{"Condition", "dateRecorded", How::kUnknown, kDstu2},
    Tell{"Condition", "assertedDate", How::kUnknown, kStu3},
    Tell{"Condition", "context", How::kUnknown, kStu3},
    Tell{"Condition", "clinicalStatus", How::kOtherType, kBoth},
    Tell{"Condition", "verificationStatus", How::kOtherType, kBoth},
    Tell{"AllergyIntolerance", "substance", How::kUnknown, kDstu2},
    Tell{"AllergyIntolerance", "verificationStatus", How::kOtherType, kStu3},
    Tell{"AllergyIntolerance", "clinicalStatus", How::kOtherType, kStu3},
    Tell{"AllergyIntolerance", "assertedDate", How::kUnknown, kStu3},
    Tell{"Procedure", "notPerformed", How::kUnknown, kDstu2},
    Tell{"Procedure", "notDone", How::kUnknown, kStu3},
    Tell{"Procedure", "context", How::kUnknown, kStu3},
    Tell{"DiagnosticReport", "context", How::kUnknown, kStu3},
    Tell{"DiagnosticReport", "codedDiagnosis", How::kUnknown, kBoth},
    Tell{"Immunization", "wasNotGiven", How::kUnknown, kDstu2},
    Tell{"Immunization", "notGiven", How::kUnknown, kStu3},
    Tell{"Immunization", "date", How::kUnknown, kBoth},
    Tell{"Immunization", "reported", How::kUnknown, kDstu2},
    Tell{"MedicationRequest", "context", How::kUnknown, kStu3},
    Tell{"MedicationRequest", "requester", How::kOtherType, kStu3},
    Tell{"MedicationStatement", "taken", How::kUnknown, kStu3},
    Tell{"MedicationDispense", "notDone", How::kUnknown, kStu3},
    Tell{"CarePlan", "context", How::kUnknown, kBoth},
    Tell{"CarePlan", "definition", How::kUnknown, kStu3},
    Tell{"Goal", "status", How::kUnknown, kBoth},
    Tell{"DocumentReference", "indexed", How::kUnknown, kBoth},
    Tell{"DocumentReference", "created", How::kUnknown, kBoth},
    Tell{"DocumentReference", "class", How::kUnknown, kBoth},
    Tell{"Claim", "organization", How::kUnknown, kBoth},
    Tell{"Claim", "employmentImpacted", How::kUnknown, kStu3},
    Tell{"ExplanationOfBenefit", "organization", How::kUnknown, kBoth},
    Tell{"Questionnaire", "group", How::kUnknown, kDstu2},
    Tell{"Questionnaire.item", "options", How::kUnknown, kStu3},
    Tell{"Questionnaire.item", "option", How::kUnknown, kStu3},
    Tell{"QuestionnaireResponse", "group", How::kUnknown, kDstu2},
    Tell{"Location", "physicalType", How::kUnknown, kR5},
    Tell{"Encounter", "class", How::kList, kR5},
    Tell{"Encounter", "actualPeriod", How::kUnknown, kR5},
    Tell{"Encounter", "admission", How::kUnknown, kR5},
    Tell{"MedicationRequest", "medication", How::kUnknown, kR5},
    Tell{"MedicationStatement", "medication", How::kUnknown, kR5},
    Tell{"MedicationAdministration", "medication", How::kUnknown, kR5},
    Tell{"MedicationDispense", "medication", How::kUnknown, kR5},
    Tell{"Bundle", "issues", How::kUnknown, kR5},
    Tell{"Condition", "participant", How::kUnknown, kR5},
    Tell{"Procedure", "occurrenceDateTime", How::kUnknown, kR5},
    Tell{"Procedure", "occurrencePeriod", How::kUnknown, kR5},
    Tell{"Observation", "triggeredBy", How::kUnknown, kR5},
    Tell{"Observation", "bodyStructure", How::kUnknown, kR5},
    Tell{"Immunization", "administeredProduct", How::kUnknown, kR5},
    Tell{"Immunization", "informationSource", How::kUnknown, kR5},
    Tell{"DocumentReference", "modality", How::kUnknown, kR5},
    Tell{"AllergyIntolerance", "participant", How::kUnknown, kR5},
    Tell{"CarePlan", "addresses", How::kOtherType, kR5},
    Tell{"Organization", "contact", How::kOtherType, kR5},
    Tell{"Organization", "description", How::kUnknown, kR5},
    Tell{"Practitioner", "deceasedBoolean", How::kUnknown, kR5},
};

struct OtherType {
    std::string_view name;
    unsigned versions;
};
constexpr std::array kTypes{
    OtherType{"MedicationOrder", kDstu2},
    OtherType{"DiagnosticOrder", kDstu2},
    OtherType{"Conformance", kDstu2},
    OtherType{"Order", kDstu2},
    OtherType{"OrderResponse", kDstu2},
    OtherType{"ImagingObjectSelection", kDstu2},
    OtherType{"DeviceUseRequest", kDstu2},
    OtherType{"ProcedureRequest", kBoth},
    OtherType{"ReferralRequest", kBoth},
    OtherType{"BodySite", kBoth},
    OtherType{"DeviceComponent", kBoth},
    OtherType{"EligibilityRequest", kBoth},
    OtherType{"EligibilityResponse", kBoth},
    OtherType{"ProcessRequest", kBoth},
    OtherType{"ProcessResponse", kBoth},
    OtherType{"DataElement", kBoth},
    OtherType{"ImagingManifest", kStu3},
    OtherType{"Sequence", kStu3},
    OtherType{"ServiceDefinition", kStu3},
    OtherType{"ExpansionProfile", kStu3},
    OtherType{"ActorDefinition", kR5},
    OtherType{"ArtifactAssessment", kR5},
    OtherType{"ConditionDefinition", kR5},
    OtherType{"DeviceAssociation", kR5},
    OtherType{"DeviceDispense", kR5},
    OtherType{"DeviceUsage", kR5},
    OtherType{"EncounterHistory", kR5},
    OtherType{"FormularyItem", kR5},
    OtherType{"GenomicStudy", kR5},
    OtherType{"ImagingSelection", kR5},
    OtherType{"InventoryItem", kR5},
    OtherType{"InventoryReport", kR5},
    OtherType{"MolecularDefinition", kR5},
    OtherType{"NutritionIntake", kR5},
    OtherType{"Permission", kR5},
    OtherType{"RequestOrchestration", kR5},
    OtherType{"Requirements", kR5},
    OtherType{"TestPlan", kR5},
    OtherType{"Transport", kR5},
};

// The versions that an issue tells of; 0: none.
unsigned told_by(const definitions::Table& table, const instance::Instance& instance, const instance::Issue& issue) {
    using namespace instance::rules;
    const instance::Node& node = instance.node(issue.node);
    if (issue.rule == &kUnknownResourceType) {
        std::string_view name = instance.text.substr(issue.offset, issue.length);
        if (name.size() > 2) name = name.substr(1, name.size() - 2);
        const auto found =
            std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& one) { return one.name == name; });
        return found == kTypes.end() ? 0 : found->versions;
    }
    How how = How::kUnknown;
    std::string_view type = table.type(node.type).name;
    std::string_view element = issue.element;
    if (issue.rule == &kAList) {
        how = How::kList;
    } else if (issue.rule == &kNotAList) {
        how = How::kSingle;
    } else if (issue.rule == &kWrongJsonType && node.property != definitions::kNoProperty) {
        how = How::kOtherType;
        type = table.type(instance.node(node.parent).type).name;
        element = table.property(node.property).name;
    } else if (issue.rule != &kUnknownElement) {
        return 0;
    }
    const auto found = std::find_if(kTells.begin(), kTells.end(), [&](const Tell& tell) {
        return tell.how == how && tell.element == element && tell.type == type;
    });
    return found == kTells.end() ? 0 : found->versions;
}

}  // namespace

bool is_older_system(std::string_view system) {
    constexpr std::string_view kHome = "http://hl7.org/fhir/";
    if (!system.starts_with(kHome)) return false;
    system.remove_prefix(kHome.size());
    return system.starts_with("v2/") || system.starts_with("v3/") || system == "identifier-type";
}

bool is_current_system(std::string_view system) {
    return system.starts_with("http://terminology.hl7.org/");
}

std::string_view other_version(const definitions::Table& table, const instance::Instance& instance,
                               const instance::Issues& issues, bool only_older_systems) {
    std::array<std::size_t, 3> counts{};
    for (const instance::Issue& issue : issues) {
        const unsigned versions = told_by(table, instance, issue);
        for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += (versions >> i) & 1U;
    }
    const auto [dstu2, stu3, r5] = counts;
    if (dstu2 + stu3 + r5 == 0) return only_older_systems ? "DSTU2 or STU3" : std::string_view{};
    if (r5 > std::max(dstu2, stu3)) return "R5";
    if (dstu2 == stu3) return "DSTU2 or STU3";
    return dstu2 > stu3 ? "DSTU2" : "STU3";
}

}  // namespace hios::validate
