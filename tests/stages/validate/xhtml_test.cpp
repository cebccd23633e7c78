#include "stages/validate/xhtml.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>

#include "tests/stages/validate/values.hpp"

namespace hios::validate {

static void PrintTo(XhtmlFault fault, std::ostream* out) {
    *out << (fault == XhtmlFault::kOk ? std::string_view("ok") : code_of(fault).id);
}

namespace {

using enum XhtmlFault;

constexpr std::string_view kOpen = "<div xmlns='http://www.w3.org/1999/xhtml'>";

// As the inside of a div in the right namespace.
XhtmlFault inside(std::string_view text) {
    return check_xhtml(std::string(kOpen) + std::string(text) + "</div>").fault;
}

TEST(Xhtml, FormattedTextIsFine) {
    EXPECT_EQ(inside("text"), kOk);
    EXPECT_EQ(inside("<p class='a' style=\\\"color: red\\\">a<br/>b<br ></br></p><hr />"), kOk);
    EXPECT_EQ(inside("<table border='1'><tbody><tr><td colspan='2'>x</td></tr></tbody></table>"), kOk);
    EXPECT_EQ(inside("<a name='x' href='http://a/b?c=d&amp;e'>1 &lt; 2 > 0 &#160;&#xe4; [x] ]] \xC3\xA4</a>"), kOk);
    EXPECT_EQ(inside("\\n\\t<blockquote>a</blockquote>\\r\\n<!-- a - comment --><![CDATA[<b> & ]] ]>]]>"), kOk);
}

TEST(Xhtml, EveryElementOfTheListIsAllowed) {
    for (const char* name :
         {"a",     "abbr", "acronym", "address",  "area",  "b",     "bdo",  "big",    "blockquote", "br",  "caption",
          "cite",  "code", "col",     "colgroup", "dd",    "dfn",   "div",  "dl",     "dt",         "em",  "h1",
          "h2",    "h3",   "h4",      "h5",       "h6",    "hr",    "i",    "img",    "kbd",        "li",  "map",
          "ol",    "p",    "pre",     "q",        "samp",  "small", "span", "strong", "sub",        "sup", "table",
          "tbody", "td",   "tfoot",   "th",       "thead", "tr",    "tt",   "ul",     "var"}) {
        EXPECT_EQ(inside("<" + std::string(name) + ">x</" + name + ">"), kOk) << name;
        EXPECT_EQ(inside("<" + std::string(name) + "x>x</" + name + "x>"), kElement) << name;
    }
}

TEST(Xhtml, ElementsThatAreNotFormattingAreRefused) {
    for (const char* name :
         {"script",   "form",   "input",  "head",   "body",  "html",        "base",     "link",
          "frame",    "iframe", "object", "applet", "style", "meta",        "svg",      "ins",
          "del",      "font",   "DIV",    "B",      "x:p",   "blockquotes", "blockquo", "abcdefghijklmnopqrstuvwxyz",
          "p\xC3\xA4"}) {
        const std::string div = std::string(kOpen) + "a<" + name + ">x</" + name + "></div>";
        const XhtmlResult result = check_xhtml(div);
        EXPECT_EQ(result.fault, kElement) << name;
        EXPECT_EQ(result.offset, kOpen.size() + 1) << name;
    }
}

TEST(Xhtml, AttributesThatAreNotFormattingAreRefused) {
    for (const char* attribute : {"onclick", "onload", "xlink:href", "data-x", "CLASS", "action", "srcdoc", "target",
                                  "xmlns:", "cellspacings", "xml:base"}) {
        const XhtmlResult result = check_xhtml(std::string(kOpen) + "<p " + attribute + "='x'>y</p></div>");
        EXPECT_EQ(result.fault, kAttribute) << attribute;
        EXPECT_EQ(result.offset, kOpen.size() + 3) << attribute;
    }
}

TEST(Xhtml, FormattingAttributesAreAllowed) {
    for (const char* attribute : {"class", "style", "id", "title", "lang", "xml:lang", "cellspacing", "cellpadding",
                                  "width", "valign", "tabindex", "xmlns:v3", "alt", "usemap"}) {
        EXPECT_EQ(inside("<p " + std::string(attribute) + " = 'x'>y</p>"), kOk) << attribute;
    }
}

TEST(Xhtml, TheRootIsOneDivInXhtmlsNamespace) {
    for (const char* text :
         {"<div>text</div>", "<p xmlns='http://www.w3.org/1999/xhtml'>text</p>", "text",
          "<div xmlns='http://www.w3.org/1999/xhtm'>text</div>",
          "<div xmlns='http://www.w3.org/1999/xhtml/'>text</div>",
          "<x:div xmlns:x='http://www.w3.org/1999/xhtml'>text</x:div>", "<div xmlns=''>text</div>"}) {
        EXPECT_EQ(check_xhtml(text).fault, kRoot) << text;
    }
    const std::string div = std::string(kOpen) + "x</div>";
    EXPECT_EQ(check_xhtml(div + div).fault, kRoot);
    EXPECT_EQ(check_xhtml(div + "tail").fault, kRoot);
    EXPECT_EQ(check_xhtml(div + "tail").offset, div.size());
    EXPECT_EQ(check_xhtml("\\n <!-- a --> " + div + " \\n<!-- b -->").fault, kOk);
    EXPECT_EQ(inside("<p xmlns='http://www.w3.org/2000/svg'>x</p>"), kAttribute);
    EXPECT_EQ(inside("<p xmlns='http://www.w3.org/1999/xhtml'>x</p>"), kOk);
}

TEST(Xhtml, TagsAreClosedInOrder) {
    EXPECT_EQ(inside("<b>x"), kEndTag);
    EXPECT_EQ(inside("<b><i>x</b></i>"), kEndTag);
    EXPECT_EQ(inside("<b>x</B>"), kEndTag);
    EXPECT_EQ(inside("a<br>b"), kEndTag);
    EXPECT_EQ(check_xhtml(kOpen).fault, kEndTag);
    EXPECT_EQ(check_xhtml(std::string(kOpen) + "x").fault, kEndTag);
    EXPECT_EQ(inside("x</div>"), kRoot) << "the second end tag stands behind the root";
}

TEST(Xhtml, TextThatIsNoXmlIsRefused) {
    for (const char* text : {"a < b",
                             "<1>",
                             "<>",
                             "</>",
                             "<p class=x>y</p>",
                             "<p class>y</p>",
                             "<p class='<'>y</p>",
                             "<p class='a' class='b'>y</p>",
                             "<p class='a'id='b'>y</p>",
                             "<p class='a>y</p>",
                             "<p / >",
                             "<p",
                             "<p ",
                             "<p class='",
                             "x</p",
                             "]]>",
                             "<!-- a -- b -->",
                             "<!--->",
                             "<!-",
                             "<!-- a",
                             "<![CDATA[x",
                             "\\u0000",
                             "\\b",
                             "\\u001f",
                             "\\uffff",
                             "<p title='\\f'>x</p>",
                             "<!-- \\u0001 -->"}) {
        EXPECT_EQ(inside(text), kNotWellFormed) << text;
    }
}

TEST(Xhtml, OnlyXmlsOwnEntitiesAreKnown) {
    for (const char* text : {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#65;", "&#x41;", "&#X41;", "&#x10FFFF;"}) {
        const bool upper = std::string_view(text).starts_with("&#X");
        EXPECT_EQ(inside("x" + std::string(text)), upper ? kEntity : kOk) << text;
        EXPECT_EQ(inside("<p title='" + std::string(text) + "'>x</p>"), upper ? kEntity : kOk) << text;
    }
    for (const char* text : {"&nbsp;", "&copy;", "&", "& ", "&amp", "&AMP;", "&#;", "&#x;", "&#xG;", "&#0;", "&#8;",
                             "&#xD800;", "&#x110000;", "&#99999999999999999999;", "&#65", "&;", "&ampere;"}) {
        EXPECT_EQ(inside("x" + std::string(text)), kEntity) << text;
        EXPECT_EQ(inside("<p title='" + std::string(text) + "'>x</p>"), kEntity) << text;
    }
}

TEST(Xhtml, DeclarationsAndInstructionsAreRefused) {
    const std::string div = std::string(kOpen) + "x</div>";
    EXPECT_EQ(check_xhtml("<?xml version='1.0'?>" + div).fault, kDeclaration);
    EXPECT_EQ(check_xhtml("<!DOCTYPE div [<!ENTITY a 'b'>]>" + div).fault, kDeclaration);
    EXPECT_EQ(inside("<?php x ?>y"), kDeclaration);
    EXPECT_EQ(inside("<!ELEMENT x>y"), kDeclaration);
    EXPECT_EQ(inside("<![INCLUDE[x]]>y"), kDeclaration);
}

TEST(Xhtml, ScriptsInLinksAreRefused) {
    for (const char* link : {"javascript:alert(1)", "JavaScript:x", " javascript:x", "java\\tscript:x",
                             "&#106;avascript:x", "javascript&#58;x", "&#10;javascript:x"}) {
        EXPECT_EQ(inside("<a href='" + std::string(link) + "'>x</a>"), kScript) << link;
        EXPECT_EQ(inside("<img src='" + std::string(link) + "'/>"), kScript) << link;
    }
    EXPECT_EQ(inside("<a href='http://x/javascript:'>x</a>"), kOk);
    EXPECT_EQ(inside("<a href='javascript.html'>x</a>"), kOk);
    EXPECT_EQ(inside("<p title='javascript:'>x</p>"), kOk);
}

TEST(Xhtml, ThereIsTextOrAnImage) {
    for (const char* text : {"", " ", "\\n\\t\\r\\n", "<p> </p><br/>", "<!-- text -->", "&#32;", "<img alt='x'/>",
                             "<![CDATA[ ]]>", "<p title='x'/>"}) {
        EXPECT_EQ(inside(text), kEmpty) << text;
    }
    for (const char* text : {"x", "<p>x</p>", "<img src='#a'/>", "&#160;", "<![CDATA[x]]>", "<![CDATA[]]]>", "]"})
        EXPECT_EQ(inside(text), kOk) << text;
    EXPECT_EQ(check_xhtml("").fault, kEmpty);
    EXPECT_EQ(check_xhtml(" \\n").fault, kEmpty);
    EXPECT_EQ(check_xhtml("<div xmlns='http://www.w3.org/1999/xhtml'/>").fault, kEmpty);
}

TEST(Xhtml, NestingHasAnEnd) {
    const auto nested = [](std::size_t depth) {
        std::string text;
        for (std::size_t i = 0; i < depth; ++i) text += "<b>";
        text += "x";
        for (std::size_t i = 0; i < depth; ++i) text += "</b>";
        return text;
    };
    EXPECT_EQ(inside(nested(kMaxXhtmlDepth - 1)), kOk);
    EXPECT_EQ(inside(nested(kMaxXhtmlDepth)), kTooDeep);
    EXPECT_EQ(inside(nested(100'000)), kTooDeep);
}

TEST(Xhtml, OffsetsCountBytesAsWritten) {
    EXPECT_EQ(check_xhtml("<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">a &nbsp;</div>").offset, 46U);
    EXPECT_EQ(check_xhtml("\\u003cp\\u003e").offset, 0U);
    EXPECT_EQ(check_xhtml("\\n\\u003cp\\u003e").offset, 2U);
}

// What a writer escapes makes no difference.
TEST(Xhtml, EscapesMeanTheirCharacters) {
    const std::array texts{std::string(kOpen) + "<p class='a' title=\"b\">x &amp; [y]<br/></p><!-- c --></div>",
                           std::string(kOpen) + "<script>x</script></div>",
                           std::string(kOpen) + "<b>x</div>",
                           std::string(kOpen) + "&nbsp;</div>",
                           std::string(kOpen) + "<![CDATA[x]]>]]></div>",
                           std::string(kOpen) + "<a href='javascript:x'>x</a></div>",
                           std::string(kOpen) + "<p onclick='x'>x</p></div>"};
    for (const std::string& text : texts)
        EXPECT_EQ(check_xhtml(test::all_escaped(text)).fault, check_xhtml(text).fault) << text;
    EXPECT_EQ(check_xhtml(test::all_escaped(texts[0])).fault, kOk);
}

TEST(Xhtml, TextThatBreaksOffAnywhereIsRefused) {
    const std::string text =
        "<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><p class='a'>x &amp;\\u0020<!-- c --> "
        "<![CDATA[y]]><img src='#a'/></p></div>";
    EXPECT_EQ(check_xhtml(text).fault, kOk);
    for (std::size_t size = 0; size < text.size(); ++size) {
        const XhtmlResult result = check_xhtml(std::string_view(text).substr(0, size));
        EXPECT_NE(result.fault, kOk) << size;
        EXPECT_LE(result.offset, size);
    }
}

TEST(Xhtml, EveryFaultHasACodeOfItsOwn) {
    std::set<std::string_view> ids;
    for (const Code* code : xhtml_codes()) {
        EXPECT_TRUE(code->id.starts_with("xhtml.")) << code->id;
        EXPECT_TRUE(code->meaning.ends_with(".") && code->mend.ends_with(".")) << code->id;
        EXPECT_TRUE(ids.insert(code->id).second) << code->id;
    }
    EXPECT_EQ(code_of(kNotWellFormed).id, "xhtml.not_well_formed");
    EXPECT_EQ(code_of(kAttribute).id, "xhtml.attribute");
    EXPECT_EQ(code_of(kEmpty).id, "xhtml.empty");
}

}  // namespace
}  // namespace hios::validate
