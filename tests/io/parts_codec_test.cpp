// Plain objects, gzip and zstd.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include "io/codes.hpp"
#include "pipeline/codes.hpp"
#include "tests/io/archive_makers.hpp"
#include "tests/io/walk_parts.hpp"

namespace hios::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Part = Walked::Part;

TEST(PartsPlain, AnObjectIsItsOnlyPart) {
    const auto walked = walk("MSH|^~\\&|");
    EXPECT_THAT(walked.parts, ElementsAre(Part{"", "MSH|^~\\&|"}));
    EXPECT_THAT(walked.errors, IsEmpty());
    EXPECT_TRUE(walked.finished);
}

TEST(PartsPlain, AnEmptyObjectIsAnEmptyPart) {
    EXPECT_THAT(walk("").parts, ElementsAre(Part{"", ""}));
}

TEST(PartsPlain, ShortBytesThatLookLikeNothingArePlain) {
    for (const std::string bytes : {"\x1f", "P", "PK", "PK\x03", "\x28\xb5\x2f", "{}", "\n"}) {
        EXPECT_THAT(walk(bytes).parts, ElementsAre(Part{"", bytes}));
    }
}

TEST(PartsPlain, ReadsGoThroughToTheSource) {
    auto source = std::make_unique<StringSource>(std::string(10'000'000, 'x'));
    const StringSource& counted = *source;
    const auto parts = io::unwrap(std::move(source), {});
    const auto part = parts->next().value().value();
    std::string buffer(1'000'000, '\0');
    while (part.bytes->read(buffer).value() != 0) {
    }
    // One for the peek, one for each full buffer, one for the end.
    EXPECT_LE(counted.reads(), 13U);
    EXPECT_FALSE(parts->next().value().has_value());
    EXPECT_TRUE(parts->finished());
}

TEST(PartsPlain, AFailingSourceEndsTheObject) {
    const auto walked =
        walk(std::make_unique<StringSource>("abc", 2, reject(codes::kChanged, "changed", {"key", 0, 0, {}})));
    EXPECT_THAT(walked.parts, IsEmpty());
    EXPECT_THAT(walked.errors, ElementsAre("io.changed @ "));
    EXPECT_TRUE(walked.finished);
}

TEST(PartsGzip, BytesAreDecoded) {
    const std::string bytes = noise(300'000) + std::string(300'000, 'z');
    const auto walked = walk(gzip(bytes));
    EXPECT_THAT(walked.parts, ElementsAre(Part{"", bytes}));
    EXPECT_THAT(walked.errors, IsEmpty());
}

TEST(PartsGzip, AnEmptyStreamIsAnEmptyPart) {
    EXPECT_THAT(walk(gzip("")).parts, ElementsAre(Part{"", ""}));
}

TEST(PartsGzip, ConcatenatedMembersAreOneStream) {
    const std::string bytes = gzip("one ") + gzip("") + gzip("two ") + gzip(noise(200'000)) + gzip("three");
    for (const std::size_t piece : {1U, 3U, 4096U, 1'000'000U}) {
        const auto walked = walk(std::make_unique<StringSource>(bytes, piece));
        EXPECT_THAT(walked.parts, ElementsAre(Part{"", "one two " + noise(200'000) + "three"}));
    }
}

TEST(PartsGzip, ZeroPaddingIsNoData) {
    EXPECT_THAT(walk(gzip("x") + std::string(5000, '\0')).parts, ElementsAre(Part{"", "x"}));
}

TEST(PartsGzip, OtherDataAfterTheEndIsDamage) {
    EXPECT_THAT(walk(gzip("x") + "tail").errors, ElementsAre("codec.corrupt @ "));
    EXPECT_THAT(walk(gzip("x") + std::string("\0\0tail", 6)).errors, ElementsAre("codec.corrupt @ "));
}

TEST(PartsGzip, AWrongChecksumIsDamage) {
    std::string bytes = gzip("hello hello");
    bytes[bytes.size() - 8] = static_cast<char>(bytes[bytes.size() - 8] ^ 1);
    EXPECT_THAT(walk(bytes).errors, ElementsAre("codec.corrupt @ "));
}

TEST(PartsGzip, DamageTellsHowFarDecodingCame) {
    std::string bytes = gzip(noise(500'000));
    bytes.resize(300'000);
    const auto walked = walk(bytes);
    ASSERT_THAT(walked.full_errors, testing::SizeIs(1));
    EXPECT_GT(walked.full_errors[0].where.offset, 200'000U);
    EXPECT_LT(walked.full_errors[0].where.offset, 500'000U);
    EXPECT_THAT(walked.full_errors[0].what, testing::HasSubstr("cut off (at compressed byte 300000)"));
}

TEST(PartsGzip, SmallReadsGiveTheSame) {
    EXPECT_THAT(walk(gzip(noise(5000)), {}, 1).parts, ElementsAre(Part{"", noise(5000)}));
}

TEST(PartsZstd, BytesAreDecoded) {
    const std::string bytes = noise(300'000) + std::string(3'000'000, 'z');
    EXPECT_THAT(walk(zstd(bytes)).parts, ElementsAre(Part{"", bytes}));
    EXPECT_THAT(walk(zstd(bytes), {}, 777).parts, ElementsAre(Part{"", bytes}));
}

TEST(PartsZstd, AnEmptyFrameIsAnEmptyPart) {
    EXPECT_THAT(walk(zstd("")).parts, ElementsAre(Part{"", ""}));
}

TEST(PartsZstd, ConcatenatedAndSkippableFramesAreOneStream) {
    using namespace std::string_literals;
    const std::string skippable = "\x50\x2a\x4d\x18\x03\x00\x00\x00xyz"s;
    const std::string bytes = skippable + zstd("one ") + zstd("") + skippable + zstd("two");
    for (const std::size_t piece : {1U, 5U, 4096U}) {
        const auto walked = walk(std::make_unique<StringSource>(bytes, piece));
        EXPECT_THAT(walked.parts, ElementsAre(Part{"", "one two"}));
        EXPECT_THAT(walked.errors, IsEmpty());
    }
}

TEST(PartsZstd, OtherDataAfterTheEndIsDamage) {
    EXPECT_THAT(walk(zstd("x") + "tail").errors, ElementsAre("codec.corrupt @ "));
}

TEST(PartsZstd, AWrongChecksumIsDamage) {
    std::string bytes = zstd("hello hello");
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    EXPECT_THAT(walk(bytes).errors, ElementsAre("codec.corrupt @ "));
}

TEST(PartsZstd, AHugeWindowIsRefusedBeforeItsMemoryIsTaken) {
    using namespace std::string_literals;
    // A frame header with a window of 2 GiB.
    EXPECT_THAT(walk("\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00"s).errors, ElementsAre("codec.window @ "));
}

TEST(PartsCodec, LayersAddNothingToTheName) {
    EXPECT_THAT(walk(gzip(zstd(gzip("x")))).parts, ElementsAre(Part{"", "x"}));
}

TEST(PartsCodec, AFailingSourceIsToldAsItIs) {
    const std::string bytes = gzip(noise(400'000));
    const auto walked =
        walk(std::make_unique<StringSource>(bytes.substr(0, 300'000), 1000, retryable(codes::kIo, "disk")));
    EXPECT_THAT(walked.errors, ElementsAre("io.error @ "));
    EXPECT_TRUE(walked.finished);
}

}  // namespace
}  // namespace hios::test
