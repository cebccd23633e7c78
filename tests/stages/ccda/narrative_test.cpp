// Narrative as text and as XHTML, and references into it.

#include <gtest/gtest.h>

#include <ctime>
#include <map>

#include "stages/json/text.hpp"
#include "stages/validate/xhtml.hpp"
#include "tests/stages/ccda/samples.hpp"

namespace hios::ccda {
namespace {

using test::Asked;
using test::document;
using test::entry;

constexpr std::string_view kAt = "component/structuredBody/component/section/";

// The section's narrative without the div around it; always checked.
std::string narrative(std::string_view inside, std::string_view address = "text/_narrative",
                      std::string_view statement = "<act/>") {
    Asked asked;
    EXPECT_TRUE(asked.read(document("", entry(statement, "", inside))));
    std::string div = asked.text(std::string(kAt) + std::string(address));
    if (div.empty()) return div;
    std::string quoted;
    json::append_quoted(quoted, div);
    const auto result = validate::check_xhtml(std::string_view(quoted).substr(1, quoted.size() - 2));
    EXPECT_EQ(result.fault, validate::XhtmlFault::kOk) << div;
    const std::string open = "<div xmlns=\"http://www.w3.org/1999/xhtml\">";
    EXPECT_EQ(div.substr(0, open.size()), open);
    return div.substr(open.size(), div.size() - open.size() - 6);
}

using Counts = std::map<std::string_view, std::uint64_t>;

Counts remarks(Asked& asked) {
    Counts counts;
    asked.view().remarks().each([&](std::string_view code, std::uint64_t places) { counts[code] += places; });
    return counts;
}

std::string referenced(std::string_view inside, std::string_view original) {
    Asked asked;
    EXPECT_TRUE(asked.read(document(
        "", entry("<act><code><originalText>" + std::string(original) + "</originalText></code></act>", "", inside))));
    return asked.text(std::string(kAt) + "entry/act/code/originalText");
}

TEST(Narrative, ElementsOfCdaBecomeThoseOfHtml) {
    EXPECT_EQ(narrative("<paragraph>a <content styleCode='Bold xCustom'>b</content></paragraph>"),
              "<p>a <span class=\"Bold xCustom\" style=\"font-weight:bold;\">b</span></p>");
    EXPECT_EQ(
        narrative("<list listType='ordered'><caption>c</caption><item>a</item></list><list><item>b</item></list>"),
        "<ol><li>c</li><li>a</li></ol><ul><li>b</li></ul>");
    EXPECT_EQ(narrative("a<br/>b<sub>2</sub><footnote>f</footnote>"), "a<br/>b<sub>2</sub><span>f</span>");
}

TEST(Narrative, TablesKeepTheirAttributesAndNoOthers) {
    EXPECT_EQ(
        narrative("<table border='1' onclick='x()'><caption>t</caption><colgroup><col width='1'/></colgroup><thead><tr>"
                  "<th scope='col'>h</th></tr></thead><tbody><tr ID='r1'><td colspan='2' style='x'>v</td></tr></tbody>"
                  "</table>"),
        "<table border=\"1\"><caption>t</caption><colgroup><col width=\"1\"/></colgroup><thead><tr><th>h</th></tr>"
        "</thead><tbody><tr id=\"s1-r1\"><td colspan=\"2\">v</td></tr></tbody></table>");
}

TEST(Narrative, OnlySafeLinksStay) {
    EXPECT_EQ(narrative("<linkHtml href='https://a.example/?a=1&amp;b=2'>x</linkHtml>"),
              "<a href=\"https://a.example/?a=1&amp;b=2\">x</a>");
    EXPECT_EQ(narrative("<linkHtml href='#p1'>x</linkHtml>"), "<a href=\"#s1-p1\">x</a>");
    EXPECT_EQ(narrative("<linkHtml href='javascript:alert(1)'>x</linkHtml>"), "<span>x</span>");
    EXPECT_EQ(narrative("<linkHtml href='file:///a'>x</linkHtml>"), "<span>x</span>");
}

TEST(Narrative, ScriptsAreText) {
    EXPECT_EQ(narrative("a<script>alert(1)</script>"), "a<span>alert(1)</span>");
    EXPECT_EQ(narrative("<![CDATA[<script>]]>&lt;b&gt;"), "&lt;script&gt;&lt;b&gt;");
}

TEST(Narrative, APictureComesFromTheEntryThatHoldsIt) {
    EXPECT_EQ(
        narrative("<renderMultiMedia referencedObject='m1'/>", "text/_narrative",
                  "<observationMedia ID='m1'><value mediaType='image/png' representation='B64'>iVBO\n Rw==</value>"
                  "</observationMedia>"),
        "<img alt=\"picture\" src=\"data:image/png;base64,iVBORw==\"/><span></span>");
}

TEST(Narrative, AnAttributeWrittenTwiceCountsOnce) {
    EXPECT_EQ(narrative("<content ID='a' ID='b' styleCode='x' styleCode='y'>t</content>"),
              "<span id=\"s1-a\" class=\"x\">t</span>");
}

TEST(Narrative, BlanksBetweenElementsStay) {
    EXPECT_EQ(narrative("<content>a</content> <content>b</content><content>c</content>"),
              "<span>a</span> <span>b</span><span>c</span>");
}

TEST(Narrative, WithoutTextThereIsNone) {
    EXPECT_EQ(narrative(" <paragraph> </paragraph><br/>"), "");
}

TEST(Narrative, DeepNestingIsBounded) {
    std::string deep;
    for (int i = 0; i < 500; ++i) deep += "<content>";
    deep += "x";
    for (int i = 0; i < 500; ++i) deep += "</content>";
    EXPECT_NE(narrative(deep).find('x'), std::string::npos);
}

TEST(Narrative, ARowAloneBringsItsTableAndHeader) {
    const std::string table =
        "<table><thead><tr><th>h</th></tr></thead><tbody><tr ID='r'><td>v</td></tr><tr><td>w</td></tr></tbody></table>";
    EXPECT_EQ(narrative(table, "entry/act/text/_narrative", "<act><text><reference value='#r'/></text></act>"),
              "<table><thead><tr><th>h</th></tr></thead><tbody><tr id=\"s1-r\"><td>v</td></tr></tbody></table>");
}

TEST(Narrative, PartsOfATableAloneBringATable) {
    const std::string table =
        "<table><caption ID='c'>cap</caption><thead ID='h'><tr><th>H</th></tr></thead>"
        "<tbody ID='b'><tr><td>1</td></tr></tbody></table>";
    const auto of = [&](const char* id) {
        return narrative(table, "entry/act/text/_narrative",
                         std::string("<act><text><reference value='#") + id + "'/></text></act>");
    };
    EXPECT_EQ(
        of("b"),
        "<table><thead id=\"s1-h\"><tr><th>H</th></tr></thead><tbody id=\"s1-b\"><tr><td>1</td></tr></tbody></table>");
    EXPECT_EQ(of("h"), "<table><thead id=\"s1-h\"><tr><th>H</th></tr></thead></table>");
    EXPECT_EQ(of("c"), "cap");
}

TEST(Narrative, WordsBesideAReferenceStayUnlessItLeadsToThem) {
    const auto of = [](const char* words) {
        return narrative("<content ID='a'>one two</content>", "entry/act/text/_narrative",
                         std::string("<act><text>") + words + "<reference value='#a'/></text></act>");
    };
    EXPECT_EQ(of("three"), "<span id=\"s1-a\">one two</span><p>three</p>");
    EXPECT_EQ(of("two "), "<span id=\"s1-a\">one two</span>");
}

TEST(References, AnEmptyMarkerStandsForWhatHoldsIt) {
    EXPECT_EQ(referenced("<list><item><content ID='m'/> come back</item></list>", "<reference value='#m'/>"),
              "come back");
    EXPECT_EQ(referenced("<table><tbody><tr><td><content ID='m'/></td><td>row</td></tr></tbody></table>",
                         "<reference value='#m'/>"),
              "row");
    EXPECT_EQ(referenced("all <content ID='m'/>", "<reference value='#m'/>"), "");
}

TEST(Narrative, ATooLongOneIsReplacedByASentence) {
    CcdaSettings settings;
    settings.narrative.most_bytes = 100;
    Asked asked({}, settings);
    ASSERT_TRUE(
        asked.read(document("", entry("<act/>", "", "<paragraph>" + std::string(300, 'x') + "</paragraph><br/>"))));
    const std::string div = asked.text(std::string(kAt) + "text/_narrative");
    EXPECT_NE(div.find("too long"), std::string::npos);
    EXPECT_LT(div.size(), 200U);
    EXPECT_EQ(remarks(asked), (Counts{{"ccda.narrative_size", 1}}));
}

TEST(Narrative, AWholeOneIsNotRemarked) {
    Asked asked;
    ASSERT_TRUE(asked.read(document("", entry("<act/>", "", "<paragraph>x</paragraph>"))));
    EXPECT_NE(asked.text(std::string(kAt) + "text/_narrative"), "");
    EXPECT_EQ(remarks(asked), Counts{});
}

TEST(Texts, OneThatIsTooLongIsCutAtACharacterAndCounts) {
    const std::string a_mebibyte((1U << 20) - 1, 'x');
    Asked asked;
    ASSERT_TRUE(asked.read(document("", entry("<act><text>" + a_mebibyte + "\u00e9\u00e9</text></act>"))));
    EXPECT_EQ(asked.text(std::string(kAt) + "entry/act/text"), a_mebibyte);
    EXPECT_EQ(remarks(asked), (Counts{{"ccda.text_cut", 1}}));

    ASSERT_TRUE(asked.read(document("", entry("<act><text>" + a_mebibyte + "y</text></act>"))));
    EXPECT_EQ(asked.text(std::string(kAt) + "entry/act/text"), a_mebibyte + "y");
    EXPECT_EQ(remarks(asked), Counts{});
}

TEST(Texts, NarrativeThatAReferenceLeadsToIsCutEarlierAndCounts) {
    const std::string note(100'000, 'x');
    Asked asked;
    ASSERT_TRUE(asked.read(document("", entry("<act><text><reference value='#n'/></text></act>", "",
                                              "<paragraph ID='n'>" + note + "</paragraph>"))));
    EXPECT_EQ(asked.text(std::string(kAt) + "entry/act/text"), note.substr(0, 64U << 10));
    EXPECT_EQ(remarks(asked), (Counts{{"ccda.text_cut", 1}}));
    EXPECT_EQ(asked.text(std::string(kAt) + "entry/act/text/_text"), note);
    EXPECT_EQ(remarks(asked), Counts{});
}

TEST(References, TextIsThatOfTheNarrative) {
    EXPECT_EQ(referenced("<content ID='a1'>Low <content>back</content>\n pain</content>", "<reference value='#a1'/>"),
              "Low back pain");
    EXPECT_EQ(referenced("<table><tbody><tr ID='a1'><td>Asthma</td><td>2001</td></tr></tbody></table>",
                         "<reference value='#a1'/>"),
              "Asthma 2001");
    EXPECT_EQ(referenced("<list ID='a1'><item>a</item><item>b<br/>c</item></list>", "<reference value='#a1'/>"),
              "a\nb\nc");
}

TEST(References, TheSharpAndTheCaseMayBeMissing) {
    EXPECT_EQ(referenced("<content ID='Prob1'>x</content>", "<reference value='prob1'/>"), "x");
    EXPECT_EQ(
        referenced("<content ID='prob1'>y</content><content ID='PROB1'>x</content>", "<reference value='#PROB1'/>"),
        "x");
}

TEST(References, OwnTextStaysInFrontUnlessItIsPartOfTheOther) {
    EXPECT_EQ(referenced("<content ID='a'>Asthma, mild</content>", "Asthma<reference value='#a'/>"), "Asthma, mild");
    EXPECT_EQ(referenced("<content ID='a'>mild</content>", "Note: <reference value='#a'/>"), "Note: mild");
}

TEST(References, OneThatLeadsNowhereGivesNothingAndCounts) {
    Asked asked;
    ASSERT_TRUE(asked.read(document("", entry("<act><text><reference value='#no'/></text></act>"))));
    EXPECT_EQ(asked.text(std::string(kAt) + "entry/act/text"), "");
    EXPECT_EQ(remarks(asked), (Counts{{"ccda.broken_reference", 1}}));
}

TEST(References, OneToWhatHoldsItEnds) {
    Asked asked;
    ASSERT_TRUE(asked.read(document("", entry("<act ID='me'><text>own<reference value='#me'/></text></act>"))));
    EXPECT_EQ(asked.text(std::string(kAt) + "entry/act/text"), "own");
}

TEST(References, OfTheSameIdTheOneInTheSectionIsMeant) {
    Asked asked;
    const std::string act = "<act><text><reference value='#a'/></text></act>";
    ASSERT_TRUE(asked.read(document(
        "", entry(act, "", "<content ID='a'>one</content>") + entry(act, "", "<content ID='a'>two</content>"))));
    EXPECT_EQ(asked.text("component/structuredBody/component[1]/section/entry/act/text"), "one");
    EXPECT_EQ(asked.text("component/structuredBody/component[2]/section/entry/act/text"), "two");
    EXPECT_EQ(asked.view().index().duplicate_ids(), 1U);
}

// A linear scan per reference would take 10^10 steps.
TEST(References, AHundredThousandOfThemTakeLinearTime) {
    std::string narrative;
    std::string entries;
    for (int i = 0; i < 100'000; ++i) {
        const std::string id = "r" + std::to_string(i);
        narrative += "<content ID='" + id + "'>t" + std::to_string(i) + "</content>";
        entries += "<text><reference value='#" + id + "'/></text>";
    }
    for (int i = 0; i < 20'000; ++i) narrative += "<content ID='same'>x</content>";
    for (int i = 0; i < 20'000; ++i) entries += "<text><reference value='#same'/></text>";
    const std::clock_t begin = std::clock();
    Asked asked;
    ASSERT_TRUE(asked.read(document("", entry("<act>" + entries + "</act>", "", narrative))));
    const std::string each = std::string(kAt) + "entry/act/text";
    const map::Slot slot = asked.slot(each);
    ASSERT_EQ(asked.count(each), 120'000U);
    map::Scratch scratch;
    std::size_t bytes = 0;
    const map::Slot text = asked.slot("", slot);
    asked.text("", 0, slot);
    for (std::uint32_t i = 0; i < 120'000; ++i)
        bytes += asked.view().text(asked.view().item(map::kWholeDocument, slot, i), text, scratch).size();
    EXPECT_EQ(bytes, 100'000U + 488'890U + 20'000U);
    EXPECT_LT(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, 5.0);
}

}  // namespace
}  // namespace hios::ccda
