#include "io/archive/member_name.hpp"

#include <gtest/gtest.h>

namespace hios::io {
namespace {

TEST(MemberName, Utf8StaysAsItIs) {
    EXPECT_EQ(normal_member_name("Größe/\xF0\x9F\x8F\xA5.xml", NameCharset::kCodePage437),
              "Größe/\xF0\x9F\x8F\xA5.xml");
}

TEST(MemberName, OtherBytesAreTakenFromTheFallback) {
    EXPECT_EQ(normal_member_name("Gr\x94\xE1"
                                 "e.xml",
                                 NameCharset::kCodePage437),
              "Größe.xml");
    EXPECT_EQ(normal_member_name("Gr\xF6\xDF"
                                 "e.xml",
                                 NameCharset::kLatin1),
              "Größe.xml");
}

TEST(MemberName, DamagedUtf8IsNotUtf8) {
    for (const auto* raw : {"\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xC3",
                            "\xE2\x82", "\x80"}) {
        EXPECT_NE(normal_member_name(raw, NameCharset::kLatin1), raw);
    }
}

TEST(MemberName, LeadingDotSlashIsDropped) {
    EXPECT_EQ(normal_member_name("././a/./b", NameCharset::kLatin1), "a/./b");
    EXPECT_EQ(normal_member_name("./", NameCharset::kLatin1), "");
}

TEST(MemberName, NamesThatLeaveTheArchiveAreUnsafe) {
    for (const auto* name :
         {"", "/etc/passwd", "\\x", "../a", "a/../../b", "a/..", "..", "a\\..\\b", "C:\\a", "c:a", "C:/a"}) {
        EXPECT_TRUE(is_unsafe_member_name(name)) << name;
    }
    EXPECT_TRUE(is_unsafe_member_name(std::string_view("a\0b", 3)));
}

TEST(MemberName, NamesWithDotsAreSafe) {
    for (const auto* name : {"a", "..a", "a..", "a/...", "a/b..c/d", "1:a", "é:a", ".x"})
        EXPECT_FALSE(is_unsafe_member_name(name)) << name;
}

TEST(MemberName, MacosExtrasAreKnown) {
    for (const auto* name :
         {"__MACOSX/._a", "__MACOSX/x", "a/__MACOSX/b", ".DS_Store", "a/.DS_Store", "a/._b.xml", "._b"}) {
        EXPECT_TRUE(is_macos_extra(name)) << name;
    }
    for (const auto* name : {"a", "MACOSX/a", "a/DS_Store", ".x", "a._b"}) EXPECT_FALSE(is_macos_extra(name)) << name;
}

}  // namespace
}  // namespace hios::io
