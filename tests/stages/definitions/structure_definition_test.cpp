#include "stages/definitions/structure_definition.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/definitions/codes.hpp"

namespace hios::definitions {
namespace {

using testing::HasSubstr;

std::string definition(const std::string& elements) {
    return fmt::format(R"({{"resourceType":"StructureDefinition","url":"http://x/p","version":"2","kind":"resource",
        "abstract":false,"type":"Patient","derivation":"constraint","baseDefinition":"http://x/base|4.0.1",
        "snapshot":{{"element":[{{"id":"Patient","path":"Patient","min":0,"max":"*"}}{}]}}}})",
                       elements);
}

model::Element read_element(const std::string& element) {
    model::Definitions definitions;
    const auto read = read_definitions(definition("," + element), definitions);
    EXPECT_TRUE(read) << to_text(read.error());
    return read ? definitions.structures.at(0).elements.at(1) : model::Element();
}

TEST(StructureDefinitions, AreReadWithTheirHead) {
    model::Definitions definitions;
    ASSERT_TRUE(read_definitions(definition(""), definitions));
    const model::Definition& read = definitions.structures.at(0);
    EXPECT_EQ(read.url, "http://x/p");
    EXPECT_EQ(read.version, "2");
    EXPECT_EQ(read.type, "Patient");
    EXPECT_EQ(read.base, "http://x/base");
    EXPECT_TRUE(read.constraint);
    EXPECT_EQ(read.elements.at(0).max, model::kUnbounded);
}

TEST(StructureDefinitions, AnElementIsReadWithAllItAsks) {
    const model::Element element =
        read_element(R"({"id":"Patient.extension:a.value[x]","path":"Patient.extension.value[x]",
        "sliceName":"a","min":1,"max":"3","base":{"path":"Extension.value[x]"},"isModifier":true,"maxLength":20,
        "type":[{"code":"Reference","profile":["http://x/r|1"],"targetProfile":["http://x/t"]},{"code":"code"}],
        "binding":{"strength":"required","valueSet":"http://x/vs|4.0.1"},"patternCoding":{"code":"b","system":"a"},
        "minValueDecimal":1.5,"constraint":[{"key":"k-1","severity":"warning","human":"h","expression":"e"}],
        "slicing":{"rules":"closed","ordered":true,"discriminator":[{"type":"value","path":"url"}]}})");
    EXPECT_EQ(element.slice_name, "a");
    EXPECT_EQ(element.base_path, "Extension.value[x]");
    EXPECT_EQ(element.min, 1);
    EXPECT_EQ(element.max, 3);
    EXPECT_TRUE(element.modifier);
    EXPECT_EQ(element.max_length, 20U);
    ASSERT_EQ(element.types.size(), 2U);
    EXPECT_EQ(element.types[0], (model::TypeRef{"Reference", {"http://x/r"}, {"http://x/t"}}));
    EXPECT_EQ(element.binding, (model::Binding{Strength::kRequired, "http://x/vs"}));
    EXPECT_EQ(element.pattern, R"({"code":"b","system":"a"})") << "members keep their order";
    EXPECT_EQ(element.min_value, "1.5");
    EXPECT_EQ(element.constraints.at(0), (model::Constraint{"k-1", false, "e"}));
    EXPECT_EQ(element.slicing, (model::Slicing{{{"value", "url"}}, "closed", true}));
}

TEST(StructureDefinitions, SystemTypesAreFhirTypes) {
    const auto code = [](const std::string& type) {
        return read_element(R"({"id":"Patient.id","path":"Patient.id","min":0,"max":"1","type":[)" + type + "]}")
            .types.at(0)
            .code;
    };
    EXPECT_EQ(code(R"({"code":"http://hl7.org/fhirpath/System.String"})"), "string");
    EXPECT_EQ(code(R"({"code":"http://hl7.org/fhirpath/System.String","fhirType":"uri"})"), "uri");
    EXPECT_EQ(code(R"({"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type",
        "valueUrl":"id"}],"code":"http://hl7.org/fhirpath/System.String"})"),
              "id");
}

TEST(StructureDefinitions, WithoutASnapshotTheyAreRefusedOrPassedOver) {
    const std::string json =
        R"({"resourceType":"StructureDefinition","url":"http://x/p","differential":{"element":[]}})";
    model::Definitions definitions;
    const auto read = read_definitions(json, definitions);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, &codes::kNoSnapshot);
    EXPECT_THAT(read.error().what, HasSubstr("http://x/p"));
    EXPECT_TRUE(read_definitions(json, definitions, Differential::kPassOver));
    EXPECT_TRUE(definitions.structures.empty());
}

TEST(StructureDefinitions, ComeAloneInArraysAndInBundles) {
    model::Definitions definitions;
    ASSERT_TRUE(read_definitions("[" + definition("") + ",{\"resourceType\":\"Patient\"}]", definitions));
    ASSERT_TRUE(
        read_definitions(R"({"resourceType":"Bundle","entry":[{},{"resource":)" + definition("") + "}]}", definitions));
    EXPECT_EQ(definitions.structures.size(), 2U);
}

TEST(StructureDefinitions, BrokenOnesAreRefused) {
    for (const std::string& json : {std::string(), std::string("{"), std::string("3"), definition(",{}"),
                                    definition(",3"), definition(R"(,{"id":"Patient.a","path":"Patient.a","min":0})"),
                                    definition(R"(,{"id":"Patient.a","path":"Patient.a","min":0,"max":"many"})"),
                                    definition(R"(,{"id":"Patient.a","path":"Patient.a","min":-1,"max":"1"})"),
                                    definition(R"(,{"path":"Patient.a","min":0,"max":"1"})")}) {
        model::Definitions definitions;
        const auto read = read_definitions(json, definitions);
        ASSERT_FALSE(read) << json;
        EXPECT_EQ(read.error().code, &codes::kNotADefinition) << json;
    }
}

TEST(StructureDefinitions, MembersOfOtherTypesCountAsAbsent) {
    const model::Element element = read_element(R"({"id":"Patient.a","path":"Patient.a","min":0,"max":"1","type":3,
        "binding":[],"constraint":{},"slicing":3,"base":"x","sliceName":7,"maxLength":"x"})");
    EXPECT_TRUE(element.types.empty());
    EXPECT_TRUE(element.constraints.empty());
    EXPECT_FALSE(element.max_length);
}

}  // namespace
}  // namespace hios::definitions
