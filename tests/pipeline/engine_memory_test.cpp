// The bound on bytes in flight holds, and holding it never ends in a deadlock.

#include "tests/pipeline/eventually.hpp"
#include "tests/pipeline/toy_job.hpp"

namespace hios::test {
namespace {

class Memory : public ::testing::TestWithParam<Wiring> {};
INSTANTIATE_TEST_SUITE_P(Wirings, Memory, ::testing::ValuesIn(every_wiring()), wiring_name);

constexpr std::uint64_t kCapacity = 4000;

TEST_P(Memory, AGroupLargerThanTheBudgetIsFilled) {
    ToyJob job(random_input(1, 300, 3, 500), {.capacity = kCapacity, .group_bytes = 20 * kCapacity});
    job.run(GetParam());
    job.expect_complete();
    EXPECT_LE(job.budget.peak(), 2 * kCapacity);
    EXPECT_GT(job.uploaded.at(0).size(), 20 * kCapacity);
}

TEST_P(Memory, ADocumentLargerThanTheWholeBudgetPassesAlone) {
    constexpr std::uint32_t kHuge = 10 * kCapacity;
    for (const std::uint32_t piece : {UINT32_MAX, 300U}) {  // asked for at once, and as it is read
        Input input = random_input(2, 100, 2, 500);
        input[0] = {kHuge};
        input[40] = {100, kHuge, 100};
        input[41] = {kHuge};
        input[99] = {kHuge};
        ToyJob job(input, {.capacity = kCapacity, .piece = piece});
        job.run(GetParam());
        job.expect_complete();
        EXPECT_LE(job.budget.peak(), kCapacity + kHuge);
    }
}

TEST_P(Memory, OneHugeObjectBesideAThousandTinyOnesKeepsOrderAndBound) {
    Input input = random_input(3, 1000, 1, 60);
    input.insert(input.begin() + 300, std::vector<std::uint32_t>(200, 1000));  // 50 budgets in chunks
    ToyJob job(input, {.capacity = kCapacity, .window = 64});
    job.run(GetParam());
    job.expect_complete();
    EXPECT_LE(job.budget.peak(), 2 * kCapacity);
}

TEST_P(Memory, AWindowOfOneItemAndChunksAsLargeAsTheBudget) {
    ToyJob job(Input(40, std::vector<std::uint32_t>(3, kCapacity)), {.capacity = kCapacity, .window = 1});
    job.run(GetParam());
    job.expect_complete();
    EXPECT_LE(job.budget.peak(), 2 * kCapacity);
}

TEST_P(Memory, ASlowPackerHoldsTheFetchersBack) {
    ToyJob job(random_input(4, 150, 3, 1000), {.capacity = kCapacity, .window = 1000});
    job.stages.pack = [pack = job.stages.pack](Work& work, const EmitSeal& emit) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        pack(work, emit);
    };
    job.run(GetParam());
    job.expect_complete();
    EXPECT_LE(job.budget.peak(), 2 * kCapacity);
}

TEST_P(Memory, ASlowConvertHoldsTheFetchersBack) {
    ToyJob job(random_input(5, 60, 3, 1000), {.capacity = kCapacity, .window = 1000});
    job.stages.convert = [convert = job.stages.convert](Work& work) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        convert(work);
    };
    job.run(GetParam());
    job.expect_complete();
    EXPECT_LE(job.budget.peak(), 2 * kCapacity);
}

TEST_P(Memory, AnUploadThatStandsStillDoesNotHoldPermits) {
    ToyJob job(random_input(6, 200, 3, 1000), {.capacity = kCapacity});
    job.stages.upload = [&, upload = job.stages.upload](SealTask& task) {
        // All uploads wait until everything is packed (the serial loop uploads in between, so not there).
        if (GetParam().engine == EngineKind::kGraph) {
            EXPECT_TRUE(
                eventually([&] { return job.metrics.stage(StageId::kPack).items == places(job.input).size(); }));
        }
        upload(task);
    };
    job.run(GetParam());
    job.expect_complete();
}

TEST_P(Memory, BufferAndLinesAreFreedAsSoonAsTheyArePacked) {
    ToyJob job(random_input(7, 100, 3, 500), {.group_bytes = SIZE_MAX});
    std::vector<std::weak_ptr<Work>> works;
    job.stages.fetch = [&, fetch = job.stages.fetch](const FeedItem& item, const EmitWork& emit) {
        fetch(item, [&](WorkPtr work) {
            {
                const std::lock_guard lock(job.mutex);
                works.push_back(work);
            }
            emit(std::move(work));
        });
    };
    std::size_t alive_at_finish = 0;
    job.stages.finish = [&, finish = job.stages.finish](const EmitSeal& emit) {
        for (const auto& work : works) alive_at_finish += work.expired() ? 0U : 1U;
        finish(emit);
    };
    job.run(GetParam());
    EXPECT_EQ(works.size(), job.packed.size());
    EXPECT_EQ(alive_at_finish, 0U);
}

// Later items fill the budget and stand behind the front one, which has most of its chunks still to fetch.
TEST(GraphMemory, TheFrontItemGoesOnWhileLaterOnesFillTheBudget) {
    Input input(30, {500});
    input[0] = std::vector<std::uint32_t>(100, 1000);
    for (const unsigned threads : {1U, 8U}) {
        ToyJob job(input, {.capacity = kCapacity});
        job.stages.fetch = [&, fetch = job.stages.fetch](const FeedItem& item, const EmitWork& emit) {
            if (item.number == 0) {
                EXPECT_TRUE(eventually([&] { return job.budget.used() == kCapacity; }));
            }
            fetch(item, emit);
        };
        job.run({EngineKind::kGraph, threads, 2});
        job.expect_complete();
        EXPECT_GT(job.budget.peak(), kCapacity);
        EXPECT_LE(job.budget.peak(), 2 * kCapacity);
    }
}

// Every I/O thread but one waits for the budget; that one has the front item.
TEST(GraphMemory, ManyFetchersThatWaitDoNotStarveTheFrontItem) {
    ToyJob job(Input(400, {900, 900}), {.capacity = 1000, .window = 400});
    job.stages.convert = [convert = job.stages.convert](Work& work) {
        if (work.feed % 50 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
        convert(work);
    };
    job.run({EngineKind::kGraph, 4, 8});
    job.expect_complete();
    EXPECT_LE(job.budget.peak(), 2000U);
}

TEST(GraphMemory, ManySmallBudgetsWithOneFetcherNeverDeadlock) {
    for (unsigned seed = 1; seed <= 30; ++seed) {
        ToyJob job(random_input(seed, 300, 2, 300), {.capacity = 400, .window = 300});
        job.run({EngineKind::kGraph, 8, 1});
        job.expect_complete();
        EXPECT_LE(job.budget.peak(), 800U);
    }
}

}  // namespace
}  // namespace hios::test
