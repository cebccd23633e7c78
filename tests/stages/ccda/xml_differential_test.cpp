// What is read of XML is what a known parser reads of it: all fixtures, and what becomes of them when bytes change.

#include <algorithm>
#include <random>
#include <string>

#include <gtest/gtest.h>
#include <pugixml.hpp>

#include "stages/ccda/xml_scanner.hpp"
#include "tests/stages/ccda/fixtures.hpp"

namespace hios::ccda {
namespace {

// A document as one text: tags with their attributes, and between them the character data.
class Written {
public:
    void begin(std::string_view name) {
        close_tag();
        text_ += '<';
        text_ += name;
        open_.emplace_back(name);
        innermost_ = open_.back();
        in_tag_ = true;
    }
    void attribute(std::string_view name, std::string_view value) {
        text_ += ' ';
        text_ += name;
        text_ += '=';
        text_ += value;
        text_ += '\x1F';
    }
    bool opened() {
        close_tag();
        return true;
    }
    void text(std::string_view text) {
        close_tag();
        text_ += text;
    }
    [[nodiscard]] std::string_view innermost() const { return open_.empty() ? std::string_view() : open_.back(); }
    void close(const char* /*end*/ = nullptr) {
        close_tag();
        text_ += "</>";
        open_.pop_back();
    }
    [[nodiscard]] const std::string& whole() const { return text_; }

private:
    void close_tag() {
        if (in_tag_) text_ += '>';
        in_tag_ = false;
    }
    std::string text_;
    std::vector<std::string> open_;
    std::string innermost_;
    bool in_tag_ = false;
};

// "": it is no XML.
std::string scanned(std::string text) {
    const std::size_t size = text.size();
    text.resize(size + kScanPadding);
    Written written;
    XmlScanner scanner(text.data(), size, written);
    return scanner.run() ? written.whole() : "";
}

void write(const pugi::xml_node& node, Written& written) {
    for (const pugi::xml_node& child : node.children()) {
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) written.text(child.value());
        if (child.type() != pugi::node_element) continue;
        written.begin(child.name());
        for (const pugi::xml_attribute& one : child.attributes()) written.attribute(one.name(), one.value());
        written.opened();
        write(child, written);
        written.close();
    }
}

std::string known(const std::string& text) {
    pugi::xml_document document;
    if (!document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8)) return "";
    Written written;
    write(document, written);
    return written.whole();
}

TEST(XmlDifferential, FixturesAreReadAlike) {
    std::size_t read = 0;
    for (const test::Fixture& one : test::fixtures()) {
        const std::string expected = known(one.document);
        ASSERT_FALSE(expected.empty()) << one.name;
        EXPECT_EQ(scanned(one.document), expected) << one.name;
        ++read;
    }
    EXPECT_GT(read, 100U);
}

TEST(XmlDifferential, WhatTheKnownParserReadsOfChangedDocumentsIsReadAlike) {
    static constexpr std::string_view kBytes = "<>&;\"'/=!?-[] \t\r\na#x1:";
    std::mt19937 random(20);
    std::size_t alike = 0;
    std::size_t refused = 0;
    for (const test::Fixture& one : test::fixtures()) {
        for (int i = 0; i < 60; ++i) {
            std::string text = one.document;
            for (std::size_t changes = 1 + random() % 3; changes != 0; --changes) {
                const std::size_t at = random() % text.size();
                const char byte = kBytes[random() % kBytes.size()];
                switch (random() % 3) {
                    case 0:
                        text[at] = byte;
                        break;
                    case 1:
                        text.insert(at, 1, byte);
                        break;
                    default:
                        text.erase(at, 1);
                }
            }
            const std::string expected = known(text);
            if (expected.empty()) continue;
            const std::string found = scanned(text);
            refused += found.empty() ? 1U : 0U;
            if (!found.empty()) {
                ASSERT_EQ(found, expected) << one.name << "\n" << text;
                ++alike;
            }
        }
    }
    EXPECT_GT(alike, 1000U);
    EXPECT_LT(refused * 100, alike);
}

}  // namespace
}  // namespace hios::ccda
