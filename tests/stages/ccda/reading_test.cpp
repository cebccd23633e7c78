// Documents as they come: encodings, dirt, wrapping, what is refused. The table of edge cases of reading.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "stages/ccda/codes.hpp"
#include "stages/ccda/decode.hpp"
#include "stages/ccda/repair.hpp"
#include "stages/ccda/sniff.hpp"
#include "tests/stages/ccda/samples.hpp"

namespace hios::ccda {
namespace {

using test::Asked;
using test::document;

std::string titled(std::string_view title) {
    return document("<title>" + std::string(title) + "</title>");
}

std::string title_of(std::string_view bytes) {
    Asked asked;
    if (!asked.read(bytes)) return "(refused)";
    return asked.text("title");
}

bool warns(std::string_view bytes, const Code& code) {
    Asked asked;
    if (!asked.read(bytes)) return false;
    const auto& warnings = asked.view().document().warnings();
    return std::any_of(warnings.begin(), warnings.end(), [&](const Warning& one) { return one.code == &code; });
}

std::string_view refusal(std::string_view bytes, Limits limits = {}) {
    const Names names;
    Document document(names, limits);
    return document.read(bytes) ? std::string_view("(read)") : document.fault().code->id;
}

std::string wide(std::string_view text, bool big) {
    std::string made;
    for (const char c : text) {
        made += big ? std::string{'\0', c} : std::string{c, '\0'};
    }
    return made;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    text.replace(text.find(from), from.size(), to);
    return text;
}

TEST(Reading, APlainDocumentHasNoWarnings) {
    Asked asked;
    ASSERT_TRUE(asked.read(titled("Summary")));
    EXPECT_EQ(asked.text("title"), "Summary");
    EXPECT_TRUE(asked.view().document().warnings().empty());
}

TEST(Reading, Windows1252IsReadWhateverIsDeclared) {
    const std::string bytes = titled("Caf\xE9 \x93x\x94 \x80");
    EXPECT_EQ(title_of(replaced(bytes, "UTF-8", "windows-1252")), "Café “x” €");
    EXPECT_EQ(title_of(replaced(bytes, "UTF-8", "ISO-8859-1")), "Café “x” €");
    EXPECT_EQ(title_of(bytes), "Café “x” €");
    EXPECT_TRUE(warns(bytes, codes::kEncoding));
    EXPECT_FALSE(warns(replaced(bytes, "UTF-8", "windows-1252"), codes::kEncoding));
}

TEST(Reading, Utf8DeclaredAsSomethingElseIsUtf8) {
    EXPECT_EQ(title_of(replaced(titled("Café"), "UTF-8", "ISO-8859-1")), "Café");
    EXPECT_TRUE(warns(replaced(titled("Café"), "UTF-8", "ISO-8859-1"), codes::kEncoding));
    EXPECT_EQ(title_of(replaced(titled("Cafe"), "UTF-8", "UTF-16")), "Cafe");
    EXPECT_TRUE(warns(replaced(titled("Cafe"), "UTF-8", "UTF-16"), codes::kEncoding));
}

TEST(Reading, Utf16IsReadWithAndWithoutAMark) {
    const std::string text = titled("Summary");
    for (const bool big : {false, true}) {
        EXPECT_EQ(title_of(wide(text, big)), "Summary");
        EXPECT_EQ(title_of((big ? "\xFE\xFF" : "\xFF\xFE") + wide(text, big)), "Summary");
    }
}

TEST(Reading, AMarkAndBlanksBeforeTheDocumentAreNoFault) {
    EXPECT_EQ(title_of("\xEF\xBB\xBF" + titled("Summary")), "Summary");
    EXPECT_EQ(title_of("\r\n\n  " + titled("Summary")), "Summary");
}

TEST(Reading, ABadByteAmongUtf8IsReplaced) {
    EXPECT_EQ(title_of(titled("Café \xE9t\xE9")), "Café \xEF\xBF\xBDt\xEF\xBF\xBD");
    EXPECT_TRUE(warns(titled("Café \xE9t\xE9"), codes::kReplacedBytes));
}

TEST(Reading, ControlCharactersAndNulBytesBecomeBlanks) {
    EXPECT_EQ(title_of(titled(std::string_view("a\x01\x1F"
                                               "b\0c",
                                               6))),
              "a b c");
    EXPECT_TRUE(warns(titled("a\x0B"
                             "b"),
                      codes::kReplacedBytes));
}

TEST(Reading, ReferencesToForbiddenCharactersBecomeU_FFFD) {
    EXPECT_EQ(title_of(titled("a&#0;b&#x1;c&#xD800;d&#xFFFF;e&#x110000;")),
              "a\xEF\xBF\xBD"
              "b\xEF\xBF\xBD"
              "c\xEF\xBF\xBD"
              "d\xEF\xBF\xBD"
              "e\xEF\xBF\xBD");
}

TEST(Reading, EntitiesOfHtmlAreTheirCharacters) {
    EXPECT_EQ(title_of(titled("5&micro;g &lt;&gt;&amp;&quot;&apos; &mdash;&trade;&bull;&eacute;&#160;&#x41;")),
              "5µg <>&\"' —™•é\xC2\xA0"
              "A");
    EXPECT_EQ(title_of(titled("a&nbsp;b")),
              "a\xC2\xA0"
              "b");
}

TEST(Reading, AStrayAmpersandIsText) {
    EXPECT_EQ(title_of(titled("A & B &c; &unknown; R&D")), "A & B &c; &unknown; R&D");
}

TEST(Reading, AStrayLessThanIsMended) {
    EXPECT_EQ(title_of(titled("GFR < 60 and <5")), "GFR < 60 and <5");
    EXPECT_TRUE(warns(titled("GFR < 60"), codes::kRepaired));
}

TEST(Reading, CDataIsText) {
    EXPECT_EQ(title_of(titled("a <![CDATA[<b> & ]]>c")), "a <b> & c");
}

TEST(Reading, AttributesWithoutQuotesOrValueAreMended) {
    const std::string bytes = document("<code code=1234-5 codeSystem='2.16' nullFlavor/><title>x</title>");
    Asked asked;
    ASSERT_TRUE(asked.read(bytes));
    EXPECT_EQ(asked.text("code/@code"), "1234-5");
    EXPECT_EQ(asked.text("code/@codeSystem"), "2.16");
}

TEST(Reading, WhatWasCutOffIsReadUpToThere) {
    const std::string whole = titled("Summary");
    const std::string bytes = whole.substr(0, whole.find("<component>") + 15);
    EXPECT_EQ(title_of(bytes), "Summary");
    EXPECT_TRUE(warns(bytes, codes::kCutOff));
}

TEST(Reading, AnEndTagThatFitsNothingIsLeftOut) {
    EXPECT_EQ(title_of(titled("a</b>c")), "ac");
    EXPECT_TRUE(warns(titled("a</b>c"), codes::kRepaired));
}

TEST(Reading, TextAroundTheDocumentIsLeftOut) {
    EXPECT_EQ(title_of("junk " + titled("Summary")), "Summary");
    EXPECT_EQ(title_of(titled("Summary") + "\n-- signature"), "Summary");
    EXPECT_EQ(title_of(titled("Summary") + titled("Second")), "Summary");
    EXPECT_TRUE(warns(titled("Summary") + "<x/>", codes::kTrailing));
    EXPECT_EQ(title_of("<?xml version=\"1.0\"?>" + titled("Summary")), "Summary");
}

TEST(Reading, ADoctypeIsReportedAndItsEntitiesAreNotExpanded) {
    const std::string bytes = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>" +
                              replaced(titled("&a;&f;"), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "");
    EXPECT_EQ(title_of(bytes), "&a;&f;");
    EXPECT_TRUE(warns(bytes, codes::kDoctype));
}

TEST(Reading, PrefixesOfAnyNameAreHl7sWhenTheyAreBoundToIt) {
    Asked asked;
    ASSERT_TRUE(
        asked.read("<cda:ClinicalDocument xmlns:cda=\"urn:hl7-org:v3\" xmlns:x=\"urn:hl7-org:sdtc\">"
                   "<cda:recordTarget><cda:patientRole><cda:patient><cda:raceCode code=\"1\"/><x:raceCode "
                   "code=\"2\"/></cda:patient></cda:patientRole></cda:recordTarget></cda:ClinicalDocument>"));
    EXPECT_EQ(asked.text("recordTarget/patientRole/patient/raceCode/@code"), "1");
    EXPECT_EQ(asked.text("recordTarget/patientRole/patient/sdtc:raceCode/@code"), "2");
    EXPECT_EQ(asked.count("recordTarget/patientRole/patient/raceCode"), 1U);
    EXPECT_TRUE(asked.view().document().warnings().empty());
}

TEST(Reading, AMissingOrWrongNamespaceIsForgiven) {
    EXPECT_EQ(title_of("<ClinicalDocument><recordTarget/><title>x</title></ClinicalDocument>"), "x");
    EXPECT_EQ(title_of("<c:ClinicalDocument xmlns:c=\"urn:wrong\"><c:recordTarget/><c:title>x</c:title>"
                       "</c:ClinicalDocument>"),
              "x");
    EXPECT_TRUE(warns("<ClinicalDocument xmlns=\"urn:wrong\"><recordTarget/></ClinicalDocument>", codes::kNamespace));
}

TEST(Reading, AnUndeclaredOrForgottenSdtcPrefixIsRead) {
    Asked asked;
    ASSERT_TRUE(
        asked.read("<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><recordTarget><a><sdtc:deceasedInd value=\"true\"/>"
                   "</a><b><deceasedInd value=\"false\"/></b><c><raceCode xmlns=\"urn:hl7-org:sdtc\" code=\"9\"/>"
                   "<vendor:raceCode xmlns:vendor=\"urn:v\" code=\"8\"/></c></recordTarget></ClinicalDocument>"));
    EXPECT_EQ(asked.text("recordTarget/a/sdtc:deceasedInd/@value"), "true");
    EXPECT_EQ(asked.text("recordTarget/b/sdtc:deceasedInd/@value"), "false");
    EXPECT_EQ(asked.text("recordTarget/c/sdtc:raceCode/@code"), "9");
    EXPECT_EQ(asked.count("recordTarget/c/raceCode"), 0U);
}

TEST(Reading, WhatIsNoClinicalDocumentIsRefusedByItsKind) {
    EXPECT_EQ(refusal(""), "ccda.empty");
    EXPECT_EQ(refusal(" \n\t"), "ccda.empty");
    EXPECT_EQ(refusal("{\"resourceType\":\"Patient\"}"), "ccda.not_xml");
    EXPECT_EQ(refusal("<!DOCTYPE html><html><body/></html>"), "ccda.not_xml");
    EXPECT_EQ(refusal("MSH|^~\\&|A"), "ccda.not_xml");
    EXPECT_EQ(refusal("%PDF-1.4"), "ccda.not_xml");
    EXPECT_EQ(refusal("PK\x03\x04zip"), "ccda.not_xml");
    EXPECT_EQ(refusal("<section xmlns=\"urn:hl7-org:v3\"><text/></section>"), "ccda.not_document");
    EXPECT_EQ(refusal("<Bundle/>"), "ccda.not_document");
    EXPECT_EQ(refusal("<ccr:ContinuityOfCareRecord xmlns:ccr=\"urn:astm-org:CCR\"/>"), "ccda.ccr");
    EXPECT_EQ(refusal("<ClinicalDocument/>"), "ccda.no_header");
    EXPECT_EQ(refusal("<!-- nothing -->"), "ccda.syntax");
    EXPECT_EQ(refusal("<ClinicalDocument"), "ccda.syntax");
}

TEST(Reading, LimitsRefuseADocument) {
    EXPECT_EQ(refusal(titled("x"), Limits{.bytes = 50}), "ccda.too_large");
    EXPECT_EQ(refusal(titled("x"), Limits{.nodes = 3}), "ccda.too_many_nodes");
    EXPECT_EQ(refusal(titled("x"), Limits{.depth = 3}), "ccda.too_deep");
    EXPECT_EQ(refusal(document("<title a=\"1\" b=\"2\" c=\"3\"/>"), Limits{.attributes = 2}),
              "ccda.too_many_attributes");
}

// Room for the tree is made by a look at a few places, which may say too much or too little.
TEST(Reading, ALargeDocumentIsReadWhetherItIsDenseOrNotWhereItIsLookedAt) {
    std::string dense;
    for (int i = 0; i < 300'000; ++i) dense += "<td a='1' b=''>x</td>";
    const std::string title = fmt::format("<title>{}</title>", std::string(6 << 20, 'x'));
    EXPECT_EQ(refusal(document(dense)), "(read)");
    EXPECT_EQ(refusal(document(dense), Limits{.nodes = 1000}), "ccda.too_many_nodes");
    for (const auto& [first, second] : {std::pair(title, dense), std::pair(dense, title)}) {
        Asked asked;
        ASSERT_TRUE(asked.read(document(fmt::format("{}{}<id root='1.2'/>", first, second))));
        EXPECT_GT(asked.view().document().nodes().size(), 300'000U);
        EXPECT_TRUE(asked.text("title").starts_with("xxx"));
        EXPECT_EQ(asked.text("id/@root"), "1.2");
    }
}

TEST(Reading, TwoMillionLevelsAreRefusedAtOnce) {
    std::string deep(test::kHead);
    for (int i = 0; i < 2'000'000; ++i) deep += "<a>";
    EXPECT_EQ(refusal(deep), "ccda.too_deep");
    for (int i = 0; i < 2'000'000; ++i) deep += "</a>";
    EXPECT_EQ(refusal(deep + "</ClinicalDocument>"), "ccda.too_deep");
}

TEST(Reading, FaultsNameNoTextOfTheDocument) {
    const Names names;
    Document document(names);
    ASSERT_FALSE(document.read("<JohnDoe19700101/>"));
    EXPECT_EQ(to_text(document.fault()).find("John"), std::string::npos);
}

TEST(Reading, AReaderForgetsTheDocumentBefore) {
    const Names names;
    Document document(names);
    ASSERT_TRUE(document.read(titled("a\x01")));
    ASSERT_FALSE(document.read("<x/>"));
    EXPECT_TRUE(document.nodes().empty());
    ASSERT_TRUE(document.read(titled("b")));
    EXPECT_TRUE(document.warnings().empty());
}

TEST(Repairing, StrayEndTagsCostNoMoreThanTheirLength) {
    std::string text = "<ClinicalDocument>";
    for (int i = 0; i < 900; ++i) text += "<a>";
    for (int i = 0; i < 1'000'000; ++i) text += "</b>";
    ByteBuffer mended;
    EXPECT_TRUE(repair(text, mended).cut_off);
    EXPECT_TRUE(mended.view().ends_with("</a></ClinicalDocument>"));
}

TEST(Repairing, AnEndTagClosesWhatLiesBetween) {
    ByteBuffer mended;
    (void)repair("<a><b><c>x</b>y</a>", mended);
    EXPECT_EQ(mended.view(), "<a><b><c>x</c></b>y</a>");
}

TEST(Sniffing, ContentIsToldByItsBytes) {
    EXPECT_EQ(sniff("  <?xml version='1.0'?>"), Content::kXml);
    EXPECT_EQ(sniff("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n"), Content::kMime);
    EXPECT_EQ(sniff("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<a/>"), Content::kMime);
    EXPECT_EQ(sniff("\x1F\x8B\x08"), Content::kArchive);
    EXPECT_EQ(sniff("id,name\n1,x"), Content::kOther);
    EXPECT_TRUE(looks_like_cda("<?xml?><cda:ClinicalDocument>"));
    EXPECT_TRUE(looks_like_cda(wide("<ClinicalDocument>", false)));
    EXPECT_FALSE(looks_like_cda("<Bundle>no ClinicalDocument here</Bundle>"));
}

TEST(Sniffing, XmlIsToldByItsFirstSign) {
    EXPECT_TRUE(begins_as_xml("\xEF\xBB\xBF \r\n<section>"));
    EXPECT_TRUE(begins_as_xml(wide("<section>", true)));
    EXPECT_FALSE(begins_as_xml(wide("{\"resourceType\":\"Patient\"}", true)));
    EXPECT_FALSE(begins_as_xml("text <?xml"));
    EXPECT_FALSE(begins_as_xml(""));
}

TEST(Sniffing, PackagingOfAnXdmIsNoDocument) {
    EXPECT_EQ(member_of("IHE_XDM/SUBSET01/DOC00001.XML"), Member::kDocument);
    EXPECT_EQ(member_of("IHE_XDM/SUBSET01/METADATA.XML"), Member::kPackaging);
    EXPECT_EQ(member_of("INDEX.HTM"), Member::kPackaging);
    EXPECT_EQ(member_of("README.TXT"), Member::kPackaging);
    EXPECT_EQ(member_of("IHE_XDM\\SUBSET01\\CDA.xsl"), Member::kPackaging);
    EXPECT_EQ(member_of("__MACOSX/._a.xml"), Member::kPackaging);
    EXPECT_EQ(member_of("patient.ccda"), Member::kDocument);
    EXPECT_EQ(member_of("ccd.txt"), Member::kDocument);
    EXPECT_EQ(member_of("IHE_XDM/SUBSET01/DOC00002.PDF"), Member::kDocument) << "nobody reads it, so it is a reject";
}

}  // namespace
}  // namespace hios::ccda
