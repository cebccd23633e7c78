#include "stages/flat/decode.hpp"

#include <gtest/gtest.h>

#include <random>

#include "stages/json/utf8.hpp"

namespace hios::test {
namespace {

using namespace hios::flat;

std::string decode(std::string_view bytes, Encoding declared = Encoding::kAuto, Invalid invalid = Invalid::kReplace,
                   std::size_t piece = 1 << 20) {
    Decoder decoder(declared, invalid);
    std::string text;
    for (; bytes.size() > piece; bytes.remove_prefix(piece)) text += decoder.decode(bytes.substr(0, piece), false);
    text += decoder.decode(bytes, true);
    return text;
}

constexpr std::string_view kBad = "\xEF\xBF\xBD";

TEST(Decoder, AByteOrderMarkIsTakenOff) {
    EXPECT_EQ(decode("\xEF\xBB\xBFId,Name"), "Id,Name");
    EXPECT_EQ(decode("\xEF\xBB\xBF"), "");
    EXPECT_EQ(decode("\xEF\xBB"), kBad);
    Decoder decoder(Encoding::kAuto, Invalid::kReplace);
    decoder.decode("\xEF\xBB\xBFId", true);
    EXPECT_EQ(decoder.mark_bytes(), 3U);
}

TEST(Decoder, CleanUtf8IsNotCopied) {
    const std::string_view text = "Id,N\xC3\xA4me";
    Decoder decoder(Encoding::kUtf8, Invalid::kReplace);
    EXPECT_EQ(decoder.decode(text, false).data(), text.data());
}

TEST(Decoder, Utf16GoesByItsMarkAndIsLittleEndianWithout) {
    const std::string_view little(
        "\xFF\xFE"
        "a\0\xE4\0\xAC\x20\x3D\xD8\x00\xDE",
        12);
    const std::string_view big("\xFE\xFF\0a\0\xE4\x20\xAC\xD8\x3D\xDE\x00", 12);
    const std::string expected = "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80";
    EXPECT_EQ(decode(little), expected);
    EXPECT_EQ(decode(big), expected);
    EXPECT_EQ(decode(little.substr(2), Encoding::kUtf16), expected);
    EXPECT_EQ(decode(big, Encoding::kUtf8), expected) << "the mark outweighs what was declared";
    EXPECT_EQ(decode(std::string_view("a\0\x3D\xD8", 4), Encoding::kUtf16), "a" + std::string(kBad));
    EXPECT_EQ(decode(std::string_view("a\0b", 3), Encoding::kUtf16), "a" + std::string(kBad));
}

TEST(Decoder, WindowsAndLatinBytesAreTheirCharacters) {
    EXPECT_EQ(decode("\x80 \x93x\x94 \xE4", Encoding::kWindows1252), "\xE2\x82\xAC \xE2\x80\x9Cx\xE2\x80\x9D \xC3\xA4");
    EXPECT_EQ(decode("\xE4\x85", Encoding::kLatin1), "\xC3\xA4\xC2\x85");
}

TEST(Decoder, EachIllFormedPartBecomesOneReplacement) {
    const std::string bad(kBad);
    EXPECT_EQ(decode("a\xE4"
                     "b"),
              "a" + bad + "b");
    EXPECT_EQ(decode("\xF0\x9F\x98x"), bad + "x");
    EXPECT_EQ(decode("\xED\xA0\x80"), bad + bad + bad);
    EXPECT_EQ(decode("\xC0\x80"), bad + bad);
    EXPECT_EQ(decode("a\xE2\x82"), "a" + bad);
}

TEST(Decoder, WithErrorsAskedForTheBytesStayForTheReaderToFind) {
    EXPECT_EQ(decode("a\xE4"
                     "b",
                     Encoding::kUtf8, Invalid::kError),
              "a\xE4"
              "b");
    const std::string text = decode(std::string_view("\x3D\xD8"
                                                     "a\0",
                                                     4),
                                    Encoding::kUtf16, Invalid::kError);
    EXPECT_FALSE(json::is_utf8(text));
    EXPECT_EQ(text.back(), 'a');
}

TEST(Decoder, ChunkBordersChangeNothing) {
    std::mt19937_64 random(7);
    for (int i = 0; i < 3000; ++i) {
        std::string bytes;
        for (std::size_t k = random() % 4; k == 0 && bytes.empty();) bytes = "\xEF\xBB\xBF";
        if (random() % 4 == 0) bytes = random() % 2 == 0 ? "\xFF\xFE" : "\xFE\xFF";
        for (std::size_t k = random() % 40; k > 0; --k) {
            static constexpr std::string_view kBytes("ab,\n\0\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\xD8\xDC\xED\xA0", 19);
            bytes += kBytes[random() % kBytes.size()];
        }
        for (const Encoding encoding : {Encoding::kAuto, Encoding::kUtf16, Encoding::kWindows1252}) {
            for (const Invalid invalid : {Invalid::kReplace, Invalid::kError}) {
                const std::string whole = decode(bytes, encoding, invalid);
                ASSERT_EQ(decode(bytes, encoding, invalid, 1), whole);
                ASSERT_EQ(decode(bytes, encoding, invalid, 3), whole);
                ASSERT_TRUE(invalid == Invalid::kError || json::is_utf8(whole));
            }
        }
    }
}

}  // namespace
}  // namespace hios::test
