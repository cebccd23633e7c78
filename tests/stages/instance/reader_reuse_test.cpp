// A Reader guesses the next member by what it has read before: what it says must not depend on that.

#include <gmock/gmock.h>

#include "tests/stages/instance/reading.hpp"

namespace hios::instance {
namespace {

using test::Reading;
using test::Said;
using testing::ElementsAre;
using testing::IsEmpty;

// Reads texts one after the other; of each its issues and nodes, as text.
class OneReader {
public:
    std::vector<std::string> read(std::string_view json) {
        std::string text(json);
        text.append(json::kPadding, '"');
        const std::string_view whole(text.data(), json.size());
        json::StructuralIndex index;
        EXPECT_TRUE(index.build(whole));
        json::Cursor cursor(whole, index);
        instance_.escapes = whole.find('\\') != std::string_view::npos;
        issues_.clear();
        std::vector<std::string> all;
        if (!reader_.read(cursor, instance_, issues_)) return {std::string(cursor.fault().code->id)};
        for (const Issue& issue : issues_) {
            all.emplace_back(issue.rule->code.id);
            append_path(instance_, table_, issue.node, all.back());
            all.back() += issue.element;
        }
        for (NodeId id = 0; id < instance_.nodes.size(); ++id) {
            all.emplace_back();
            append_path(instance_, table_, id, all.back());
            all.back() += '=';
            all.back() += instance_.raw(instance_.node(id));
        }
        return all;
    }

private:
    const definitions::Table& table_ = definitions::Table::r4();
    Reader reader_{table_};
    Instance instance_;
    Issues issues_;
};

constexpr std::array<std::string_view, 10> kTexts{
    R"({"resourceType":"Patient","id":"a","active":true,"name":[{"family":"F","given":["G"]}]})",
    R"({"id":"a","resourceType":"Patient","name":[{"given":["G"],"family":"F"}],"active":true})",
    R"({"resourceType":"Device","id":"a","patient":{"reference":"Patient/a"}})",
    R"({ "resourceType" : "Patient" , "id" : "a" , "name" : [ { "family" : "F" } ] })",
    R"({"resourceType":"Patient","id":"a","resourceType":"Patient","name":[{"family":"F","family":"F"}]})",
    R"({"resourceType":"Patient","id":"a","contained":[{"id":"c","resourceType":"Device","status":"active"}]})",
    R"({"resourceType":"MedicationRequest","id":"a","status":"active","intent":"order","medicationCodeableConcept":)"
    R"({"text":"t"},"subject":{"display":"s"}})",
    R"({"resourceType":"MedicationRequest","id":"a","status":"active","intent":"order","medicationXodeableConcept":)"
    R"({"text":"t"},"subject":{"display":"s"}})",
    R"({"resourceType":"Patient","i\u0064":"a","_id":{"id":"x"},"birthDate":"1970","_birthDate":{"id":"b"}})",
    R"({"resourceType":"Patient","id":{"x":1},"name":{"family":"F"},"active":"true","birthDate":["1970"]})",
};

TEST(ReaderReuse, WhatWasReadBeforeChangesNothing) {
    OneReader used;
    for (const std::string_view before : kTexts) {
        for (const std::string_view text : kTexts) {
            used.read(before);
            EXPECT_EQ(used.read(text), OneReader().read(text)) << "after " << before;
        }
    }
}

TEST(ReaderReuse, ALongNameIsComparedAsAWhole) {
    OneReader reader;
    EXPECT_THAT(reader.read(kTexts[6]), testing::Not(testing::Contains(testing::HasSubstr("unknown_element"))));
    EXPECT_THAT(reader.read(kTexts[7]), testing::Contains(testing::HasSubstr("unknown_element")));
}

TEST(ReaderReuse, WhiteSpaceBetweenTokensChangesNothing) {
    const Reading compact(R"({"resourceType":"Patient","name":[{"family":"F"}],"gender":"male","photo":[{"size":1}]})");
    const Reading wide(
        "{ \"resourceType\"\t: \"Patient\" , \"name\" : [ {\n\"family\" : \"F\" } ] ,\r\n"
        "\"gender\" : \"male\" , \"photo\":[{\"size\" : 1 } ] }");
    EXPECT_THAT(wide.said(), IsEmpty());
    ASSERT_EQ(wide.instance.nodes.size(), compact.instance.nodes.size());
    for (NodeId id = 1; id < wide.instance.nodes.size(); ++id) {
        EXPECT_EQ(wide.path(id), compact.path(id));
        if (wide.instance.node(id).shape != Shape::kObject) {
            EXPECT_EQ(wide.instance.raw(wide.instance.node(id)), compact.instance.raw(compact.instance.node(id)));
        }
    }
}

TEST(ReaderReuse, AMemberWithoutANameIsUnknown) {
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","":{"x":1}})").said(),
                ElementsAre(Said{"unknown_element", "Patient", "\"\""}));
    EXPECT_THAT(Reading(R"({"resourceType":"Patient","name":[{"":"F"}]})").said(),
                ElementsAre(Said{"unknown_element", "Patient.name[0]", "\"\""}));
}

}  // namespace
}  // namespace hios::instance
