// The examples of the guide (C-CDA on FHIR) and of the document that vendors agreed on, against what the maps make:
// each element of the expected resources is there, or stands in a list with the reason why it is not.

#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <set>

#include <fmt/format.h>

#include "tests/stages/ccda/mapped.hpp"

namespace hios::ccda {
namespace {

namespace fs = std::filesystem;
using test::Json;

fs::path reference() {
    return fs::path(HIOS_SOURCE_DIR) / ".." / "shared" / "reference" / "ccda";
}

constexpr std::string_view kTyping = "the narrative has other letters; names are kept as they are sent";
constexpr std::string_view kNotSent = "the document does not say it";
constexpr std::string_view kDraft = "draft: a display beside a code or reference that tells as much";
constexpr std::string_view kGenerated = "draft: a text of its own; ours is the narrative that the entry refers to";
constexpr std::string_view kLanguage = "the language of the document stands in the Composition";
constexpr std::string_view kUtc = "the same moment; the zone is kept as it is sent";
constexpr std::string_view kConducted = "draft: the document's author; ours is named where the entry names one";
constexpr std::string_view kSnomed = "wrong URI of SNOMED CT in the example (guide, known errors)";

struct Explained {
    std::string_view example;  // "" any
    std::string_view element;
    std::string_view why;
};

constexpr auto kExplained = std::to_array<Explained>({
    {"CF-allergy.json", "code.text", kTyping},
    {"CF-immunization.json", "vaccineCode.coding.display", kTyping},
    {"CF-immunization.json", "vaccineCode.text", kTyping},
    {"CF-medication.json", "dosageInstruction.sequence", kNotSent},
    {"CF-medication.json", "dosageInstruction.asNeededBoolean", "no precondition: nothing is said, not the contrary"},
    {"CF-medication.json", "requester.reference", kNotSent},
    {"CF-problem.json", "extension.url", "no Date of Diagnosis act in the document"},
    {"CF-problem.json", "extension.valueDateTime", "no Date of Diagnosis act in the document"},
    {"CF-procedure.json", "code.coding.system", "the document says ICD-10-CM, the example ICD-10-PCS"},
    {"Rec_diagnosticsReport_draft.json", "meta.profile", "the profile wants `issued`, which the document does not say"},
    {"Rec_diagnosticsReport_draft.json", "issued", kNotSent},
    {"Rec_diagnosticsReport_draft.json", "performer.identifier.system", kConducted},
    {"Rec_diagnosticsReport_draft.json", "performer.identifier.value", kConducted},
    {"Rec_encounterDx_draft.jsonc", "code.coding.system", kSnomed},
    {"Rec_encounterDx_draft.jsonc", "code.coding.display", kTyping},
    {"Rec_encounter_draft.json", "period.start", kUtc},
    {"Rec_medicationRequest.jsonc", "intent", "mood EVN is a plan (CF-MedActivityMood)"},
    {"Rec_medicationRequest.jsonc", "dosageInstruction.sequence", kNotSent},
    {"Rec_medicationRequest.jsonc", "dosageInstruction.asNeededBoolean",
     "no precondition: nothing is said, not the contrary"},
    {"Rec_medicationRequest.jsonc", "requester.extension.url", "R4 does not want a requester; nobody is named"},
    {"Rec_medicationRequest.jsonc", "requester.extension.valueCode", "R4 does not want a requester; nobody is named"},
    {"Rec_note_draft.json", "type.coding.code", "34109-9 \"Note\" gives way to its translation (guide, notes)"},
    {"Rec_note_draft.json", "type.coding.display", "34109-9 \"Note\" gives way to its translation (guide, notes)"},
    {"Rec_note_draft.json", "category.coding.system", "US Core 6.1 wants clinical-note"},
    {"Rec_note_draft.json", "category.coding.code", "US Core 6.1 wants clinical-note"},
    {"Rec_note_draft.json", "category.coding.display", "US Core 6.1 wants clinical-note"},
    {"Rec_note_draft.json", "content.attachment.contentType",
     "the draft has CDA's markup as text; ours is XHTML (guide, notes)"},
    {"Rec_note_draft.json", "content.attachment.data",
     "the draft has CDA's markup as text; ours is XHTML (guide, notes)"},
    {"Rec_note_draft.json", "context.encounter.reference",
     "the note stands in no encounter and outside the time of the header's"},
    {"Rec_result_obs_draft.json", "issued", kNotSent},
    {"Rec_result_obs_draft.json", "performer.reference", kConducted},
    {"Rec_result_obs_draft.json", "performer.identifier.system", kConducted},
    {"Rec_result_obs_draft.json", "performer.identifier.value", kConducted},
    {"Rec_result_obs_draft.json", "valueQuantity.unit", "unit 1 of UCUM is no unit to people: code only"},
    {"Rec_result_obs_draft.json", "referenceRange.low.unit", "unit 1 of UCUM is no unit to people: code only"},
    {"Rec_result_obs_draft.json", "referenceRange.high.unit", "unit 1 of UCUM is no unit to people: code only"},
    {"Rec_social history_draft.json", "meta.profile", "no such profile; US Core's is claimed"},
    {"Rec_social history_draft.json", "effectiveDateTime", kUtc},
    {"Rec_social history_draft.json", "issued", kUtc},
    {"Rec_social history_draft.json", "performer.identifier.system", "the author is a reference"},
    {"Rec_social history_draft.json", "performer.identifier.value", "the author is a reference"},
    {"Rec_social history_draft.json", "valueCodeableConcept.coding.system", kSnomed},
    {"Rec_vital sign_draft.json", "meta.profile", "US Core's profile of the vital sign is claimed"},
    {"Rec_vital sign_draft.json", "effectiveDateTime", kUtc},
    {"", "language", kLanguage},
    {"", "text.status", kGenerated},
    {"", "text.div", kGenerated},
    {"", "category.coding.display", kDraft},
    {"", "subject.display", kDraft},
    {"", "performer.display", kDraft},
    {"", "result.display", kDraft},
    {"", "participant.individual.display", kDraft},
    {"", "diagnosis.condition.display", kDraft},
    {"", "context.encounter.display", kDraft},
});

using Leaves = std::multiset<std::pair<std::string, std::string>>;

// Elements with values, places in lists left out; of references that they are there.
void collect(const Json& value, const std::string& path, Leaves& leaves) {
    if (value.is_array()) {
        for (const Json& item : value) collect(item, path, leaves);
    } else if (value.is_object()) {
        for (const auto& [key, part] : value.items()) {
            const std::string below = path.empty() ? key : path + "." + key;
            if (key == "reference")
                leaves.emplace(below, "");
            else if (below != "id" && below != "resourceType")
                collect(part, below, leaves);
        }
    } else {
        leaves.emplace(path, value.dump());
    }
}

struct Tally {
    std::size_t agree = 0;
    std::size_t differ = 0;
    std::size_t missing = 0;
};

class Comparison {
public:
    void add(const std::string& example, const Json& wanted, const std::vector<Json>& made) {
        Leaves want;
        collect(wanted, "", want);
        Leaves best;
        std::size_t most = 0;
        for (const Json& one : made) {
            if (one["resourceType"] != wanted["resourceType"]) continue;
            Leaves have;
            collect(one, "", have);
            const auto agree = static_cast<std::size_t>(
                std::count_if(want.begin(), want.end(), [&](const auto& leaf) { return have.contains(leaf); }));
            if (agree >= most) {
                most = agree;
                best = std::move(have);
            }
        }
        EXPECT_FALSE(best.empty()) << example << ": no " << wanted["resourceType"];
        Tally& tally = tallies[wanted["resourceType"].get<std::string>()];
        for (const auto& leaf : want) {
            if (best.contains(leaf)) {
                ++tally.agree;
                continue;
            }
            const bool differs =
                std::any_of(best.begin(), best.end(), [&](const auto& one) { return one.first == leaf.first; });
            ++(differs ? tally.differ : tally.missing);
            const auto known = std::find_if(kExplained.begin(), kExplained.end(), [&](const Explained& one) {
                return (one.example.empty() || one.example == example) && one.element == leaf.first;
            });
            if (known == kExplained.end())
                ADD_FAILURE() << example << (differs ? " differs: " : " is missing: ") << leaf.first << " "
                              << leaf.second;
            else
                met.insert(&*known);
        }
    }
    void say() const {
        for (const auto& [type, tally] : tallies)
            std::cout << fmt::format("{:20} {:3} agree {:3} differ {:3} are missing\n", type, tally.agree, tally.differ,
                                     tally.missing);
    }

