// Files of messages: the guide's edge cases 1 to 8, 44 and 45.

#include "stages/hl7v2/splitter.hpp"

#include <gmock/gmock.h>

#include "stages/hl7v2/codes.hpp"
#include "tests/stages/hl7v2/reading.hpp"

namespace hios::hl7v2 {
namespace {

using test::messages_of;
using test::Piece;
using test::split;
using testing::ElementsAre;
using Kind = DocumentKind;

const std::string kOne = "MSH|^~\\&|A|1\rPID|1";
const std::string kTwo = "MSH|^~\\&|B|2\rPID|2\rPV1|x";

std::vector<Kind> kinds_of(const std::vector<Piece>& pieces) {
    std::vector<Kind> kinds;
    for (const Piece& piece : pieces) kinds.push_back(piece.kind);
    return kinds;
}

TEST(Splitter, FramesAreTakenOff) {
    EXPECT_THAT(messages_of("\x0B" + kOne + "\r\x1C\r\x0B" + kTwo + "\r\x1C\r"), ElementsAre(kOne, kTwo));
}

TEST(Splitter, FramesWithoutTrailersOrDoubledBytesAreTakenOff) {
    EXPECT_THAT(messages_of("\x0B" + kOne + "\r\x0B" + kTwo + "\r"), ElementsAre(kOne, kTwo));
    EXPECT_THAT(messages_of("\x0B\x0B" + kOne + "\r\x1C\x1C\r\r\x0B\x0B" + kTwo + "\x1C"), ElementsAre(kOne, kTwo));
    EXPECT_THAT(messages_of(kOne + "\x1C\r" + kTwo + "\x1C\r"), ElementsAre(kOne, kTwo));
}

TEST(Splitter, AMarkBlanksAndFillBytesAreSkipped) {
    EXPECT_THAT(
        messages_of("\xEF\xBB\xBF\r\n  \r\n" + kOne + "\r\n\r\n\r\n" + kTwo + "\r\n\x1A" + std::string(3, '\0')),
        ElementsAre(kOne, kTwo));
    EXPECT_THAT(messages_of(kOne + "\r\n\xEF\xBB\xBF" + kTwo), ElementsAre(kOne, kTwo));
    EXPECT_TRUE(split("").empty());
    EXPECT_TRUE(split(" \r\n\x1A").empty());
}

TEST(Splitter, EveryLineEndSeparatesMessages) {
    for (const std::string end : {"\r", "\n", "\r\n", "\r\r\n", "\r\n\r\n"}) {
        EXPECT_THAT(messages_of(kOne + end + kTwo + end), ElementsAre(kOne, kTwo));
    }
}

TEST(Splitter, OffsetsAreThoseOfTheFile) {
    const std::string file = "\r\n\x0B" + kOne + "\r\x1C\r\n" + kTwo;
    for (const Piece& piece : split(file)) {
        EXPECT_EQ(file.substr(piece.offset, piece.length), piece.text);
    }
}

TEST(Splitter, TextThatNamesAHeaderIsText) {
    const std::string text =
        "MSH|^~\\&|A|1\rNTE|see MSH|^~\\&\rOBX|1|TX|||a\nMSH is\nMSH-9 is\nMSH: x\nMSH\nBTS: y\nFHS z";
    EXPECT_THAT(messages_of(text + "\r" + kTwo), ElementsAre(text, kTwo));
}

TEST(Splitter, AMessageWithOtherDelimitersBeginsOne) {
    const std::string other = "MSH#*@!$#B#2\rPID#1";
    EXPECT_THAT(messages_of(kOne + "\r" + other + "\r" + kTwo), ElementsAre(kOne, other, kTwo));
}

TEST(Splitter, BatchesAreCounted) {
    const auto pieces = split("FHS|^~\\&|S\rBHS|^~\\&|S\r" + kOne + "\r" + kTwo + "\rBTS|2\rBHS|^~\\&|T\r" + kOne +
                              "\rBTS|1^x\rFTS|2\r");
    EXPECT_EQ(kinds_of(pieces),
              (std::vector{Kind::kFileHeader, Kind::kBatchHeader, Kind::kMessage, Kind::kMessage, Kind::kBatchTrailer,
                           Kind::kBatchHeader, Kind::kMessage, Kind::kBatchTrailer, Kind::kFileTrailer}));
    for (const Piece& piece : pieces) EXPECT_EQ(piece.note, nullptr) << piece.text;
    EXPECT_EQ(pieces[0].text, "FHS|^~\\&|S");
}

TEST(Splitter, WrongCountsAreNoted) {
    const auto pieces = split("FHS|^~\\&|S\rBHS|^~\\&|S\r" + kOne + "\rBTS|7\rFTS|3\r");
    ASSERT_EQ(pieces.size(), 5U);
    EXPECT_EQ(pieces[3].note, &codes::kBatchCount);
    EXPECT_EQ(pieces[4].note, &codes::kFileCount);
}

TEST(Splitter, ABatchMayHaveItsOwnDelimitersAndNoCount) {
    const auto pieces = split("BHS#*@!$#S\r" + kOne + "\rBTS#1\rBHS|^~\\&\r" + kOne + "\rBTS|\r");
    EXPECT_EQ(kinds_of(pieces), (std::vector{Kind::kBatchHeader, Kind::kMessage, Kind::kBatchTrailer,
                                             Kind::kBatchHeader, Kind::kMessage, Kind::kBatchTrailer}));
    for (const Piece& piece : pieces) EXPECT_EQ(piece.note, nullptr) << piece.text;
}

TEST(Splitter, MissingHeadersAndTrailersAreNoted) {
    const auto pieces = split(kOne + "\rBTS|1\rFTS|1");
    ASSERT_EQ(pieces.size(), 3U);
    EXPECT_EQ(pieces[1].note, &codes::kTrailerAlone);
    EXPECT_EQ(pieces[2].note, &codes::kTrailerAlone);

    Splitter open;
    open.feed("BHS|^~\\&|S\r" + kOne, [](const MessageRange&) {});
    open.finish([](const MessageRange&) {});
    EXPECT_TRUE(open.unclosed());
}

TEST(Splitter, SegmentsBeforeTheFirstHeaderAreOneDocumentOfTheirOwn) {
    const auto pieces = split("PID|1\rPV1|1\r" + kOne + "\r");
    ASSERT_EQ(kinds_of(pieces), (std::vector{Kind::kStray, Kind::kMessage}));
    EXPECT_EQ(pieces[0].text, "PID|1\rPV1|1");
    EXPECT_EQ(pieces[1].text, kOne);
    EXPECT_EQ(kinds_of(split("no message at all\n")), std::vector{Kind::kStray});
    EXPECT_EQ(kinds_of(split("BHS|^~\\&|S\rPID|1\r" + kOne)),
              (std::vector{Kind::kBatchHeader, Kind::kStray, Kind::kMessage}));
}

TEST(Splitter, DamagedHeadersAreMessagesThatReadingWillRefuse) {
    EXPECT_THAT(messages_of("msh|^~\\&|A\rpid|1\r" + kOne), ElementsAre("msh|^~\\&|A\rpid|1", kOne));
    EXPECT_THAT(messages_of("MSH\r" + kOne), ElementsAre("MSH", kOne));
    EXPECT_THAT(messages_of(kOne + "\rMSH|^~\\&\r" + kTwo), ElementsAre(kOne, "MSH|^~\\&", kTwo));
    EXPECT_THAT(messages_of("MSH|^~\\&amp;|A\r" + kOne), ElementsAre("MSH|^~\\&amp;|A", kOne));
}

TEST(Splitter, AFrameThatBreaksOffCutsItsMessageAndNoOther) {
    const auto pieces = split("\x0B" + kOne + "|bro\x0B" + kTwo + "\r\x1C\r");
    ASSERT_EQ(kinds_of(pieces), (std::vector{Kind::kMessage, Kind::kMessage}));
    EXPECT_TRUE(pieces[0].cut);
    EXPECT_FALSE(pieces[1].cut);
    EXPECT_EQ(pieces[1].text, kTwo);
    EXPECT_TRUE(split("\x0B" + kOne).front().cut);
    EXPECT_FALSE(split("\x0B" + kOne + "\r").front().cut);
    EXPECT_FALSE(split(kOne).front().cut);
}

TEST(Splitter, AContinuedMessageIsOneDocument) {
    const std::string first = kOne + "\rDSC|77|I\r";
    const std::string second = "MSH|^~\\&|A|1|||||ADT|2|P|2.5||77\rPV1|1";
    const auto pieces = split(first + second + "\r" + kTwo);
    ASSERT_EQ(pieces.size(), 2U);
    EXPECT_EQ(pieces[0].text, first + second);
    EXPECT_EQ(pieces[1].text, kTwo);

    const std::string foreign = "MSH|^~\\&|A|1|||||ADT|2|P|2.5||78\rPV1|1";
    EXPECT_THAT(messages_of(first + foreign), ElementsAre(kOne + "\rDSC|77|I", foreign));
    EXPECT_THAT(messages_of(first), ElementsAre(kOne + "\rDSC|77|I"));
}

TEST(Splitter, AMessageThatIsTooLongIsSkippedAndNoOther) {
    const std::string longer = "MSH|^~\\&|A|1\rOBX|" + std::string(5000, 'x') + "\rPID|9";
    const std::string file = kOne + "\r" + longer + "\r" + kTwo + "\r";
    for (const std::size_t step : {1U, 7U, 100U, 100000U}) {
        const auto pieces = split(file, step, 1000);
        ASSERT_EQ(kinds_of(pieces), (std::vector{Kind::kMessage, Kind::kTooLong, Kind::kMessage})) << step;
        EXPECT_EQ(pieces[0].text, kOne);
        EXPECT_EQ(pieces[1].offset, kOne.size() + 1);
        EXPECT_EQ(pieces[1].length, longer.size());
        EXPECT_EQ(pieces[2].text, kTwo);
    }
}

TEST(Splitter, HoldsOneMessageAtMost) {
    Splitter splitter;
    std::size_t most = 0;
    for (int i = 0; i < 1000; ++i) {
        splitter.feed(kTwo + "\r", [](const MessageRange&) {});
        most = std::max(most, splitter.held());
    }
    EXPECT_LE(most, 2 * kTwo.size() + 2);
}

TEST(Splitter, PiecesOfAnySizeGiveTheSameDocuments) {
    const std::string first = kOne + "\rDSC|77|I\r";
    const std::string second = "MSH|^~\\&|A|1|||||ADT|2|P|2.5||77\rPV1|1";
    const std::string file = "\xEF\xBB\xBF\nPID|0\nFHS|^~\\&|S\r\nBHS#*@!$#S\n\x0B" + kOne +
                             "|\nMSH is\nMSH|\r\x1C\r\n" + first + second + "\r\x0B" + kTwo +
                             "|bro\x0BMSH\r\nmsh|^~\\&\rBTS|9\nFTS|1\n\x1A";
    const auto whole = split(file);
    EXPECT_GT(whole.size(), 8U);
    for (std::size_t step = 1; step < file.size(); ++step) EXPECT_EQ(split(file, step), whole) << step;
}

TEST(Splitter, FloodsStayLinear) {
    for (const std::string& unit :
         {std::string("\r"), std::string(" "), std::string("MSH"), std::string("\rMS"), std::string("\x0B"),
          std::string("\x1C"), std::string("\nMSH|^~"), std::string("\rDSC|1"), std::string("\rMSH|^~\\&|\rDSC|1")}) {
        std::string file = "MSH|^~\\&|A|1\r";
        while (file.size() < 2'000'000) file += unit;
        std::size_t bytes = 0;
        Splitter splitter;
        const auto emit = [&](const MessageRange& range) { bytes += range.length; };
        for (std::size_t at = 0; at < file.size(); at += 4096)
            splitter.feed(std::string_view(file).substr(at, 4096), emit);
        splitter.finish(emit);
        EXPECT_LE(bytes, file.size());
    }
}

}  // namespace
}  // namespace hios::hl7v2
