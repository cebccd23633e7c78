// The kernel's three parts that threads meet at (budget, reorder buffer, I/O pool) put together without
// a flow graph: what the graph does with them, but readable to ThreadSanitizer.

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <random>
#include <thread>

#include "pipeline/byte_budget.hpp"
#include "pipeline/io_pool.hpp"
#include "pipeline/reorder.hpp"
#include "tests/pipeline/watchdog.hpp"

namespace hios {
namespace {

constexpr std::uint64_t kCapacity = 1000;

struct Case {
    unsigned threads;
    std::uint64_t items;    // window
    std::uint64_t largest;  // bytes of one chunk
};

std::vector<std::uint32_t> random_chunks(std::uint64_t feed, std::uint64_t largest) {
    std::mt19937_64 random(feed);
    std::vector<std::uint32_t> chunks(1 + random() % 5);
    for (auto& bytes : chunks) bytes = static_cast<std::uint32_t>(random() % (largest + 1));
    return chunks;
}

// Fetching threads take permits, one packing thread gives them back in order.
class Miniature {
public:
    explicit Miniature(const Case& which)
        : budget_(kCapacity, which.items), largest_(which.largest), packer_(1), fetchers_(which.threads) {}

    void run(std::uint64_t count) {
        for (std::uint64_t feed = 0; feed < count; ++feed) {
            budget_.admit(feed);
            fetchers_->post([this, feed] { fetch(feed); });
        }
        fetchers_.reset();  // waits for its jobs, which post to the packer
        packer_.reset();
    }

    [[nodiscard]] const ByteBudget& budget() const { return budget_; }
    [[nodiscard]] const Reorder& reorder() const { return reorder_; }

private:
    void fetch(std::uint64_t feed) {
        const auto chunks = random_chunks(feed, largest_);
        for (std::uint32_t chunk = 0; chunk < chunks.size(); ++chunk) {
            auto work = std::make_shared<Work>();
            work->feed = feed;
            work->chunk = chunk;
            work->last = chunk + 1 == chunks.size();
            work->permit = budget_.acquire(feed, chunks[chunk] / 2);
            budget_.extend(work->permit, feed, chunks[chunk] - chunks[chunk] / 2);
            packer_->post([this, work = std::move(work)] { pack(work); });
        }
    }

    void pack(const WorkPtr& arrived) {
        reorder_.add(arrived, [](WorkPtr due) { due->permit.release(); });
        budget_.advance_front(reorder_.front());
    }

    ByteBudget budget_;
    Reorder reorder_;
    const std::uint64_t largest_;
    std::optional<IoPool> packer_;  // one thread: the serial node
    std::optional<IoPool> fetchers_;
};

class ByteBudgetThreads : public ::testing::TestWithParam<Case> {
protected:
    test::Watchdog watchdog_;
};

TEST_P(ByteBudgetThreads, EverythingPassesInOrderWithinTheBound) {
    constexpr std::uint64_t kCount = 2000;
    Miniature miniature(GetParam());
    miniature.run(kCount);
    EXPECT_EQ(miniature.reorder().front(), kCount);
    EXPECT_TRUE(miniature.reorder().empty());
    EXPECT_EQ(miniature.budget().used(), 0U);
    // All others within the capacity, the front within another one or with one chunk of any size.
    EXPECT_LE(miniature.budget().peak(), kCapacity + std::max(kCapacity, GetParam().largest));
}

INSTANTIATE_TEST_SUITE_P(Wirings, ByteBudgetThreads,
                         ::testing::Values(Case{1, 1, 400}, Case{1, 64, 400}, Case{2, 8, 900}, Case{8, 64, 300},
                                           Case{8, 64, 5000}, Case{4, UINT64_MAX, 1000}),
                         [](const auto& test) {
                             return std::to_string(test.index) + "With" + std::to_string(test.param.threads) +
                                    "Threads";
                         });

TEST(ByteBudgetStop, ThreadsThatWaitEveryWhichWayAllEnd) {
    test::Watchdog watchdog;
    for (int round = 0; round < 50; ++round) {
        ByteBudget budget(kCapacity, 4);
        const BytePermit held = budget.acquire(0, kCapacity);
        std::atomic<int> refused{0};
        std::vector<std::thread> threads;
        for (std::uint64_t i = 0; i < 4; ++i) {
            threads.emplace_back([&, i] { refused += budget.admit(10 + i) ? 0 : 1; });
            threads.emplace_back([&, i] { refused += budget.acquire(1 + i, 10).bytes() > 0 ? 0 : 1; });
        }
        budget.stop();
        for (auto& thread : threads) thread.join();
        EXPECT_EQ(refused, 8);
        EXPECT_EQ(budget.used(), kCapacity);
    }
}

}  // namespace
}  // namespace hios
