#include <gtest/gtest.h>

#include "tests/stages/json/checker.hpp"
#include "tests/support/random_json.hpp"
#include "tests/support/rfc_json.hpp"

namespace hios::json {
namespace {

using hios::test::RandomJson;
using hios::test::rfc_accepts;
using test::check;

bool hios_accepts(const std::string& text) {
    const auto found = check(text);
    return !found || found->code == &codes::kDuplicateKey || found->code == &codes::kTooDeep;
}

TEST(AcceptProperty, GeneratedTextsAreAccepted) {
    for (std::uint64_t seed = 0; seed < 3000; ++seed) {
        RandomJson random(seed);
        const std::string text = random.white() + random.value(6) + random.white();
        ASSERT_NE(rfc_accepts(text), false) << "seed " << seed << ": " << text;
        ASSERT_FALSE(check(text)) << "seed " << seed << ": " << text;
    }
}

TEST(AcceptProperty, MutatedTextsAreAcceptedExactlyWhenTheRfcDoes) {
    std::size_t refused = 0;
    for (std::uint64_t seed = 0; seed < 40000; ++seed) {
        RandomJson random(seed);
        const std::string text = random.mutated(random.value(4));
        const auto expected = rfc_accepts(text);
        if (!expected) continue;
        if (!*expected) ++refused;
        ASSERT_EQ(hios_accepts(text), *expected) << "seed " << seed << ": " << text;
    }
    EXPECT_GT(refused, 10000U);
}

TEST(AcceptProperty, MinifiedTextsMeanTheSameAndStay) {
    for (std::uint64_t seed = 0; seed < 3000; ++seed) {
        RandomJson random(seed);
        const std::string text = random.value(6);
        const std::string small = test::minified(text);
        ASSERT_EQ(nlohmann::json::parse(small), nlohmann::json::parse(text)) << "seed " << seed;
        ASSERT_EQ(test::minified(small), small) << "seed " << seed;
        ASSERT_LE(small.size(), text.size());
    }
}

}  // namespace
}  // namespace hios::json
