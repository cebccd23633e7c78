// Addresses: what they lead to, what is no value.

#include <gtest/gtest.h>

#include "tests/stages/ccda/samples.hpp"

namespace hios::ccda {
namespace {

using test::Asked;
using test::document;
using test::entry;

constexpr std::string_view kObservation =
    "<observation classCode='OBS' moodCode='EVN'><templateId root='1.1' extension='2014-06-09'/><templateId "
    "root='1.2'/>"
    "<id nullFlavor='NI'/><id root='9.9' extension=' 17 '/><code code='8480-6\\ ' codeSystem='2.16.840.1.113883.6.1'/>"
    "<value xsi:type='cda:PQ' value='120' unit='mm[Hg]'/>"
    "<participant typeCode='CSM'><participantRole><code code='A'/></participantRole></participant>"
    "<participant typeCode='LOC'><participantRole><code code='B'/></participantRole></participant>"
    "<participant typeCode='CSM'><participantRole><code code='C'/></participantRole></participant></observation>";

Asked of(std::string_view statement, CcdaSettings settings = {}) {
    Asked asked({}, std::move(settings));
    EXPECT_TRUE(asked.read(document("<effectiveTime value='202001021200+0100'/>", entry(statement))));
    return asked;
}

constexpr std::string_view kSections = "component/structuredBody/component/section/entry/";

std::string at(std::string_view rest) {
    return std::string(kSections) + std::string(rest);
}

TEST(Paths, AnAttributeIsTheFirstThatHasAValue) {
    Asked asked = of(kObservation);
    EXPECT_EQ(asked.text(at("observation/id/@extension")), "17");
    EXPECT_EQ(asked.text(at("observation/@moodCode")), "EVN");
    EXPECT_EQ(asked.text(at("observation/nothing/@code")), "");
}

TEST(Paths, ACodeEndsBeforeABackslash) {
    EXPECT_EQ(of(kObservation).text(at("observation/code/@code")), "8480-6");
}

TEST(Paths, PredicatesChooseAmongElements) {
    Asked asked = of(kObservation);
    EXPECT_EQ(asked.text(at("observation/participant[@typeCode=LOC]/participantRole/code/@code")), "B");
    EXPECT_EQ(asked.text(at("observation/participant[2]/participantRole/code/@code")), "B");
    EXPECT_EQ(asked.text(at("observation/participant[@typeCode=CSM][2]/participantRole/code/@code")), "C");
    EXPECT_EQ(asked.text(at("observation/participant[participantRole/code/@code='C']/@typeCode")), "CSM");
    EXPECT_EQ(asked.count(at("observation/participant[@typeCode=CSM|LOC]")), 3U);
    EXPECT_EQ(asked.count(at("observation/participant[@typeCode!=LOC]")), 2U);
    EXPECT_EQ(asked.count(at("observation/id[@nullFlavor]")), 1U);
    EXPECT_EQ(asked.count(at("observation/id[!@nullFlavor]")), 1U);
    EXPECT_EQ(asked.count(at("observation[templateId=1.2]")), 1U);
    EXPECT_EQ(asked.count(at("observation[templateId=1.1:2014-06-09]")), 1U);
    EXPECT_EQ(asked.count(at("observation[templateId=1.1:2015-08-01]")), 0U);
    EXPECT_EQ(asked.count(at("observation[templateId=1.3|1.2]")), 1U);
    EXPECT_EQ(asked.text(at("observation/value[@xsi:type=PQ]/@unit")), "mm[Hg]");
}

TEST(Paths, BehindAVariableTheyAreRelativeToIt) {
    Asked asked = of(kObservation);
    const map::Slot within = asked.slot(at("observation/participant"));
    const map::Handle second = asked.item(at("observation/participant"), 1);
    ASSERT_NE(second, map::kWholeDocument);
    EXPECT_EQ(asked.text("/participantRole/code/@code", second, within), "B");
    EXPECT_EQ(asked.text(".participantRole.code/@code", second, within), "B");
    EXPECT_EQ(asked.text("/@typeCode", second, within), "LOC");
    EXPECT_EQ(asked.text("[@typeCode=LOC]/participantRole/code/@code", second, within), "B");
    EXPECT_EQ(asked.text("[@typeCode=CSM]/participantRole/code/@code", second, within), "");
    EXPECT_EQ(asked.text("/../code/@code", second, within), "8480-6");
    EXPECT_EQ(asked.space().describe(asked.slot("/@typeCode", within)), at("observation/participant/@typeCode"));
}

TEST(Paths, ALeadingSlashIsTheDocument) {
    Asked asked = of(kObservation);
    const map::Handle scope = asked.item(at("observation"), 0);
    EXPECT_EQ(asked.text("/recordTarget/patientRole/id/@extension", scope), "7");
    EXPECT_EQ(asked.text("code/@code", scope), "8480-6");
}

TEST(Paths, SectionIsTheOneThatHoldsTheScope) {
    Asked asked;
    ASSERT_TRUE(asked.read(document("", entry(kObservation, "<code code='8716-3'/>"))));
    const map::Handle scope = asked.item(at("observation"), 0);
    EXPECT_EQ(asked.text("section/code/@code", scope), "8716-3");
    EXPECT_EQ(asked.text("_section", scope), "vital-signs");
    const map::Handle section = asked.item("component/structuredBody/component/section", 0);
    EXPECT_EQ(asked.text("section/code/@code", section), "8716-3");
}

TEST(Paths, NullFlavorTakesTheValueAndLeavesTheRest) {
    Asked asked =
        of("<act><code nullFlavor='UNK' code='1' codeSystem='2' displayName='d'><translation code='3'/></code>"
           "<id nullFlavor='MSK' root='1.2' extension='x'/><title nullFlavor='NI'>t</title>"
           "<value nullFlavor='UNK'/></act>");
    EXPECT_EQ(asked.text(at("act/code/@code")), "");
    EXPECT_EQ(asked.text(at("act/code/@codeSystem")), "");
    EXPECT_EQ(asked.text(at("act/code/@displayName")), "d");
    EXPECT_EQ(asked.text(at("act/code/@nullFlavor")), "UNK");
    EXPECT_EQ(asked.text(at("act/code/translation/@code")), "3");
    EXPECT_EQ(asked.text(at("act/id/@extension")), "");
    EXPECT_EQ(asked.text(at("act/id/@root")), "1.2");
    EXPECT_EQ(asked.text(at("act/title")), "");
    EXPECT_TRUE(asked.exists(at("act/code")));
    EXPECT_FALSE(asked.exists(at("act/value")));
}

TEST(Paths, TimesAreAsFhirWritesThem) {
    const auto moment = [](std::string_view value, std::string_view form, std::string zone = {}) {
        CcdaSettings settings;
        settings.zone = std::move(zone);
        Asked asked = of("<act><effectiveTime value='" + std::string(value) + "'/></act>", settings);
        return asked.text(at("act/effectiveTime/" + std::string(form)));
    };
    EXPECT_EQ(moment("2023", "_dateTime"), "2023");
    EXPECT_EQ(moment("202305", "_dateTime"), "2023-05");
    EXPECT_EQ(moment("20230531", "_dateTime"), "2023-05-31");
    EXPECT_EQ(moment("202305312205-0500", "_dateTime"), "2023-05-31T22:05:00-05:00");
    EXPECT_EQ(moment("20230531220501.25-0500", "_dateTime"), "2023-05-31T22:05:01.25-05:00");
    EXPECT_EQ(moment("20230531220501", "_dateTime"), "2023-05-31");
    EXPECT_EQ(moment("20230531220501", "_dateTime", "-07:00"), "2023-05-31T22:05:01-07:00");
    EXPECT_EQ(moment("20230531220501", "_dateTime", "document"), "2023-05-31T22:05:01+01:00");
    EXPECT_EQ(moment("2023053122", "_dateTime", "Z"), "2023-05-31");
    EXPECT_EQ(moment("20230531220501-0500", "_date"), "2023-05-31");
    EXPECT_EQ(moment("20230531 ", "_date"), "2023-05-31");
    EXPECT_EQ(moment("2023-05-31T22:05:01-05:00", "_dateTime"), "2023-05-31T22:05:01-05:00");
    EXPECT_EQ(moment("202305312205+1500", "_dateTime"), "2023-05-31");
    EXPECT_EQ(moment("202305312561", "_dateTime", "Z"), "2023-05-31");
    EXPECT_EQ(moment("2023-05-31T25:00:00Z", "_dateTime"), "2023-05-31");
    EXPECT_EQ(moment("20230000", "_dateTime"), "2023");
    EXPECT_EQ(moment("20231", "_dateTime"), "");
    for (const std::string_view none :
         {"00010101", "99991231", "00000000", "20230231", "2023-02-31", "2023-02-31T10:00:00Z", "23", "yesterday", " "})
        EXPECT_EQ(moment(none, "_dateTime"), "") << none;
    EXPECT_EQ(moment("202305", "_instant"), "2023-05-01T00:00:00Z");
    EXPECT_EQ(moment("20230531220501", "_instant", "document"), "2023-05-31T22:05:01+01:00");
}

TEST(Paths, AnIntervalAsAPointIsWhereItBegins) {
    Asked asked =
        of("<act><effectiveTime><low nullFlavor='UNK' value='1'/><high value='20200102'/></effectiveTime>"
           "<time><low value='20200101'/><high value='20200102'/></time></act>");
    EXPECT_EQ(asked.text(at("act/effectiveTime/_dateTime")), "2020-01-02");
    EXPECT_EQ(asked.text(at("act/time/_dateTime")), "2020-01-01");
    EXPECT_EQ(asked.text(at("act/time/high/_dateTime")), "2020-01-02");
}

TEST(Paths, ATypeThatIsMissingIsInferred) {
    const auto type = [](std::string_view value) {
        return of("<act>" + std::string(value) + "</act>").text(at("act/value/_type"));
    };
    EXPECT_EQ(type("<value xsi:type='cda:PQ'/>"), "PQ");
    EXPECT_EQ(type("<value xsi:type='CD UNK'/>"), "CD");
    EXPECT_EQ(type("<value code='1'/>"), "CD");
    EXPECT_EQ(type("<value value='1' unit='g'/>"), "PQ");
    EXPECT_EQ(type("<value>text</value>"), "ST");
    EXPECT_EQ(type("<value><low value='1' unit='g'/></value>"), "IVL_PQ");
    EXPECT_EQ(type("<value/>"), "");
}

TEST(Paths, APathSaysWhereAnElementStands) {
    Asked asked = of(kObservation);
    EXPECT_EQ(asked.text(at("observation/participant[2]/_path")),
              "component/structuredBody/component/section/entry/observation/participant[2]");
}

TEST(Paths, AnIdThatAnotherEntryHasIsShared) {
    Asked asked;
    ASSERT_TRUE(asked.read(document("", entry("<act><id root='1' extension='a'/></act>") +
                                            entry("<act><id root='1' extension='b'/></act>") +
                                            entry("<observation><id root='1' extension='a'/></observation>"))));
    const auto shared = [&](int number, std::string_view element) {
        return asked.text("component/structuredBody/component[" + std::to_string(number) + "]/section/entry/" +
                          std::string(element) + "/id/_shared");
    };
    EXPECT_EQ(shared(1, "act"), "true");
    EXPECT_EQ(shared(2, "act"), "");
    EXPECT_EQ(shared(3, "observation"), "true");
}

TEST(Paths, TextOfBase64HasNoBlanks) {
    Asked asked = of("<act><text mediaType='application/pdf' representation='B64'>JVBE\n  Ri0x\n</text></act>");
    EXPECT_EQ(asked.text(at("act/text")), "JVBERi0x");
}

TEST(Paths, NamesInOnePieceAreAllTheirText) {
    Asked asked;
    ASSERT_TRUE(
        asked.read(document("<author><name>Dr. <given>Ann</given> <given>B</given><family>Example</family></name>"
                            "</author>")));
    EXPECT_EQ(asked.text("author/name/_text"), "Dr. Ann BExample");
    EXPECT_EQ(asked.text("author/name"), "Dr.");
    EXPECT_EQ(asked.text("author/name/given"), "Ann");
    EXPECT_EQ(asked.count("author/name/given"), 2U);
}

TEST(Paths, WhatIsNoAddressIsSaidAtOnce) {
    CcdaSpace space({});
    for (const std::string_view wrong : {"a//b", "a/", "/", "a[", "a[]", "a[0]", "@", "a/@b/c", "a/../b", "x:a",
                                         "a/_nothing", "a[@b=]", "a[@b='x]", "a b", "a[1][2][3][4][5]"}) {
        const auto resolved = space.resolve(wrong, map::kNoSlot);
        EXPECT_FALSE(resolved.has_value()) << wrong;
    }
}

TEST(Paths, ElementsRepeatAttributesDoNot) {
    CcdaSpace space({});
    EXPECT_TRUE(space.resolve("a/b", map::kNoSlot)->repeats);
    EXPECT_FALSE(space.resolve("a/@b", map::kNoSlot)->repeats);
    EXPECT_FALSE(space.resolve("a/_text", map::kNoSlot)->repeats);
    EXPECT_EQ(space.resolve("a/b", map::kNoSlot)->slot, space.resolve("a/b", map::kNoSlot)->slot);
}

}  // namespace
}  // namespace hios::ccda
