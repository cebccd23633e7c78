// The caps: expansion, ratio, depth.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/expansion_meter.hpp"
#include "pipeline/codes.hpp"
#include "tests/io/archive_makers.hpp"
#include "tests/io/walk_parts.hpp"

namespace hios::test {
namespace {

using io::UnwrapLimits;
using testing::ElementsAre;
using testing::IsEmpty;
using Part = Walked::Part;

ZipMember zip_member(std::string name, std::string bytes) {
    ZipMember made;
    made.name = std::move(name);
    made.bytes = std::move(bytes);
    return made;
}

UnwrapLimits limits(std::uint32_t depth, std::uint64_t expanded_bytes) {
    UnwrapLimits made;
    made.depth = depth;
    made.expanded_bytes = expanded_bytes;
    return made;
}

// gzip of a gzip reaches any ratio; one layer ends near 1030.
std::string zeros_bomb(std::size_t size) {
    return gzip(std::string(size, '\0'));
}

TEST(PartsLimits, ExpansionBeyondTheSizeCapEndsTheObject) {
    for (const auto& bytes :
         {zeros_bomb(1 << 20), zstd(std::string(1 << 20, '\0')), zip({zip_member("a", std::string(1 << 20, '\0'))}),
          gzip(tar({{"a", std::string(1 << 20, '\0'), TarMember::Type::kFile, {}, 0}}))}) {
        const auto walked = walk(bytes, limits(4, 100'000), 4096);
        EXPECT_THAT(walked.parts, IsEmpty());
        EXPECT_THAT(walked.errors, ElementsAre("archive.bomb @ "));
        EXPECT_TRUE(walked.finished);
    }
}

TEST(PartsLimits, TheSizeCapIsForAllPartsTogether) {
    const auto bytes = zip({zip_member("a", noise(600)), zip_member("b", noise(600)), zip_member("c", "x")});
    EXPECT_THAT(walk(bytes, limits(4, 1201)).errors, IsEmpty());
    const auto walked = walk(bytes, limits(4, 1199));
    EXPECT_THAT(walked.parts, ElementsAre(Part{"a", noise(600)}));
    EXPECT_THAT(walked.errors, ElementsAre("archive.bomb @ "));
}

TEST(PartsLimits, AnInnerArchiveIsNotCountedOnceMore) {
    const auto bytes = zip({zip_member("in.zip", zip({zip_member("a", noise(1000))}))});
    EXPECT_THAT(walk(bytes, limits(4, 1300)).errors, IsEmpty());
}

TEST(PartsLimits, TheRatioIsCheckedBeyondTheFirst64MiB) {
    UnwrapLimits strict;
    strict.ratio = 100;
    EXPECT_THAT(walk(zeros_bomb(60 << 20), strict).errors, IsEmpty());
    EXPECT_THAT(walk(zeros_bomb(80 << 20), strict).errors, ElementsAre("archive.bomb @ "));
    UnwrapLimits none;
    none.ratio = 0;
    EXPECT_THAT(walk(zeros_bomb(80 << 20), none).errors, ElementsAre("archive.bomb @ "));
}

TEST(PartsLimits, ABombInsideABombIsStopped) {
    const std::string inner = zeros_bomb(200 << 20);
    EXPECT_THAT(walk(gzip(gzip(inner))).errors, ElementsAre("archive.bomb @ "));
    const auto walked =
        walk(zip({zip_member("small", "x"), zip_member("bomb.gz", gzip(inner)), zip_member("after", "y")}));
    EXPECT_THAT(walked.parts, ElementsAre(Part{"small", "x"}));
    EXPECT_THAT(walked.errors, ElementsAre("archive.bomb @ "));
    EXPECT_TRUE(walked.finished);
}

TEST(PartsLimits, ABombIsToldWhenNoPartIsRead) {
    const auto bytes = zip({zip_member("a", noise(400)), zip_member("b", noise(400)), zip_member("c", noise(400))});
    const auto parts = io::unwrap(std::make_unique<StringSource>(bytes), limits(4, 1000));
    EXPECT_EQ(parts->next().value()->member, "a");
    EXPECT_EQ(parts->next().value()->member, "b");
    EXPECT_FALSE(parts->finished());
    EXPECT_EQ(parts->next().error().code, &codes::kArchiveBomb);
    EXPECT_TRUE(parts->finished());
    EXPECT_FALSE(parts->next().value().has_value());
}

TEST(PartsLimits, APlainObjectExpandsToNothing) {
    EXPECT_THAT(walk(std::string(10'000, 'x'), limits(4, 100)).errors, IsEmpty());
}

TEST(PartsLimits, LayersUpToTheDepthAreOpened) {
    std::string bytes = "x";
    for (int depth = 1; depth <= 6; ++depth) {
        bytes = gzip(bytes);
        const auto walked = walk(bytes);
        if (depth <= 4) {
            EXPECT_THAT(walked.parts, ElementsAre(Part{"", "x"})) << depth;
        } else {
            EXPECT_THAT(walked.errors, ElementsAre("archive.too_deep @ ")) << depth;
            EXPECT_TRUE(walked.finished);
        }
    }
}

TEST(PartsLimits, ATooDeepMemberLeavesItsNeighboursAlone) {
    const auto deep = zip({zip_member("b.zip", zip({zip_member("c", "x")})), zip_member("d", "y")});
    const auto bytes = zip({zip_member("a.zip", deep), zip_member("e", "z")});
    const auto walked = walk(bytes, limits(2, 1 << 20));
    EXPECT_THAT(walked.parts, ElementsAre(Part{"a.zip!/d", "y"}, Part{"e", "z"}));
    EXPECT_THAT(walked.errors, ElementsAre("archive.too_deep @ a.zip!/b.zip"));
    EXPECT_THAT(walk(bytes, limits(0, 1 << 20)).errors, ElementsAre("archive.too_deep @ "));
}

TEST(ExpansionMeter, StaysTripped) {
    io::ExpansionMeter meter(limits(4, 10));
    EXPECT_TRUE(meter.add_decoded(1, 10));
    EXPECT_TRUE(meter.add_decoded(2, 10));
    EXPECT_FALSE(meter.tripped().has_value());
    EXPECT_EQ(meter.add_decoded(1, 1).error().code, &codes::kArchiveBomb);
    EXPECT_TRUE(meter.tripped().has_value());
    EXPECT_FALSE(meter.add_decoded(3, 0));
}

}  // namespace
}  // namespace hios::test
