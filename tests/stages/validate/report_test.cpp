// Issues in words: places, OperationOutcomes, and what must never be in them.

#include "stages/validate/report.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "stages/validate/rules.hpp"
#include "tests/stages/validate/checking.hpp"
#include "tests/stages/validate/linear_cost.hpp"
#include "tests/stages/validate/mutator.hpp"
#include "tests/stages/validate/samples.hpp"

namespace hios::validate {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

TEST(Places, CountLinesAndColumnsFromOne) {
    Places places("ab\ncd\n\nef", 1, 0);
    const auto is = [&](std::uint32_t offset, std::uint64_t line, std::uint64_t column) {
        const Place place = places.at(offset);
        return place.line == line && place.column == column && place.offset == offset;
    };
    EXPECT_TRUE(is(0, 1, 1));
    EXPECT_TRUE(is(1, 1, 2));
    EXPECT_TRUE(is(2, 1, 3)) << "the line's end belongs to it";
    EXPECT_TRUE(is(3, 2, 1));
    EXPECT_TRUE(is(7, 4, 1));
    EXPECT_TRUE(is(8, 4, 2));
    EXPECT_TRUE(is(9, 4, 3)) << "the end of the text";
    EXPECT_TRUE(is(4, 2, 2)) << "going back";
    EXPECT_TRUE(is(0, 1, 1));
}

TEST(Places, BeginWhereTheDocumentDoes) {
    Places places("ab\ncd", 7, 1000);
    EXPECT_EQ(places.at(4).line, 8U);
    EXPECT_EQ(places.at(4).column, 2U);
    EXPECT_EQ(places.at(4).offset, 1004U);
    EXPECT_EQ(places.at(1).line, 7U);
}

TEST(Places, AreTheSameInAnyOrder) {
    const std::string text = "\n\nab\n\ncd\r\n\n";
    Places forward(text, 1, 0);
    Places backward(text, 1, 0);
    std::vector<std::pair<std::uint64_t, std::uint64_t>> expected(text.size() + 1);
    for (std::uint32_t at = 0; at <= text.size(); ++at) expected[at] = {forward.at(at).line, forward.at(at).column};
    for (std::uint32_t step = 1; step < text.size(); ++step) {
        for (std::uint32_t i = 0; i <= text.size(); ++i) {
            const auto at = static_cast<std::uint32_t>((text.size() + 1 - i) * step % (text.size() + 1));
            EXPECT_EQ(std::pair(backward.at(at).line, backward.at(at).column), expected[at]) << at;
        }
    }
}

TEST(Places, GoingBackAndForthCostsLinearTime) {
    // In each entry the unknown member comes before the missing ones, which are told at the entry's begin.
    const auto bundle_of = [](std::size_t size) {
        std::string entries;
        for (std::size_t i = 0; i < size; ++i)
            entries +=
                std::string(i > 0 ? "," : "") + "\n{\"resource\":\n{\"resourceType\":\"Observation\",\n\"foo\":\n1}}";
        return R"({"resourceType":"Bundle","type":"collection","entry":[)" + entries + "]}";
    };
    test::expect_linear_cost(30'000, bundle_of, [](const std::string& bundle) {
        test::Checker checker;
        EXPECT_THAT(checker.check(bundle, true).all.size(), AnyOf(90'000U, 22'500U));
    });
}

constexpr const char* kBroken = "{\"resourceType\":\"Patient\",\n \"gender\":\"x\",\n \"foo\":1}";

TEST(Report, AnOutcomeHasRuleExpressionAndPlace) {
    test::Checker checker;
    const auto found = checker.check(kBroken, true, "folder/a \"b\".json", 3, 100);
    const auto outcome = nlohmann::json::parse(found.outcomes);
    EXPECT_EQ(outcome["resourceType"], "OperationOutcome");
    ASSERT_EQ(outcome["issue"].size(), 2U);
    const auto by_rule = [&](const char* rule) {
        for (const auto& issue : outcome["issue"]) {
            if (issue["details"]["coding"][0]["code"] == rule) return issue;
        }
        ADD_FAILURE() << rule;
        return outcome["issue"][0];
    };
    const auto code = by_rule("validate.code");
    EXPECT_EQ(code["severity"], "error");
    EXPECT_EQ(code["code"], "code-invalid");
    EXPECT_EQ(code["expression"], nlohmann::json::array({"Patient.gender"}));
    EXPECT_EQ(code["extension"][0]["valueInteger"], 4);
    EXPECT_EQ(code["extension"][1]["valueInteger"], 11);
    EXPECT_EQ(code["extension"][2]["valueDecimal"], 137);
    EXPECT_EQ(code["diagnostics"], "folder/a \"b\".json: line 4, column 11, byte 137");
    EXPECT_THAT(code["details"]["text"].get<std::string>(),
                HasSubstr("http://hl7.org/fhir/ValueSet/administrative-gender"));
    const auto unknown = by_rule("validate.unknown_element");
    EXPECT_EQ(unknown["expression"][0], "Patient");
    EXPECT_THAT(unknown["details"]["text"].get<std::string>(), HasSubstr("foo"));
}

