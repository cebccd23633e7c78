// What cannot be read on: broken JSON, too deep nesting.

#include <gmock/gmock.h>

#include "tests/stages/instance/reading.hpp"

namespace hios::instance {
namespace {

using test::Reading;

constexpr std::string_view kDocument =
    R"({"resourceType":"Patient","active":true,"x":{"a":[1,"b",{}]},"name":[{"given":["A",null],"_given":[null,{"id":"z"}]}],)"
    R"("contained":[{"resourceType":"Basic","id":"b"}],"multipleBirthInteger":12})";

TEST(ReaderFaults, EveryTruncationIsOne) {
    ASSERT_TRUE(Reading(kDocument).read);
    for (std::size_t size = 0; size < kDocument.size(); ++size) {
        const Reading reading(kDocument.substr(0, size));
        EXPECT_FALSE(reading.read) << kDocument.substr(0, size);
        EXPECT_THAT(reading.fault, testing::StartsWith("json."));
        EXPECT_LE(reading.fault_offset, size);
    }
}

TEST(ReaderFaults, EveryMissingPieceOfStructureIsOne) {
    constexpr std::string_view kStructure = "{}[]:,\"";
    for (std::size_t at = 0; at < kDocument.size(); ++at) {
        if (kStructure.find(kDocument[at]) == std::string_view::npos) continue;
        std::string text(kDocument);
        text.erase(at, 1);
        const Reading reading(text);
        EXPECT_FALSE(reading.read && reading.at_end) << text;
    }
}

TEST(ReaderFaults, BracketsMustMatch) {
    for (const char* text :
         {R"({"resourceType":"Patient","name":[{"family":"A"]})", R"({"resourceType":"Patient","name":{"family":"A"]})",
          R"({"resourceType":"Patient","x":[}})", R"({"resourceType":"Patient"])", R"({"resourceType":"Patient",})",
          R"({"resourceType":"Patient","name":[{"family":"A"},]})", R"({"resourceType":"Patient" "id":"x"})",
          R"({"resourceType":"Patient","id" "x"})", R"({"resourceType":"Patient","active":tru})",
          R"({"resourceType":"Patient","active":true false})",
          R"({"resourceType":"Patient","multipleBirthInteger":01})", R"({"resourceType":"Patient",5:1})"}) {
        const Reading reading(text);
        EXPECT_FALSE(reading.read && reading.at_end) << text;
        EXPECT_EQ(reading.read, reading.fault.empty()) << text;
    }
}

// `levels` objects and arrays within each other, of extensions.
std::string nested(std::size_t levels) {
    std::string text = R"({"resourceType":"Basic","code":{"text":"x"})";
    std::string end = "}";
    for (std::size_t i = 1; i + 1 < levels; i += 2) {
        text += R"(,"extension":[{"url":"u")";
        end = "}]" + end;
    }
    return text + end;
}

TEST(ReaderFaults, DepthHasACap) {
    EXPECT_TRUE(Reading(nested(99), {100, false}).read);
    const Reading deeper(nested(103), {100, false});
    EXPECT_FALSE(deeper.read);
    EXPECT_EQ(deeper.fault, "json.too_deep");
    EXPECT_EQ(Reading(nested(11), {10, false}).fault, "json.too_deep");
    EXPECT_TRUE(Reading(nested(9), {10, false}).read);
}

TEST(ReaderFaults, ABombOfDepthIsOne) {
    constexpr std::size_t kLevels = 200'000;
    const std::string arrays(kLevels, '[');
    std::string objects = R"({"resourceType":"Patient")";
    std::string extensions = objects;
    for (std::size_t i = 0; i < kLevels; ++i) {
        objects += ",\"a\":{\"b\":1";
        extensions += ",\"extension\":[{\"url\":\"u\"";
    }
    for (const std::string& text :
         {arrays + std::string(kLevels, ']'), arrays, R"({"resourceType":"Patient","id":)" + arrays,
          R"({"resourceType":"Patient","name":)" + arrays, R"({"resourceType":"Patient","_id":)" + arrays, objects,
          extensions}) {
        EXPECT_EQ(Reading(text).fault, "json.too_deep") << text.substr(0, 60);
    }
}

}  // namespace
}  // namespace hios::instance
