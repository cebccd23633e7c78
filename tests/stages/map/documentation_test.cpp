// docs/mapping-language.md says what is so: its examples run, its list of functions is the table of functions, and
// the schema for editors knows the same keys as the reader.

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "stages/map/overrides.hpp"
#include "tests/stages/map/mapping.hpp"

namespace hios::map {
namespace {

namespace fs = std::filesystem;

std::string file(const std::string& path) {
    std::stringstream text;
    text << std::ifstream(fs::path(HIOS_SOURCE_DIR) / path).rdbuf();
    return text.str();
}

std::vector<std::string> examples() {
    std::vector<std::string> blocks;
    const std::string page = file("docs/mapping-language.md");
    for (std::size_t at = page.find("```yaml\n"); at != std::string::npos; at = page.find("```yaml\n", at)) {
        const std::size_t begin = at + 8;
        at = page.find("```", begin);
        blocks.push_back(page.substr(begin, at - begin));
    }
    return blocks;
}

TEST(Documentation, ItsExamplesRun) {
    std::map<std::string, MapFile> by_name;
    std::size_t tests = 0;
    for (const std::string& yaml : examples()) {
        Problems problems;
        auto maps = read_map_file(yaml, "example.yaml", problems);
        ASSERT_FALSE(problems.failed()) << all_text(problems) << yaml;
        for (MapFile& one : maps) {
            if (!one.overrides.empty()) {
                MapFile base = by_name.at(one.overrides[0].on);
                apply_overrides(one, base, problems);
                one = base;
            }
            const CompiledMap map = compile(one, {}, problems);
            ASSERT_TRUE(problems.all().empty()) << all_text(problems) << yaml;
            for (const TestResult& result : run_tests(map)) {
                ++tests;
                for (const Problem& failure : result.failures)
                    ADD_FAILURE() << to_text(failure) << "\n" << result.output;
            }
            by_name[one.name] = one;
        }
    }
    EXPECT_EQ(by_name.size(), 3U);
    EXPECT_EQ(tests, 8U);
}

TEST(Documentation, ItsFunctionsAreThoseOfTheTable) {
    const std::string page = file("docs/mapping-language.md");
    std::string list;
    for (const Function* one : documented_functions())
        list += fmt::format("| `{}` | {} |\n", one->signature, one->meaning);
    EXPECT_NE(page.find("| function | gives |\n|---|---|\n" + list + "\n"), std::string::npos) << list;
}

// Whether every key of the YAML is a property the schema names; free maps (tables, templates) are not entered.
void fits(const Node& node, const nlohmann::json& root, nlohmann::json schema, const std::string& path) {
    while (schema.contains("$ref")) {
        const std::string name = schema["$ref"].get<std::string>().substr(std::string("#/$defs/").size());
        schema = root["$defs"][name];
    }
    if (node.is_list() && schema.contains("items")) {
        for (const auto& item : node.items) fits(*item, root, schema["items"], path + "[]");
    }
    if (!node.is_map() || !schema.contains("properties")) return;
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        const std::string& key = node.keys[i].name;
        if (schema["properties"].contains(key)) {
            fits(*node.items[i], root, schema["properties"][key], path + "/" + key);
        } else {
            EXPECT_NE(schema.value("additionalProperties", nlohmann::json(true)), nlohmann::json(false))
                << path << "/" << key;
        }
    }
}

TEST(Documentation, TheSchemaKnowsTheKeysOfTheExamplesAndShippedMaps) {
    const auto schema = nlohmann::json::parse(file("data/schema/hios-map.schema.json"));
    auto texts = examples();
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(HIOS_SOURCE_DIR) / "data/maps"))
        if (entry.path().extension() == ".yaml")
            texts.push_back(file(fs::relative(entry.path(), HIOS_SOURCE_DIR).string()));
    for (const std::string& text : texts) {
        Problems problems;
        for (const NodePtr& root : read_yaml(text, "x.yaml", problems)) fits(*root, schema, schema, "");
    }
}

// A key the schema offers must be one that the reader takes.
TEST(Documentation, TheReaderKnowsTheKeysOfTheSchema) {
    const auto schema = nlohmann::json::parse(file("data/schema/hios-map.schema.json"));
    for (const auto& [key, value] : schema["properties"].items()) {
        Problems problems;
        (void)read_map_file("map: x\n" + (key == "map" ? std::string() : key + ": {}\n"), "x.yaml", problems);
        EXPECT_EQ(all_text(problems).find("unknown key"), std::string::npos) << key;
    }
}

}  // namespace
}  // namespace hios::map
