// The guide's edge cases 12 to 16.

#include "stages/hl7v2/delimiters.hpp"

#include "stages/hl7v2/codes.hpp"
#include "tests/stages/hl7v2/reading.hpp"

namespace hios::hl7v2 {
namespace {

using test::Read;

TEST(Delimiters, AnyCharactersCanDelimit) {
    const Read read("MSH#*@!$#A#B\rPID#1*2$3@4*5#x");
    EXPECT_EQ(read.message.delimiters(), (Delimiters{'#', '*', '@', '!', '$', '\0'}));
    EXPECT_EQ(read.message.segment(1).field(1).part(1).part(2).part(2).text(), "3");
    EXPECT_EQ(read.message.segment(1).field(1).part(2).part(2).text(), "5");
    EXPECT_EQ(read.field(1, 2), "x");
}

TEST(Delimiters, AControlCharacterCanDelimit) {
    const Read read(
        "MSH\x01^~\\&\x01"
        "A\rPID\x01"
        "7");
    EXPECT_EQ(read.field(1, 1), "7");
}

TEST(Delimiters, AByteAboveAsciiCanDelimit) {
    const Read read(
        "MSH|\xA7~\\&|A\rPID|1\xA7"
        "2|\xE9");
    EXPECT_EQ(read.message.segment(1).field(1).part(1).part(2).text(), "2");
    EXPECT_EQ(read.field(1, 2), "é");
}

TEST(Delimiters, AFifthCharacterIsTruncation) {
    const Read read("MSH|^~\\&#|A|B\rPID|1#");
    EXPECT_EQ(read.message.delimiters().truncation, '#');
    EXPECT_EQ(read.field(1, 1), "1#");
    EXPECT_TRUE(read.message.notes().empty());
}

TEST(Delimiters, MissingOnesTakeTheRecommendedCharacter) {
    for (const std::string stated : {"", "^", "^~", "^~\\"}) {
        const Read read("MSH|" + stated + "|A|B\rPID|1^2&3~4");
        EXPECT_EQ(read.message.delimiters(), Delimiters{}) << stated;
        EXPECT_TRUE(read.has_note(codes::kFewDelimiters)) << stated;
        EXPECT_EQ(read.message.segment(1).field(1).part(1).part(2).part(2).text(), "3");
    }
}

TEST(Delimiters, AMissingOneWhoseCharacterIsTakenIsNone) {
    const Read read("MSH|~|A\rPID|1~2");
    EXPECT_EQ(read.message.delimiters().repetition, Delimiters::kNone);
    EXPECT_EQ(read.message.segment(1).field(1).part(1).count(), 2U);
    EXPECT_EQ(read.message.segment(1).field(1).count(), 1U);
}

TEST(Delimiters, MoreThanFiveAreNotedAndIgnored) {
    const Read read("MSH|^~\\&#%|A\rPID|1^2");
    EXPECT_TRUE(read.has_note(codes::kManyDelimiters));
    EXPECT_EQ(read.message.segment(1).first(1, 2).text(), "2");
}

TEST(Delimiters, ANonStandardEscapeCharacterIsTaken) {
    EXPECT_EQ(Read("MSH|^~/&|A\rPID|1").message.delimiters().escape, '/');
}

TEST(Delimiters, OneCharacterWithTwoMeaningsHasTheOutermost) {
    const Read read("MSH|^~\\^|A\rPID|1^2~3");
    EXPECT_TRUE(read.has_note(codes::kDuplicateDelimiter));
    EXPECT_EQ(read.message.delimiters().subcomponent, Delimiters::kNone);
    EXPECT_EQ(read.message.segment(1).first(1).count(), 2U);
    EXPECT_EQ(read.message.segment(1).first(1, 1).count(), 1U);

    const Read same("MSH|||||\rPID|1|2");
    EXPECT_EQ(same.field(1, 2), "2");
}

TEST(Delimiters, TheEncodingCharactersThemselvesAreNotSplit) {
    const Read read("MSH|^~\\&|A^B|C");
    const Segment header = read.message.header();
    EXPECT_EQ(header.field(1).text(), "|");
    EXPECT_EQ(header.field(2).text(), "^~\\&");
    EXPECT_EQ(header.field(2).count(), 0U);
    EXPECT_EQ(header.first(3, 2).text(), "B");
    EXPECT_EQ(header.field(4).text(), "C");
    EXPECT_EQ(header.field_count(), 4U);
}

TEST(Delimiters, FileAndBatchHeadersHaveTheirOwn) {
    const Read read("BHS#*@!$#A*B#C");
    EXPECT_EQ(read.message.header().field(2).text(), "*@!$");
    EXPECT_EQ(read.message.header().first(3, 2).text(), "B");
    EXPECT_EQ(read.message.header().field(4).text(), "C");
}

}  // namespace
}  // namespace hios::hl7v2
