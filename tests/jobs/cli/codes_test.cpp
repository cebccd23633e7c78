#include "jobs/codes.hpp"

#include <set>

#include <gtest/gtest.h>

#include "jobs/spec/codes.hpp"
#include "pipeline/codes.hpp"

namespace hios::jobs {
namespace {

// Capitals are of FHIR's own names: primitive.dateTime.
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

TEST(Codes, EachIsListedOnceAndSaysWhatAndHow) {
    std::set<std::string_view> ids;
    for (const Code* code : all_codes()) {
        ASSERT_NE(code, nullptr);
        EXPECT_TRUE(ids.insert(code->id).second) << code->id << " is listed twice";
        EXPECT_FALSE(code->meaning.empty()) << code->id;
        EXPECT_FALSE(code->mend.empty()) << code->id;
        EXPECT_EQ(code->id.find_first_not_of(kLetters), std::string_view::npos) << code->id;
    }
}

TEST(Codes, AreFoundById) {
    EXPECT_EQ(find_code("spec.invalid")->id, codes::kSpecInvalid.id);
    EXPECT_EQ(find_code("io.not_found")->id, codes::kNotFound.id);
    EXPECT_EQ(find_code("no.such"), nullptr);
    EXPECT_EQ(find_code(""), nullptr);
}

}  // namespace
}  // namespace hios::jobs
