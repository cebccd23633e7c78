// What one thread sees, and what two do in turn. Races: byte_budget_threads_test.cpp.

#include "pipeline/byte_budget.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>

#include "tests/pipeline/eventually.hpp"
#include "tests/pipeline/watchdog.hpp"

namespace hios {
namespace {

using test::eventually;
using test::give_it_a_chance;

// A call that is expected to wait, on a thread of its own.
template <class Call>
class Waiting {
public:
    explicit Waiting(Call call)
        : thread_([this, call = std::move(call)] {
              result_ = call();
              done_ = true;
          }) {}
    ~Waiting() {
        if (thread_.joinable()) thread_.join();
    }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

    [[nodiscard]] bool still_waits() const {
        give_it_a_chance();
        return !done_;
    }
    auto result() {
        thread_.join();
        return std::move(*result_);
    }

private:
    std::atomic<bool> done_{false};
    std::optional<decltype(std::declval<Call>()())> result_;
    std::thread thread_;
};

class ByteBudgetTest : public ::testing::Test {
protected:
    test::Watchdog watchdog_;
};

TEST_F(ByteBudgetTest, PermitsAreCountedAndGivenBack) {
    ByteBudget budget(100, 8);
    {
        const BytePermit first = budget.acquire(0, 30);
        const BytePermit second = budget.acquire(1, 40);
        EXPECT_EQ(first.bytes(), 30U);
        EXPECT_EQ(budget.used(), 70U);
    }
    EXPECT_EQ(budget.used(), 0U);
    EXPECT_EQ(budget.peak(), 70U);
    EXPECT_EQ(budget.capacity(), 100U);
}

TEST_F(ByteBudgetTest, APermitIsGivenBackOnceHoweverOftenItIsReleased) {
    ByteBudget budget(100, 8);
    const BytePermit other = budget.acquire(0, 1);
    BytePermit permit = budget.acquire(0, 30);
    permit.release();
    permit.release();
    EXPECT_EQ(permit.bytes(), 0U);
    EXPECT_EQ(budget.used(), 1U);
}

TEST_F(ByteBudgetTest, AMovedPermitIsGivenBackOnce) {
    ByteBudget budget(100, 8);
    {
        BytePermit from = budget.acquire(0, 30);
        const BytePermit to = std::move(from);
        EXPECT_EQ(from.bytes(), 0U);  // NOLINT(bugprone-use-after-move): that is what is tested
        EXPECT_EQ(to.bytes(), 30U);
        EXPECT_EQ(budget.used(), 30U);
    }
    EXPECT_EQ(budget.used(), 0U);
}

TEST_F(ByteBudgetTest, AReplacedPermitIsGivenBack) {
    ByteBudget budget(100, 8);
    BytePermit permit = budget.acquire(0, 30);
    permit = budget.acquire(0, 5);
    EXPECT_EQ(budget.used(), 5U);
    permit = BytePermit();
    EXPECT_EQ(budget.used(), 0U);
}

TEST_F(ByteBudgetTest, PermitsForNothingCostNothing) {
    ByteBudget budget(100, 8);
    BytePermit bytes = budget.acquire(3, 10);
    BytePermit nothing = budget.acquire(3, 0);
    BytePermit nothing_either = budget.acquire(3, 0);
    bytes.release();
    nothing.release();
    nothing_either.release();
    EXPECT_EQ(budget.used(), 0U);
}

TEST_F(ByteBudgetTest, AnExtendedPermitHoldsTheSum) {
    ByteBudget budget(100, 8);
    BytePermit permit;
    EXPECT_TRUE(budget.extend(permit, 0, 10));
    EXPECT_TRUE(budget.extend(permit, 0, 15));
    EXPECT_EQ(permit.bytes(), 25U);
    EXPECT_EQ(budget.used(), 25U);
    permit.release();
    EXPECT_EQ(budget.used(), 0U);
}

TEST_F(ByteBudgetTest, ASharedPermitIsGivenBackInParts) {
    ByteBudget budget(100, 8);
    BytePermit permit = budget.acquire(0, 25);
    BytePermit part = permit.share(10);
    BytePermit rest = permit.share(90);
    EXPECT_EQ(part.bytes(), 10U);
    EXPECT_EQ(rest.bytes(), 15U) << "no more than there was";
    EXPECT_EQ(permit.bytes(), 0U);
    permit.release();
    EXPECT_EQ(budget.used(), 25U);
    part.release();
    EXPECT_EQ(budget.used(), 15U);
    rest.release();
    EXPECT_EQ(budget.used(), 0U);
}

TEST_F(ByteBudgetTest, ItemsBeyondTheWindowWaitForTheFront) {
    ByteBudget budget(100, 2);
    EXPECT_TRUE(budget.admit(0));
    EXPECT_TRUE(budget.admit(1));
    Waiting third([&] { return budget.admit(2); });
    EXPECT_TRUE(third.still_waits());
    budget.advance_front(1);
    EXPECT_TRUE(third.result());
}

TEST_F(ByteBudgetTest, AWindowOfNoItemsIsOneOfOne) {
    ByteBudget budget(100, 0);
    EXPECT_TRUE(budget.admit(0));
}

TEST_F(ByteBudgetTest, AWindowWithoutEndAdmitsEverything) {
    ByteBudget budget(UINT64_MAX, UINT64_MAX);
    budget.advance_front(5);
    EXPECT_TRUE(budget.admit(5));
    EXPECT_TRUE(budget.admit(6));
    const BytePermit some = budget.acquire(6, 10);
    const BytePermit more = budget.acquire(7, 10);
    EXPECT_EQ(budget.used(), 20U);
}

TEST_F(ByteBudgetTest, ALaterItemWaitsForBytes) {
    ByteBudget budget(100, 8);
    BytePermit held = budget.acquire(1, 80);
    Waiting later([&] { return budget.acquire(2, 30); });
    EXPECT_TRUE(later.still_waits());
    held.release();
    EXPECT_EQ(later.result().bytes(), 30U);
    EXPECT_EQ(budget.peak(), 80U);
}

TEST_F(ByteBudgetTest, ASmallItemDoesNotOvertakeALargeOneThatWaits) {
    ByteBudget budget(100, 8);
    BytePermit held = budget.acquire(0, 60);
    Waiting large([&] { return budget.acquire(1, 50); });
    ASSERT_TRUE(large.still_waits());
    Waiting small([&] { return budget.acquire(2, 10); });
    EXPECT_TRUE(small.still_waits());
    EXPECT_TRUE(large.still_waits());
    held.release();
    EXPECT_EQ(large.result().bytes(), 50U);
    EXPECT_EQ(small.result().bytes(), 10U);
}

TEST_F(ByteBudgetTest, TheFrontItemNeverWaitsForLaterOnes) {
    ByteBudget budget(100, 8);
    const BytePermit later = budget.acquire(1, 100);
    const BytePermit first = budget.acquire(0, 60);
    const BytePermit second = budget.acquire(0, 40);
    EXPECT_EQ(budget.used(), 200U);
}

TEST_F(ByteBudgetTest, TheFrontItemWaitsForItsOwnChunksBeyondACapacity) {
    ByteBudget budget(100, 8);
    const BytePermit later = budget.acquire(1, 100);
    BytePermit first = budget.acquire(0, 60);
    Waiting second([&] { return budget.acquire(0, 60); });
    EXPECT_TRUE(second.still_waits());
    first.release();
    EXPECT_EQ(second.result().bytes(), 60U);
    EXPECT_LE(budget.peak(), 200U);
}

TEST_F(ByteBudgetTest, ADocumentLargerThanAllIsTakenByTheFrontOnly) {
    ByteBudget budget(100, 8);
    BytePermit before = budget.acquire(0, 1);
    Waiting huge([&] { return budget.acquire(1, 1000); });
    EXPECT_TRUE(huge.still_waits());
    before.release();
    EXPECT_TRUE(huge.still_waits());  // room there is, but not its turn
    budget.advance_front(1);
    EXPECT_EQ(huge.result().bytes(), 1000U);
}

TEST_F(ByteBudgetTest, ADocumentLargerThanAllMayGrowPieceByPieceAtTheFront) {
    ByteBudget budget(100, 8);
    const BytePermit later = budget.acquire(1, 100);
    BytePermit permit;
    for (int piece = 0; piece < 50; ++piece) ASSERT_TRUE(budget.extend(permit, 0, 30));
    EXPECT_EQ(permit.bytes(), 1500U);
}

TEST_F(ByteBudgetTest, AGrowingDocumentWaitsForTheItemsEarlierChunks) {
    ByteBudget budget(100, 8);
    BytePermit chunk = budget.acquire(0, 90);
    BytePermit growing = budget.acquire(0, 10);
    Waiting more([&] { return budget.extend(growing, 0, 50); });
    EXPECT_TRUE(more.still_waits());
    chunk.release();
    EXPECT_TRUE(more.result());
    EXPECT_EQ(growing.bytes(), 60U);
}

TEST_F(ByteBudgetTest, AWaitingItemGoesOnWhenItBecomesTheFront) {
    ByteBudget budget(100, 8);
    const BytePermit much_later = budget.acquire(2, 100);
    Waiting next([&] { return budget.acquire(1, 50); });
    EXPECT_TRUE(next.still_waits());
    budget.advance_front(1);
    EXPECT_EQ(next.result().bytes(), 50U);
}

TEST_F(ByteBudgetTest, TheFrontNeverMovesBack) {
    ByteBudget budget(100, 1);
    budget.advance_front(5);
    budget.advance_front(2);
    EXPECT_TRUE(budget.admit(5));
}

TEST_F(ByteBudgetTest, AfterAStopNothingWaitsAndNothingIsGiven) {
    ByteBudget budget(100, 1);
    BytePermit held = budget.acquire(1, 100);
    Waiting admission([&] { return budget.admit(7); });
    Waiting acquisition([&] { return budget.acquire(2, 10); });
    EXPECT_TRUE(acquisition.still_waits());
    budget.stop();
    EXPECT_FALSE(admission.result());
    EXPECT_EQ(acquisition.result().bytes(), 0U);
    EXPECT_FALSE(budget.admit(0));
    EXPECT_EQ(budget.acquire(0, 1).bytes(), 0U);
    EXPECT_FALSE(budget.extend(held, 1, 1));
    EXPECT_EQ(held.bytes(), 100U);
    EXPECT_EQ(budget.used(), 100U);
    held.release();
    EXPECT_EQ(budget.used(), 0U);
}

}  // namespace
}  // namespace hios
