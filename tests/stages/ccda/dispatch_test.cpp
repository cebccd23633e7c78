// Sections, templates and the names that claim entries.

#include <gtest/gtest.h>

#include "stages/ccda/account.hpp"
#include "tests/stages/ccda/samples.hpp"

namespace hios::ccda {
namespace {

using test::Asked;
using test::document;
using test::entry;

constexpr std::string_view kProblem = "2.16.840.1.113883.10.20.22.4.4";
constexpr std::string_view kOldProblem = "2.16.840.1.113883.10.20.1.28";

std::string statement(std::string_view element, std::string_view templates, std::string_view rest = {}) {
    std::string text = "<" + std::string(element) + " moodCode='EVN'>";
    while (!templates.empty()) {
        const std::size_t end = std::min(templates.find(' '), templates.size());
        const std::string_view one = templates.substr(0, end);
        const std::size_t colon = one.find(':');
        text += "<templateId root='" + std::string(one.substr(0, colon)) + "'";
        if (colon != std::string_view::npos) text += " extension='" + std::string(one.substr(colon + 1)) + "'";
        text += "/>";
        templates.remove_prefix(std::min(end + 1, templates.size()));
    }
    return text + std::string(rest) + "</" + std::string(element) + ">";
}

std::string kind_of(std::string_view head) {
    Asked asked;
    EXPECT_TRUE(asked.read(document("", entry("<act/>", head))));
    return asked.text("component/structuredBody/component/section/_section");
}

DispatchRule rule(std::string name, std::vector<std::string> templates, std::vector<std::string> codes = {}) {
    DispatchRule made;
    made.name = std::move(name);
    made.templates = std::move(templates);
    made.codes = std::move(codes);
    return made;
}

TEST(Sections, AreKnownByTemplateThenCodeThenTitle) {
    EXPECT_EQ(kind_of("<templateId root='2.16.840.1.113883.10.20.22.2.5'/>"), "problem");
    EXPECT_EQ(kind_of("<templateId root='2.16.840.1.113883.10.20.22.2.5.1' extension='2015-08-01'/>"), "problem");
    EXPECT_EQ(kind_of("<templateId root='9.9'/><templateId root='2.16.840.1.113883.10.20.22.2.7'/>"), "procedures");
    EXPECT_EQ(kind_of("<templateId root='2.16.840.1.113883.10.20.1.11'/>"), "problem");
    EXPECT_EQ(kind_of("<templateId root='2.16.840.1.113883.3.88.11.83.112'/>"), "medications");
    EXPECT_EQ(kind_of("<templateId root='9.9'/><code code='48765-2'/>"), "allergies-and-intolerances");
    EXPECT_EQ(kind_of("<code nullFlavor='UNK'><translation code='30954-2'/></code>"), "results");
    EXPECT_EQ(kind_of("<title>Social History (last visit)</title>"), "social-history");
    EXPECT_EQ(kind_of("<title>Something else</title>"), "");
    EXPECT_EQ(kind_of("<templateId root='2.16.840.1.113883.10.20.22.2.4'/><code code='48765-2'/><title>Goals</title>"),
              "vital-signs");
}

TEST(Sections, NestedAndRepeatedOnesAreAllFound) {
    Asked asked;
    const std::string inner = entry("<act/>", "<code code='8716-3'/>");
    const std::string outer = "<component><section><code code='29545-1'/>" + inner + "</section></component>";
    ASSERT_TRUE(asked.read(document("", outer + outer)));
    asked.text("title");
    const auto& sections = asked.view().index().sections();
    ASSERT_EQ(sections.size(), 4U);
    EXPECT_EQ(sections[0].parent, 0U);
    EXPECT_EQ(sections[1].parent, 1U);
    EXPECT_EQ(sections[3].parent, 3U);
}

TEST(Dispatch, ANameRepeatsOverTheDocument) {
    Asked asked({rule("problem", {std::string(kProblem)})});
    const std::string one = statement("observation", kProblem, "<id extension='a'/>");
    const std::string act = "<act><entryRelationship>" + statement("observation", kProblem, "<id extension='b'/>") +
                            "</entryRelationship></act>";
    ASSERT_TRUE(asked.read(document("", entry(one) + entry(act))));
    ASSERT_EQ(asked.count("problem"), 2U);
    EXPECT_EQ(asked.text("id/@extension", asked.item("problem", 1)), "b");
}

TEST(Dispatch, BehindAVariableANameMeansWhatLiesInIt) {
    DispatchRule concern = rule("problem-concern", {"1.1"});
    Asked asked({concern, rule("problem", {std::string(kProblem)})});
    const auto act = [](std::string_view ids) {
        std::string inner;
        for (const char id : ids)
            inner += "<entryRelationship>" +
                     statement("observation", kProblem, "<id extension='" + std::string(1, id) + "'/>") +
                     "</entryRelationship>";
        return statement("act", "1.1", inner);
    };
    ASSERT_TRUE(asked.read(document("", entry(act("ab")) + entry(act("cde")))));
    const map::Slot concerns = asked.slot("problem-concern");
    const map::Handle second = asked.item("problem-concern", 1);
    EXPECT_EQ(asked.count(".problem", second, concerns), 3U);
    const map::Handle last = asked.item("/problem", 2, second, concerns);
    EXPECT_EQ(asked.text("id/@extension", last), "e");
    EXPECT_EQ(asked.count("problem", second, concerns), 3U);
    EXPECT_EQ(asked.view().enclosing(last, concerns), second);
    EXPECT_EQ(asked.view().enclosing(second, asked.slot("problem")), map::kWholeDocument);
}

TEST(Dispatch, TheMostSpecificNameClaims) {
    DispatchRule in_vitals = rule("vital", {"1.1"});
    in_vitals.sections = {"vital-signs"};
    DispatchRule any;
    any.name = "any";
    any.elements = {"observation"};
    DispatchRule requested = any;
    requested.name = "requested";
    requested.moods = {"RQO"};
    Asked asked({any, requested, rule("plain", {"1.1"}), rule("newer", {"1.1:2020"}), in_vitals,
                 rule("coded", {}, {"8480-6"}), rule("systolic", {}, {"9.9|8480-6"})});
    const auto name_of = [&](std::string_view what, std::string_view section = {}) {
        EXPECT_TRUE(asked.read(document("", entry(what, section))));
        asked.text("title");
        std::string found;
        for (const DispatchRule& one : asked.space().dispatch().rules()) {
            const std::uint16_t claim = asked.space().dispatch().find(one.name);
            if (!asked.view().claimed(claim).empty()) found += one.name;
        }
        return found;
    };
    EXPECT_EQ(name_of(statement("observation", "1.1")), "plain");
    EXPECT_EQ(name_of(statement("observation", "1.1:2020")), "newer");
    EXPECT_EQ(name_of(statement("observation", "1.1"), "<code code='8716-3'/>"), "vital");
    EXPECT_EQ(name_of(statement("observation", "7.7", "<code code='8480-6'/>")), "coded");
    EXPECT_EQ(name_of(statement("observation", "1.1", "<code code='8480-6'/>")), "plain");
    EXPECT_EQ(name_of(statement("observation", "", "<code><translation code='8480-6'/></code>")), "coded");
    EXPECT_EQ(name_of(statement("observation", "")), "any");
    EXPECT_EQ(name_of("<observation moodCode='RQO'/>"), "requested");
    EXPECT_EQ(name_of(statement("act", "")), "");
}

TEST(Dispatch, ANameMayHaveOtherWaysToClaim) {
    DispatchRule drug = rule("drug", {"1.1"});
    DispatchRule by_class;
    by_class.elements = {"act"};
    by_class.moods = {"EVN"};
    drug.otherwise = {rule("", {}, {"8480-6"}), by_class};
    DispatchRule part = rule("part", {"2.2"});
    part.inside = {"drug"};
    Asked asked({drug, part});
    ASSERT_TRUE(asked.read(
        document("", entry(statement("act", "1.1")) + entry(statement("observation", "9.9", "<code code='8480-6'/>")) +
                         entry("<act moodCode='EVN'>" + statement("observation", "2.2") + "</act>") +
                         entry("<act moodCode='INT'>" + statement("observation", "2.2") + "</act>"))));
    EXPECT_EQ(asked.count("drug"), 3U);
    EXPECT_EQ(asked.count("part"), 1U);
    EXPECT_EQ(asked.text("_name", asked.item("drug", 2), asked.slot("drug")), "drug");
    DispatchRule odd = rule("a", {"1.1"});
    odd.otherwise = {rule("", {})};
    EXPECT_FALSE(CcdaSpace({odd}).resolve("a", map::kNoSlot).has_value());
}

TEST(Dispatch, OldTemplatesStandForTheirSuccessors) {
    Asked asked({rule("problem", {std::string(kProblem)}), rule("old", {std::string(kOldProblem)})});
    ASSERT_TRUE(asked.read(document("", entry(statement("observation", kOldProblem)))));
    EXPECT_EQ(asked.count("old"), 1U);
    Asked without({rule("problem", {std::string(kProblem)})});
    ASSERT_TRUE(without.read(document("", entry(statement("observation", kOldProblem)))));
    EXPECT_EQ(without.count("problem"), 1U);
}

TEST(Dispatch, AConditionInsideLooksOutwards) {
    DispatchRule reaction = rule("reaction", {"2.2"});
    reaction.inside = {"allergy"};
    Asked asked({rule("allergy", {"1.1"}), reaction, rule("loose", {"2.2"})});
    ASSERT_TRUE(
        asked.read(document("", entry(statement("act", "1.1", "<x>" + statement("observation", "2.2") + "</x>")) +
                                    entry(statement("observation", "2.2")))));
    EXPECT_EQ(asked.count("reaction"), 1U);
    EXPECT_EQ(asked.count("loose"), 1U);
}

TEST(Dispatch, ElementsOfTheHeaderMayBeNamed) {
    DispatchRule patient;
    patient.name = "patient";
    patient.elements = {"recordTarget"};
    Asked asked({patient});
    ASSERT_TRUE(asked.read(document("")));
    EXPECT_EQ(asked.text("patientRole/id/@extension", asked.item("patient", 0)), "7");
}

TEST(Dispatch, RulesThatContradictThemselvesAreSaid) {
    DispatchRule odd = rule("a", {"1.1"});
    odd.sections = {"no-such-section"};
    EXPECT_FALSE(CcdaSpace({odd}).resolve("a", map::kNoSlot).has_value());
    EXPECT_FALSE(CcdaSpace({rule("a", {"1"}), rule("a", {"2"})}).resolve("a", map::kNoSlot).has_value());
    EXPECT_FALSE(CcdaSpace({rule("a", {})}).resolve("a", map::kNoSlot).has_value());
}

TEST(Dispatch, NamesThatNoTemplateAsksForAreUnread) {
    DispatchRule skipped = rule("skipped", {"3.3"});
    skipped.skip = "read by its parent";
    CcdaSpace space({rule("a", {"1.1"}), rule("b", {"2.2"}), skipped});
    ASSERT_TRUE(space.resolve("a", map::kNoSlot).has_value());
    EXPECT_EQ(space.unread(), std::vector<std::string>{"b"});
}

TEST(Account, EveryStatementHasOneState) {
    DispatchRule skipped = rule("skipped", {"3.3"});
    skipped.skip = "not mapped";
    Asked asked({rule("mapped", {"1.1"}), skipped});
    ASSERT_TRUE(asked.read(document(
        "", entry(statement("act", "1.1",
                            "<entryRelationship>" + statement("observation", "4.4") + "</entryRelationship>")) +
                entry(statement("act", "3.3")) + entry(statement("supply", "5.5")) +
                "<component><section><entry/></section>"
                "</component>")));
    asked.text("title");
    std::vector<EntryUse> uses;
    account(asked.view().document(), asked.view().index(), asked.space().dispatch(), uses);
    std::string states;
    for (const EntryUse& use : uses) {
        if (use.element == "section") continue;
        states += std::string(use.element) + " " + std::string(use.template_root) + " " +
                  std::to_string(static_cast<int>(use.state)) + "; ";
    }
    EXPECT_EQ(states, "act 1.1 0; observation 4.4 2; act 3.3 1; supply 5.5 3; ");
}

TEST(Catalogue, HoldsTheTemplatesOfBothReleases) {
    const Catalogue& catalogue = Catalogue::standard();
    std::size_t sections = 0;
    std::size_t entries = 0;
    for (std::size_t i = 1; i < catalogue.size(); ++i) {
        const Template& one = catalogue.at(static_cast<TemplateId>(i));
        if (one.stands_for != i) continue;
        sections += one.kind == TemplateKind::kSection ? 1 : 0;
        entries += one.kind == TemplateKind::kEntry ? 1 : 0;
    }
    EXPECT_EQ(sections, 81U);  // 66 of 5.0, 15 that only R2.1 has
    EXPECT_GE(entries, 141U);
    EXPECT_EQ(catalogue.section_name(catalogue.at(catalogue.find("2.16.840.1.113883.10.20.22.2.56")).section),
              "mental-status");
}

}  // namespace
}  // namespace hios::ccda
