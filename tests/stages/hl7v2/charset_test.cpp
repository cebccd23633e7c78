// The guide's edge cases 16 and 23 to 27.

#include "stages/hl7v2/charset.hpp"

#include "stages/hl7v2/codes.hpp"
#include "tests/stages/hl7v2/reading.hpp"

namespace hios::hl7v2 {
namespace {

using test::Read;

std::string message(const std::string& charset, const std::string& value) {
    return "MSH|^~\\&|A|B|||1||ADT^A01|1|P|2.5||||||" + charset + "|\rPID|1|" + value + "|end\r";
}

TEST(Charset, NamesOfTheTableAreKnownHoweverTheyAreWritten) {
    EXPECT_EQ(charset_named("ASCII"), Charset::kUtf8);
    EXPECT_EQ(charset_named("8859/1"), Charset::kLatin1);
    EXPECT_EQ(charset_named("ISO-8859-1"), Charset::kLatin1);
    EXPECT_EQ(charset_named("8859/15"), Charset::kLatin9);
    EXPECT_EQ(charset_named("ISO IR87"), Charset::kIso2022Jp);
    EXPECT_EQ(charset_named("ISO IR159"), Charset::kIso2022Jp);
    EXPECT_EQ(charset_named("GB 18030-2000"), Charset::kGb18030);
    EXPECT_EQ(charset_named("KS X 1001"), Charset::kEucKr);
    EXPECT_EQ(charset_named("CNS 11643-1992"), Charset::kEucTw);
    EXPECT_EQ(charset_named("BIG-5"), Charset::kBig5);
    EXPECT_EQ(charset_named("UNICODE"), Charset::kUtf8);
    EXPECT_EQ(charset_named("UNICODE UTF-16"), Charset::kUtf16);
    EXPECT_EQ(charset_named("utf8"), Charset::kUtf8);
    EXPECT_EQ(charset_named("EBCDIC"), std::nullopt);
    EXPECT_EQ(charset_named(std::string(1000, '8')), std::nullopt);
}

TEST(Charset, EachOneIsDecoded) {
    struct Case {
        const char* name;
        const char* bytes;
        const char* text;
    };
    for (const Case& c :
         {Case{"8859/1", "M\xFCller", "Müller"}, Case{"8859/2", "\xB1\xBF", "ąż"}, Case{"8859/3", "\xB1", "ħ"},
          Case{"8859/4", "\xBE", "ž"}, Case{"8859/5", "\xBC\xD8", "Ми"}, Case{"8859/6", "\xC7", "ا"},
          Case{"8859/7", "\xE1\xE2", "αβ"}, Case{"8859/8", "\xE0", "א"}, Case{"8859/9", "\xFD\xFE", "ış"},
          Case{"8859/15", "\xA4", "€"}, Case{"ISO IR13", "\xB1\xB2", "ｱｲ"},
          Case{"GB 18030-2000", "\xD5\xC5\xC8\xFD", "张三"}, Case{"KS X 1001", "\xB1\xE8", "김"},
          Case{"BIG-5", "\xB1\x69", "張"}, Case{"CNS 11643-1992", "\xC4\xA1", "一"}, Case{"UNICODE UTF-8", "é", "é"}}) {
        const Read read(message(c.name, c.bytes));
        EXPECT_EQ(read.field(1, 2), c.text) << c.name;
        EXPECT_EQ(read.field(1, 3), "end") << c.name;
        EXPECT_FALSE(read.has_note(codes::kCharsetWrong)) << c.name;
    }
}

TEST(Charset, DelimiterBytesInsideCharactersDoNotSplit) {
    // 0x5C, 0x7C and 0x5E as second bytes.
    const Read japanese(message("SHIFT JIS", "\x83\x5C\x83\x7C\x83\x5E"));
    EXPECT_EQ(japanese.field(1, 2), "ソポタ");
    EXPECT_EQ(japanese.field(1, 3), "end");
    const Read chinese(message("BIG-5", "\xB3\x5C\xA5\x7C"));
    EXPECT_EQ(chinese.field(1, 2), "許四");
    EXPECT_EQ(chinese.field(1, 3), "end");
    const Read gb(message("GB 18030-2000", "\x81\x7C\x81\x5E"));
    EXPECT_EQ(gb.field(1, 3), "end");
}

TEST(Charset, EscapeSequencesSwitchIt) {
    const Read read(message("~ISO IR87", "YAMADA=\x1B$B;3ED\x1B(B^TARO"));
    EXPECT_EQ(read.message.segment(1).first(2, 1).text(), "YAMADA=山田");
    EXPECT_EQ(read.message.segment(1).first(2, 2).text(), "TARO");
    // The second byte of this one is '|' and the first '^'.
    const Read hidden(message("ASCII~ISO IR87", "\x1B$B^|\x1B(B"));
    EXPECT_EQ(hidden.field(1, 3), "end");
    const Read katakana(message("ISO IR14~ISO IR87", "\x1B(I12\x1B(J"));
    EXPECT_EQ(katakana.field(1, 2), "ｱｲ");
}

TEST(Charset, EscapesOfHl7SwitchItToo) {
    const Read read(message("ASCII~ISO IR87", "\\M2442\\;3ED\\C2842\\ x"));
    EXPECT_EQ(read.field(1, 2), "山田 x");
}

TEST(Charset, SwitchesNeedNoHandlingSchemeInMsh20) {
    for (const std::string scheme : {"", "|ISO 2022-1994", "|2.3", "|?"}) {
        const Read read("MSH|^~\\&|A|B|||1||ADT^A01|1|P|2.5||||||ASCII~ISO IR87|" + scheme +
                        "\rPID|1|\x1B$B;3ED\x1B(B|end\r");
        EXPECT_EQ(read.field(1, 2), "山田") << scheme;
        EXPECT_EQ(read.field(1, 3), "end") << scheme;
    }
}

TEST(Charset, HalvesOfACharacterPairAreNoUtf8) {
    const Read read(message("", "a\xED\xA0\x80z"));
    EXPECT_EQ(read.field(1, 2), "aí\xC2\xA0€z");
    EXPECT_TRUE(read.has_note(codes::kCharsetMissing));
}

TEST(Charset, ALineBeginsWithoutSwitches) {
    const Read read("MSH|^~\\&|A|B|||1||ADT^A01|1|P|2.5||||||~ISO IR87\rPID|1|\x1B$B;3ED\rPV1|1|x\r");
    EXPECT_EQ(read.field(1, 2), "山田");
    EXPECT_EQ(read.field(2, 2), "x");
}

TEST(Charset, WideTextIsDecoded) {
    std::string utf16 = "\xFE\xFF";
    for (const char c : message("UNICODE UTF-16", "x")) {
        utf16 += '\0';
        utf16 += c;
    }
    const Read read(utf16);
    EXPECT_EQ(read.field(1, 2), "x");
    EXPECT_EQ(read.message.charset(), Charset::kUtf16);
}

TEST(Charset, AnEmptyOneIsUtf8IfTheTextIs) {
    const Read read(message("", "Müller"));
    EXPECT_EQ(read.field(1, 2), "Müller");
    EXPECT_FALSE(read.message.rewritten());
    EXPECT_TRUE(read.message.notes().empty());
}

TEST(Charset, AnEmptyOneIsTheFallbackElseAndNoted) {
    const Read read(message("", "M\xFCller \x93x\x94"));
    EXPECT_EQ(read.field(1, 2), "Müller “x”");
    EXPECT_TRUE(read.has_note(codes::kCharsetMissing));
    ReadOptions options;
    options.fallback = Charset::kLatin2;
    EXPECT_EQ(Read(message("", "\xB1"), options).field(1, 2), "ą");
}

TEST(Charset, AWrongOneIsNotedAndNothingIsLost) {
    const Read latin(message("UNICODE UTF-8", "M\xFCller"));
    EXPECT_EQ(latin.field(1, 2), "Müller");
    EXPECT_TRUE(latin.has_note(codes::kCharsetWrong));
    const Read utf8(message("8859/1", "Müller"));
    EXPECT_EQ(utf8.field(1, 2), "Müller");
    EXPECT_TRUE(utf8.has_note(codes::kCharsetWrong));
    const Read chinese(message("GB 18030-2000", "caf\xC3\xA9\xFF"));
    EXPECT_TRUE(chinese.has_note(codes::kCharsetWrong));
    EXPECT_EQ(chinese.field(1, 2).find("\xEF\xBF\xBD"), std::string::npos);
}

TEST(Charset, AnUnknownOneIsNoted) {
    const Read read(message("EBCDIC", "M\xFCller"));
    EXPECT_EQ(read.field(1, 2), "Müller");
    EXPECT_TRUE(read.has_note(codes::kCharsetUnknown));
}

TEST(Charset, BytesOfWindowsUnderLatinAreWhatTheyAreMeantAs) {
    EXPECT_EQ(Read(message("8859/1", "it\x92s 5\x80")).field(1, 2), "it’s 5€");
}

TEST(Charset, WhatTheSpecSaysOutweighsTheMessage) {
    ReadOptions options;
    options.charset = Charset::kCyrillic;
    EXPECT_EQ(Read(message("8859/1", "\xBC\xD8"), options).field(1, 2), "Ми");
}

}  // namespace
}  // namespace hios::hl7v2
