// Facts of FHIR R4 4.0.1, from the specification's pages, that the built-in table must know.

#include "stages/definitions/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace hios::definitions {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

const Table& r4() {
    return Table::r4();
}

TypeId type_of(std::string_view name) {
    const TypeId id = r4().type_of(name);
    EXPECT_NE(id, kNoType) << name;
    return id;
}

std::vector<std::string> members(std::string_view type) {
    std::vector<std::string> names;
    for (const PropertyId id : r4().properties(type_of(type))) names.emplace_back(r4().property(id).name);
    return names;
}

const Element& element(std::string_view type, std::string_view name) {
    const Element* const found = r4().element_named(type_of(type), name);
    EXPECT_NE(found, nullptr) << type << '.' << name;
    return found == nullptr ? r4().element(0) : *found;
}

std::string type_of_member(std::string_view type, std::string_view member) {
    const PropertyId id = r4().find(type_of(type), member);
    return id == kNoProperty ? "" : std::string(r4().type(r4().property(id).type).name);
}

std::vector<std::string> names(std::span<const TypeId> types) {
    std::vector<std::string> names;
    for (const TypeId id : types) names.emplace_back(r4().type(id).name);
    return names;
}

std::vector<std::string> keys(std::span<const InvariantId> rules) {
    std::vector<std::string> keys;
    for (const InvariantId id : rules) keys.emplace_back(r4().invariant(id).key);
    return keys;
}

std::size_t count(TypeKind kind) {
    std::size_t count = 0;
    for (std::size_t id = 1; id < r4().types(); ++id) count += r4().type(static_cast<TypeId>(id)).kind == kind;
    return count;
}

TEST(R4Table, HasAllTypesOfTheStandard) {
    EXPECT_EQ(count(TypeKind::kPrimitive), 20U);
    EXPECT_EQ(count(TypeKind::kResource), 148U);
    EXPECT_EQ(count(TypeKind::kDatatype), 41U);
    EXPECT_EQ(r4().type_of("Observations"), kNoType);
    EXPECT_EQ(r4().type_of(""), kNoType);
}

TEST(R4Table, NumbersPrimitivesAsTheEnumDoes) {
    EXPECT_EQ(type_of("base64Binary"), static_cast<TypeId>(Primitive::kBase64Binary));
    EXPECT_EQ(type_of("code"), static_cast<TypeId>(Primitive::kCode));
    EXPECT_EQ(type_of("string"), static_cast<TypeId>(Primitive::kString));
    EXPECT_EQ(type_of("xhtml"), static_cast<TypeId>(Primitive::kXhtml));
}

TEST(R4Table, FindsAllMembersOfAllTypesAndNothingElse) {
    for (std::size_t id = 1; id < r4().types(); ++id) {
        const auto type = static_cast<TypeId>(id);
        for (const PropertyId property : r4().properties(type)) {
            const std::string name(r4().property(property).name);
            EXPECT_EQ(r4().find(type, name), property) << r4().type(type).name << '.' << name;
            EXPECT_EQ(r4().find(type, name + "x"), kNoProperty);
            EXPECT_EQ(r4().find(type, "_" + name), kNoProperty);
        }
        EXPECT_EQ(r4().find(type, "value[x]"), kNoProperty);
        EXPECT_EQ(r4().find(type, ""), kNoProperty);
    }
    EXPECT_EQ(r4().find(kNoType, "id"), kNoProperty);
}

