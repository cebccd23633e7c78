#include "stages/validate/rules.hpp"

#include <array>
#include <vector>

#include "stages/instance/rules.hpp"
#include "stages/validate/profile_rules.hpp"

namespace hios::validate {

using instance::IssueType;
using enum instance::IssueType;
using enum instance::Severity;

namespace rules {

const Rule kNoId{{"validate.no_id", "The resource has no id.",
                  "Add \"id\": 1 to 64 of A-Z, a-z, 0-9, '-' and '.'; import services need it on every line."},
                 kRequired};
const Rule kOtherVersion{
    {"validate.other_version", "The resource is written in another version of FHIR than R4.",
     "Have it exported as R4, or convert it before; single findings beside this one follow from the version."}};
const Rule kInvariant{{"validate.invariant", "A rule (invariant) of the element's definition does not hold.",
                       "The rule's key and expression stand with the issue; change the elements that it names."},
                      IssueType::kInvariant};
const Rule kInvariantWarning{{"validate.best_practice", "A rule that is recommended but not demanded does not hold.",
                              "The rule's key and expression stand with the issue."},
                             IssueType::kInvariant,
                             kWarning};
const Rule kElementWithoutValue{{"ele-1", "An element has neither a value nor children; an id alone is not content.",
                                 "Remove the element, or give it a value or an extension."},
                                IssueType::kInvariant};
const Rule kExtensionContent{{"ext-1", "An extension must have either a value[x] or nested extensions, not both.",
                              "Keep one of them; with neither, remove the extension."},
                             IssueType::kInvariant};
const Rule kUnitWithoutSystem{{"qty-3", "A quantity has a code for its unit, but no system that the code is from.",
                               "Add the system, for UCUM http://unitsofmeasure.org, or leave out the code."},
                              IssueType::kInvariant};
const Rule kPeriodOrder{{"per-1", "A period ends before it starts.", "Exchange or correct start and end."},
                        IssueType::kInvariant};
const Rule kCode{
    {"validate.code", "The code is not in the value set that the element is bound to (required).",
     "Map it to a code of the value set named; where none fits, look for the element's data-absent-reason."},
    kCodeInvalid};
const Rule kCoding{{"validate.coding", "No coding is from the value set that the element is bound to (required).",
                    "Add a coding from the value set named; check its system as well as its code."},
                   kCodeInvalid};
const Rule kExtensibleCode{
    {"validate.extensible_code", "No coding is from the value set that the element should use (extensible).",
     "Add a coding from the value set named when one has the meaning; else it may stay."},
    kCodeInvalid,
    kWarning};
const Rule kUnknownModifier{
    {"validate.unknown_modifier",
     "A modifierExtension that HL7's core does not define may change the meaning of the data.",
     "Make sure that whoever reads the data knows it, or map what it says to standard elements."},
    kExtension,
    kWarning};
const Rule kReferenceForm{{"validate.reference_form", "Reference.reference is no reference that FHIR knows.",
                           "Write Type/id, an absolute URL, urn:uuid:..., urn:oid:..., #id, or Type?search."},
                          kValue};
const Rule kReferenceTarget{{"validate.reference_target", "The reference leads to a resource type not allowed here.",
                             "Refer to one of the types that the element's definition lists."},
                            kValue};
const Rule kReferenceUnresolved{{"validate.reference_unresolved", "No entry of the Bundle has the fullUrl referred to.",
                                 "Add the entry, or refer to a resource by Type/id."},
                                kNotFound};
const Rule kReferenceContained{{"ref-1", "A reference #id leads to no contained resource.",
                                "Add the contained resource with this id, or correct the reference."},
                               IssueType::kInvariant};
const Rule kNestedContained{{"dom-2", "A contained resource contains another one.",
                             "Move the inner resource into the outer resource's contained list."},
                            IssueType::kInvariant};
const Rule kUnreferencedContained{{"dom-3", "A contained resource is referred to from nowhere in its resource.",
                                   "Refer to it by \"#\" and its id, or remove it."},
                                  IssueType::kInvariant};
const Rule kContainedVersion{{"dom-4", "A contained resource has meta.versionId or meta.lastUpdated.",
                              "Remove them; it has no life of its own."},
                             IssueType::kInvariant};
const Rule kContainedSecurity{
    {"dom-5", "A contained resource has a security label.", "Put the label on the resource that contains it."},
    IssueType::kInvariant};
const Rule kContainedId{{"validate.contained_id", "Two contained resources have the same id.",
                         "Give each an id of its own within the resource."}};

const Rule kBundleTotal{{"bdl-1", "Bundle.total stands in a Bundle that is no search result or history.",
                         "Remove it, or correct Bundle.type."},
                        IssueType::kInvariant};
const Rule kBundleSearch{
    {"bdl-2", "entry.search stands in a Bundle that is no search result.", "Remove it, or correct Bundle.type."},
    IssueType::kInvariant};
const Rule kBundleRequest{{"bdl-3", "entry.request is missing in a batch, transaction or history, or stands elsewhere.",
                           "Add the request with method and url, or correct Bundle.type."},
                          IssueType::kInvariant};
const Rule kBundleResponse{{"bdl-4", "entry.response is missing in a response or history, or stands elsewhere.",
                            "Add the response with its status, or correct Bundle.type."},
                           IssueType::kInvariant};
const Rule kBundleEmptyEntry{
    {"bdl-5", "An entry has neither a resource nor a request or response.", "Remove the entry, or add its resource."},
    IssueType::kInvariant};
const Rule kBundleUrlTwice{{"bdl-7", "Two entries have the same fullUrl.",
                            "Give each entry a fullUrl of its own; keep one of two equal entries."},
                           IssueType::kInvariant};
const Rule kBundleUrlVersion{
    {"bdl-8", "A fullUrl names a version (/_history/).", "Leave the version out; it stands in meta.versionId."},
    IssueType::kInvariant};
const Rule kBundleIdentifier{{"bdl-9", "A document Bundle has no identifier with system and value.",
                              "Add Bundle.identifier; it stays the same wherever the document goes."},
                             IssueType::kInvariant};
const Rule kBundleDate{{"bdl-10", "A document Bundle has no timestamp.", "Add Bundle.timestamp."},
                       IssueType::kInvariant};
const Rule kBundleComposition{{"bdl-11", "The first entry of a document Bundle is no Composition.",
                               "Put the Composition first, or correct Bundle.type."},
                              IssueType::kInvariant};
const Rule kBundleHeader{{"bdl-12", "The first entry of a message Bundle is no MessageHeader.",
                          "Put the MessageHeader first, or correct Bundle.type."},
                         IssueType::kInvariant};
const Rule kBundleUrlForm{{"validate.bundle_url", "A fullUrl is not absolute.",
                           "Write http(s)://server/Type/id, urn:uuid:... or urn:oid:... (R4 bundle.html)."},
                          kValue};
const Rule kBundleUrlId{{"validate.bundle_id", "The id of an entry's resource is not the one that its fullUrl ends in.",
                         "Make them the same; a fullUrl on a server is base/Type/id."},
                        kValue};

}  // namespace rules

namespace {

// One Rule for each code of a family of faults, in the order of its codes.
template <std::size_t N>
std::array<Rule, N> rules_from(std::span<const Code* const> codes) {
    std::array<Rule, N> made;
    for (std::size_t i = 0; i < codes.size() && i < N; ++i) made[i] = {*codes[i], kValue, kError};
    return made;
}

constexpr std::size_t kMostFaults = 32;

template <class Fault>
const Rule& find_rule(Fault fault, const std::array<Rule, kMostFaults>& family) {
    const std::string_view id = code_of(fault).id;
    for (const Rule& rule : family) {
        if (rule.code.id == id) return rule;
    }
    return family[0];
}

const std::array<Rule, kMostFaults>& primitive_rules() {
    static const auto made = rules_from<kMostFaults>(primitive_codes());
    return made;
}
const std::array<Rule, kMostFaults>& xhtml_rules() {
    static const auto made = rules_from<kMostFaults>(xhtml_codes());
    return made;
}

}  // namespace

const Rule& rule_of(PrimitiveFault fault) {
    return find_rule(fault, primitive_rules());
}
const Rule& rule_of(XhtmlFault fault) {
    return find_rule(fault, xhtml_rules());
}

Level level_of(const Rule& rule) {
    using namespace instance::rules;
    using namespace rules;
    for (const Rule* minimal : {&kNotAnObject, &kNoResourceType, &kUnknownResourceType, &kNoId}) {
        if (&rule == minimal) return Level::kMinimal;
    }
    for (const Rule* strict : {&rules::kInvariant, &kInvariantWarning, &kElementWithoutValue, &kExtensionContent,
                               &kUnitWithoutSystem, &kPeriodOrder, &kCoding, &kExtensibleCode}) {
        if (&rule == strict) return Level::kStrict;
    }
    return rule.code.id.starts_with("profile.") ? Level::kStrict : Level::kStructureOnly;
}

std::span<const Rule* const> all_rules() {
    using namespace instance::rules;
    using namespace rules;
    static const std::vector<const Rule*> list = [] {
        const std::array own{
            &kNotAnObject,
            &kNoResourceType,
            &kUnknownResourceType,
            &kUnknownElement,
            &kRepeatedMember,
            &kTwoTypesOfChoice,
            &kNotAList,
            &kAList,
            &kWrongJsonType,
            &kNull,
            &kEmptyList,
            &kEmptyObject,
            &kSiblingLength,
            &kNullWithoutSibling,
            &kMissing,
            &kTooMany,
            &kNoId,
            &kOtherVersion,
            &rules::kInvariant,
            &kInvariantWarning,
            &kElementWithoutValue,
            &kExtensionContent,
            &kUnitWithoutSystem,
            &kPeriodOrder,
            &kCode,
            &kCoding,
            &kExtensibleCode,
            &kUnknownModifier,
            &kReferenceForm,
            &kReferenceTarget,
            &kReferenceUnresolved,
            &kReferenceContained,
            &kNestedContained,
            &kUnreferencedContained,
            &kContainedVersion,
            &kContainedSecurity,
            &kContainedId,
            &kBundleTotal,
            &kBundleSearch,
            &kBundleRequest,
            &kBundleResponse,
            &kBundleEmptyEntry,
            &kBundleUrlTwice,
            &kBundleUrlVersion,
            &kBundleIdentifier,
            &kBundleDate,
            &kBundleComposition,
            &kBundleHeader,
            &kBundleUrlForm,
            &kBundleUrlId,
        };
        std::vector<const Rule*> all(own.begin(), own.end());
        const auto profile = profile_rules::all();
        all.insert(all.end(), profile.begin(), profile.end());
        return all;
    }();
    return list;
}

}  // namespace hios::validate
