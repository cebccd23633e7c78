// The fast checker and the slow one (slow_checker.hpp) say the same of right and of spoilt resources.

#include <gmock/gmock.h>

#include "tests/stages/validate/differential.hpp"
#include "tests/stages/validate/mutator.hpp"
#include "tests/stages/validate/samples.hpp"

namespace hios::validate {
namespace {

TEST(Differential, BothAcceptTheSamples) {
    test::Checker fast;
    for (const std::string_view sample : test::kSamples) {
        EXPECT_THAT(fast.check(sample).all, testing::IsEmpty()) << sample;
        EXPECT_THAT(test::slow_check(sample).all, testing::IsEmpty()) << sample;
    }
}

class SpoiltSamples : public testing::TestWithParam<Level> {};

TEST_P(SpoiltSamples, AreJudgedTheSameByBoth) {
    test::Differential both(GetParam());
    test::ResourceMutator mutator(20261121);
    for (const std::string_view sample : test::kSamples) {
        const test::Tree tree = *test::parse_tree(sample);
        for (int round = 0; round < 4000; ++round) both.compare(mutator.mutated(tree));
    }
    EXPECT_GT(both.rejected(), 15'000U);
    EXPECT_GT(both.rules().size(), 50U) << "the mutations no longer reach most rules";
}

INSTANTIATE_TEST_SUITE_P(Differential, SpoiltSamples, testing::Values(Level::kStructureOnly, Level::kStrict),
                         [](const auto& level) { return level.param == Level::kStrict ? "Strict" : "Structure"; });

TEST(Differential, BothSayTheSameOfEveryTruncation) {
    test::Differential both(Level::kStructureOnly);
    for (const std::string_view sample : test::kSamples) {
        for (std::size_t size = 0; size <= sample.size(); ++size) both.compare(sample.substr(0, size));
    }
}

}  // namespace
}  // namespace hios::validate