TEST(R4Table, EveryPropertyPointsToItsElementAndType) {
    std::size_t properties = 0;
    for (std::size_t id = 1; id < r4().types(); ++id) {
        const Type& type = r4().type(static_cast<TypeId>(id));
        ASSERT_LE(type.elements.size(), 64U) << type.name;
        std::uint64_t required = 0;
        for (std::size_t i = 0; i < type.elements.size(); ++i) {
            const Element& element = type.elements[i];
            EXPECT_EQ(element.ordinal, i);
            EXPECT_EQ(element.path,
                      std::string(type.name) + "." + std::string(element.name) + (element.choice ? "[x]" : ""));
            required |= element.min > 0 ? 1ULL << i : 0;
        }
        EXPECT_EQ(type.required, required) << type.name;
        for (const PropertyId property : r4().properties(static_cast<TypeId>(id))) {
            const Element* const element = &r4().element(r4().property(property).element);
            EXPECT_GE(element, type.elements.data());
            EXPECT_LT(element, type.elements.data() + type.elements.size());
            EXPECT_NE(r4().property(property).type, kNoType);
            ++properties;
        }
    }
    // 8207 members of objects, and id and extension beside each of the 20 primitives.
    EXPECT_EQ(properties, 8207U + 40U);
}

TEST(R4Table, PatientContactHasItsMembersAndThoseOfABackboneElement) {
    EXPECT_THAT(members("Patient.contact"), ElementsAre("id", "extension", "modifierExtension", "relationship", "name",
                                                        "telecom", "address", "gender", "organization", "period"));
    const Type& contact = r4().type(type_of("Patient.contact"));
    EXPECT_EQ(contact.kind, TypeKind::kBackbone);
    EXPECT_THAT(keys(contact.invariants), ElementsAre("ele-1", "pat-1"));
}

TEST(R4Table, ObservationValueHasElevenTypes) {
    std::vector<std::string> values;
    for (const std::string& name : members("Observation")) {
        if (name.starts_with("value")) values.push_back(name);
    }
    EXPECT_THAT(values, UnorderedElementsAre("valueQuantity", "valueCodeableConcept", "valueString", "valueBoolean",
                                             "valueInteger", "valueRange", "valueRatio", "valueSampledData",
                                             "valueTime", "valueDateTime", "valuePeriod"));
    EXPECT_EQ(type_of_member("Observation", "valueSampledData"), "SampledData");
    EXPECT_EQ(type_of_member("Observation", "valueDateTime"), "dateTime");
    EXPECT_EQ(type_of_member("Observation", "value"), "");
    EXPECT_TRUE(element("Observation", "value").choice);
}

TEST(R4Table, AnExtensionMayHaveFiftyTypesOfValue) {
    // The open type list of datatypes.html#open: 50 types.
    EXPECT_EQ(std::ranges::count_if(members("Extension"), [](const auto& name) { return name.starts_with("value"); }),
              50);
}

TEST(R4Table, ContentReferencesLeadToTheirBackbone) {
    EXPECT_EQ(type_of_member("Bundle.entry", "link"), "Bundle.link");
    EXPECT_EQ(type_of_member("Questionnaire.item", "item"), "Questionnaire.item");
    EXPECT_EQ(type_of_member("Observation.component", "referenceRange"), "Observation.referenceRange");
    EXPECT_EQ(type_of_member("ExampleScenario.process.step", "process"), "ExampleScenario.process");
}

TEST(R4Table, NestedResourcesAreOfTypeResource) {
    EXPECT_EQ(type_of_member("Patient", "contained"), "Resource");
    EXPECT_EQ(type_of_member("Bundle.entry", "resource"), "Resource");
    EXPECT_EQ(type_of_member("Parameters.parameter", "resource"), "Resource");
}

TEST(R4Table, IdsOfResourcesAreIdsAndThoseOfElementsAreStrings) {
    EXPECT_EQ(type_of_member("Patient", "id"), "id");
    EXPECT_EQ(type_of_member("Bundle", "id"), "id");
    EXPECT_EQ(type_of_member("HumanName", "id"), "string");
    EXPECT_EQ(type_of_member("string", "id"), "string");
    EXPECT_EQ(type_of_member("Extension", "url"), "uri");
}

TEST(R4Table, PrimitivesHaveIdAndExtensionOnly) {
    for (TypeId id = 1; id < kPrimitives; ++id) {
        EXPECT_THAT(members(r4().type(id).name), ElementsAre("id", "extension"));
    }
    EXPECT_EQ(element("xhtml", "extension").max, 0);
}

