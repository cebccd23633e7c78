#include "stages/hl7v2/sniff.hpp"

#include <gtest/gtest.h>

#include <string>

#include "stages/hl7v2/wide_decoder.hpp"

namespace hios::hl7v2 {
namespace {

std::string widen(std::string_view text, std::size_t width, bool big) {
    std::string wide;
    for (const char c : text) {
        if (big) wide.append(width - 1, '\0');
        wide += c;
        if (!big) wide.append(width - 1, '\0');
    }
    return wide;
}

TEST(Sniff, AHeaderIsHl7BehindWhateverTransportPutsBeforeIt) {
    for (const std::string before : {"", "\xEF\xBB\xBF", "\x0B", "\r\n\r\n", " \t", "\xEF\xBB\xBF\n"}) {
        for (const std::string header : {"MSH|^~\\&|A", "FHS|^~\\&|", "BHS#*@!$#", "msh|^~\\&|", "MSH|"})
            EXPECT_EQ(sniff(before + header), Sniffed::kEr7) << header;
    }
}

TEST(Sniff, SegmentsWithoutAHeaderAreHl7ThatWillBeRefused) {
    EXPECT_EQ(sniff("PID|1||2\rMSH|^~\\&"), Sniffed::kEr7);
}

TEST(Sniff, WideCharactersAreTold) {
    for (const std::size_t width : {2U, 4U}) {
        for (const bool big : {false, true}) EXPECT_EQ(sniff(widen("MSH|^~\\&|A", width, big)), Sniffed::kWideEr7);
    }
    EXPECT_EQ(sniff("\xFF\xFE" + widen("MSH|^~\\&|A", 2, false)), Sniffed::kWideEr7);
    EXPECT_EQ(sniff(widen("{\"resourceType\"", 2, false)), Sniffed::kNo);
}

TEST(Sniff, TheXmlEncodingIsTold) {
    EXPECT_EQ(sniff("<?xml version=\"1.0\"?>\n<ADT_A01 xmlns=\"urn:hl7-org:v2xml\">"), Sniffed::kXml);
}

TEST(Sniff, OtherFilesAreNot) {
    for (const std::string_view other : {"", "MSH", "MSHELL|", "{\"a\":1}", "<ClinicalDocument/>", "id|name|x\n1|2|3\n",
                                         "ID,NAME\n", "ABC,1,2\n", "Mush|x"})
        EXPECT_EQ(sniff(other), Sniffed::kNo) << other;
}

TEST(WideDecoder, DecodesPiecesOfAnySize) {
    const std::string text = "MSH|^~\\&|A\rPID|\xC3\xA9\xF0\x9F\x98\x80\r";
    const std::u32string points = U"MSH|^~\\&|A\rPID|\u00E9\U0001F600\r";
    for (const bool big : {false, true}) {
        std::string utf32;
        std::string utf16;
        const auto put = [&](std::string& into, std::uint32_t value, int bytes) {
            for (int i = 0; i < bytes; ++i) into += static_cast<char>(value >> 8 * (big ? bytes - 1 - i : i));
        };
        for (const char32_t point : points) {
            put(utf32, point, 4);
            if (point < 0x10000) {
                put(utf16, point, 2);
            } else {
                put(utf16, 0xD7C0 + (point >> 10), 2);
                put(utf16, 0xDC00 + (point & 0x3FF), 2);
            }
        }
        for (const std::string& file : {utf16, utf32}) {
            for (const std::size_t step : {1U, 3U, 1000U}) {
                WideDecoder decoder;
                std::string decoded;
                for (std::size_t at = 0; at < file.size(); at += step)
                    decoded += decoder.decode(std::string_view(file).substr(at, step), at + step >= file.size());
                EXPECT_EQ(decoded, text) << step;
                EXPECT_FALSE(decoder.replaced());
            }
        }
    }
}

TEST(WideDecoder, TellsOfWhatIsNoText) {
    WideDecoder decoder;
    std::string decoded(decoder.decode(widen("MSH|^~\\&", 2, false) + std::string("\x00\xD8"
                                                                                  "A\0",
                                                                                  4),
                                       true));
    EXPECT_EQ(decoded,
              "MSH|^~\\&\xEF\xBF\xBD"
              "A");
    EXPECT_TRUE(decoder.replaced());
}

}  // namespace
}  // namespace hios::hl7v2
