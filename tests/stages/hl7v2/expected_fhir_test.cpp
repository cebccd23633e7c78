// The samples that have expected FHIR beside them, against what the maps make: each element of the expected resources
// is there with its value, or stands in a list with the reason why it is not.

#include <gtest/gtest.h>

#include <iostream>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/stages/hl7v2/explained_differences.hpp"
#include "tests/stages/hl7v2/mapped.hpp"

namespace hios::hl7v2 {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Leaves = std::multiset<std::pair<std::string, std::string>>;

// Elements with values, places in lists left out; of references that they are there. Ids, extensions (those projects
// have their own) and what is contained are no matter of agreement.
void collect(const Json& value, const std::string& path, Leaves& leaves) {
    static const std::set<std::string, std::less<>> kOwn{"extension", "modifierExtension", "contained",
                                                         "id",        "resourceType",      "meta"};
    if (value.is_array()) {
        for (const Json& item : value) collect(item, path, leaves);
    } else if (value.is_object()) {
        for (const auto& [key, part] : value.items()) {
            const std::string below = path + "." + key;
            if (key == "reference")
                leaves.emplace(below, "");
            else if (!kOwn.contains(key) && !key.starts_with('_'))
                collect(part, below, leaves);
        }
    } else {
        leaves.emplace(path, value.dump());
    }
}

Leaves leaves_of(const Json& resource) {
    Leaves leaves;
    collect(resource, resource["resourceType"].get<std::string>(), leaves);
    return leaves;
}

struct Pair {
    fs::path message;
    fs::path expected;
};

std::vector<Pair> pairs() {
    constexpr std::string_view kTranslation = "_1_hl7_translation.fhir";
    std::vector<Pair> all;
    for (const auto& entry : fs::recursive_directory_iterator(test::shared_samples())) {
        if (entry.path().extension() != ".fhir") continue;
        fs::path beside = entry.path();
        beside.replace_extension(".hl7");
        const std::string name = entry.path().filename().string();
        if (!fs::exists(beside) && name.ends_with(kTranslation))
            beside.replace_filename(name.substr(0, name.size() - kTranslation.size()) + "_0_initial_message.hl7");
        if (fs::exists(beside)) all.push_back({beside, entry.path()});
    }
    const fs::path guide = test::shared_samples() / "v2-to-fhir-ig";
    all.push_back({guide / "test_conversions-ADT_A01.hl7", guide / "FHIR_bundle.hl7_ADT_A01.json"});
    return all;
}

struct Tally {
    std::size_t resources = 0;
    std::size_t agree = 0;
    std::size_t differ = 0;
    std::size_t missing = 0;
};

class Comparison {
public:
    void add(const std::string& example, const Json& wanted, const std::map<std::string, std::vector<Leaves>>& made) {
        const std::string type = wanted["resourceType"];
        Tally& tally = tallies[type];
        ++tally.resources;
        const Leaves want = leaves_of(wanted);
        const auto ours = made.find(type);
        if (ours == made.end()) {
            tally.missing += want.size();
            explain(example, type, "is not made");
            return;
        }
        const Leaves& best = nearest(want, ours->second);
        for (const auto& leaf : want) {
            if (best.contains(leaf)) {
                ++tally.agree;
                continue;
            }
            const auto like = best.lower_bound({leaf.first, ""});
            const bool differs = like != best.end() && like->first == leaf.first;
            ++(differs ? tally.differ : tally.missing);
            explain(example, leaf.first, (differs ? "differs: " : "is missing: ") + leaf.second);
        }
    }
    void say() const {
        for (const auto& [type, tally] : tallies)
            std::cout << fmt::format("{:20} {:5} resources: {:6} agree {:5} differ {:5} are missing\n", type,
                                     tally.resources, tally.agree, tally.differ, tally.missing);
    }

    std::map<std::string, Tally> tallies;
    std::set<const test::Explained*> met;

private:
    static const Leaves& nearest(const Leaves& want, const std::vector<Leaves>& made) {
        const Leaves* best = &made.front();
        std::ptrdiff_t most = -1;
        for (const Leaves& have : made) {
            const auto agree =
                std::count_if(want.begin(), want.end(), [&](const auto& leaf) { return have.contains(leaf); });
            if (agree <= most) continue;
            most = agree;
            best = &have;
        }
        return *best;
    }
    void explain(const std::string& example, std::string_view element, const std::string& what) {
        for (const test::Explained& one : test::kExplained) {
            if (!one.covers(example, element)) continue;
            met.insert(&one);
            return;
        }
        ADD_FAILURE() << example << ": " << element << " " << what;
    }
};

TEST(ExpectedFhir, ComesOutOrItIsSaidWhyNot) {
    if (!fs::is_directory(test::shared_samples())) GTEST_SKIP() << "there is no folder " << test::shared_samples();
    test::Mapped mapped({{"message_header", "true"}, {"provenance", "true"}});
    Comparison comparison;
    std::size_t examples = 0;
    for (const Pair& pair : pairs()) {
        std::map<std::string, std::vector<Leaves>> made;
        for (const std::string& message : test::messages_of(test::read_bytes(pair.message))) {
            ASSERT_EQ(mapped.map(message), test::Mapped::Result::kMapped) << pair.message;
            for (const test::Mapped::Line& line : mapped.lines())
                made[std::string(line.type)].push_back(leaves_of(Json::parse(line.json)));
        }
        const Json bundle = Json::parse(test::read_bytes(pair.expected));
        for (const Json& entry : bundle.value("entry", Json::array()))
            if (entry.contains("resource") && entry["resource"].contains("resourceType"))
                comparison.add(pair.expected.filename().string(), entry["resource"], made);
        ++examples;
    }
    comparison.say();
    EXPECT_EQ(examples, 118U);
    for (const test::Explained& one : test::kExplained)
        EXPECT_TRUE(comparison.met.contains(&one))
            << "explained, but does not differ: " << one.example << " " << one.element;
}

}  // namespace
}  // namespace hios::hl7v2
