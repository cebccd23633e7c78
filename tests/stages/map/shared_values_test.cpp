#include "stages/map/shared_values.hpp"

#include <gtest/gtest.h>

namespace hios::map {
namespace {

constexpr Op kTextAt3{OpCode::kTextAt, 0, 0, 3, 0, 7};
constexpr Op kSlot7{OpCode::kSlot, 0, 0, 0, 0, 7};
constexpr Op kJoin2{OpCode::kConcat, 0, 0, 2, 0, 0};

std::string_view nothing(Context& /*context*/, const CallData& /*data*/, Arguments /*arguments*/) {
    return {};
}
std::string_view other(Context& /*context*/, const CallData& /*data*/, Arguments arguments) {
    return arguments[0];
}

class SharedValuesTest : public testing::Test {
protected:
    static Program program_with_calls() {
        Program program;
        for (const auto& [run, text, tolerant] :
             {std::tuple(&nothing, "a", false), std::tuple(&other, "a", false), std::tuple(&nothing, "b", false),
              std::tuple(&nothing, "a", true), std::tuple(&nothing, "a", false)}) {
            Call call;
            call.run = run;
            call.arguments = 1;
            call.tolerant = tolerant;
            call.data.texts = {text};
            call.spot = static_cast<std::uint32_t>(program.calls.size());
            program.calls.push_back(std::move(call));
        }
        return program;
    }
    Program program_ = program_with_calls();
    SharedValues values_{program_};
    const int one_ = 1;  // owners
    const int two_ = 2;
    const int three_ = 3;
};

TEST_F(SharedValuesTest, TheSameOfTheSamePlacesIsOneRecipe) {
    const auto recipe = values_.read(kTextAt3, 1);
    EXPECT_NE(recipe, SharedValues::kNoRecipe);
    Op seen_by_another = kTextAt3;
    seen_by_another.flags = 35;
    seen_by_another.reg = 12;
    EXPECT_EQ(values_.read(seen_by_another, 1), recipe);
    EXPECT_NE(values_.read(kTextAt3, 2), recipe);
    EXPECT_NE(values_.read(kSlot7, 1), recipe);
}

TEST_F(SharedValuesTest, WhatIsMadeOfValuesReachesAsFarAsTheNearestOfThem) {
    const auto far = values_.read(kTextAt3, 0);
    const auto near = values_.read(kSlot7, 2);
    EXPECT_EQ(values_.reach(values_.made(kJoin2, {far, near})), 2);
    EXPECT_EQ(values_.reach(values_.made(kJoin2, {far, values_.text("x", 0)})), 0);
    EXPECT_NE(values_.made(kJoin2, {far, near}), values_.made(kJoin2, {near, far}));
    EXPECT_NE(values_.made(kJoin2, {far, values_.text("x", 0)}), values_.made(kJoin2, {far, values_.text("y", 0)}));
}

TEST_F(SharedValuesTest, WhatBelongsToThePlaceItselfIsNotShared) {
    EXPECT_EQ(values_.read(kTextAt3, SourceView::kOwn), SharedValues::kNoRecipe);
    EXPECT_EQ(values_.text("x", SourceView::kOwn), SharedValues::kNoRecipe);
    EXPECT_EQ(values_.made(kJoin2, {values_.read(kTextAt3, 0), SharedValues::kNoRecipe}), SharedValues::kNoRecipe);
}

TEST_F(SharedValuesTest, IsWorthItWhenADocumentHasSeveralPlacesOrOthersAsk) {
    const auto made = values_.made(kJoin2, {values_.read(kTextAt3, 0), values_.read(kSlot7, 0)});
    EXPECT_FALSE(values_.is_worth_it(made, &one_, false));
    EXPECT_FALSE(values_.is_worth_it(made, &one_, false));
    EXPECT_TRUE(values_.is_worth_it(made, &one_, true));
    EXPECT_TRUE(values_.is_worth_it(made, &two_, false));
    EXPECT_TRUE(values_.is_outdated(&one_)) << "it was told otherwise";
    EXPECT_FALSE(values_.is_outdated(&three_));
    EXPECT_TRUE(values_.is_worth_it(made, &one_, false));
}

TEST_F(SharedValuesTest, WhatIsOnlyReadIsWorthItForThree) {
    const auto text = values_.read(kTextAt3, 0);
    EXPECT_FALSE(values_.is_worth_it(text, &one_, false));
    EXPECT_FALSE(values_.is_worth_it(text, &two_, false));
    EXPECT_FALSE(values_.is_worth_it(text, &two_, false));
    EXPECT_TRUE(values_.is_worth_it(text, &three_, false));
}

TEST_F(SharedValuesTest, ItsOperationsAskForTheOthersAndHoldTheTexts) {
    const auto read = values_.read(kSlot7, 2);
    const auto joined = values_.made(kJoin2, {read, values_.text("after it", 0)});
    const std::uint32_t number = values_.number_of(joined);
    ASSERT_NE(number, 0U);
    EXPECT_EQ(values_.number_of(joined), number);
    const std::vector<Op>& ops = values_.code(number).ops;
    ASSERT_EQ(ops.size(), 4U);
    EXPECT_EQ(ops[0].code, OpCode::kShared);
    EXPECT_EQ(ops[0].flags, 2);
    EXPECT_EQ(ops[0].a, values_.number_of(read));
    EXPECT_EQ(ops[1].code, OpCode::kConst);
    EXPECT_EQ(std::string_view(values_.literals() + ops[1].a, ops[1].b), "after it");
    EXPECT_EQ(ops[2].code, OpCode::kConcat);
    EXPECT_EQ(ops[2].reg, ops[0].reg);
    EXPECT_EQ(ops[3].code, OpCode::kMade);
    const std::vector<Op>& of_read = values_.code(values_.number_of(read)).ops;
    ASSERT_EQ(of_read.size(), 2U);
    EXPECT_EQ(of_read[0].flags, kSharedHandle);
}

TEST_F(SharedValuesTest, CallsAreAlikeThatMakeTheSameOfTheSame) {
    EXPECT_EQ(values_.call_like(0), 0U);
    EXPECT_EQ(values_.call_like(4), 0U);
    EXPECT_EQ(values_.call_like(1), 1U);
    EXPECT_EQ(values_.call_like(2), 2U);
    EXPECT_EQ(values_.call_like(3), 3U) << "what does not fit is a fault, or is not";
}

TEST_F(SharedValuesTest, WhatTheyTakeIsBounded) {
    std::uint32_t last = 1;
    for (int i = 0; last != 0 && i < 100'000; ++i) {
        Op op = kSlot7;
        op.c = static_cast<std::uint32_t>(i);
        const auto recipe = values_.read(op, 0);
        last = recipe == SharedValues::kNoRecipe ? 0 : values_.number_of(recipe);
    }
    EXPECT_EQ(last, 0U) << "and then no more are shared";
    values_.forget();
    EXPECT_NE(values_.number_of(values_.read(kSlot7, 0)), 0U);
}

}  // namespace
}  // namespace hios::map
