// The edge cases of delimited text, one by one.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/flat/codes.hpp"
#include "tests/stages/flat/read_rows.hpp"

namespace hios::test {
namespace {

using namespace hios::flat;
using testing::ElementsAre;

using Fields = std::vector<std::string>;

std::vector<Fields> fields(const Dialect& dialect, std::string_view text, std::size_t columns = 0) {
    std::vector<Fields> all;
    for (const ReadRow& row : read_whole(dialect, text, columns)) {
        EXPECT_EQ(row.fault, "") << row;
        all.push_back(row.fields);
    }
    return all;
}

Dialect with(std::string delimiter, char quote = '"') {
    Dialect dialect;
    dialect.delimiter = std::move(delimiter);
    dialect.quote = quote;
    return dialect;
}

TEST(Delimited, ADoubledQuoteIsAQuote) {
    EXPECT_THAT(fields({}, "\"say \"\"hi\"\"\",b\n\"\"\"\",\"\"\n"),
                ElementsAre(Fields{"say \"hi\"", "b"}, Fields{"\"", ""}));
}

TEST(Delimited, DelimitersAndLineEndsInQuotesAreText) {
    EXPECT_THAT(fields({}, "\"a,b\",\"c\rd\",\"e\nf\",\"g\r\nh\"\nx,y,z,w\n"),
                ElementsAre(Fields{"a,b", "c\rd", "e\nf", "g\r\nh"}, Fields{"x", "y", "z", "w"}));
}

TEST(Delimited, AQuoteWithinAnUnquotedFieldStandsForItselfAndIsNoted) {
    const ReadRows rows = read_whole({}, "a,5\" pipe,b\nc,d,e\n");
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_THAT(rows[0].fields, ElementsAre("a", "5\" pipe", "b"));
    EXPECT_EQ(rows[0].odd_quote, 2U);
    EXPECT_EQ(rows[1].odd_quote, 0U);
}

TEST(Delimited, TextBehindAClosingQuoteIsAFaultOfThatRecord) {
    const ReadRows rows = read_whole({}, "a,\"b\"c,d\ne,f,g\n");
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].fault, codes::kTextAfterQuote.id);
    EXPECT_EQ(rows[0].fault_offset, 5U);
    EXPECT_EQ(rows[0].fault_column, 2U);
    EXPECT_TRUE(rows[0].fields.empty());
    EXPECT_THAT(rows[1].fields, ElementsAre("e", "f", "g"));
}

TEST(Delimited, AnUnterminatedQuoteAtTheEndCostsItsLineOnly) {
    const ReadRows rows = read_whole({}, "a,b\nc,\"d\ne,f\ng,h");
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_EQ(rows[1].fault, codes::kUnterminatedQuote.id);
    EXPECT_EQ(rows[1].fault_offset, 6U);
    EXPECT_EQ(rows[1].fault_column, 2U);
    EXPECT_EQ(rows[1].begin, 4U);
    EXPECT_EQ(rows[1].end, 8U);
    EXPECT_THAT(rows[2].fields, ElementsAre("e", "f"));
    EXPECT_THAT(rows[3].fields, ElementsAre("g", "h"));
}

TEST(Delimited, AnyMixtureOfLineEndsEndsRecords) {
    const std::vector<Fields> expected{{"a", "b"}, {"c", "d"}, {"e", "f"}, {"g", "h"}};
    EXPECT_EQ(fields({}, "a,b\rc,d\re,f\rg,h\r"), expected);
    EXPECT_EQ(fields({}, "a,b\r\nc,d\r\ne,f\r\ng,h\r\n"), expected);
    EXPECT_EQ(fields({}, "a,b\nc,d\r\ne,f\rg,h"), expected);
    EXPECT_EQ(fields({}, "a,b\nc,d\ne,f\ng,h\n\n\r\n\r\n"), expected);
}

TEST(Delimited, BlankLinesAreNoRecordsAndQuotesWithNothingAre) {
    const ReadRows rows = read_whole({}, "a\n\n\"\"\n\nb\n", 1);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_THAT(rows[1].fields, ElementsAre(""));
    EXPECT_EQ(rows[1].number, 2U);
    EXPECT_EQ(rows[2].number, 3U);
    EXPECT_EQ(rows[2].begin, 7U);
}

TEST(Delimited, EmptyTextsHaveNoRows) {
    EXPECT_TRUE(read_whole({}, "").empty());
    EXPECT_TRUE(read_whole({}, "\n\r\n").empty());
}