TEST(Report, ALineNamesFilePlaceSeverityAndRule) {
    test::Checker checker;
    EXPECT_THAT(checker.check(kBroken, true).lines, HasSubstr("a.json:2:11: error: Patient.gender: "));
    EXPECT_THAT(checker.check(kBroken, true).lines, HasSubstr(" [validate.code]\n"));
}

TEST(Report, MessagesSayHowToMend) {
    for (const Rule* rule : all_rules()) {
        EXPECT_FALSE(rule->code.id.empty());
        EXPECT_TRUE(rule->code.meaning.ends_with('.')) << rule->code.id;
        EXPECT_FALSE(rule->code.mend.empty()) << rule->code.id;
    }
}

TEST(Report, OutcomesOfSpoiltResourcesAreValidFhir) {
    test::Checker checker(Level::kStrict);
    test::Checker outcomes(Level::kStrict);
    test::ResourceMutator mutator(77);
    std::size_t checked = 0;
    for (const std::string_view sample : test::kSamples) {
        const auto tree = *test::parse_tree(sample);
        for (int round = 0; round < 300; ++round) {
            std::istringstream lines(checker.check(mutator.mutated(tree), true, "odd\t\"\\\n\x01 name.json").outcomes);
            for (std::string line; std::getline(lines, line);) {
                ++checked;
                const auto found = outcomes.check(line);
                ASSERT_TRUE(found.accepted()) << testing::PrintToString(found) << line;
            }
        }
    }
    EXPECT_GT(checked, 1000U);
}

// --- no values of the document

// Replaces every string by one that cannot come from anywhere else; numbers too, and odd member names.
void plant(test::Tree& tree, bool in_type) {
    if (tree.is(test::Tree::Kind::kString) && !in_type) tree.text = "cAnAry " + tree.text.substr(0, 5) + "\"<é";
    if (tree.is(test::Tree::Kind::kNumber)) tree.text = "-771177.5";
    for (auto& [name, value] : tree.members) plant(value, name == "resourceType");
    for (test::Tree& item : tree.items) plant(item, false);
    if (tree.is(test::Tree::Kind::kObject)) {
        for (const char* name :
             {"cAnAry name", "cAnAry/1", "cAnAry\n2", "cAnAryé", "_cAnAry.3", "cAnAry<b>", "cAnAry@x.org"})
            tree.members.emplace_back(name, test::Tree{test::Tree::Kind::kString, "cAnAry", {}, {}});
    }
}

TEST(Report, NoValueOfTheDocumentIsInAnyMessage) {
    test::Checker checker(Level::kStrict);
    for (const std::string_view sample : test::kSamples) {
        auto tree = *test::parse_tree(sample);
        plant(tree, false);
        const auto found = checker.check(test::text_of(tree), true);
        EXPECT_GT(found.all.size(), 10U);
        for (const std::string& text : {found.outcomes, found.lines}) {
            EXPECT_THAT(text, Not(HasSubstr("cAnAry")));
            EXPECT_THAT(text, Not(HasSubstr("771177")));
        }
    }
}

TEST(Report, NoValueOfASlightlySpoiltDocumentIsInAnyMessage) {
    test::Checker checker(Level::kStrict);
    test::ResourceMutator mutator(99);
    for (const std::string_view sample : test::kSamples) {
        const auto tree = *test::parse_tree(sample);
        for (int round = 0; round < 300; ++round) {
            auto spoilt = test::parse_tree(mutator.mutated(tree));
            if (!spoilt) continue;
            plant(*spoilt, false);
            const auto found = checker.check(test::text_of(*spoilt), true);
            ASSERT_THAT(found.outcomes + found.lines, Not(HasSubstr("cAnAry")));
        }
    }
}

TEST(Report, AnUnknownResourceTypeIsNotQuoted) {
    test::Checker checker;
    const auto found = checker.check(R"({"resourceType":"cAnAry of Smith"})", true);
    EXPECT_THAT(found.outcomes + found.lines, Not(HasSubstr("cAnAry")));
    EXPECT_THAT(found.outcomes + found.lines, HasSubstr("validate.unknown_resource_type"));
}

}  // namespace
}  // namespace hios::validate
