// The rules HL7 published, on the examples HL7 published.

#include <gtest/gtest.h>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <sstream>

#include "stages/fhirpath/evaluator.hpp"
#include "tests/stages/fhirpath/resource.hpp"

namespace hios::fhirpath {
namespace {

namespace fs = std::filesystem;
using definitions::InvariantId;
using definitions::Table;
using instance::NodeId;

fs::path shared_folder(std::string_view below) {
    return fs::path(HIOS_SOURCE_DIR) / ".." / "shared" / below;
}

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// Every rule of a resource's types and elements on each of its nodes.
class RuleRunner {
public:
    RuleRunner() {
        for (std::size_t i = 0; i < table_.invariants(); ++i) {
            const auto expression = compile(table_.invariant(static_cast<InvariantId>(i)).expression, Model::r4());
            rules_.push_back(expression ? std::optional(*expression) : std::nullopt);
        }
    }

    void run(const instance::Instance& instance) {
        for (NodeId id = 0; id < instance.nodes.size(); ++id) {
            const auto& node = instance.node(id);
            Environment environment;
            environment.resource = resource_of(instance, id);
            environment.root_resource = root_of(instance, id);
            judge(table_.type(node.type).invariants, instance, id, environment);
            if (id == instance::kRoot) continue;
            judge(table_.element(table_.property(node.property).element).invariants, instance, id, environment);
        }
    }

    std::map<std::string, std::array<int, 4>> verdicts;  // by key, of each Truth

private:
    void judge(std::span<const InvariantId> rules, const instance::Instance& instance, NodeId id,
               const Environment& environment) {
        for (const InvariantId rule : rules) {
            if (!rules_[rule]) continue;
            const Truth truth = evaluator_.evaluate_boolean(*rules_[rule], instance, id, environment);
            ++verdicts[std::string(table_.invariant(rule).key)][static_cast<std::size_t>(truth)];
        }
    }

    NodeId resource_of(const instance::Instance& instance, NodeId id) const {
        while (id != instance::kRoot && !is_resource(instance, id)) id = instance.node(id).parent;
        return id;
    }
    // Bundle.entry.resource stands on its own; contained resources do not.
    NodeId root_of(const instance::Instance& instance, NodeId id) const {
        while (id != instance::kRoot) {
            const auto& node = instance.node(id);
            if (is_resource(instance, id) && table_.property(node.property).name == "resource") break;
            id = node.parent;
        }
        return id;
    }
    bool is_resource(const instance::Instance& instance, NodeId id) const {
        return table_.type(instance.node(id).type).kind == definitions::TypeKind::kResource;
    }

    const Table& table_ = Table::r4();
    std::vector<std::optional<Expression>> rules_;
    Evaluator evaluator_{Model::r4()};
};

TEST(PublishedRules, HoldOnPublishedExamples) {
    // Recommendations that HL7's own examples do not follow: narratives, and names fit for code.
    const std::set<std::string> advice{"dom-6", "csd-0", "msd-0", "nsd-0", "pdf-0", "tcp-0", "tst-0", "vsd-0"};
    // Only a caller's Services can check narratives.
    const std::set<std::string> narrative{"txt-1", "txt-2"};
    RuleRunner runner;
    int files = 0;
    for (const char* folder : {"samples/fhir/hl7-r4-examples", "samples/fhir/uscore-3.1.1-examples"}) {
        if (!fs::exists(shared_folder(folder)))
            GTEST_SKIP() << "there are no examples beside this checkout: " << folder;
        for (const auto& entry : fs::recursive_directory_iterator(shared_folder(folder))) {
            if (entry.path().extension() != ".json") continue;
            const test::Resource resource(read_file(entry.path()));
            if (!resource.readable()) continue;
            runner.run(resource.instance());
            ++files;
        }
    }
    EXPECT_GT(files, 400);
    EXPECT_GT(runner.verdicts.size(), 60U);
    for (const auto& [key, verdicts] : runner.verdicts) {
        EXPECT_EQ(verdicts[static_cast<std::size_t>(Truth::kError)], 0) << key;
        if (!advice.contains(key)) {
            EXPECT_EQ(verdicts[static_cast<std::size_t>(Truth::kFalse)], 0) << key;
        }
        if (!narrative.contains(key)) {
            EXPECT_EQ(verdicts[static_cast<std::size_t>(Truth::kEmpty)], 0) << key;
        }
    }
}

TEST(PublishedRules, OfEveryUsCoreVersionCompile) {
    int rules = 0;
    for (const char* version : {"3.1.1", "5.0.1", "6.1.0", "7.0.0"}) {
        const fs::path path = shared_folder("reference/fhir-r4") / ("uscore-" + std::string(version) + ".json");
        if (!fs::exists(path)) GTEST_SKIP() << "the definitions are not beside this checkout: " << path;
        const auto visit = [&](const auto& self, const nlohmann::json& json) -> void {
            if (json.is_object() && json.contains("key") && json.contains("human") && json.contains("expression")) {
                const auto expression = compile(json["expression"].get<std::string>(), Model::r4());
                EXPECT_TRUE(expression.has_value()) << version << ' ' << json["key"] << ' ' << json["expression"];
                ++rules;
            }
            if (json.is_structured()) {
                for (const auto& member : json) self(self, member);
            }
        };
        visit(visit, nlohmann::json::parse(read_file(path)));
    }
    EXPECT_GT(rules, 100);
}

}  // namespace
}  // namespace hios::fhirpath
