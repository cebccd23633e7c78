// The guide's edge cases 17 to 22 and 27.

#include "stages/hl7v2/escapes.hpp"

#include "stages/hl7v2/codes.hpp"
#include "tests/pipeline/last_page.hpp"
#include "tests/stages/hl7v2/reading.hpp"

namespace hios::hl7v2 {
namespace {

using test::Read;

struct Decoded {
    std::string text;
    std::vector<std::string> notes;
};

Decoded decode(const std::string& value, const std::string& charset = "", const std::string& delimiters = "|^~\\&") {
    const char f = delimiters[0];
    std::string header = "MSH" + delimiters + std::string(16, f) + charset + f + "\r";
    const Read read(header + "NTE" + f + "1" + f + value + f + "end\r");
    EXPECT_EQ(read.field(1, 3), "end") << value;
    Unescaper unescaper;
    std::vector<Note> notes;
    Decoded decoded{std::string(unescaper.decode(read.message, read.message.segment(1).field(2).text(), &notes)), {}};
    for (const Note& note : notes) decoded.notes.emplace_back(note.code->id);
    return decoded;
}

std::string text(const std::string& value) {
    const Decoded decoded = decode(value);
    EXPECT_TRUE(decoded.notes.empty()) << value;
    return decoded.text;
}

// Kept as it is, with a note.
void expect_kept(const std::string& value, const Code& code) {
    const Decoded decoded = decode(value);
    EXPECT_EQ(decoded.text, value);
    EXPECT_THAT(decoded.notes, testing::Contains(std::string(code.id))) << value;
}

TEST(Escapes, DelimitersComeBack) {
    EXPECT_EQ(text("\\F\\\\S\\\\T\\\\R\\\\E\\\\P\\"), "|^&~\\#");
    EXPECT_EQ(decode("!F!!S!!T!!R!!E!!P!", "", "#*@!$%").text, "#*$@!%");
}

TEST(Escapes, DecodingIsDoneOnce) {
    EXPECT_EQ(text("\\E\\F\\E\\"), "\\F\\");
    EXPECT_EQ(text("a\\X7C\\b"), "a|b");
    EXPECT_EQ(text("\\X5C46\\\\X5C\\"), "\\F\\");
}

TEST(Escapes, TextWithoutThemIsNotCopied) {
    const Read read("MSH|^~\\&|A\rNTE|plain text of more than eight bytes\xC3\xA9");
    Unescaper unescaper;
    const std::string_view raw = read.message.segment(1).field(1).text();
    EXPECT_EQ(unescaper.decode(read.message, raw).data(), raw.data());
}

TEST(Escapes, FormattingBecomesLinesAndBlanks) {
    EXPECT_EQ(text("a\\.br\\b"), "a\nb");
    EXPECT_EQ(text("a\\.BR\\b\\.ce\\c"), "a\nb\nc");
    EXPECT_EQ(text("a\\.sp\\b\\.sp3\\c"), "a\nb\n\n\nc");
    EXPECT_EQ(text("a\\.sk4\\b\\.sk 2\\c"), "a    b  c");
    EXPECT_EQ(text("\\.in4\\a\\.ti-2\\b\\.in+1\\c\\.fi\\d\\.nf\\e"), "abcde");
    EXPECT_EQ(text("\\H\\bold\\N\\"), "bold");
}

TEST(Escapes, AHugeNumberOfLinesIsBounded) {
    EXPECT_LE(text("\\.sp9999\\").size(), 100U);
}

TEST(Escapes, HexadecimalBytesAreInTheMessagesCharset) {
    EXPECT_EQ(text("caf\\XC3A9\\"), "café");
    EXPECT_EQ(text("caf\\XC3\\\\XA9\\"), "café");
    EXPECT_EQ(decode("caf\\XE9\\", "8859/1").text, "café");
    EXPECT_EQ(decode("\\X835C\\", "SHIFT JIS").text, "ソ");
    EXPECT_EQ(decode("\\XB1\\", "8859/2").text, "ą");
    EXPECT_EQ(text("\\xc3a9\\"), "é");
}

TEST(Escapes, HexadecimalBytesThatAreNoTextAreReadAsWindowsWithANote) {
    const Decoded decoded = decode("caf\\XE9\\");
    EXPECT_EQ(decoded.text, "café");
    EXPECT_THAT(decoded.notes, testing::ElementsAre(codes::kEscapeHex.id));
}

TEST(Escapes, HexadecimalLineEndsBecomeLineFeeds) {
    EXPECT_EQ(text("a\\X0D0A\\b\\X0D\\c\\X0A\\d\\X0D\\\\X0A\\e"), "a\nb\nc\nd\ne");
}

TEST(Escapes, HexadecimalWithWrongDigitsIsKept) {
    expect_kept("\\X0\\", codes::kEscapeHex);
    expect_kept("\\X0D0\\", codes::kEscapeHex);
    expect_kept("\\XGG\\", codes::kEscapeHex);
    expect_kept("\\X\\", codes::kEscapeHex);
    expect_kept("\\X41", codes::kEscapeOpen);
}

TEST(Escapes, LocalOnesAndOpenSwitchesOfCharsetsAreKept) {
    EXPECT_EQ(text("\\Zab\\x"), "\\Zab\\x");
    expect_kept("\\C2842\\x", codes::kEscapeUnknown);
    expect_kept("\\M2442\\x", codes::kEscapeUnknown);
}

TEST(Escapes, AnUnterminatedOneIsKept) {
    expect_kept("\\", codes::kEscapeOpen);
    expect_kept("name\\", codes::kEscapeOpen);
    expect_kept("4\\5 re", codes::kEscapeOpen);
    expect_kept("\\F", codes::kEscapeOpen);
    expect_kept("\\\\", codes::kEscapeOpen);
}

TEST(Escapes, OneAtAFieldsEndIsDecoded) {
    EXPECT_EQ(text("a\\E\\"), "a\\");
    EXPECT_EQ(text("\\E\\"), "\\");
}

TEST(Escapes, WindowsPathsAreKept) {
    expect_kept("\\\\server\\share\\file.pdf", codes::kEscapeUnknown);
    expect_kept("C:\\temp\\new.txt", codes::kEscapeUnknown);
    EXPECT_EQ(decode("C:\\dir \\F\\ x").text, "C:\\dir | x");
}

TEST(Escapes, UnknownOnesAreKept) {
    expect_kept("\\Q\\", codes::kEscapeUnknown);
    expect_kept("\\.xy\\", codes::kEscapeUnknown);
    expect_kept("\\.brx\\", codes::kEscapeUnknown);
    expect_kept("\\f\\", codes::kEscapeUnknown);
}

TEST(Escapes, HtmlStaysText) {
    EXPECT_EQ(text("a &amp; b &lt;"), "a &amp; b &lt;");
}

TEST(Escapes, ControlCharactersAreLeftOutWithANote) {
    const Decoded decoded = decode(std::string("a\0b\x07"
                                               "c\x1F\x7F"
                                               "d\te",
                                               10) +
                                   "\\X00\\f");
    EXPECT_EQ(decoded.text, "abcd\tef");
    EXPECT_THAT(decoded.notes, testing::Contains(std::string(codes::kControl.id)));
}

TEST(Escapes, WithoutAnEscapeCharacterNothingIsDecoded) {
    EXPECT_EQ(decode("a*F*b", "", "|^~^&").text, "a*F*b");
}

TEST(Escapes, OutsideOfThePartThatNeedsDecodingNothingDoes) {
    EXPECT_TRUE(Unescaper::needed_between("OBX|1|NM|a^b\rOBX|2|ST|plain text, quite long\n", '\\').empty());
    EXPECT_TRUE(Unescaper::needed_between("", '\\').empty());
    for (const std::string special : {"\\.br\\", "\x07", "\x7F"}) {
        for (std::size_t before = 0; before < 20; ++before) {
            for (std::size_t behind = 0; behind < 20; ++behind) {
                const std::string text = std::string(before, 'a') + special + std::string(behind, '\r');
                const std::string_view needed = Unescaper::needed_between(text, '\\');
                const auto from = static_cast<std::size_t>(needed.data() - text.data());
                ASSERT_LE(from, before) << before << ' ' << behind;
                ASSERT_GE(from + needed.size(), before + special.size()) << before << ' ' << behind;
            }
        }
    }
}

TEST(Escapes, NothingIsReadBehindTheEndOfMemory) {
    hios::test::LastPage page;
    for (std::size_t size = 0; size <= 40; ++size) {
        const std::string_view plain = page.at_its_end(std::string(size, 'a'));
        EXPECT_FALSE(Unescaper::needed(plain, '\\')) << size;
        EXPECT_TRUE(Unescaper::needed_between(plain, '\\').empty()) << size;
        if (size == 0) continue;
        const std::string_view last = page.at_its_end(std::string(size - 1, 'a') + "\\");
        EXPECT_TRUE(Unescaper::needed(last, '\\')) << size;
        EXPECT_FALSE(Unescaper::needed_between(last, '\\').empty()) << size;
    }
}

TEST(Escapes, AMillionOfThemStayLinear) {
    std::string flood;
    for (int i = 0; i < 1'000'000; ++i) flood += "\\a";
    EXPECT_TRUE(decode(flood).text == flood);
    std::string hex;
    for (int i = 0; i < 500'000; ++i) hex += "\\X4";
    EXPECT_TRUE(decode(hex).text == hex);
}

}  // namespace
}  // namespace hios::hl7v2
