// A run that is told to stop admits nothing more and brings to its end what it has admitted.

#include "tests/pipeline/eventually.hpp"
#include "tests/pipeline/toy_job.hpp"

namespace hios::test {
namespace {

class Stop : public ::testing::TestWithParam<Wiring> {
protected:
    // Every item that was begun is packed to its last chunk, and nothing else.
    static void expect_fetched_is_packed(const ToyJob& job) {
        const Input begun(job.input.begin(), job.input.begin() + static_cast<std::ptrdiff_t>(job.fetched.size()));
        EXPECT_EQ(job.packed, places(begun));
        EXPECT_LT(job.fetched.size(), job.input.size());
        EXPECT_FALSE(job.control.failed());
    }
    // Requests the stop in the midst of the packing.
    static void stop_at_pack(ToyJob& job, std::size_t count, bool flush) {
        job.stages.pack = [&job, count, flush, pack = job.stages.pack](Work& work, const EmitSeal& emit) {
            pack(work, emit);
            if (job.packed.size() == count) job.control.request_stop(flush);
        };
    }
};
INSTANTIATE_TEST_SUITE_P(Wirings, Stop, ::testing::ValuesIn(every_wiring()), wiring_name);

TEST_P(Stop, WhatWasAdmittedIsPackedAndNoMoreIsAdmitted) {
    for (const bool flush : {false, true}) {
        ToyJob job(random_input(1, 1000, 3, 300), {.jitter = 1});
        stop_at_pack(job, 101, flush);
        job.run(GetParam());
        expect_fetched_is_packed(job);
        EXPECT_LE(job.fetched.size(), 101U + job.settings.window);
    }
}

TEST_P(Stop, WithoutFlushTheOpenGroupStaysOpen) {
    ToyJob job(Input(1000, {100}), {.group_bytes = 1000});
    stop_at_pack(job, 105, false);
    job.run(GetParam());
    EXPECT_EQ(job.finishes, 0);
    EXPECT_EQ(job.tasks_made, job.packed.size() / 10);
    job.expect_all_tasks_committed();
}

TEST_P(Stop, WithFlushEverythingPackedIsCommitted) {
    ToyJob job(Input(1000, {100}), {.group_bytes = 1000});
    stop_at_pack(job, 105, true);
    job.run(GetParam());
    EXPECT_EQ(job.finishes, 1);
    EXPECT_EQ(job.tasks_made, (job.packed.size() + 9) / 10);
    job.expect_all_tasks_committed();
}

TEST_P(Stop, AStoppedRunTakesItsPermitsAllTheSame) {
    ToyJob job(random_input(2, 300, 3, 300), {.capacity = 500, .window = 100});
    stop_at_pack(job, 30, false);
    job.run(GetParam());
    expect_fetched_is_packed(job);  // a budget that ended with the stop would have cut items short
    EXPECT_LE(job.budget.peak(), 1000U);
}

TEST_P(Stop, BeforeTheStartNothingIsRead) {
    for (const bool flush : {false, true}) {
        ToyJob job(random_input(3, 10, 1, 100));
        job.control.request_stop(flush);
        job.run(GetParam());
        EXPECT_TRUE(job.fetched.empty());
        EXPECT_TRUE(job.packed.empty());
        EXPECT_EQ(job.finishes, flush ? 1 : 0);
    }
}

TEST_P(Stop, FromAnotherThreadAtAnyMomentLosesNothing) {
    for (int round = 0; round < 10; ++round) {
        ToyJob job(random_input(4, 3000, 2, 100), {.jitter = 4});
        std::thread signals([&] {
            EXPECT_TRUE(eventually([&] { return job.metrics.stage(StageId::kPack).items > 10; }));
            std::this_thread::sleep_for(std::chrono::microseconds(round * 100));
            job.control.request_stop(round % 2 == 0);
        });
        job.run(GetParam());
        signals.join();
        expect_fetched_is_packed(job);
        job.expect_all_tasks_committed();
        EXPECT_EQ(job.finishes, round % 2 == 0 ? 1 : 0);
    }
}

class GraphStop : public ::testing::TestWithParam<Wiring> {};
INSTANTIATE_TEST_SUITE_P(Wirings, GraphStop, ::testing::ValuesIn(every_graph_wiring()), wiring_name);

TEST_P(GraphStop, AStopDoesNotWakeAFetchThatWaitsForTheBudget) {
    ToyJob job(Input(3, {100}), {.capacity = 1000, .window = 1});
    BytePermit held = job.budget.acquire(0, 950);
    std::thread signals([&] {
        EXPECT_TRUE(eventually([&] {
            const std::lock_guard lock(job.mutex);
            return !job.fetched.empty();
        }));
        job.control.request_stop(false);
        give_it_a_chance();
        EXPECT_EQ(job.metrics.stage(StageId::kPack).items, 0U);
        held.release();
    });
    job.run(GetParam());
    signals.join();
    EXPECT_EQ(job.packed, (std::vector<Place>{{0, 0}}));
}

TEST_P(GraphStop, TheGateIsAskedOnceForEveryItemByTheFeeder) {
    ToyJob job(random_input(5, 100, 2, 100));
    const auto feeder = std::this_thread::get_id();
    std::size_t asked = 0;
    job.stages.gate = [&] {
        EXPECT_EQ(std::this_thread::get_id(), feeder);
        ++asked;
        const std::lock_guard lock(job.mutex);
        EXPECT_LT(job.fetched.size(), asked);  // asked before the item is admitted
    };
    job.run(GetParam());
    EXPECT_EQ(asked, 100U);
    job.expect_complete();
}

TEST_P(GraphStop, AGateThatWaitsForCommitsIsOpenedByThem) {
    ToyJob job(Input(200, {100}), {.group_bytes = 500});
    std::atomic<std::uint32_t> closed{0};
    std::atomic<std::uint32_t> committed{0};
    job.stages.pack = [&, pack = job.stages.pack](Work& work, const EmitSeal& emit) {
        pack(work, emit);
        closed = job.tasks_made;
    };
    job.stages.commit = [&, commit = job.stages.commit](SealTask& task) {
        commit(task);
        ++committed;
    };
    job.stages.gate = [&] { EXPECT_TRUE(eventually([&] { return closed <= committed + 1; })); };
    job.run(GetParam());
    job.expect_complete();
}

}  // namespace
}  // namespace hios::test