    std::map<std::string, Tally> tallies;
    std::set<const Explained*> met;
};

std::string document_of(const std::string& name, std::string part) {
    static const std::map<std::string, std::string> kSections{{"CF-allergy", "48765-2"},
                                                              {"CF-immunization", "11369-6"},
                                                              {"CF-medication", "10160-0"},
                                                              {"CF-problem", "11450-4"},
                                                              {"CF-procedure", "47519-4"}};
    part = test::without_prolog(part);
    const auto section = kSections.find(name);
    if (section == kSections.end()) return std::string(test::kHead) + part + "</ClinicalDocument>";
    return test::document("", "<component><section><code code=\"" + section->second +
                                  "\" codeSystem=\"2.16.840.1.113883.6.1\"/><text/>" + part + "</section></component>");
}

TEST(Examples, OfTheGuideComeOutAsTheyShouldOrItIsSaidWhyNot) {
    if (!fs::is_directory(reference())) GTEST_SKIP() << "there is no folder " << reference();
    test::Mapped mapped;
    Comparison comparison;
    std::size_t examples = 0;
    for (const auto& file : fs::directory_iterator(reference() / "ig-examples")) {
        if (file.path().extension() != ".json") continue;
        fs::path source = file.path();
        source.replace_extension(".xml");
        const auto made = mapped.resources(document_of(source.stem().string(), test::read_bytes(source)));
        comparison.add(file.path().filename().string(), Json::parse(test::read_bytes(file.path())), made);
        ++examples;
    }
    const auto made = mapped.resources(test::read_bytes(reference() / "consensus-myra-jones" / "input.xml"));
    for (const auto& file : fs::directory_iterator(reference() / "consensus-myra-jones")) {
        const std::string name = file.path().filename().string();
        // The organization's is two objects in one file, no JSON.
        if (!name.starts_with("Rec_") || name == "Rec_providerOrganization_draft.jsonc") continue;
        const Json wanted = Json::parse(test::read_bytes(file.path()), nullptr, true, true);
        comparison.add(name, wanted.value("resource", wanted), made);
        ++examples;
    }
    comparison.say();
    EXPECT_EQ(examples, 19U);
    for (const Explained& one : kExplained)
        EXPECT_TRUE(comparison.met.contains(&one))
            << "explained, but does not differ: " << one.example << " " << one.element;
}

}  // namespace
}  // namespace hios::ccda
