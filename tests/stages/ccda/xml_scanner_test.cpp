// What of XML is read, what is forgiven, and what is told to be no XML.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "stages/ccda/xml_scanner.hpp"

namespace hios::ccda {
namespace {

// Writes down what it is told: "<a x=1|>text</a>".
class Recorder {
public:
    void begin(std::string_view name) {
        open_.emplace_back(name);
        told_ += "<" + std::string(name);
    }
    void attribute(std::string_view name, std::string_view value) {
        told_ += " " + std::string(name) + "=" + std::string(value) + "|";
    }
    bool opened() {
        told_ += ">";
        return open_.back() != "stop";
    }
    void text(std::string_view text) { told_ += "[" + std::string(text) + "]"; }
    [[nodiscard]] std::string_view innermost() const {
        return open_.empty() ? std::string_view() : std::string_view(open_.back());
    }
    void close(const char* end) {
        told_ += "</" + open_.back() + ">";
        open_.pop_back();
        end_ = end;
    }
    std::string told_;
    const char* end_ = nullptr;

private:
    std::vector<std::string> open_;
};

std::string read(std::string text) {
    const std::size_t size = text.size();
    text.resize(size + kScanPadding, '<');
    Recorder recorder;
    XmlScanner scanner(text.data(), size, recorder);
    return scanner.run() ? recorder.told_ : "(" + std::string(scanner.fault()) + ")";
}

TEST(XmlScanner, ElementsAttributesAndTextsComeInTheirOrder) {
    EXPECT_EQ(read("<?xml version='1.0'?>\n<a x='1'\n y=\"2\">one<b/>two<c z='3' /></a>\n"),
              "<a x=1| y=2|>[one]<b></b>[two]<c z=3|></c></a>");
}

TEST(XmlScanner, ANameEndsWithTheFirstByteThatIsNoPartOfOne) {
    const auto is_part = [](unsigned char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80 || c == '_' ||
               c == ':' || c == '-' || c == '.';
    };
    for (int byte = 0; byte < 256; ++byte) {
        for (std::size_t before = 0; before < 36; ++before) {
            std::string text = std::string(before, 'n') + static_cast<char>(byte) + "e";
            const std::size_t end = is_part(static_cast<unsigned char>(byte)) ? text.size() : before;
            text.resize(text.size() + kScanPadding, '\0');
            ASSERT_EQ(detail::behind_name(text.data()), text.data() + end) << byte << ' ' << before;
        }
    }
}

TEST(XmlScanner, BlanksBetweenTagsAloneAreNoText) {
    EXPECT_EQ(read("<a>\r\n\t                    <b> x </b>                         </a>"), "<a><b>[ x ]</b></a>");
}

TEST(XmlScanner, ReferencesAreWhatTheyMean) {
    EXPECT_EQ(read("<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x20AC;</a>"), "<a>[<>&\"'A€]</a>");
    EXPECT_EQ(read("<a x='&lt;&#9;&amp;amp;'/>"), "<a x=<\t&amp;|></a>");
    EXPECT_EQ(read("<a>a &amp; a long text behind it, longer than sixteen bytes &lt; the end</a>"),
              "<a>[a & a long text behind it, longer than sixteen bytes < the end]</a>");
}

TEST(XmlScanner, WhatIsNoReferenceStays) {
    EXPECT_EQ(read("<a>&; &#; &#x; &#xG; &#65 &#1114112; &#0; &unknown; R&D &</a>"),
              "<a>[&; &#; &#x; &#xG; &#65 &#1114112; &#0; &unknown; R&D &]</a>");
}

TEST(XmlScanner, EndsOfLinesAreOneSign) {
    EXPECT_EQ(read("<a>1\r\n2\r3\n4</a>"), "<a>[1\n2\n3\n4]</a>");
    EXPECT_EQ(read("<a x='1\r\n2\r3\n4\t5'/>"), "<a x=1 2 3 4 5|></a>");
    EXPECT_EQ(read("<a><![CDATA[1\r\n2\r3]]></a>"), "<a>[1\n2\n3]</a>");
}

TEST(XmlScanner, CommentsInstructionsAndSectionsCutATextInTwo) {
    EXPECT_EQ(read("<a>1<!-- - -- <b> -->2<?p <c>?>3<![CDATA[<d> ]] &amp;]]>4</a>"),
              "<a>[1][2][3][<d> ]] &amp;][4]</a>");
}

TEST(XmlScanner, ADoctypeIsPassedOver) {
    EXPECT_EQ(read("<!DOCTYPE a [<!ENTITY x \"]>'\"><!-- ' > --><!ELEMENT a (b)>]><a/>"), "<a></a>");
    EXPECT_EQ(read("<!DOCTYPE a [<!ENTITY x \"]>"), "(a DOCTYPE does not end)");
    EXPECT_EQ(read("<a><!DOCTYPE b></a>"), "(a '<!' begins nothing that is known)");
}

TEST(XmlScanner, SignsInNamesAndASmallerSignInAValueAreForgiven) {
    EXPECT_EQ(read("<x:a-b.c_1 \xC3\xA9='a<b'/>"), "<x:a-b.c_1 \xC3\xA9=a<b|></x:a-b.c_1>");
    EXPECT_EQ(read("<a x='1' x='2'/>"), "<a x=1| x=2|></a>");
}

TEST(XmlScanner, TextAroundTheRootIsPassedOver) {
    EXPECT_EQ(read("junk <a/> more & junk"), "<a></a>");
    EXPECT_EQ(read("<a/><b/>"), "<a></a><b></b>");
    EXPECT_EQ(read("nothing"), "");
}

TEST(XmlScanner, WhatIsNoXmlIsToldByItsFirstFault) {
    EXPECT_EQ(read("<a>1 < 2</a>"), "(a '<' begins no tag)");
    EXPECT_EQ(read("<a"), "(a start tag does not end)");
    EXPECT_EQ(read("<a / >"), "(a start tag does not end)");
    EXPECT_EQ(read("<a x>"), "(an attribute has no value)");
    EXPECT_EQ(read("<a x=1>"), "(an attribute's value has no quotes)");
    EXPECT_EQ(read("<a x='1>"), "(an attribute's value does not end)");
    EXPECT_EQ(read("<a x='1'y='2'/>"), "(an attribute's value does not end)");
    EXPECT_EQ(read("<a>"), "(an element is not closed)");
    EXPECT_EQ(read("<a><b></a>"), "(an end tag fits no start tag)");
    EXPECT_EQ(read("<a></ab>"), "(an end tag fits no start tag)");
    EXPECT_EQ(read("<ab></a>"), "(an end tag fits no start tag)");
    EXPECT_EQ(read("</a>"), "(an end tag fits no start tag)");
    EXPECT_EQ(read("<a></a x>"), "(an end tag does not end)");
    EXPECT_EQ(read("<a><!-- </a>"), "(a comment or section does not end)");
    EXPECT_EQ(read("<a><![CDATA[ </a>"), "(a comment or section does not end)");
    EXPECT_EQ(read("<? x?>"), "(a processing instruction has no name)");
}

TEST(XmlScanner, TheSinkMayHaveEnough) {
    EXPECT_EQ(read("<a><stop><b"), "<a><stop>");
}

TEST(XmlScanner, AnElementEndsBehindItsEndTag) {
    std::string text = "<a>x</a  ><!-- -->";
    const std::size_t size = text.size();
    text.resize(size + kScanPadding);
    Recorder recorder;
    ASSERT_TRUE(XmlScanner(text.data(), size, recorder).run());
    EXPECT_EQ(recorder.end_ - text.data(), 10);
}

}  // namespace
}  // namespace hios::ccda