TEST(R4Table, KnowsCardinalities) {
    EXPECT_EQ(element("Observation", "status").min, 1);
    EXPECT_EQ(element("Observation", "status").max, 1);
    EXPECT_EQ(element("Observation", "category").min, 0);
    EXPECT_EQ(element("Observation", "category").max, kUnbounded);
    EXPECT_EQ(element("Claim", "insurance").min, 1);
    EXPECT_EQ(element("SampledData", "dimensions").min, 1);
    EXPECT_EQ(element("MeasureReport.group.stratifier", "code").max, kUnbounded);
}

TEST(R4Table, KnowsModifiers) {
    EXPECT_TRUE(element("Observation", "status").modifier);
    EXPECT_TRUE(element("Patient", "deceased").modifier);
    EXPECT_TRUE(element("Patient", "modifierExtension").modifier);
    EXPECT_FALSE(element("Patient", "name").modifier);
}

TEST(R4Table, KnowsWhatReferencesMayPointTo) {
    EXPECT_THAT(names(element("Observation", "subject").targets),
                UnorderedElementsAre("Patient", "Group", "Device", "Location"));
    EXPECT_THAT(names(element("Observation", "focus").targets), IsEmpty());
    EXPECT_THAT(names(element("PlanDefinition.action", "definition").targets),
                UnorderedElementsAre("ActivityDefinition", "PlanDefinition", "Questionnaire"));
}

TEST(R4Table, TypesDeriveFromTheirBases) {
    const auto is_a = [](std::string_view type, std::string_view base) {
        return r4().is_a(type_of(type), type_of(base));
    };
    EXPECT_TRUE(is_a("Patient", "DomainResource"));
    EXPECT_TRUE(is_a("Patient", "Resource"));
    EXPECT_TRUE(is_a("Bundle", "Resource"));
    EXPECT_FALSE(is_a("Bundle", "DomainResource"));
    EXPECT_TRUE(is_a("Age", "Quantity"));
    EXPECT_TRUE(is_a("code", "string"));
    EXPECT_TRUE(is_a("url", "uri"));
    EXPECT_TRUE(is_a("Patient.contact", "BackboneElement"));
    EXPECT_TRUE(is_a("Timing.repeat", "Element"));
    EXPECT_FALSE(is_a("Timing.repeat", "BackboneElement"));
    EXPECT_FALSE(is_a("Quantity", "Age"));
    EXPECT_TRUE(r4().type(type_of("DomainResource")).abstract);
    EXPECT_FALSE(r4().type(type_of("Patient")).abstract);
}

TEST(R4Table, HasThePublishedInvariantsWhereTheyApply) {
    EXPECT_THAT(keys(r4().type(type_of("Observation")).invariants),
                UnorderedElementsAre("dom-2", "dom-3", "dom-4", "dom-5", "dom-6", "obs-6", "obs-7"));
    EXPECT_THAT(keys(r4().type(type_of("Duration")).invariants), UnorderedElementsAre("ele-1", "qty-3", "drt-1"));
    EXPECT_THAT(keys(element("Organization", "telecom").invariants), ElementsAre("org-3"));
    EXPECT_THAT(keys(element("Narrative", "div").invariants), ElementsAre("txt-1", "txt-2"));
    EXPECT_THAT(keys(element("Observation.referenceRange", "low").invariants), ElementsAre("sqty-1"));
    EXPECT_THAT(keys(element("Observation", "value").invariants), IsEmpty());
    const Invariant& rule = r4().invariant(static_cast<InvariantId>(r4().find_invariant("obs-6")));
    EXPECT_TRUE(rule.error);
    EXPECT_EQ(rule.expression, "dataAbsentReason.empty() or value.empty()");
    EXPECT_FALSE(r4().invariant(static_cast<InvariantId>(r4().find_invariant("dom-6"))).error);
    EXPECT_EQ(r4().find_invariant("obs-99"), r4().invariants());
}

