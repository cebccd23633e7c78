// The published schema is checked by a walker of our own: it must not use what the walker ignores.

#include "jobs/spec/schema.hpp"

#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace hios::jobs {
namespace {

using nlohmann::json;

const std::set<std::string> kKnown{"$schema",
                                   "title",
                                   "description",
                                   "default",
                                   "examples",
                                   "errorMessage",
                                   "definitions",
                                   "$ref",
                                   "type",
                                   "enum",
                                   "properties",
                                   "patternProperties",
                                   "additionalProperties",
                                   "required",
                                   "minProperties",
                                   "maxProperties",
                                   "items",
                                   "minItems",
                                   "minLength",
                                   "maxLength",
                                   "pattern",
                                   "minimum",
                                   "maximum",
                                   "anyOf"};

void check_keywords(const json& schema, const std::string& at) {
    ASSERT_TRUE(schema.is_object()) << at;
    for (const auto& [keyword, value] : schema.items()) {
        EXPECT_TRUE(kKnown.count(keyword)) << at << ": " << keyword;
        if (keyword == "properties" || keyword == "patternProperties" || keyword == "definitions") {
            for (const auto& [name, child] : value.items()) check_keywords(child, at + "/" + name);
        }
        if (keyword == "anyOf") {
            for (const json& child : value) check_keywords(child, at + "/anyOf");
        }
        if (keyword == "items") check_keywords(value, at + "/items");
    }
}

void check_described(const json& root, const json& schema, const std::string& at) {
    const json properties = schema.value("properties", json::object());
    for (const auto& [name, child] : properties.items()) {
        const json& target =
            child.contains("$ref") ? root.at(json::json_pointer(child["$ref"].get<std::string>().substr(1))) : child;
        EXPECT_TRUE(child.contains("description") || target.contains("description") || name == "uri")
            << at << "/" << name;
        check_described(root, target, at + "/" + name);
    }
    for (const json& child : schema.value("anyOf", json::array())) check_described(root, child, at);
}

TEST(JobSchema, UsesOnlyKeywordsThatAreChecked) {
    check_keywords(json::parse(kJobSchema), "");
}

TEST(JobSchema, DescribesEveryFieldForEditors) {
    const json schema = json::parse(kJobSchema);
    check_described(schema, schema, "");
}

}  // namespace
}  // namespace hios::jobs
