// Documents that cannot be read: which code, and where.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "pipeline/codes.hpp"
#include "tests/stages/fhir/conversion.hpp"

namespace hios::fhir {
namespace {

using test::Conversion;
using testing::ElementsAre;

void expect_reject(const std::string& text, std::string_view code, std::uint64_t offset) {
    const Conversion made(text);
    ASSERT_EQ(made.work().rejects.size(), 1U) << text;
    EXPECT_EQ(made.error().code->id, code) << text;
    EXPECT_EQ(made.error().where.offset, offset) << text;
    EXPECT_EQ(made.error().where.document, "raw/a.json");
    EXPECT_FALSE(made.error().what.empty());
    EXPECT_TRUE(made.account().rejected);
    EXPECT_TRUE(made.lines().empty());
}

TEST(Rejects, NameTheCodeAndTheByte) {
    expect_reject("", "json.truncated", 0);
    expect_reject(" \n", "json.truncated", 0);
    expect_reject("[]", "fhir.not_an_object", 0);
    expect_reject(" 5", "fhir.not_an_object", 1);
    expect_reject("null", "fhir.not_an_object", 0);
    expect_reject("{}", "fhir.no_resource_type", 0);
    expect_reject(R"({"id":"x"})", "fhir.no_resource_type", 0);
    expect_reject(R"({"resourceType":null})", "fhir.no_resource_type", 0);
    expect_reject(R"({"resourceType":["Patient"]})", "fhir.no_resource_type", 0);
    expect_reject(R"({"contained":[{"resourceType":"Patient"}]})", "fhir.no_resource_type", 0);
    expect_reject(R"({"resourceType":""})", "fhir.unknown_type", 16);
    expect_reject(R"({"resourceType":"patient"})", "fhir.unknown_type", 16);
    expect_reject(R"({"resourceType":"DomainResource"})", "fhir.unknown_type", 16);
    expect_reject(R"({"resourceType":"Patient"} {"resourceType":"Patient"})", "json.trailing", 27);
    expect_reject(R"({"resourceType":"Patient","a":1,"a":2})", "json.duplicate_key", 33);
    expect_reject("{\"resourceType\":\"Patient\",\"a\":\"\x80\"}", "json.utf8", 31);
    expect_reject("{\"resourceType\":\"Patient\",\"a\":\"\x01\"}", "json.control_character", 31);
    expect_reject(R"({"resourceType":"Patient","a":"\ud800"})", "json.escape", 31);
    expect_reject(R"({"resourceType":"Bundle","id":"\ud800","entry":[]})", "json.escape", 31);
    expect_reject(R"({"resourceType":"Bundle","entry":[]})"
                  "}",
                  "json.trailing", 36);
    expect_reject(R"({"resourceType":"Patient","a":01})", "json.syntax", 31);
}

TEST(Rejects, OffsetsCountFromThePartsBeginning) {
    Work work;
    const std::string text = std::string("[1 2]") + std::string(json::kPadding, ' ');
    Document document;
    document.name = std::make_shared<const std::string>("a.zip!/b.ndjson");
    document.shape = Shape::kLine;
    document.line = 17;
    document.offset = 1000;
    document.text = std::string_view(text).substr(0, 5);
    work.documents.push_back(document);
    ConvertSettings settings;
    settings.read.ids = &Conversion::ids();
    Converter(settings).convert(work);
    ASSERT_EQ(work.rejects.size(), 1U);
    EXPECT_EQ(work.rejects[0].error.where.offset, 1000U);
    EXPECT_EQ(work.rejects[0].error.where.path, "line 17");
    EXPECT_EQ(work.rejects[0].error.where.document, "a.zip!/b.ndjson");
}

TEST(Rejects, UnreadableAndUnknownDocumentsAreRejectedAsTheyAre) {
    Work work;
    for (int i = 0; i < 2; ++i) {
        Document document;
        document.name = std::make_shared<const std::string>("x");
        if (i == 0) document.unreadable = reject(hios::codes::kTooLarge, "too large");
        if (i == 1) document.shape = Shape::kUnknown;
        work.documents.push_back(document);
    }
    ConvertSettings settings;
    settings.read.ids = &Conversion::ids();
    Converter(settings).convert(work);
    ASSERT_EQ(work.rejects.size(), 2U);
    EXPECT_EQ(work.rejects[0].error.code, &hios::codes::kTooLarge);
    EXPECT_EQ(work.rejects[1].error.code->id, "fhir.not_recognised");
    EXPECT_EQ(work.accounts.size(), 2U);
}

TEST(Rejects, TruncationAtEveryByteIsARejectAndNoCrash) {
    const std::string text = test::bundle(
        "transaction",
        {test::entry(
             "urn:uuid:é1",
             R"({"resourceType":"Patient","id":"p","text":{"div":"<div><a href=\"urn:uuid:1\">x</a></div>"},"n":[1.5,true,null]})",
             test::request("POST", "Patient")),
         test::entry("urn:uuid:2", R"({"subject":{"reference":"urn:uuid:1"},"resourceType":"Observation"})"),
         R"({"request":{"method":"DELETE","url":"Patient/1"}})"},
        R"(,"timestamp":"2020-01-01T00:00:00Z")");
    ASSERT_TRUE(Conversion(text).account().made == 3);
    for (std::size_t size = 0; size < text.size(); ++size) {
        const Conversion made(text.substr(0, size));
        ASSERT_EQ(made.codes().size(), 1U) << size;
        EXPECT_TRUE(made.account().rejected) << size;
        EXPECT_LE(made.error().where.offset, size);
        EXPECT_TRUE(made.codes()[0] == "json.truncated" || made.codes()[0] == "json.syntax") << made.codes()[0];
    }
}

TEST(Rejects, TellNothingOfTheContent) {
    for (
        const std::string_view text :
        {R"({"resourceType":"CANARY"})", R"({"resourceType":"Patient","CANARY":1,"CANARY":"CANARY"})",
         R"({"resourceType":"Patient","id":{"CANARY":1}})", R"({"resourceType":"Patient","a":"CANARY\x"})",
         R"({"resourceType":"Patient","a":CANARY})", R"({"CANARY":"CANARY"})", R"("CANARY")",
         R"({"resourceType":"Bundle","entry":[{"request":{"method":"DELETE","url":"Patient/CANARY"}},{"resource":"CANARY"},{"resource":{"resourceType":"CANARY"}}]})",
         R"({"resourceType":"Patient"} CANARY)"}) {
        const Conversion made{std::string(text)};
        ASSERT_FALSE(made.work().rejects.empty());
        for (const Reject& reject : made.work().rejects) {
            EXPECT_EQ(to_text(reject.error).find("CANARY"), std::string::npos) << text;
            EXPECT_EQ(reject.error.where.path.find("CANARY"), std::string::npos) << text;
        }
    }
}

TEST(Rejects, ResourceTypeMayStandAnywhere) {
    EXPECT_THAT(
        Conversion(R"({"id":"a","x":{"resourceType":"Group"},"y":["resourceType"],"resourceType":"Patient"})").names(),
        ElementsAre("Patient/a"));
    EXPECT_THAT(Conversion(R"({"id":"a","res\u006furceType":"Pat\u0069ent"})").names(), ElementsAre("Patient/a"));
    EXPECT_THAT(Conversion(R"({"resourceType":"Patient","res\u006furceType":"Patient"})").codes(),
                ElementsAre("json.duplicate_key"));
}

}  // namespace
}  // namespace hios::fhir
