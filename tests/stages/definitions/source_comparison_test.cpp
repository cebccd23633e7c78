// Every element of every snapshot in HL7's files, looked up in the built-in table: nothing is lost on
// the way through reader, writer and compiler.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "stages/definitions/profiles.hpp"
#include "stages/definitions/table.hpp"

namespace hios::definitions {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class SourceComparison : public testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::path(HIOS_SOURCE_DIR) / ".." / "shared" / "reference" / "fhir-r4";
        if (!fs::exists(folder_)) GTEST_SKIP() << folder_ << " is not there";
    }
    [[nodiscard]] json read(const std::string& name) const {
        std::ifstream file(folder_ / name);
        return json::parse(file);
    }
    fs::path folder_;
};

std::string range(std::uint16_t min, std::uint16_t max) {
    return fmt::format("{}..{}", min, max == kUnbounded ? "*" : std::to_string(max));
}

// "Bundle.entry.link" stands at the type Bundle.entry; the value of a primitive nowhere.
const Element* lookup(const std::string& path) {
    const std::size_t dot = path.rfind('.');
    std::string name = path.substr(dot + 1);
    if (name.ends_with("[x]")) name.resize(name.size() - 3);
    const TypeId type = Table::r4().type_of(path.substr(0, dot));
    return type == kNoType ? nullptr : Table::r4().element_named(type, name);
}

std::set<std::string> source_types(const json& element, bool backbone) {
    if (element.contains("contentReference")) return {element["contentReference"].get<std::string>().substr(1)};
    if (backbone) return {element["path"]};
    std::set<std::string> types;
    for (const json& type : element["type"]) types.insert(type.value("fhirType", type["code"].get<std::string>()));
    // The erratum of ids.
    if (element["base"]["path"] == "Resource.id") return {"id"};
    return types;
}

std::set<std::string> table_types(const Element& element) {
    const Table& table = Table::r4();
    std::set<std::string> types;
    for (const PropertyId id : table.properties(table.type_of(element.path.substr(0, element.path.rfind('.'))))) {
        const Property& property = table.property(id);
        if (&table.element(property.element) == &element) types.emplace(table.type(property.type).name);
    }
    return types;
}

TEST_F(SourceComparison, EveryElementOfEveryTypeIsInTheTable) {
    std::size_t elements = 0;
    for (const char* name : {"structuredefinitions-types.json", "structuredefinitions-resources.json"}) {
        for (const json& definition : read(name)) {
            if (definition.value("derivation", "") == "constraint") continue;
            std::set<std::string> parents;
            for (const json& element : definition["snapshot"]["element"]) {
                const std::string path = element["path"];
                if (path.find('.') != std::string::npos) parents.insert(path.substr(0, path.rfind('.')));
            }
            for (const json& element : definition["snapshot"]["element"]) {
                const std::string path = element["path"];
                const bool value_of_primitive = definition["kind"] == "primitive-type" && path.ends_with(".value");
                // Slices of ElementDefinition.extension.
                if (path.find('.') == std::string::npos || value_of_primitive || element.contains("sliceName"))
                    continue;
                const Element* const found = lookup(path);
                ASSERT_NE(found, nullptr) << path;
                EXPECT_EQ(found->path, path);
                EXPECT_EQ(range(found->min, found->max),
                          fmt::format("{}..{}", element["min"].get<int>(), element["max"].get<std::string>()))
                    << path;
                if (!path.starts_with("xhtml.")) {
                    EXPECT_EQ(table_types(*found), source_types(element, parents.contains(path))) << path;
                }
                EXPECT_EQ(found->modifier, element.value("isModifier", false)) << path;
                const std::string strength = element.value("binding", json::object()).value("strength", "");
                EXPECT_EQ(found->strength == Strength::kRequired, strength == "required") << path;
                EXPECT_EQ(found->strength == Strength::kExtensible, strength == "extensible") << path;
                ++elements;
            }
        }
    }
    EXPECT_GT(elements, 7000U);
}

TEST_F(SourceComparison, EveryCodeOfARequiredSetThatIsAWholeSystemIsInTheTable) {
    std::map<std::string, json> systems;
    for (const json& system : read("codesystems.json")) systems.emplace(system["url"], system);
    std::size_t codes = 0;
    for (const json& set : read("valuesets.json")) {
        const CodeSetId id = Table::r4().code_set_of(set["url"].get<std::string>());
        if (id == kNoCodeSet) continue;
        for (const json& include : set["compose"]["include"]) {
            if (include.contains("filter") || !include.contains("system") || set["compose"].contains("exclude"))
                continue;
            const std::string url = include["system"];
            if (!include.contains("concept") && (!systems.contains(url) || systems[url]["content"] != "complete"))
                continue;
            const json& list = include.contains("concept") ? include["concept"] : systems[url]["concept"];
            for (const json& concept_of : list) {
                EXPECT_EQ(Table::r4().has_coding(id, url, concept_of["code"].get<std::string>()), Membership::kIn);
                ++codes;
            }
        }
    }
    EXPECT_GT(codes, 3000U);
}

TEST_F(SourceComparison, EveryRuleOfUsCoreStandsInItsTable) {
    for (const std::string_view version : kUsCoreVersions) {
        std::size_t fixed = 0;
        for (const json& definition : read(fmt::format("uscore-{}.json", version))) {
            if (definition["resourceType"] != "StructureDefinition") continue;
            const Profile* const profile = us_core(version)->find(definition["url"].get<std::string>());
            ASSERT_NE(profile, nullptr) << definition["url"];
            std::size_t own = 0;
            std::size_t values = 0;
            std::size_t slices = 0;
            for (const json& element : definition["snapshot"]["element"]) {
                for (const json& rule : element.value("constraint", json::array())) {
                    own += Table::r4().find_invariant(rule["key"].get<std::string>()) == Table::r4().invariants();
                }
                for (const auto& [name, value] : element.items())
                    values += name.starts_with("fixed") || name.starts_with("pattern");
                slices += element.contains("sliceName");
            }
            std::size_t own_in_table = 0;
            std::size_t values_in_table = 0;
            std::size_t slices_in_table = 0;
            for (const ProfileNode& node : profile->nodes) {
                own_in_table += node.invariants.size();
                values_in_table += node.fixed != kNoFixedValue || node.pattern != kNoFixedValue;
                slices_in_table += !node.slice.empty();
            }
            EXPECT_EQ(own_in_table, own) << profile->url;
            EXPECT_EQ(values_in_table, values) << profile->url;
            EXPECT_EQ(slices_in_table, slices) << profile->url;
            fixed += values;
        }
        EXPECT_GE(fixed, 40U);
    }
}

// They come as any profile that a job names: as JSON.
TEST_F(SourceComparison, TheProfilesAndExtensionsOfTheCoreAreReadAtRunTime) {
    for (const auto& [name, profiles] : {std::pair{"structuredefinitions-profiles.json", 43U},
                                         std::pair{"structuredefinitions-extensions.json", 396U}}) {
        const auto set = ProfileSet::from_json(std::vector{read(name).dump()}, Table::r4());
        ASSERT_TRUE(set) << name << ": " << to_text(set.error());
        EXPECT_EQ((*set)->profiles().size(), profiles);
    }
}

}  // namespace
}  // namespace hios::definitions
