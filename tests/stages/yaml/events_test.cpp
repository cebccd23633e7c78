// YAML as events: texts as they were meant, places as people count them, faults where they are.

#include "stages/yaml/events.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace hios::yaml {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// Everything in a line: "1:1{ 1:1'a' 1:4'b' }".
class Written final : public Handler {
public:
    std::string all;

    void document_begins(Mark) override { put("---"); }
    void document_ends() override { put("..."); }
    void scalar(Mark at, const Scalar& scalar, std::string_view anchor) override {
        const char* const quote = scalar.tagged ? "!" : scalar.plain ? "'" : "\"";
        put(place(at) + std::string(anchor) + quote + std::string(scalar.text) + quote);
    }
    void alias(Mark at, std::string_view anchor) override { put(place(at) + "*" + std::string(anchor)); }
    void list_begins(Mark at, std::string_view anchor) override { put(place(at) + std::string(anchor) + "["); }
    void list_ends() override { put("]"); }
    void map_begins(Mark at, std::string_view anchor) override { put(place(at) + std::string(anchor) + "{"); }
    void map_ends() override { put("}"); }

private:
    static std::string place(Mark at) { return std::to_string(at.line) + ":" + std::to_string(at.column); }
    void put(const std::string& one) { all += (all.empty() ? "" : " ") + one; }
};

std::string events(std::string_view text) {
    Written written;
    const auto fault = read(text, written);
    return fault ? fault->what : written.all;
}

Fault fault(std::string_view text) {
    Written written;
    return read(text, written).value_or(Fault{{}, 0, "it was read"});
}

TEST(YamlEvents, ComeInTheOrderOfTheTextWithTheirPlaces) {
    EXPECT_EQ(events("a: 1\nb:\n  - 'x'\n  - c: \"\"\n"),
              R"(--- 1:1{ 1:1'a' 1:4'1' 2:1'b' 3:3[ 3:5"x" 4:5{ 4:5'c' 4:8"" } ] } ...)");
    EXPECT_EQ(events("ÄÖ: ü\n"), "--- 1:1{ 1:1'ÄÖ' 1:5'ü' } ...") << "columns are characters";
}

TEST(YamlEvents, AnEmptyTextHasNoDocumentAndWhatIsLeftOutIsEmpty) {
    EXPECT_EQ(events(""), "");
    EXPECT_EQ(events("# nothing\n"), "");
    EXPECT_EQ(events("a:\n"), "--- 1:1{ 1:1'a' 1:3'' } ...");
    EXPECT_EQ(events("1\n---\n2\n"), "--- 1:1'1' ... --- 3:1'2' ...");
}

TEST(YamlEvents, JsonIsYaml) {
    EXPECT_EQ(events("{\n\t\"a\": [\"x\\/\\u00e4\", -2e3]\n}"), "--- 1:1{ 2:2\"a\" 2:7[ 2:8\"x/ä\" 2:21'-2e3' ] } ...");
}

TEST(YamlEvents, QuestionMarksAreTextInsideBrackets) {
    EXPECT_EQ(events("[=A ?? B, string?]"), "--- 1:1[ 1:2'=A ?? B' 1:11'string?' ] ...");
    EXPECT_EQ(events("{M: string?}"), "--- 1:1{ 1:2'M' 1:5'string?' } ...");
}

TEST(YamlEvents, AnchorsAliasesAndTagsAreTold) {
    EXPECT_EQ(events("[&a x, *a, &b {}, &c []]"), "--- 1:1[ 1:2a'x' 1:8*a 1:12b{ } 1:19c[ ] ] ...");
    EXPECT_EQ(events("[!!int 5, !!str 5, ! 5]"), R"(--- 1:1[ 1:2!5! 1:11"5" 1:20"5" ] ...)");
}

TEST(YamlEvents, FaultsSayWhereAndWhat) {
    const Fault open = fault("ä: 1\nb: [1, 2\nc: 3\n");
    EXPECT_EQ(open.what, "did not find expected ',' or ']' while parsing a flow sequence that begins in line 2");
    EXPECT_GE(open.at.line, 2);
    const Fault sign = fault("ä: @x\n");
    EXPECT_EQ(sign.at.line, 1);
    EXPECT_EQ(sign.at.column, 4);
    EXPECT_EQ(sign.offset, 4U) << "in bytes";
    EXPECT_THAT(sign.what, StartsWith("found character that cannot start any token"));
}

TEST(YamlEvents, BytesThatAreNoTextAreFaultsAtTheirPlace) {
    const Fault control = fault("a: b\nc: d\x01");
    EXPECT_EQ(control.at.line, 2);
    EXPECT_EQ(control.at.column, 5);
    EXPECT_EQ(control.offset, 9U);
    EXPECT_EQ(control.what, "control characters are not allowed");
    EXPECT_THAT(fault("a: \xff").what, HasSubstr("UTF-8"));
    EXPECT_THAT(fault("a: \"\\ud800\"").what, HasSubstr("invalid Unicode character escape code"));
}

TEST(YamlEvents, WhatTheHandlerThrowsEndsTheReading) {
    class Refuses final : public Handler {
    public:
        void document_begins(Mark) override {}
        void document_ends() override {}
        void scalar(Mark, const Scalar&, std::string_view) override { throw std::runtime_error("enough"); }
        void alias(Mark, std::string_view) override {}
        void list_begins(Mark, std::string_view) override {}
        void list_ends() override {}
        void map_begins(Mark, std::string_view) override {}
        void map_ends() override {}
    };
    Refuses refuses;
    EXPECT_THROW((void)read("[a, b]", refuses), std::runtime_error);
}

}  // namespace
}  // namespace hios::yaml
