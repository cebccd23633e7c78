#include <gtest/gtest.h>

#include <set>

#include "stages/hl7v2/codes.hpp"

namespace hios::hl7v2 {
namespace {

TEST(Hl7v2Codes, EachHasItsOwnNameAndSaysHowToMend) {
    std::set<std::string_view> ids;
    for (const Code* code : codes::hl7v2_codes()) {
        EXPECT_TRUE(code->id.starts_with("hl7v2."));
        EXPECT_TRUE(ids.insert(code->id).second) << code->id;
        EXPECT_FALSE(code->meaning.empty());
        EXPECT_FALSE(code->mend.empty());
    }
}

}  // namespace
}  // namespace hios::hl7v2
