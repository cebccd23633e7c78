// The rules of values: primitives, codes, narratives, extensions, and which level they belong to.

#include "stages/validate/resource_check.hpp"

#include <gmock/gmock.h>

#include "tests/stages/validate/checking.hpp"

namespace hios::validate {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

test::Findings patient_with(const std::string& members, Level level = Level::kStructureOnly) {
    return test::check(R"({"resourceType":"Patient","id":"p",)" + members + "}", level);
}

TEST(ResourceCheck, PrimitivesAreCheckedWhereverTheyStand) {
    EXPECT_THAT(patient_with(R"("birthDate":"2021-02-30")").of("primitive.date.calendar"),
                ElementsAre("Patient.birthDate"));
    EXPECT_THAT(patient_with(R"("name":[{"period":{"start":"2020-13"}}])").all.size(), 1U);
    EXPECT_THAT(patient_with(R"("multipleBirthInteger":1.5)").of("primitive.integer"),
                ElementsAre("Patient.multipleBirth.ofType(integer)"));
    EXPECT_THAT(patient_with(R"("name":[{"given":["A",""]}])").of("primitive.empty"),
                ElementsAre("Patient.name[0].given[1]"));
    EXPECT_THAT(patient_with(R"("_gender":{"id":"x","extension":[{"url":"a b","valueCode":"x"}]})").of("primitive.uri"),
                ElementsAre("Patient.gender.extension[0].url"));
    EXPECT_THAT(
        patient_with(R"("contained":[{"resourceType":"Basic","id":"a_b","code":{"text":"x"}}])").of("primitive.id"),
        ElementsAre("Patient.contained[0].id"));
}

TEST(ResourceCheck, AValueOfTheWrongJsonTypeIsNotCheckedFurther) {
    EXPECT_THAT(patient_with(R"("birthDate":5)").rules(), ElementsAre("validate.wrong_json_type"));
    EXPECT_THAT(patient_with(R"("gender":"male","_gender":5)").rules(), ElementsAre("validate.wrong_json_type"));
    EXPECT_THAT(patient_with(R"("gender":"male","_gender":[])").rules(), ElementsAre("validate.a_list"));
}

TEST(ResourceCheck, BadEscapesAreNoJson) {
    for (const char* text : {R"({"resourceType":"Patient","id":"\q"})", R"({"resourceType":"Patient","x":"\u12"})",
                             R"({"resourceType":"Patient","\x":1})", R"({"resourceType":"Patient","id":"\uD800"})"})
        EXPECT_EQ(test::check(text).unreadable, "json.escape") << text;
}

TEST(ResourceCheck, CodesComeFromRequiredValueSets) {
    EXPECT_THAT(patient_with(R"("gender":"malex")").of("validate.code"), ElementsAre("Patient.gender"));
    EXPECT_THAT(patient_with(R"("gender":"Male")").of("validate.code"), ElementsAre("Patient.gender"));
    EXPECT_THAT(patient_with(R"("gender":"mal\u0065")").all, IsEmpty());
    EXPECT_THAT(patient_with(R"("telecom":[{"system":"phone","use":"nowhere"}])").of("validate.code"),
                ElementsAre("Patient.telecom[0].use"));
    EXPECT_THAT(patient_with(R"("language":"x-anything")").all, IsEmpty()) << "a preferred binding";
    EXPECT_THAT(
        patient_with(R"("photo":[{"contentType":"image/png"},{"contentType":"png image"}])").of("validate.code"),
        ElementsAre("Patient.photo[1].contentType"))
        << "media types have a grammar instead of a list";
}

TEST(ResourceCheck, NarrativesAreXhtml) {
    const auto narrative = [](const std::string& div) {
        return patient_with(R"("text":{"status":"generated","div":")" + div + "\"}");
    };
    constexpr const char* kDiv = R"(<div xmlns=\"http://www.w3.org/1999/xhtml\">)";
    EXPECT_THAT(narrative(std::string(kDiv) + "<p>a</p></div>").all, IsEmpty());
    const auto script = narrative(std::string(kDiv) + "<script>x</script></div>");
    EXPECT_THAT(script.of("xhtml.element"), ElementsAre("Patient.text.div"));
    EXPECT_FALSE(narrative(std::string(kDiv) + "<p>a</div>").accepted());
    EXPECT_FALSE(narrative("text").accepted());
}

TEST(ResourceCheck, FaultsOfNarrativesAreLocatedInThem) {
    const std::string text =
        R"({"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><script>x</script></div>"}})";
    const auto found = test::check(text);
    ASSERT_EQ(found.all.size(), 1U);
    EXPECT_EQ(found.all[0].offset, text.find("<script"));
}

