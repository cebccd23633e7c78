#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/codes.hpp"
#include "tests/io/archive_makers.hpp"
#include "tests/io/walk_parts.hpp"

namespace hios::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Part = Walked::Part;

TarMember tar_member(std::string name, std::string bytes) {
    return {std::move(name), std::move(bytes), TarMember::Type::kFile, {}, 0};
}

TEST(PartsTar, MembersComeInTheirOrder) {
    for (const auto format : {TarFormat::kUstar, TarFormat::kPax, TarFormat::kGnu}) {
        const auto walked = walk(
            tar({tar_member("b.hl7", "MSH|"), tar_member("2019/a.hl7", noise(2000)), tar_member("empty", "")}, format));
        EXPECT_THAT(walked.parts,
                    ElementsAre(Part{"b.hl7", "MSH|"}, Part{"2019/a.hl7", noise(2000)}, Part{"empty", ""}));
        EXPECT_THAT(walked.errors, IsEmpty());
        EXPECT_TRUE(walked.finished);
    }
}

TEST(PartsTar, LongAndNonAsciiNamesAreKept) {
    const std::string name = std::string(150, 'd') + "/" + std::string(150, 'n') + "-Größe.xml";
    for (const auto format : {TarFormat::kPax, TarFormat::kGnu}) {
        EXPECT_THAT(walk(tar({tar_member(name, "x")}, format)).parts, ElementsAre(Part{name, "x"}));
    }
}

TEST(PartsTar, NamesThatAreNotUtf8AreLatin1) {
    EXPECT_THAT(walk(tar({tar_member("Gr\xF6\xDF"
                                     "e",
                                     "x")},
                         TarFormat::kGnu))
                    .parts,
                ElementsAre(Part{"Größe", "x"}));
}

TEST(PartsTar, FoldersLinksAndMacosExtrasAreNoParts) {
    const auto walked = walk(tar({{"dir", "", TarMember::Type::kFolder, {}, 0},
                                  tar_member("./dir/a", "x"),
                                  {"dir/soft", "", TarMember::Type::kSymlink, "/etc/passwd", 0},
                                  {"dir/hard", "", TarMember::Type::kHardlink, "./dir/a", 0},
                                  tar_member("dir/._a", "junk"),
                                  tar_member("last", "y")}));
    EXPECT_THAT(walked.parts, ElementsAre(Part{"dir/a", "x"}, Part{"last", "y"}));
    EXPECT_THAT(walked.errors, IsEmpty());
}

TEST(PartsTar, UnsafeNamesAreRefusedAndTheWalkGoesOn) {
    const auto walked =
        walk(tar({tar_member("../x", "1"), tar_member("/abs", "2"), tar_member("ok", "3")}, TarFormat::kUstar));
    EXPECT_THAT(walked.parts, ElementsAre(Part{"ok", "3"}));
    EXPECT_THAT(walked.errors, ElementsAre("archive.unsafe_path @ ../x", "archive.unsafe_path @ /abs"));
}

TEST(PartsTar, CompressedTarsAddNothingToTheNames) {
    const auto bytes = tar({tar_member("a", "x")});
    EXPECT_THAT(walk(gzip(bytes)).parts, ElementsAre(Part{"a", "x"}));
    EXPECT_THAT(walk(zstd(bytes)).parts, ElementsAre(Part{"a", "x"}));
}

TEST(PartsTar, ConcatenatedTarsAreReadToTheEnd) {
    const auto walked = walk(tar({tar_member("a", "1")}) + tar({tar_member("b", "2")}));
    EXPECT_THAT(walked.parts, ElementsAre(Part{"a", "1"}, Part{"b", "2"}));
    EXPECT_THAT(walked.errors, IsEmpty());
}

TEST(PartsTar, PaddingAfterTheEndMarkIsNoData) {
    EXPECT_THAT(walk(tar({tar_member("a", "1")}) + std::string(40 * 512, '\0')).errors, IsEmpty());
}

TEST(PartsTar, AMissingEndMarkIsNoticed) {
    auto bytes = tar({tar_member("a", "1")}, TarFormat::kUstar);
    bytes.resize(1024);
    const auto walked = walk(bytes);
    EXPECT_THAT(walked.parts, ElementsAre(Part{"a", "1"}));
    EXPECT_THAT(walked.errors, ElementsAre("archive.corrupt @ "));
    EXPECT_THAT(walked.full_errors[0].what, testing::HasSubstr("after 1024 bytes"));
}

TEST(PartsTar, ADamagedHeaderLosesTheRestAndSaysSo) {
    auto bytes = tar({tar_member("a", "1"), tar_member("b", "2"), tar_member("c", "3")}, TarFormat::kUstar);
    bytes[1024 + 10] = 'X';
    const auto walked = walk(bytes);
    EXPECT_THAT(walked.parts, ElementsAre(Part{"a", "1"}));
    EXPECT_THAT(walked.errors, ElementsAre("archive.corrupt @ "));
}

TEST(PartsTar, AMemberThatEndsInAHoleIsNotCutSilently) {
    auto sparse = tar_member("sparse", "text");
    sparse.hole_bytes = 1 << 20;
    const auto walked = walk(tar({sparse, tar_member("b", "2")}));
    EXPECT_THAT(walked.parts, testing::Contains(Part{"b", "2"}));
    EXPECT_TRUE(walked.parts.size() == 2 ? walked.parts[0].second.size() == 4 + (1 << 20) : walked.errors.size() == 1);
}

TEST(PartsTar, ManyMembersAreWalked) {
    std::vector<TarMember> members;
    for (int i = 0; i < 5'000; ++i) members.push_back(tar_member("m/" + std::to_string(i), std::to_string(i)));
    const auto walked = walk(tar(members, TarFormat::kUstar));
    ASSERT_THAT(walked.parts, SizeIs(5'000));
    EXPECT_EQ(walked.parts[4999], Part("m/4999", "4999"));
}

TEST(PartsTar, ALargeMemberIsStreamedWithSmallReads) {
    const std::string large = noise(5 << 20);
    const auto walked = walk(zstd(tar({tar_member("large", large), tar_member("after", "x")})), {}, 333);
    ASSERT_THAT(walked.parts, SizeIs(2));
    EXPECT_TRUE(walked.parts[0].second == large);
}

TEST(PartsTar, ABrokenCodecIsToldAsSuch) {
    auto bytes = gzip(tar({tar_member("a", "1"), tar_member("b", noise(100'000))}));
    bytes.resize(bytes.size() / 2);
    const auto walked = walk(bytes);
    EXPECT_THAT(walked.parts, ElementsAre(Part{"a", "1"}));
    EXPECT_THAT(walked.errors, ElementsAre("codec.corrupt @ b", "codec.corrupt @ "));
}

}  // namespace
}  // namespace hios::test