TEST(R4Table, OneKeyMayNameSeveralRules) {
    const auto expression = [](std::string_view type) {
        for (const InvariantId id : r4().type(type_of(type)).invariants) {
            if (r4().invariant(id).key == "inv-1") return std::string(r4().invariant(id).expression);
        }
        return std::string();
    };
    EXPECT_THAT(expression("Task"), testing::HasSubstr("authoredOn"));
    EXPECT_THAT(expression("Parameters.parameter"), testing::HasSubstr("part"));
    EXPECT_THAT(expression("TestReport.setup.action"), testing::HasSubstr("operation"));
}

TEST(R4Table, RequiredCodesCanBeAsked) {
    const Element& gender = element("Patient", "gender");
    EXPECT_EQ(gender.strength, Strength::kRequired);
    EXPECT_EQ(r4().code_set_url(gender.codes), "http://hl7.org/fhir/ValueSet/administrative-gender");
    for (const char* code : {"male", "female", "other", "unknown"}) {
        EXPECT_EQ(r4().has_code(gender.codes, code), Membership::kIn) << code;
    }
    for (const char* code : {"m", "Male", "males", ""}) {
        EXPECT_EQ(r4().has_code(gender.codes, code), Membership::kOut) << code;
    }
    EXPECT_EQ(r4().has_coding(gender.codes, "http://hl7.org/fhir/administrative-gender", "male"), Membership::kIn);
    EXPECT_EQ(r4().has_coding(gender.codes, "http://hl7.org/fhir/other", "male"), Membership::kOut);
    EXPECT_EQ(r4().has_code(element("Money", "currency").codes, "CHF"), Membership::kIn);
    EXPECT_EQ(r4().has_code(element("Money", "currency").codes, "CHX"), Membership::kOut);
    EXPECT_EQ(r4().has_code(element("Attachment", "contentType").codes, "image/jpeg"), Membership::kIn);
    EXPECT_EQ(r4().has_code(element("Attachment", "contentType").codes, "a picture"), Membership::kOut);
}

TEST(R4Table, OnlyTwoRequiredSetsCannotBeListedOrRuled) {
    std::vector<std::string> open;
    std::vector<std::string> all;
    for (std::size_t id = 1; id < r4().types(); ++id) {
        for (const Element& element : r4().type(static_cast<TypeId>(id)).elements) {
            if (element.strength != Strength::kRequired) continue;
            all.emplace_back(r4().code_set_url(element.codes));
            // "?" is no code of any set.
            if (r4().has_code(element.codes, "?") == Membership::kUnknown) open.push_back(all.back());
        }
    }
    for (auto* list : {&open, &all}) {
        std::ranges::sort(*list);
        list->erase(std::unique(list->begin(), list->end()), list->end());
    }
    EXPECT_EQ(all.size(), 224U);
    EXPECT_THAT(open, ElementsAre("http://hl7.org/fhir/ValueSet/ucum-units", "http://loinc.org/vs/LL379-9"));
}

TEST(R4Table, KnowsHl7sExtensions) {
    const std::string core = "http://hl7.org/fhir/StructureDefinition/";
    EXPECT_EQ(r4().extension(core + "patient-birthPlace"), KnownExtension::kPlain);
    EXPECT_EQ(r4().extension(core + "request-doNotPerform"), KnownExtension::kModifier);
    EXPECT_EQ(r4().extension("http://example.org/x"), KnownExtension::kUnknown);
}

TEST(R4Table, ErrataAreApplied) {
    const auto expression = [](std::string_view key) {
        return r4().invariant(static_cast<InvariantId>(r4().find_invariant(key))).expression;
    };
    EXPECT_THAT(expression("app-4"), testing::HasSubstr("'noshow'"));
    EXPECT_THAT(expression("que-12"), testing::HasSubstr(">= 2"));
    EXPECT_THAT(expression("que-7"), testing::HasSubstr("is boolean"));
    EXPECT_THAT(expression("ref-1"), testing::HasSubstr("reference = '#'"));
    EXPECT_THAT(expression("tim-9"), Not(testing::HasSubstr("when in")));
}

}  // namespace
}  // namespace hios::definitions
