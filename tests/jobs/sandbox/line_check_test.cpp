#include "jobs/sandbox/line_check.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "jobs/sandbox/id_set.hpp"
#include "stages/fhir/resource_types.hpp"

namespace hios::sandbox {
namespace {

const Refusal* refusal_of(std::string_view line) {
    return LineChecker().check(line).refusal;
}

TEST(LineCheck, TakesAResourceWithItsTypeAndId) {
    LineChecker checker;
    const LineCheck check = checker.check(
        R"({"id":"A-1.b","meta":{"id":"x","resourceType":7},"resourceType":"Patient","n":1.50000000000000000000000000000000000000000001e300})");
    EXPECT_EQ(check.refusal, nullptr);
    EXPECT_EQ(check.type, "Patient");
    EXPECT_EQ(check.id, "A-1.b");
}

TEST(LineCheck, TakesSpaceAroundAndEscapesInside) {
    LineChecker checker;
    const LineCheck check = checker.check(" {\"\\u0069d\":\"\\u0061\",\"resourceType\":\"Group\"} \r");
    EXPECT_EQ(check.refusal, nullptr);
    EXPECT_EQ(check.id, "a");
}

TEST(LineCheck, RefusesWhatIsNoJson) {
    for (const std::string_view line :
         {"", " ", "x", "{", R"({"resourceType":"Patient","id":"a"}})", R"({"resourceType":"Patient","id":"a"},)",
          R"({"resourceType":"Patient","id":"a",})", R"({'resourceType':'Patient'})", R"({"id":01})",
          R"({"id":"\ud800"})", "\xEF\xBB\xBF{}"}) {
        EXPECT_EQ(refusal_of(line), &refusals::kInvalidJson) << line;
    }
    const std::string nul_inside = std::string(R"({"resourceType":"Patient","id":"a"})") + '\0' + "junk";
    EXPECT_EQ(refusal_of(nul_inside), &refusals::kInvalidJson);
}

TEST(LineCheck, RefusesBytesThatAreNotUtf8) {
    for (const std::string_view bytes : {"\xC3(", "\xE2\x82", "\xED\xA0\x80", "\xC0\xAF", "\xF5\x80\x80\x80", "\xFF"}) {
        const std::string line = R"({"resourceType":"Patient","id":"a","text":")" + std::string(bytes) + "\"}";
        EXPECT_EQ(refusal_of(line), &refusals::kNotUtf8);
    }
    EXPECT_EQ(
        refusal_of("{\"resourceType\":\"Patient\",\"id\":\"a\",\"text\":\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x92\x8A\"}"),
        nullptr);
}

TEST(LineCheck, RefusesWhatIsNoObject) {
    for (const std::string_view line :
         {"1", "null", "\"Patient\"", "true", R"([{"resourceType":"Patient","id":"a"}])"}) {
        EXPECT_EQ(refusal_of(line), &refusals::kNotObject) << line;
    }
}

TEST(LineCheck, RefusesTypesThatAreMissingMalformedOrUnknown) {
    EXPECT_EQ(refusal_of(R"({"id":"a"})"), &refusals::kNoType);
    EXPECT_EQ(refusal_of(R"({"id":"a","resourceType":""})"), &refusals::kBadType);
    EXPECT_EQ(refusal_of(R"({"id":"a","resourceType":null})"), &refusals::kBadType);
    EXPECT_EQ(refusal_of(R"({"id":"a","resourceType":["Patient"]})"), &refusals::kBadType);
    EXPECT_EQ(refusal_of(R"({"id":"a","resourceType":"Pat ient"})"), &refusals::kBadType);
    EXPECT_EQ(refusal_of(R"({"id":"a","resourceType":")" + std::string(257, 'A') + "\"}"), &refusals::kBadType);
    EXPECT_EQ(refusal_of(R"({"id":"a","resourceType":")" + std::string(256, 'A') + "\"}"), &refusals::kUnknownType);
    EXPECT_EQ(refusal_of(R"({"id":"a","resourceType":"patient"})"), &refusals::kUnknownType);
    EXPECT_EQ(refusal_of(R"({"id":"a","resourceType":"DomainResource"})"), &refusals::kUnknownType);
}

