// The text of a report or document has all of its lines, however many there are, and that costs no more than its lines.

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "tests/stages/hl7v2/mapped.hpp"

namespace hios::builtin {
namespace {

constexpr int kLines = 100'000;

std::string message(std::string_view type, std::string_view head) {
    std::string text = fmt::format("MSH|^~\\&|RIS|GOOD|EHR|BEST|20240131083000+0100||{}|17|P|2.5.1\r", type);
    text += fmt::format("PID|1||4711^^^MRNS^MR||Doe^Jane\r{}\r", head);
    for (int i = 1; i <= kLines; ++i)
        fmt::format_to(std::back_inserter(text), "OBX|{}|TX|T^Text^L||Line {}||||||F\r", i, i);
    return text;
}

// Base64 of "Line 1\nLine 2\n..." is as long as this.
std::size_t encoded_size() {
    std::size_t size = 0;
    for (int i = 1; i <= kLines; ++i) size += fmt::formatted_size("Line {}\n", i);
    return (size + 2) / 3 * 4;
}

class LinesOfText : public testing::Test {
protected:
    // The "data" of the first resource of that type.
    std::string data_of(std::string_view type) {
        for (const auto& line : mapped_.lines()) {
            if (line.type != type) continue;
            const std::size_t begin = line.json.find("\"data\":\"") + 8;
            return std::string(line.json.substr(begin, line.json.find('"', begin) - begin));
        }
        return {};
    }
    hl7v2::test::Mapped mapped_;
};

TEST_F(LinesOfText, AHundredThousandAreOneReport) {
    ASSERT_EQ(mapped_.map(message("ORU^R01", "OBR|1||F1|XR^Chest^L||||||||||||||||||||RAD|F")),
              hl7v2::test::Mapped::Result::kMapped);
    const std::string data = data_of("DiagnosticReport");
    EXPECT_EQ(data.size(), encoded_size());
    EXPECT_TRUE(data.starts_with("TGluZSAxCkxpbmUgMgpMaW5lIDMK"));
}

TEST_F(LinesOfText, AHundredThousandAreOneDocument) {
    ASSERT_EQ(mapped_.map(message("MDM^T02", "TXA|1|HP|TX|||||||||D12||||||AU")), hl7v2::test::Mapped::Result::kMapped);
    EXPECT_EQ(data_of("DocumentReference").size(), encoded_size());
}

}  // namespace
}  // namespace hios::builtin