TEST(Delimited, EmptyFieldsAreFields) {
    EXPECT_THAT(fields({}, ",,\n,a,"), ElementsAre(Fields{"", "", ""}, Fields{"", "a", ""}));
}

TEST(Delimited, ANulByteIsAFaultOfItsRecord) {
    const ReadRows rows = read_whole({}, std::string_view("a,b\nc,\0d\ne,f\n", 13));
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].fault, "");
    EXPECT_EQ(rows[1].fault, codes::kNul.id);
    EXPECT_EQ(rows[1].fault_offset, 6U);
    EXPECT_EQ(rows[1].fault_column, 2U);
    EXPECT_EQ(rows[2].fault, "");
}

TEST(Delimited, RaggedRecordsAreFaultsUnlessAllowed) {
    constexpr std::string_view kText = "a,b,c\nd,e\nf,g,h,i\nj,k,l,\n";
    Dialect dialect;
    ReadRows rows = read_whole(dialect, kText, 3);
    EXPECT_EQ(rows[1].fault, codes::kTooFewFields.id);
    EXPECT_EQ(rows[1].fault_column, 3U);
    EXPECT_EQ(rows[2].fault, codes::kTooManyFields.id);
    EXPECT_EQ(rows[3].fault, codes::kTooManyFields.id);

    dialect.ragged = Ragged::kPad;
    rows = read_whole(dialect, kText, 3);
    EXPECT_THAT(rows[1].fields, ElementsAre("d", "e", ""));
    EXPECT_EQ(rows[2].fault, codes::kTooManyFields.id) << "a value would be lost";
    EXPECT_THAT(rows[3].fields, ElementsAre("j", "k", "l"));

    dialect.ragged = Ragged::kKeep;
    rows = read_whole(dialect, kText, 3);
    EXPECT_THAT(rows[1].fields, ElementsAre("d", "e"));
    EXPECT_THAT(rows[2].fields, ElementsAre("f", "g", "h", "i"));
}

TEST(Delimited, AnyDelimiterOfOneToFourBytesSeparates) {
    for (const std::string delimiter : {"\t", "|", ";", "\x1f", "||", "~|~", "<=>!"}) {
        EXPECT_THAT(fields(with(delimiter), "a" + delimiter + "\"b" + delimiter + "c\"" + delimiter + "d\n"),
                    ElementsAre(Fields{"a", "b" + delimiter + "c", "d"}))
            << delimiter;
    }
    EXPECT_THAT(fields(with("||"), "a|||b\n"), ElementsAre(Fields{"a", "|b"}));
    EXPECT_THAT(fields(with(", "), "a, \"b, c\", d\n"), ElementsAre(Fields{"a", "b, c", "d"}));
}

TEST(Delimited, WithoutAQuoteCharacterQuotesAreText) {
    EXPECT_THAT(fields(with("\t", '\0'), "1\t\"open\t2\n\"3\"\t4\t5\n"),
                ElementsAre(Fields{"1", "\"open", "2"}, Fields{"\"3\"", "4", "5"}));
}

TEST(Delimited, ABackslashTakesTheNextByteLiterally) {
    Dialect dialect;
    dialect.escape = Escape::kBackslash;
    EXPECT_THAT(fields(dialect, "\"a\\\"b\",c\\,d,\"e\\\\\"\nf\\\ng,h,i\\"),
                ElementsAre(Fields{"a\"b", "c,d", "e\\"}, Fields{"f\ng", "h", "i\\"}));
}

TEST(Delimited, CommentLinesAreNoRecordsEvenWithQuotesInThem) {
    Dialect dialect;
    dialect.comment = "#";
    const ReadRows rows = read_whole(dialect, "# \"it\na,#b\n#\n#, \"\nc,d\n");
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_THAT(rows[0].fields, ElementsAre("a", "#b"));
    EXPECT_EQ(rows[1].number, 2U);
}

TEST(Delimited, ACommentBehindARecordTooLongIsStillAComment) {
    Dialect dialect;
    dialect.comment = "#";
    dialect.max_record = 10;
    const ReadRows rows = read_whole(dialect, "aaaaaaaaaaaaaaa\n#,\"x\nb,c\n");
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].fault, codes::kRecordTooLong.id);
    EXPECT_THAT(rows[1].fields, ElementsAre("b", "c"));
}

