#include "stages/fhir/narrative.hpp"

#include <gtest/gtest.h>

#include "tests/stages/fhir/conversion.hpp"

namespace hios::fhir {
namespace {

using test::bundle;
using test::Conversion;
using test::entry;

// What a narrative becomes beside an Image staged as Binary/b under this fullUrl.
std::string div_becomes(const std::string& div, const std::string& full_url = "urn:uuid:b") {
    const nlohmann::json document = {
        {"resourceType", "Basic"}, {"id", "x"}, {"text", {{"status", "generated"}, {"div", div}}}};
    const Conversion made(
        bundle("document", {entry(full_url, R"({"resourceType":"Binary","id":"b"})"), entry("", document.dump())}));
    return made.resource(1).at("text").at("div");
}

TEST(Narrative, LinksAndImagesAreRewritten) {
    EXPECT_EQ(div_becomes(R"(<div><a href="urn:uuid:b">x</a><img src='urn:uuid:b'/></div>)"),
              R"(<div><a href="Binary/b">x</a><img src='Binary/b'/></div>)");
    EXPECT_EQ(div_becomes("<a\n\thref\r\n=\n 'urn:uuid:b'>"), "<a\n\thref\r\n=\n 'Binary/b'>");
    EXPECT_EQ(div_becomes(R"(<a class="x" href="urn:uuid:b#part" id='y'>)"),
              R"(<a class="x" href="Binary/b#part" id='y'>)");
    EXPECT_EQ(div_becomes(R"(<img alt="a > b" src="urn:uuid:b" />)"), R"(<img alt="a > b" src="Binary/b" />)");
}

TEST(Narrative, EntitiesInLinksAreUnderstood) {
    EXPECT_EQ(div_becomes(R"(<a href="http://s/x?a=1&amp;b=2">)", "http://s/x?a=1&b=2"), R"(<a href="Binary/b">)");
    EXPECT_EQ(div_becomes(R"(<a href="http://s/x?a=1&#38;b=2#&quot;f">)", "http://s/x?a=1&b=2"),
              R"(<a href="Binary/b#&quot;f">)");
    EXPECT_EQ(div_becomes(R"(<a href="urn&#x3a;uuid:b">)"), R"(<a href="Binary/b">)");
    EXPECT_EQ(div_becomes(R"(<a href="http://s/x?a=1&amp;b=3">)", "http://s/x?a=1&b=2"),
              R"(<a href="http://s/x?a=1&amp;b=3">)");
}

TEST(Narrative, OnlyAttributesNamedHrefOrSrcAreLinks) {
    for (const std::string div :
         {R"(<div>href="urn:uuid:b" src='urn:uuid:b'</div>)",
          R"(<div><a data-href="urn:uuid:b" xsrc="urn:uuid:b" title="urn:uuid:b"/></div>)",
          R"(<div><!-- <a href="urn:uuid:b"> --></div>)", R"(<div><![CDATA[<a href="urn:uuid:b">]]></div>)",
          R"(<div title='<a href="urn:uuid:b">'/>)",
          R"(<div><a href="urn:uuid:c"/><a href="#urn:uuid:b"/><a href=urn:uuid:b></div>)",
          R"(</a href="urn:uuid:b">)"}) {
        EXPECT_EQ(div_becomes(div), div);
    }
}

TEST(Narrative, DamagedMarkupIsKept) {
    for (const std::string div : {R"(<a href="urn:uuid:b)", "<a href", "<a href=", "<a href='", "<", "<a", "<!--",
                                  "<a href=\"urn:uuid:b'>", "a = 'b", "", "<div href"}) {
        EXPECT_EQ(div_becomes(div), div);
    }
    EXPECT_EQ(div_becomes(R"(<p>1 < 2 = "x</p><a href="urn:uuid:b">)"), R"(<p>1 < 2 = "x</p><a href="urn:uuid:b">)");
}

TEST(Narrative, EscapesOfTheJsonStringDoNotMatter) {
    const Conversion made(bundle(
        "document",
        {entry("urn:uuid:b", R"({"resourceType":"Binary","id":"b"})"),
         entry(
             "",
             R"({"resourceType":"Basic","id":"x","text":{"div":"<a hr\u0065f=\u0022urn:uuid:b\u0022>\n\u00e9<\/a>"}})")}));
    EXPECT_EQ(made.resource(1).at("text").at("div"), "<a href=\"Binary/b\">\n\xC3\xA9</a>");
    EXPECT_EQ(made.account().rewritten, 1U);
}

TEST(Narrative, WithoutALinkKeepsEveryCharacter) {
    const std::string resource =
        R"({"resourceType":"Basic","id":"x","text":{"div":"<a href=\u0022urn:uuid:other\u0022>\u00e9<\/a>"}})";
    const Conversion made(
        bundle("document", {entry("urn:uuid:b", R"({"resourceType":"Binary","id":"b"})"), entry("", resource)}));
    EXPECT_EQ(made.line(1).text, resource);
}

TEST(Narrative, EachLinkCounts) {
    const Conversion made(bundle(
        "document",
        {entry("urn:uuid:b", R"({"resourceType":"Binary","id":"b"})"),
         entry(
             "",
             R"({"resourceType":"Basic","text":{"div":"<a href='urn:uuid:b'/><a href='urn:uuid:b'/><a href='x'/>"}})")}));
    EXPECT_EQ(made.account().rewritten, 2U);
}

}  // namespace
}  // namespace hios::fhir