TEST(ResourceCheck, AnExtensionHasAValueOrExtensions) {
    const auto extended = [](const std::string& content) {
        return patient_with(R"("extension":[{"url":"http://x.org/e")" + content + "}]", Level::kStrict);
    };
    EXPECT_THAT(extended(R"(,"valueString":"a")").all, IsEmpty());
    EXPECT_THAT(extended(R"(,"_valueString":{"extension":[{"url":"u","valueCode":"x"}]})").all, IsEmpty());
    EXPECT_THAT(extended(R"(,"extension":[{"url":"a","valueString":"b"}])").all, IsEmpty());
    EXPECT_THAT(extended("").of("ext-1"), ElementsAre("Patient.extension[0]"));
    EXPECT_THAT(extended(R"(,"valueString":"a","extension":[{"url":"a","valueString":"b"}])").of("ext-1"),
                ElementsAre("Patient.extension[0]"));
    EXPECT_THAT(patient_with(R"("extension":[{"valueString":"a"}])").of("validate.missing"),
                ElementsAre("Patient.extension[0]"));
}

TEST(ResourceCheck, AnIdAloneIsNoContent) {
    EXPECT_THAT(patient_with(R"("maritalStatus":{"id":"x"})", Level::kStrict).of("ele-1"),
                ElementsAre("Patient.maritalStatus"));
    EXPECT_THAT(patient_with(R"("_birthDate":{"id":"x"})", Level::kStrict).of("ele-1"),
                ElementsAre("Patient.birthDate"));
    EXPECT_THAT(patient_with(R"("birthDate":"2020","_birthDate":{"id":"x"})", Level::kStrict).all, IsEmpty());
    EXPECT_THAT(patient_with(R"("maritalStatus":{"id":"x","text":"M"})", Level::kStrict).all, IsEmpty());
}

TEST(ResourceCheck, AUnitsCodeHasASystem) {
    const auto quantity = [](const std::string& content) {
        return test::check(
            R"({"resourceType":"Observation","id":"o","status":"final","code":{"text":"c"},"valueQuantity":{)" +
                content + "}}",
            Level::kStrict);
    };
    EXPECT_THAT(quantity(R"("value":1,"code":"mg")").of("qty-3"), ElementsAre("Observation.value.ofType(Quantity)"));
    EXPECT_FALSE(quantity(R"("value":1,"code":"mg","system":"http://unitsofmeasure.org")").has("qty-3"));
    EXPECT_FALSE(quantity(R"("value":1,"unit":"mg")").has("qty-3"));
}

TEST(ResourceCheck, APeriodStartsBeforeItEnds) {
    const auto period = [](const std::string& start, const std::string& end) {
        return patient_with(R"("name":[{"text":"x","period":{"start":")" + start + R"(","end":")" + end + "\"}}]",
                            Level::kStrict)
            .has("per-1");
    };
    EXPECT_TRUE(period("2020-02-02", "2019-01-01"));
    EXPECT_TRUE(period("2020-02-02T10:00:01Z", "2020-02-02T10:00:00Z"));
    EXPECT_TRUE(period("2020-02-02T10:00:00-05:00", "2020-02-02T14:00:00Z"));
    EXPECT_TRUE(period("2020-02-02T10:00:00.5Z", "2020-02-02T10:00:00.25Z"));
    EXPECT_TRUE(period("2021", "2020"));
    EXPECT_FALSE(period("2020-02-02", "2020-02-02"));
    EXPECT_FALSE(period("2020-02-02T10:00:00+05:00", "2020-02-02T06:00:00Z"));
    EXPECT_FALSE(period("2020-02-02", "2020")) << "of values of different precision none is later";
    EXPECT_FALSE(period("2020-02-02T23:59:60Z", "2020-02-03T00:00:00Z"));
    EXPECT_FALSE(period("2020-02-02T10:00:00.50Z", "2020-02-02T10:00:00.5Z"));
}

TEST(ResourceCheck, UnknownModifiersAreWarnings) {
    const auto found = patient_with(R"("modifierExtension":[{"url":"http://x.org/notdone","valueBoolean":true}])");
    EXPECT_THAT(found.of("validate.unknown_modifier"), ElementsAre("Patient.modifierExtension[0]"));
    EXPECT_TRUE(found.accepted());
    EXPECT_THAT(patient_with(R"("extension":[{"url":"http://x.org/notdone","valueBoolean":true}])").all, IsEmpty());
}

}  // namespace
}  // namespace hios::validate
