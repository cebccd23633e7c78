#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/codes.hpp"
#include "pipeline/codes.hpp"
#include "tests/io/archive_makers.hpp"
#include "tests/io/walk_parts.hpp"

namespace hios::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Part = Walked::Part;

ZipMember member(std::string name, std::string bytes) {
    ZipMember made;
    made.name = std::move(name);
    made.bytes = std::move(bytes);
    return made;
}

TEST(PartsZip, MembersComeInTheirOrder) {
    const auto walked = walk(zip({member("b.xml", "<b/>"), member("2019/a.xml", "<a/>"), member("a.xml", "")}));
    EXPECT_THAT(walked.parts, ElementsAre(Part{"b.xml", "<b/>"}, Part{"2019/a.xml", "<a/>"}, Part{"a.xml", ""}));
    EXPECT_THAT(walked.errors, IsEmpty());
    EXPECT_TRUE(walked.finished);
}

TEST(PartsZip, EveryWayOfStoringIsRead) {
    for (const bool deflate : {false, true}) {
        for (const bool descriptor : {false, true}) {
            for (const bool zip64 : {false, true}) {
                auto first = member("first", noise(200'000));
                first.deflate = deflate;
                first.descriptor = descriptor;
                first.zip64 = zip64;
                auto second = first;
                second.name = "second";
                second.bytes = "";
                auto third = first;
                third.name = "third";
                third.bytes = "PK and some text";
                const auto walked = walk(zip({first, second, third}, {.zip64_end = zip64, .comment = {}}));
                EXPECT_THAT(walked.errors, IsEmpty()) << deflate << descriptor << zip64;
                ASSERT_THAT(walked.parts, SizeIs(3)) << deflate << descriptor << zip64;
                EXPECT_EQ(walked.parts[0], Part("first", first.bytes));
                EXPECT_EQ(walked.parts[1], Part("second", ""));
                EXPECT_EQ(walked.parts[2], Part("third", third.bytes));
            }
        }
    }
}

TEST(PartsZip, AnEmptyZipHasNoParts) {
    const auto walked = walk(zip({}));
    EXPECT_THAT(walked.parts, IsEmpty());
    EXPECT_THAT(walked.errors, IsEmpty());
    EXPECT_TRUE(walked.finished);
}

TEST(PartsZip, ACommentIsNoObstacle) {
    EXPECT_THAT(walk(zip({member("a", "x")}, {.zip64_end = false, .comment = std::string(65535, 'c')})).errors,
                IsEmpty());
    EXPECT_THAT(walk(zip({member("a", "x")}, {.zip64_end = false, .comment = "PK\x05\x06 not the end"})).errors,
                IsEmpty());
}

TEST(PartsZip, NamesAreUtf8OrCodePage437) {
    auto flagged = member("Größe.xml", "1");
    flagged.utf8 = true;
    const auto unflagged = member("Straße.xml", "2");
    const auto old = member(
        "Gr\x94\xE1"
        "e2.xml",
        "3");
    const auto walked = walk(zip({flagged, unflagged, old}));
    EXPECT_THAT(walked.parts, ElementsAre(Part{"Größe.xml", "1"}, Part{"Straße.xml", "2"}, Part{"Größe2.xml", "3"}));
    EXPECT_THAT(walked.errors, IsEmpty());
}

TEST(PartsZip, DuplicateNamesAreTwoMembers) {
    EXPECT_THAT(walk(zip({member("a", "1"), member("a", "2")})).parts, ElementsAre(Part{"a", "1"}, Part{"a", "2"}));
}

TEST(PartsZip, FoldersAndMacosExtrasAreNoParts) {
    const auto walked = walk(zip({member("dir/", ""), member("__MACOSX/._a", "junk"), member(".DS_Store", "junk"),
                                  member("dir/._a", "junk"), member("dir/a", "x")}));
    EXPECT_THAT(walked.parts, ElementsAre(Part{"dir/a", "x"}));
    EXPECT_THAT(walked.errors, IsEmpty());
}

TEST(PartsZip, UnsafeNamesAreRefusedAndTheWalkGoesOn) {
    const auto walked = walk(zip({member("../../etc/passwd", "1"), member("/abs", "2"), member("C:\\x", "3"),
                                  member("a/../b", "4"), member("ok", "5")}));
    EXPECT_THAT(walked.parts, ElementsAre(Part{"ok", "5"}));
    EXPECT_THAT(walked.errors, ElementsAre("archive.unsafe_path @ ../../etc/passwd", "archive.unsafe_path @ /abs",
                                           "archive.unsafe_path @ C:/x", "archive.unsafe_path @ a/../b"));
}

TEST(PartsZip, AnEncryptedMemberIsRefusedAndTheWalkGoesOn) {
    auto secret = member("secret", "hidden text");
    secret.encrypted = true;
    const auto walked = walk(zip({member("a", "1"), secret, member("b", "2")}));
    EXPECT_THAT(walked.parts, ElementsAre(Part{"a", "1"}, Part{"b", "2"}));
    EXPECT_THAT(walked.errors, ElementsAre("archive.encrypted @ secret"));
}

TEST(PartsZip, AnEncryptedStreamedMemberIsRefusedAndTheWalkGoesOn) {
    auto secret = member("secret", "hidden text");
    secret.encrypted = true;
    secret.descriptor = true;
    const auto walked = walk(zip({member("a", "1"), secret, member("b", "2")}));
    EXPECT_THAT(walked.parts, ElementsAre(Part{"a", "1"}, Part{"b", "2"}));
    EXPECT_THAT(walked.errors, ElementsAre("archive.encrypted @ secret"));
}

TEST(PartsZip, AZipWithAPasswordIsRefused) {
    EXPECT_THAT(walk(encrypted_zip("secret", "hidden")).errors, ElementsAre("archive.encrypted @ secret"));
}

TEST(PartsZip, AnUnusualMethodIsRefusedAndTheWalkGoesOn) {
    for (const int method : {1, 9, 14, 93, 95, 98}) {
        auto odd = member("odd", "some text");
        odd.method_lie = static_cast<std::uint16_t>(method);
        const auto walked = walk(zip({odd, member("b", "2")}));
        EXPECT_THAT(walked.parts, ElementsAre(Part{"b", "2"})) << method;
        EXPECT_THAT(walked.errors, ElementsAre("archive.unsupported_method @ odd")) << method;
    }
}

TEST(PartsZip, AWrongChecksumConcernsItsMemberOnly) {
    auto bad = member("bad", "some text");
    bad.wrong_checksum = true;
    const auto walked = walk(zip({bad, member("b", "2")}));
    EXPECT_THAT(walked.parts, ElementsAre(Part{"b", "2"}));
    EXPECT_THAT(walked.errors, ElementsAre("archive.corrupt @ bad"));
    EXPECT_THAT(walked.full_errors[0].what, testing::HasSubstr("checksum"));
}

TEST(PartsZip, DamagedDataLosesTheRestAndSaysSo) {
    auto stored = zip({member("a", "1"), member("b", noise(1000)), member("c", "3")});
    const std::size_t at = stored.find("PK\x03\x04", 10) + 31 + 2;
    for (std::size_t i = at; i < at + 8; ++i) stored[i] = '\xFF';
    const auto walked = walk(stored);
    ASSERT_FALSE(walked.parts.empty());
    EXPECT_EQ(walked.parts[0], Part("a", "1"));
    EXPECT_THAT(walked.errors, testing::Contains("archive.corrupt @ b"));
    EXPECT_TRUE(walked.parts.size() == 2 || walked.errors.back() == "archive.corrupt @ ");
}

TEST(PartsZip, AMemberThatCannotBeFoundAnyMoreIsNoticed) {
    auto bytes = zip({member("a", "1"), member("b", "2"), member("c", "3")});
    const std::size_t second = bytes.find("PK\x03\x04", 10);
    bytes[second] = 'X';
    const auto walked = walk(bytes);
    EXPECT_THAT(walked.parts, ElementsAre(Part{"a", "1"}, Part{"c", "3"}));
    EXPECT_THAT(walked.errors, ElementsAre("archive.corrupt @ "));
    EXPECT_THAT(walked.full_errors[0].what, testing::HasSubstr("lists 3 members, 2"));
}

TEST(PartsZip, AMissingEndRecordIsNoticed) {
    auto bytes = zip({member("a", "1"), member("b", "2")});
    bytes.resize(bytes.size() - 22);
    const auto walked = walk(bytes);
    EXPECT_THAT(walked.parts, ElementsAre(Part{"a", "1"}, Part{"b", "2"}));
    EXPECT_THAT(walked.errors, ElementsAre("archive.corrupt @ "));
}

TEST(PartsZip, ManyMembersAreWalked) {
    std::vector<ZipMember> members;
    for (int i = 0; i < 70'000; ++i) members.push_back(member(std::to_string(i), i % 2 == 0 ? "x" : ""));
    for (auto& each : members) each.deflate = false;
    const auto walked = walk(zip(members, {.zip64_end = true, .comment = {}}));
    EXPECT_THAT(walked.parts, SizeIs(70'000));
    EXPECT_THAT(walked.errors, IsEmpty());
}

TEST(PartsZip, ALargeMemberIsStreamedWithSmallReads) {
    const std::string large = noise(5 << 20);
    const auto walked = walk(zip({member("large", large), member("after", "x")}), {}, 333);
    ASSERT_THAT(walked.parts, SizeIs(2));
    EXPECT_TRUE(walked.parts[0].second == large);
}

TEST(PartsZip, MembersThatAreNotReadArePassedOver) {
    const auto parts = io::unwrap(std::make_unique<StringSource>(zip(
                                      {member("a", noise(100'000)), member("b", noise(100'000)), member("c", "x")})),
                                  {});
    std::string buffer(10, '\0');
    EXPECT_EQ(parts->next().value()->member, "a");
    const auto second = parts->next().value();
    EXPECT_EQ(second->bytes->read(buffer).value(), 10U);
    EXPECT_EQ(parts->next().value()->member, "c");
    EXPECT_FALSE(parts->next().value().has_value());
}

TEST(PartsZip, NestedArchivesAreOpenedInTurn) {
    const auto inner = zip({member("2019/a.xml", "<a/>"), member("b.json.gz", gzip("{}"))});
    const auto walked = walk(
        zip({member("in.zip", inner), member("t.tar.gz", gzip(tar({{"x.json", "[]", TarMember::Type::kFile, {}, 0}}))),
             member("plain.zst", zstd("p"))}));
    EXPECT_THAT(walked.parts, ElementsAre(Part{"in.zip!/2019/a.xml", "<a/>"}, Part{"in.zip!/b.json.gz", "{}"},
                                          Part{"t.tar.gz!/x.json", "[]"}, Part{"plain.zst", "p"}));
    EXPECT_THAT(walked.errors, IsEmpty());
}

TEST(PartsZip, DamageInsideAMemberLeavesItsNeighboursAlone) {
    auto inner = zip({member("one", "1"), member("two", noise(3000))});
    inner.resize(inner.size() - 1500);
    auto cut = gzip(noise(2000));
    cut.resize(1500);
    const auto walked = walk(zip({member("in.zip", inner), member("cut.gz", cut), member("last", "x")}));
    EXPECT_THAT(walked.parts, ElementsAre(Part{"in.zip!/one", "1"}, Part{"last", "x"}));
    EXPECT_THAT(walked.errors,
                ElementsAre("archive.corrupt @ in.zip!/two", "archive.corrupt @ in.zip", "codec.corrupt @ cut.gz"));
}

TEST(PartsZip, AFailingSourceEndsTheObject) {
    const auto bytes = zip({member("a", "1"), member("b", noise(500'000)), member("c", "3")});
    const auto walked = walk(std::make_unique<StringSource>(bytes.substr(0, 300'000), SIZE_MAX,
                                                            reject(codes::kChanged, "changed", {"k", 0, 0, {}})));
    EXPECT_THAT(walked.parts, ElementsAre(Part{"a", "1"}));
    EXPECT_THAT(walked.errors, ElementsAre("io.changed @ "));
    EXPECT_TRUE(walked.finished);
}

}  // namespace
}  // namespace hios::test
