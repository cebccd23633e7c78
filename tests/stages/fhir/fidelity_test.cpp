// What is not an id or a reference stays as it was written.

#include <gtest/gtest.h>

#include "tests/stages/fhir/conversion.hpp"

namespace hios::fhir {
namespace {

using test::Conversion;

TEST(Fidelity, NumbersKeepTheirDigits) {
    const std::string text =
        R"({"resourceType":"Observation","id":"a","v":[1.10,0.010,1E3,-0,1e-7,20.00,12345678901234567890,0.1234567890123456789012345]})";
    EXPECT_EQ(Conversion(text).line().text, text);
}

TEST(Fidelity, EscapesKeepTheirCharacters) {
    const std::string text =
        R"({"resourceType":"Basic","id":"a","s":"\"\\\/\b\f\n\r\t\u0041\u00E9\ud83d\ude00é  two  blanks : , { [","\u0062":"\u002F"})";
    EXPECT_EQ(Conversion(text).line().text, text);
}

TEST(Fidelity, WhiteSpaceBetweenTokensGoes) {
    const Conversion made(
        "\r\n{ \"resourceType\" : \"Patient\" ,\n\t\"id\":\"a\" , \"name\":[ { \"text\" : \" x  y \" } ] }\n");
    EXPECT_EQ(made.line().text, R"({"resourceType":"Patient","id":"a","name":[{"text":" x  y "}]})");
}

TEST(Fidelity, MembersKeepTheirOrder) {
    const std::string text = R"({"zeta":1,"id":"a","alpha":2,"resourceType":"Basic","beta":{"z":1,"a":2}})";
    EXPECT_EQ(Conversion(text).line().text, text);
}

TEST(Fidelity, AnInsertedIdFollowsTheResourceType) {
    const Conversion made(R"({"x":1, "resourceType" : "Basic" , "y":2})");
    const std::string id = made.resource().at("id");
    EXPECT_EQ(made.line().text, R"({"x":1,"resourceType":"Basic","id":")" + id + R"(","y":2})");
}

TEST(Fidelity, OnlyTheReferenceIsSpliced) {
    const Conversion made(test::bundle(
        "transaction",
        {test::entry("urn:uuid:p1", R"({ "resourceType" : "Patient", "id" : "p1", "n" : 1.50 })"),
         test::entry(
             "urn:uuid:o1",
             R"({"a":1.0 , "subject" : { "reference" : "urn:uuid:p1" , "display":"\u00e9"} , "resourceType":"Observation","b":[ 2.00 ]})")}));
    EXPECT_EQ(made.line(0).text, R"({"resourceType":"Patient","id":"p1","n":1.50})");
    EXPECT_EQ(
        made.line(1).text,
        R"({"a":1.0,"subject":{"reference":"Patient/p1","display":"\u00e9"},"resourceType":"Observation","id":"o1","b":[2.00]})");
}

TEST(Fidelity, LineRecordsNameTheSource) {
    const std::string text = test::bundle("collection", {test::entry("", R"({"resourceType":"Patient","id":"a"})"),
                                                         test::entry("", R"({"resourceType":"Group","id":"b"})")});
    const Conversion made(text);
    ASSERT_EQ(made.lines().size(), 2U);
    for (std::uint32_t i = 0; i < 2; ++i) {
        const LineRecord& record = made.line(i).record;
        EXPECT_EQ(text.substr(record.source_offset, record.source_length), made.line(i).text);
        EXPECT_EQ(record.length, made.line(i).text.size() + 1);
        EXPECT_EQ(record.entry, i);
        EXPECT_EQ(record.key, resource_key(made.line(i).type, made.resource(i).at("id").get<std::string>()));
    }
    EXPECT_NE(made.line(0).record.key, made.line(1).record.key);
}

TEST(Fidelity, AConverterCanBeUsedAgain) {
    ConvertSettings settings;
    settings.read = {100, &Conversion::ids()};
    Converter converter(settings);
    const std::string good = R"({"resourceType":"Patient","id":"a"})" + std::string(json::kPadding, ' ');
    const std::string bad = "{\"resourceType\":[[[\"" + std::string(json::kPadding, ' ');
    const auto name = std::make_shared<const std::string>("x");
    for (int round = 0; round < 3; ++round) {
        Work work;
        for (const std::string* text : {&good, &bad, &good}) {
            Document document;
            document.name = name;
            document.text = std::string_view(*text).substr(0, text->size() - json::kPadding);
            work.documents.push_back(document);
        }
        converter.convert(work);
        ASSERT_EQ(work.lanes.size(), 1U);
        EXPECT_EQ(work.lanes[0].lines.size(), 2U);
        ASSERT_EQ(work.rejects.size(), 1U);
        EXPECT_EQ(work.rejects[0].document, 1U);
        EXPECT_TRUE(work.accounts.at(1).rejected);
    }
}

}  // namespace
}  // namespace hios::fhir