TEST(LineCheck, RefusesIdsThatAreMissingOrMalformed) {
    EXPECT_EQ(refusal_of(R"({"resourceType":"Patient"})"), &refusals::kNoId);
    EXPECT_EQ(refusal_of(R"({"resourceType":"Patient","contained":[{"id":"a"}]})"), &refusals::kNoId);
    for (const std::string& id :
         {std::string(R"("")"), std::string("12"), std::string(R"("a_b")"), std::string(R"("é")"),
          std::string("{\"id\":\"a\"}"), '"' + std::string(65, 'a') + '"'}) {
        EXPECT_EQ(refusal_of(R"({"resourceType":"Patient","id":)" + id + "}"), &refusals::kBadId) << id;
    }
    EXPECT_EQ(refusal_of(R"({"resourceType":"Patient","id":")" + std::string(64, 'a') + "\"}"), nullptr);
}

TEST(LineCheck, RefusesAFieldGivenTwice) {
    EXPECT_EQ(refusal_of(R"({"resourceType":"Patient","id":"a","id":"b"})"), &refusals::kDuplicateKey);
    EXPECT_EQ(refusal_of(R"({"resourceType":"Patient","resourceType":"Group","id":"b"})"), &refusals::kDuplicateKey);
}

TEST(LineCheck, RefusesDeepNestingWithoutRecursion) {
    EXPECT_EQ(refusal_of(R"({"resourceType":"Patient","id":"a","x":)" + std::string(10'000'000, '[')),
              &refusals::kTooDeep);
    const std::string allowed = std::string(900, '[') + std::string(900, ']');
    EXPECT_EQ(refusal_of(R"({"resourceType":"Patient","id":"a","x":)" + allowed + "}"), nullptr);
}

TEST(LineCheck, OneLineLeavesNothingForTheNext) {
    LineChecker checker;
    EXPECT_EQ(checker.check(R"({"resourceType":"Patient","id":)").refusal, &refusals::kInvalidJson);
    EXPECT_EQ(checker.check(R"({"resourceType":"Patient"})").refusal, &refusals::kNoId);
    EXPECT_EQ(checker.check(R"({"resourceType":"Patient","id":"a"})").refusal, nullptr);
}

TEST(LineCheck, OutcomesAreJson) {
    for (const Refusal* refusal :
         {&refusals::kInvalidJson, &refusals::kNotUtf8, &refusals::kTooDeep, &refusals::kDuplicateKey,
          &refusals::kNotObject, &refusals::kNoType, &refusals::kBadType, &refusals::kUnknownType, &refusals::kNoId,
          &refusals::kBadId, &refusals::kTooLarge, &refusals::kDuplicateId}) {
        const auto outcome = nlohmann::json::parse(operation_outcome(*refusal));
        EXPECT_EQ(outcome["resourceType"], "OperationOutcome");
        EXPECT_EQ(outcome["issue"][0]["diagnostics"], refusal->diagnostics);
    }
}

TEST(ResourceTypes, AreThoseOfR4) {
    EXPECT_TRUE(fhir::type_id("Account").has_value());
    EXPECT_TRUE(fhir::type_id("VisionPrescription").has_value());
    EXPECT_TRUE(fhir::type_id("MedicinalProduct").has_value());
    EXPECT_FALSE(fhir::type_id("Resource").has_value());
    EXPECT_FALSE(fhir::type_id("SubscriptionStatus").has_value()) << "R4B";
    EXPECT_FALSE(fhir::type_id("").has_value());
}

TEST(IdSet, KnowsWhatItHasSeen) {
    IdSet seen;
    for (int i = 0; i < 20'000; ++i) ASSERT_TRUE(seen.insert("Patient", std::to_string(i)));
    for (int i = 0; i < 20'000; ++i) ASSERT_FALSE(seen.insert("Patient", std::to_string(i)));
    EXPECT_TRUE(seen.insert("Group", "1")) << "the type belongs to the key";
    EXPECT_TRUE(seen.insert("Patien", "t1"));
    EXPECT_EQ(seen.size(), 20'002U);
}

}  // namespace
}  // namespace hios::sandbox
