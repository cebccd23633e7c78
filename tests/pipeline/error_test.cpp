#include "pipeline/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "pipeline/codes.hpp"
#include "pipeline/outcome.hpp"

namespace hios {
namespace {

using ::testing::MatchesRegex;

constexpr Code kCode{"test.code", "A meaning.", "The code's mend."};
constexpr Code kWithoutMend{"test.bare", "A meaning.", ""};

TEST(ErrorText, SaysCodeWhatAndMend) {
    EXPECT_EQ(to_text(reject(kCode, "a comma is missing")), "test.code: a comma is missing. Mend: The code's mend.");
}

TEST(ErrorText, SaysWhereWhenADocumentIsKnown) {
    EXPECT_EQ(to_text(reject(kCode, "broken", {"a.json", 0, 0, ""})),
              "test.code: broken (a.json). Mend: The code's mend.");
    EXPECT_EQ(to_text(reject(kCode, "broken", {"a.json", 17, 0, ""})),
              "test.code: broken (a.json, byte 17). Mend: The code's mend.");
    EXPECT_EQ(to_text(reject(kCode, "broken", {"a.json", 17, 1, ""})),
              "test.code: broken (a.json, bytes 17-18). Mend: The code's mend.");
    EXPECT_EQ(to_text(reject(kCode, "broken", {"z.zip!/a.json", 0, 5, "entry[3].resource"})),
              "test.code: broken (z.zip!/a.json, entry[3].resource, bytes 0-5). Mend: The code's mend.");
}

TEST(ErrorText, AnErrorsOwnMendGoesBeforeItsCodes) {
    const Error error = fatal(kCode, "broken", "Do this.");
    EXPECT_EQ(error.how_to_mend(), "Do this.");
    EXPECT_EQ(to_text(error), "test.code: broken. Mend: Do this.");
}

TEST(ErrorText, NoMendNoSentenceAboutIt) {
    EXPECT_EQ(to_text(fatal(kWithoutMend, "broken")), "test.bare: broken");
}

TEST(Error, TheMakersSayWhoMustAct) {
    EXPECT_EQ(reject(kCode, "").fault, Fault::kReject);
    EXPECT_EQ(retryable(kCode, "").fault, Fault::kRetry);
    EXPECT_EQ(fatal(kCode, "").fault, Fault::kFatal);
    EXPECT_EQ(fatal(kCode, "").code, &kCode);
}

TEST(PipelineCodes, HaveAnIdOfTheirOwnAMeaningAndAMend) {
    std::set<std::string_view> ids;
    for (const Code* code : codes::pipeline_codes()) {
        EXPECT_TRUE(ids.insert(code->id).second) << code->id << " stands twice";
        EXPECT_THAT(std::string(code->id), MatchesRegex("[a-z0-9_]+(\\.[a-z0-9_]+)?"));
        EXPECT_THAT(std::string(code->meaning), MatchesRegex("[A-Z].*\\.")) << code->id;
        EXPECT_THAT(std::string(code->mend), MatchesRegex("[A-Z].*\\.")) << code->id;
    }
}

TEST(PipelineCodes, ListWhatTheEngineRaises) {
    const auto all = codes::pipeline_codes();
    for (const Code* code : {&codes::kInternal, &codes::kMemory, &codes::kTooLarge, &codes::kNotFound}) {
        EXPECT_NE(std::find(all.begin(), all.end(), code), all.end()) << code->id;
    }
}

Outcome<int> half(int number) {
    if (number % 2 != 0) return fail(reject(kCode, "odd"));
    return number / 2;
}
Outcome<void> must_be_positive(int number) {
    if (number <= 0) return fail(fatal(kCode, "not positive"));
    return {};
}
Outcome<int> quarter(int number) {
    HIOS_CHECK(must_be_positive(number));
    HIOS_TRY(const int once, half(number));
    HIOS_TRY(const int twice, half(once));
    return twice;
}

TEST(Outcome, ValuesPassThroughTryAndCheck) {
    EXPECT_EQ(quarter(12).value(), 3);
}

TEST(Outcome, TheFirstErrorIsReturned) {
    EXPECT_EQ(quarter(6).error().what, "odd");
    EXPECT_EQ(quarter(-4).error().what, "not positive");
    EXPECT_EQ(quarter(-4).error().fault, Fault::kFatal);
}

}  // namespace
}  // namespace hios
