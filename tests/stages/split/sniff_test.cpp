#include "stages/split/sniff.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hios::split {
namespace {

Shape sniff_all(std::string_view text) {
    return sniff("raw/a.json", text, true);
}

TEST(Sniff, OneObjectIsOneDocument) {
    EXPECT_EQ(sniff_all(R"({"resourceType":"Patient"})"), Shape::kWhole);
    EXPECT_EQ(sniff_all("{\"resourceType\":\"Patient\"}\n"), Shape::kWhole);
    EXPECT_EQ(sniff_all("{\"resourceType\":\"Patient\"}\r\n \t\r\n"), Shape::kWhole);
    EXPECT_EQ(sniff_all("{\n  \"resourceType\": \"Patient\"\n}\n"), Shape::kWhole);
}

TEST(Sniff, ObjectPerLineIsLines) {
    EXPECT_EQ(sniff_all("{\"a\":1}\n{\"a\":2}"), Shape::kLine);
    EXPECT_EQ(sniff_all("{\"a\":1}\r\n{\"a\":2}\r\n"), Shape::kLine);
    EXPECT_EQ(sniff_all("\n\n{\"a\":1}\n\n{\"a\":2}\n"), Shape::kLine);
    EXPECT_EQ(sniff_all("\xEF\xBB\xBF{\"a\":1}\n{\"a\":2}\n"), Shape::kLine);
}

TEST(Sniff, DamagedFirstLineDoesNotHideTheOthers) {
    EXPECT_EQ(sniff_all("{\"a\":\"cut of\n{\"a\":2}\n{\"a\":3}\n"), Shape::kLine);
    EXPECT_EQ(sniff_all("{\"a\":[1,\n{\"a\":2}\n{\"a\":3}\n"), Shape::kLine);
    EXPECT_EQ(sniff_all("{\"a\":1} x\n{\"a\":2}\n{\"a\":3}\n"), Shape::kLine);
}

TEST(Sniff, DamagedSecondLineDoesNotHideTheFirst) {
    EXPECT_EQ(sniff_all("{\"a\":1}\nnot json\n{\"a\":3}\n"), Shape::kLine);
}

TEST(Sniff, BundleWithOneEntryPerLineIsOneDocument) {
    const std::string entry = R"({"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient"}})";
    const std::string head = R"({"resourceType":"Bundle","type":"collection","entry":[)";
    EXPECT_EQ(sniff_all(head + "\n" + entry + "\n]}"), Shape::kWhole);
    EXPECT_EQ(sniff_all(head + "\n" + entry + ",\n" + entry + "\n]}\n"), Shape::kWhole);
    EXPECT_EQ(sniff_all(head + "\n" + entry + "\n," + entry + "\n]}\n"), Shape::kWhole);
    EXPECT_EQ(sniff_all("{\"contained\":\n{\"a\":1}\n}\n"), Shape::kWhole);
}

TEST(Sniff, HeadOfALongerPartCountsAsMore) {
    EXPECT_EQ(sniff("a.json", "{\"a\":1}\n", false), Shape::kLine);
    EXPECT_EQ(sniff("a.json", "{\"a\":1}\n{\"a", false), Shape::kLine);
    EXPECT_EQ(sniff("a.json", "{\"a\":", false), Shape::kWhole);
    EXPECT_EQ(sniff("a.json", "{\n\"a\":[\n", false), Shape::kWhole);
}

TEST(Sniff, BracketsInsideStringsDoNotCount) {
    EXPECT_EQ(sniff_all("{\"a\":\"}\"}\n{\"a\":\"{\"}\n"), Shape::kLine);
    EXPECT_EQ(sniff_all("{\"a\":\"\\\"}\"}\n{\"b\":1}\n"), Shape::kLine);
    EXPECT_EQ(sniff_all("{\"a\":\"}\",\n\"b\":\"{\"}\n"), Shape::kWhole);
}

TEST(Sniff, NameWins) {
    EXPECT_EQ(sniff("x.ndjson", "{\n", true), Shape::kLine);
    EXPECT_EQ(sniff("x.jsonl", "", true), Shape::kLine);
    EXPECT_EQ(sniff("x.ndjson.gz", "{}", true), Shape::kLine);
    EXPECT_EQ(sniff("a.zip!/b/x.ndjson.zst", "{}", true), Shape::kLine);
    EXPECT_EQ(sniff("x.ndjson.bak", "{}", true), Shape::kWhole);
}

TEST(Sniff, OtherFormatsAreUnknown) {
    EXPECT_EQ(sniff_all("MSH|^~\\&|A|B\r"), Shape::kUnknown);
    EXPECT_EQ(sniff_all("<Patient xmlns=\"http://hl7.org/fhir\"/>"), Shape::kUnknown);
    EXPECT_EQ(sniff_all(std::string("\xFF\xFE{\0}\0", 6)), Shape::kUnknown);
    EXPECT_EQ(sniff_all("id,name\n1,x\n"), Shape::kUnknown);
    EXPECT_EQ(sniff_all("null"), Shape::kUnknown);
}

TEST(Sniff, ArraysAndEmptyTextsAreLeftToTheReader) {
    EXPECT_EQ(sniff_all("[{\"a\":1}]"), Shape::kWhole);
    EXPECT_EQ(sniff_all("[{\"a\":1},\n{\"a\":2}\n]"), Shape::kWhole);
    EXPECT_EQ(sniff_all(""), Shape::kWhole);
    EXPECT_EQ(sniff_all(" \r\n\t"), Shape::kWhole);
    EXPECT_EQ(sniff_all("\xEF\xBB\xBF"), Shape::kWhole);
}

TEST(ByteOrderMark, OnlyWholeMarksCount) {
    EXPECT_EQ(byte_order_mark("\xEF\xBB\xBF{}"), 3U);
    EXPECT_EQ(byte_order_mark("\xEF\xBB"), 0U);
    EXPECT_EQ(byte_order_mark("{}"), 0U);
}

}  // namespace
}  // namespace hios::split
