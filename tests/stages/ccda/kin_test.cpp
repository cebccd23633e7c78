// Statements that belong together: addresses that go from one to others.

#include <gtest/gtest.h>

#include "tests/stages/ccda/samples.hpp"

namespace hios::ccda {
namespace {

using test::Asked;
using test::document;
using test::entry;

constexpr std::string_view kReference =
    "<act classCode='ACT' moodCode='EVN'><templateId root='2.16.840.1.113883.10.20.22.4.122'/><id root='1.2' "
    "extension='p'/></act>";
constexpr std::string_view kProblemObservation =
    "<observation classCode='OBS' moodCode='EVN'><id root='1.2' extension='p'/><code code='A'/>"
    "<participant typeCode='LOC'/></observation>";

std::string author(std::string_view who, std::string_view when) {
    std::string text = "<author><time value='";
    text += when;
    text += "'/><assignedAuthor><id root='1.3' extension='";
    text += who;
    text += "'/></assignedAuthor></author>";
    return text;
}

std::string written(std::string_view who, std::string_view when) {
    return entry("<observation classCode='OBS' moodCode='EVN'>" + author(who, when) + "</observation>");
}

TEST(Kin, AnEntryReferenceLeadsToTheEntryThatHasTheId) {
    Asked asked;
    ASSERT_TRUE(asked.read(document("", entry(kReference) + entry(kProblemObservation))));
    const auto act = asked.item("component/structuredBody/component/section/entry/act", 0);
    const map::Slot within = asked.slot("component/structuredBody/component/section/entry/act");
    EXPECT_EQ(asked.count("id/_same", act, within), 1U);
    EXPECT_EQ(asked.count("id/_same/participant", act, within), 1U);
    const auto problem = asked.item("id/_same", 0, act, within);
    EXPECT_EQ(asked.text("code/@code", problem, within), "A");
}

TEST(Kin, AnIdOfSeveralEntriesLeadsNowhere) {
    Asked asked;
    ASSERT_TRUE(asked.read(document("", entry(kReference) + entry(kProblemObservation) + entry(kProblemObservation))));
    EXPECT_EQ(asked.count("component/structuredBody/component/section/entry/act/id/_same"), 0U);
}

TEST(Kin, WhatOnlyRefersToAnEntryDoesNotShareItsId) {
    Asked asked;
    ASSERT_TRUE(asked.read(document("", entry(kReference) + entry(kProblemObservation))));
    EXPECT_EQ(asked.text("component/structuredBody/component/section/entry/observation/id/_shared"), "");
    ASSERT_TRUE(asked.read(document("", entry(kProblemObservation) + entry(kProblemObservation))));
    EXPECT_EQ(asked.text("component/structuredBody/component/section/entry/observation/id/_shared"), "true");
}

TEST(Kin, PartsOfAnEntryThatRepeatItsIdDoNotShareIt) {
    const std::string id = "<id root='1.2.3' extension='p1'/>";
    const std::string act = "<act classCode='ACT' moodCode='EVN'>" + id;
    const std::string part =
        "<entryRelationship><observation classCode='OBS' moodCode='EVN'>" + id + "</observation></entryRelationship>";
    const auto shared = [](const std::string& entries, const char* statement) {
        Asked asked;
        EXPECT_TRUE(asked.read(document("", entries)));
        return asked.text(std::string("component/structuredBody/component/section/entry/act/") + statement +
                          "id/_shared");
    };
    EXPECT_EQ(shared(entry(act + part + "</act>"), ""), "");
    EXPECT_EQ(shared(entry(act + part + "</act>"), "entryRelationship/observation/"), "");
    EXPECT_EQ(shared(entry(act + part + part + "</act>"), ""), "");
    EXPECT_EQ(shared(entry(act + part + part + "</act>"), "entryRelationship/observation/"), "true");
    EXPECT_EQ(shared(entry(act + "</act>") + entry(act + "</act>"), ""), "true");
}

TEST(Kin, AnEncounterThatIsOnlyNamedInAStatementDoesNotShareItsId) {
    const std::string named =
        "<procedure classCode='PROC' moodCode='EVN'><entryRelationship typeCode='COMP'><encounter "
        "classCode='ENC' moodCode='EVN'><id root='1.2' extension='v'/><code nullFlavor='UNK'/>"
        "</encounter></entryRelationship></procedure>";
    const std::string visit =
        "<encounter classCode='ENC' moodCode='EVN'><id root='1.2' extension='v'/><code code='A'/></encounter>";
    Asked asked;
    ASSERT_TRUE(asked.read(document("", entry(named) + entry(visit))));
    EXPECT_EQ(asked.text("component/structuredBody/component/section/entry/encounter/id/_shared"), "");
    EXPECT_EQ(
        asked.count("component/structuredBody/component/section/entry/procedure/entryRelationship/encounter/id/_same"),
        1U);
    ASSERT_TRUE(asked.read(document("", entry(visit) + entry(visit))));
    EXPECT_EQ(asked.text("component/structuredBody/component/section/entry/encounter/id/_shared"), "true");
}

TEST(Kin, StatementsOfTheSameAuthorsAndTimeAreOneSet) {
    DispatchRule rule;
    rule.name = "SEEN";
    rule.elements = {"observation"};
    Asked asked({rule});
    ASSERT_TRUE(asked.read(document("", written("a", "2024") + written("b", "2024") + written("a", "2024") +
                                            written("a", "2025") + entry(kProblemObservation))));
    ASSERT_EQ(asked.count("_authored"), 3U);
    const map::Slot within = asked.slot("_authored");
    EXPECT_EQ(asked.count("_written", asked.item("_authored", 0), within), 2U);
    EXPECT_EQ(asked.count("_written", asked.item("_authored", 1), within), 1U);
    EXPECT_EQ(asked.text("_name", asked.item("_authored", 0), within), "SEEN");
}

TEST(Kin, AuthorsAreThoseOfTheNearestStatementOrSectionThatNamesSome) {
    DispatchRule rule;
    rule.name = "SEEN";
    rule.elements = {"observation"};
    Asked asked({rule});
    const std::string group = "<organizer classCode='CLUSTER' moodCode='EVN'>" + author("a", "2024") +
                              "<component><observation/></component><component><observation>" + author("b", "2024") +
                              "</observation></component></organizer>";
    ASSERT_TRUE(asked.read(document("", entry(group, author("c", "2024")) +
                                            entry("<observation/>", author("c", "2024")) + entry("<observation/>"))));
    ASSERT_EQ(asked.count("_authored"), 3U);
    const map::Slot within = asked.slot("_authored");
    EXPECT_EQ(asked.count("_signed", asked.item("_authored", 0), within), 1U);
    EXPECT_EQ(asked.count("_signed/component", asked.item("_authored", 0), within), 2U);
    EXPECT_EQ(asked.count("_signed/component", asked.item("_authored", 1), within), 0U);
    EXPECT_EQ(asked.count("_signed/entry", asked.item("_authored", 2), within), 1U);
}

TEST(Kin, TheParentIsReachedBehindAVariable) {
    Asked asked;
    ASSERT_TRUE(asked.read(document("", entry(kProblemObservation))));
    const map::Slot within = asked.slot("component/structuredBody/component/section/entry/observation");
    const auto problem = asked.item("component/structuredBody/component/section/entry/observation", 0);
    EXPECT_EQ(asked.count("_parent/_parent/entry", problem, within), 1U);
}

}  // namespace
}  // namespace hios::ccda
