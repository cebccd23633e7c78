#include <gtest/gtest.h>

#include "tests/stages/json/checker.hpp"

namespace hios::json {
namespace {

using test::check;

void expect_fault(std::string_view text, const Code& code, std::uint64_t offset) {
    const auto found = check(text);
    ASSERT_TRUE(found) << text;
    EXPECT_EQ(found->code->id, code.id) << text;
    EXPECT_EQ(found->offset, offset) << text;
}

TEST(Walk, TakesEveryKindOfValue) {
    for (const std::string_view text :
         {R"({})", R"([])", R"("")", "0", "-0", "1.10", "0.010", "1E3", "-1e-07", "12345678901234567890", "true",
          "false", "null", R"([[],{},[{}]])", R"( { "a" : [ 1 , "b" , null ] , "c" : { } } )", "\t\r\n 1 \t\r\n",
          R"({"":{"":""}})", R"(["\"\\\/\b\f\n\r\té\uD83D\uDE00"])", "[\"\x7F\"]"}) {
        EXPECT_FALSE(check(text)) << text;
    }
}

TEST(Walk, NamesTheByteOfASyntaxFault) {
    expect_fault("{,}", codes::kSyntax, 1);
    expect_fault("{\"a\":1,}", codes::kSyntax, 7);
    expect_fault("[1,]", codes::kSyntax, 3);
    expect_fault("[,1]", codes::kSyntax, 1);
    expect_fault("[1 2]", codes::kSyntax, 3);
    expect_fault("{\"a\" 1}", codes::kSyntax, 5);
    expect_fault("{1:2}", codes::kSyntax, 1);
    expect_fault("{\"a\":1]", codes::kSyntax, 6);
    expect_fault("[1}", codes::kSyntax, 2);
    expect_fault("[01]", codes::kSyntax, 2);
    expect_fault("[1.]", codes::kSyntax, 1);
    expect_fault("[.5]", codes::kSyntax, 1);
    expect_fault("[+1]", codes::kSyntax, 1);
    expect_fault("[1e]", codes::kSyntax, 1);
    expect_fault("[- 1]", codes::kSyntax, 1);
    expect_fault("[truex]", codes::kSyntax, 5);
    expect_fault("[True]", codes::kSyntax, 1);
    expect_fault("[NaN]", codes::kSyntax, 1);
    expect_fault("['a']", codes::kSyntax, 1);
    expect_fault("[\"a\"b]", codes::kSyntax, 4);
    expect_fault("[\"a\"\"b\"]", codes::kSyntax, 4);
    expect_fault("[1/**/]", codes::kSyntax, 2);
    expect_fault("[1\f]", codes::kSyntax, 2);
    expect_fault("[1\x1a]", codes::kSyntax, 2);
    expect_fault("\xEF\xBB\xBF{}", codes::kSyntax, 0);
    expect_fault("]", codes::kSyntax, 0);
}

TEST(Walk, TellsTruncationFromDamage) {
    expect_fault("{", codes::kTruncated, 1);
    expect_fault("{\"a\"", codes::kTruncated, 4);
    expect_fault("{\"a\":", codes::kTruncated, 5);
    expect_fault("{\"a\":1", codes::kTruncated, 6);
    expect_fault("[1,", codes::kTruncated, 3);
    expect_fault("[\"abc", codes::kTruncated, 5);
    expect_fault("[\"abc\\", codes::kTruncated, 6);
    expect_fault("", codes::kTruncated, 0);
    expect_fault(" \r\n\t", codes::kTruncated, 0);
}

TEST(Walk, TextBehindTheDocumentIsAFault) {
    expect_fault("{} {}", codes::kTrailing, 3);
    expect_fault("{}]", codes::kTrailing, 2);
    expect_fault("1,", codes::kTrailing, 1);
    expect_fault(std::string_view("{}\0", 3), codes::kTrailing, 2);
}

TEST(Walk, NamesTheByteThatIsNotUtf8) {
    expect_fault("[\"a\xFF\"]", codes::kUtf8, 3);
    expect_fault("[\"\xC3\"]", codes::kUtf8, 2);
    expect_fault("[\"\xC0\x80\"]", codes::kUtf8, 2);
    expect_fault("[\"ok\xC3\xA9\xED\xA0\x80\"]", codes::kUtf8, 6);
    expect_fault("[\"\xF4\x90\x80\x80\"]", codes::kUtf8, 2);
    expect_fault("[\"\xE2\x82\"]", codes::kUtf8, 2);
    expect_fault("\xFF\xFE", codes::kUtf8, 0);
    const std::string far = "[\"" + std::string(1000, 'a') + "\x80\"]";
    expect_fault(far, codes::kUtf8, 1002);
}

TEST(Walk, NamesTheRawControlCharacter) {
    for (int c = 0; c < 0x20; ++c) {
        const std::string text = std::string("{\"a\\\"\":\"b\\\\") + static_cast<char>(c) + "\"}";
        expect_fault(text, codes::kControlCharacter, text.size() - 3);
    }
}

TEST(Walk, NamesTheWrongEscape) {
    expect_fault(R"(["\x"])", codes::kEscape, 2);
    expect_fault(R"(["a\u12g4"])", codes::kEscape, 3);
    expect_fault(R"(["\u12"])", codes::kEscape, 2);
    expect_fault(R"(["\uD800"])", codes::kEscape, 2);
    expect_fault(R"(["\uDC00"])", codes::kEscape, 2);
    expect_fault(R"(["\uD800A"])", codes::kEscape, 2);
    expect_fault(R"(["\uD800\uD800\uDC00"])", codes::kEscape, 2);
    expect_fault(R"(["\uDC00\uD800"])", codes::kEscape, 2);
    expect_fault(R"({"\q":1})", codes::kEscape, 2);
    EXPECT_FALSE(check(R"(["\uD800\uDC00\\u"])"));
    EXPECT_FALSE(check(R"(["\\\\x"])"));
}

TEST(Walk, DepthLimitIsExact) {
    const auto nested = [](std::size_t depth, const std::string& open, const std::string& close) {
        std::string text;
        for (std::size_t i = 0; i < depth; ++i) text += open;
        text += "1";
        for (std::size_t i = 0; i < depth; ++i) text += close;
        return text;
    };
    EXPECT_FALSE(check(nested(100, "[", "]")));
    EXPECT_FALSE(check(nested(100, "{\"a\":", "}")));
    const auto deep = check(nested(101, "[", "]"));
    ASSERT_TRUE(deep);
    EXPECT_EQ(deep->code->id, codes::kTooDeep.id);
    EXPECT_EQ(deep->offset, 100U);
    EXPECT_EQ(check(nested(101, "{\"a\":", "}"))->code->id, codes::kTooDeep.id);
    EXPECT_EQ(check(std::string(1'000'000, '['))->code->id, codes::kTooDeep.id);
    EXPECT_FALSE(check("1", 0));
    EXPECT_EQ(check("[]", 0)->code->id, codes::kTooDeep.id);
}

TEST(Walk, TruncationAtEveryByteIsAFault) {
    const std::string text = R"({"a":[1.5,true,null,"x\n\u00e9é"],"b":{"c":"d"},"e":-10})";
    for (std::size_t size = 0; size < text.size(); ++size) {
        const auto found = check(std::string_view(text).substr(0, size));
        ASSERT_TRUE(found) << size;
        EXPECT_LE(found->offset, size);
    }
    EXPECT_FALSE(check(text));
}

TEST(Walk, TellsTheHandlerWhatItMeets) {
    struct Recorder {
        const char* text;
        std::string seen;
        void take(char kind, Span span) { seen += kind + std::string(text + span.begin, span.end - span.begin); }
        void key(Span span) { take('k', span); }
        void string(Span span) { take('s', span); }
        void scalar(Span span) { take('n', span); }
        void open(bool object, std::uint32_t at) { seen += object ? '{' : '[', seen += std::to_string(at); }
        void close(bool object, std::uint32_t end) { seen += object ? '}' : ']', seen += std::to_string(end); }
        void duplicate(std::uint32_t) { seen += "dup"; }
    };
    const test::Padded padded(R"({"a" : [1.10 , "x" ], "b":{} })");
    StructuralIndex index;
    ASSERT_TRUE(index.build(padded.text()));
    Cursor cursor(padded.text(), index);
    WalkScratch scratch;
    Recorder recorder{padded.text().data(), {}};
    ASSERT_TRUE(walk_value(cursor, scratch, 10, recorder));
    EXPECT_EQ(recorder.seen, R"({0k"a"[7n1.10s"x"]20k"b"{26}28}30)");
    EXPECT_TRUE(cursor.at_end());
}

TEST(StructuralIndex, CanBeUsedAgainAfterAFaultAndAfterAHugeText) {
    StructuralIndex index;
    const test::Padded bad("[\"");
    const test::Padded good("[1]");
    EXPECT_FALSE(index.build(bad.text()));
    ASSERT_TRUE(index.build(good.text()));
    EXPECT_EQ(index.size(), 3U);
    EXPECT_EQ(index.positions()[3], 3U);
    for (const std::size_t blanks : {300'000U, 80'000'000U}) {
        const test::Padded large("[" + std::string(blanks, ' ') + "]");
        ASSERT_TRUE(index.build(large.text()));
        EXPECT_EQ(index.positions()[1], blanks + 1);
        ASSERT_TRUE(index.build(good.text()));
        EXPECT_EQ(index.positions()[3], 3U);
    }
}

TEST(Minify, RemovesWhiteSpaceBetweenTokensOnly) {
    EXPECT_EQ(test::minified("{ \"a b\" :\t[ 1.10 ,\r\n\"\\\" x \" ] }\n"), "{\"a b\":[1.10,\"\\\" x \"]}");
    EXPECT_EQ(test::minified(""), "");
    // Stretches between splices: no whole JSON value, but outside of strings at both ends.
    EXPECT_EQ(test::minified(" , \"a\" : "), ",\"a\":");
    const std::string blanks(200, ' ');
    EXPECT_EQ(test::minified(blanks + "[1," + blanks + "\"" + blanks + "\"" + blanks + "]"), "[1,\"" + blanks + "\"]");
}

}  // namespace
}  // namespace hios::json