TEST(Delimited, NullWordsAreEmptyUnlessQuoted) {
    Dialect dialect;
    dialect.null_words = {"NULL", "\\N", "NA"};
    EXPECT_THAT(fields(dialect, "NULL,\\N,NA,\"NA\",NAN\n"), ElementsAre(Fields{"", "", "", "NA", "NAN"}));
    dialect.escape = Escape::kBackslash;
    EXPECT_THAT(fields(dialect, "\\N,a\n"), ElementsAre(Fields{"", "a"}));
}

TEST(Delimited, TrimmingLeavesQuotedFieldsAlone) {
    Dialect dialect;
    dialect.trim = Trim::kBoth;
    EXPECT_THAT(fields(dialect, " a ,\" b \" ,\tc\n"), ElementsAre(Fields{"a", " b ", "c"}));
    dialect.trim = Trim::kLeft;
    EXPECT_THAT(fields(dialect, " a ,b\n"), ElementsAre(Fields{"a ", "b"}));
}

TEST(Delimited, ValuesAreHandedOutAsWritten) {
    EXPECT_THAT(fields({}, "\"1,234.50\",1e3,+007,NaN,0000-00-00,00010101,=\"00123\"\n"),
                ElementsAre(Fields{"1,234.50", "1e3", "+007", "NaN", "0000-00-00", "00010101", "=\"00123\""}));
}

TEST(Delimited, BytesThatAreNoUtf8AreAFaultOfTheirRecordWhenAskedFor) {
    Dialect dialect;
    dialect.invalid = Invalid::kError;
    const ReadRows rows = read_whole(dialect, "a,\xC3\xA4\nb,x\xE4\nc,d\n");
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].fault, "");
    EXPECT_EQ(rows[1].fault, codes::kNotUtf8.id);
    EXPECT_EQ(rows[1].fault_offset, 8U);
    EXPECT_EQ(rows[2].fault, "");
}

TEST(Delimited, AFaultAsAnErrorNamesThePlaceAndNoValue) {
    RowReader reader({});
    reader.reset("a,\"Mustermann\"x\n", 100, 7);
    const Row* row = reader.next();
    ASSERT_NE(row, nullptr);
    const Error error = to_error(*row);
    EXPECT_EQ(error.code, &codes::kTextAfterQuote);
    EXPECT_EQ(error.where.offset, 100U);
    EXPECT_EQ(error.where.length, 15U);
    EXPECT_EQ(error.where.path, "record 7");
    EXPECT_EQ(error.what, "record 7 cannot be read: column 2, at byte 114");
}

TEST(Delimited, ARecordOfAMillionFieldsIsRead) {
    std::string text(1'000'000, ',');
    const ReadRows rows = read_whole({}, text + "\na\n");
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].fields.size(), 1'000'001U);
    EXPECT_THAT(rows[1].fields, ElementsAre("a"));
}

TEST(FixedWidth, ColumnsAreCutByBytes) {
    Dialect dialect;
    dialect.format = Format::kFixed;
    dialect.columns = {{"TYPE", 1, 1}, {"MRN", 2, 6}, {"VALUE", 8, 4}};
    dialect.trim = Trim::kRight;
    EXPECT_THAT(fields(dialect, "R123   NEG \r\nR\"4,5\"6.10ignored\n"),
                ElementsAre(Fields{"R", "123", "NEG"}, Fields{"R", "\"4,5\"6", ".10i"}));
    const ReadRows rows = read_whole(dialect, "R12\n");
    EXPECT_EQ(rows[0].fault, codes::kTooFewFields.id);
    EXPECT_EQ(rows[0].fault_column, 3U);
    dialect.ragged = Ragged::kPad;
    EXPECT_THAT(fields(dialect, "R12\n"), ElementsAre(Fields{"R", "12", ""}));
}

TEST(FixedWidth, InADeclaredEncodingPositionsAreThoseOfTheFileAsWritten) {
    Dialect dialect;
    dialect.format = Format::kFixed;
    dialect.columns = {{"A", 1, 3}, {"B", 4, 2}};
    EXPECT_THAT(fields(dialect, "\xC3\xA4\xC3\xB6xy\n"), ElementsAre(Fields{"\xC3\xA4\xC3", "\xB6x"}));
    dialect.encoding = Encoding::kWindows1252;
    EXPECT_THAT(fields(dialect, "\xC3\xA4\xC3\xB6\xE2\x82\xACxy\n"),
                ElementsAre(Fields{"\xC3\xA4\xC3\xB6\xE2\x82\xAC", "xy"}));
}

}  // namespace
}  // namespace hios::test
