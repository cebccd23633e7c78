// Messages in = messages out, in every wiring. A flow graph that loses some says nothing of it.

#include <algorithm>
#include <iterator>
#include <numeric>

#include "tests/pipeline/eventually.hpp"
#include "tests/pipeline/toy_job.hpp"

namespace hios::test {
namespace {

class Conservation : public ::testing::TestWithParam<Wiring> {};
class GraphConservation : public ::testing::TestWithParam<Wiring> {};
INSTANTIATE_TEST_SUITE_P(Wirings, Conservation, ::testing::ValuesIn(every_wiring()), wiring_name);
INSTANTIATE_TEST_SUITE_P(Wirings, GraphConservation, ::testing::ValuesIn(every_graph_wiring()), wiring_name);

TEST_P(Conservation, EveryChunkIsPackedOnceInOrderWhateverTheTiming) {
    for (unsigned seed = 1; seed <= 5; ++seed) {
        ToyJob job(random_input(seed, 150, 4, 600), {.jitter = seed});
        job.run(GetParam());
        SCOPED_TRACE(seed);
        job.expect_complete();
        EXPECT_GT(job.tasks_made, 20U);
    }
}

TEST_P(Conservation, AFeedOfNothingIsFinished) {
    ToyJob job({});
    job.run(GetParam());
    job.expect_complete();
    EXPECT_EQ(job.tasks_made, 0U);
}

TEST_P(Conservation, ItemsWithoutBytesKeepTheirPlace) {
    ToyJob job({{0}, {50}, {0, 0, 0}, {0}, {10, 0}});
    job.run(GetParam());
    job.expect_complete();
}

TEST_P(Conservation, OneWorkMayCloseManyGroups) {
    ToyJob job(random_input(3, 30, 2, 400));
    job.stages.pack = [&, pack = job.stages.pack](Work& work, const EmitSeal& emit) {
        pack(work, emit);
        for (int i = 0; i < 40; ++i) {
            auto task = std::make_shared<ToyTask>();
            task->number = job.tasks_made++;
            emit(std::move(task));
        }
    };
    job.run(GetParam());
    job.expect_complete();
    EXPECT_GT(job.committed.size(), 30U * 40U);
}

// A node that refuses messages while it is busy would lose them here: the one before does not keep them.
TEST_P(Conservation, NothingIsLostBeforeASlowSerialStage) {
    ToyJob job(random_input(5, 200, 1, 100), {.group_bytes = 1});
    job.stages.commit = [commit = job.stages.commit](SealTask& task) {
        std::this_thread::sleep_for(std::chrono::microseconds(500));
        commit(task);
    };
    job.run(GetParam());
    job.expect_complete();
}

TEST_P(Conservation, TheEngineReturnsOnlyWhenTheSlowestFetchIsPacked) {
    ToyJob job(random_input(6, 10, 1, 100));
    job.stages.fetch = [fetch = job.stages.fetch](const FeedItem& item, const EmitWork& emit) {
        if (item.number == 9) std::this_thread::sleep_for(std::chrono::milliseconds(60));
        fetch(item, emit);
    };
    job.run(GetParam());
    job.expect_complete();
}

TEST_P(Conservation, TheEngineReturnsOnlyWhenTheSlowestUploadIsCommitted) {
    ToyJob job(random_input(6, 10, 1, 100));
    job.stages.upload = [upload = job.stages.upload](SealTask& task) {
        std::this_thread::sleep_for(std::chrono::milliseconds(60));
        upload(task);
    };
    job.run(GetParam());
    job.expect_complete();
    EXPECT_EQ(job.committed.size(), 1U);  // the one that finish made
}

TEST_P(Conservation, EveryStageIsCounted) {
    ToyJob job(random_input(7, 60, 3, 300));
    job.run(GetParam());
    EXPECT_EQ(job.metrics.stage(StageId::kFetch).items, job.input.size());
    EXPECT_EQ(job.metrics.stage(StageId::kConvert).items, job.packed.size());
    EXPECT_EQ(job.metrics.stage(StageId::kPack).items, job.packed.size());
    EXPECT_EQ(job.metrics.stage(StageId::kSeal).items, job.tasks_made);
    EXPECT_EQ(job.metrics.stage(StageId::kUpload).items, job.tasks_made);
    EXPECT_EQ(job.metrics.stage(StageId::kCommit).items, job.tasks_made);
}

TEST_P(Conservation, AnEngineMayRunAgainAndAgain) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        ToyJob job(random_input(seed, 10, 2, 200));
        job.run(GetParam());
        job.expect_complete();
    }
}

// With one I/O thread the order of beginning shows. Out of order, later items could wait for the budget
// on every I/O thread while the one they wait for is not begun.
TEST_P(GraphConservation, FetchesBeginInFeedOrder) {
    ToyJob job(random_input(8, 2000, 1, 4), {.window = 500});
    job.run({EngineKind::kGraph, GetParam().threads, 1});
    std::vector<std::uint64_t> expected(job.input.size());
    std::iota(expected.begin(), expected.end(), 0U);
    EXPECT_EQ(job.fetched, expected);
}

TEST_P(GraphConservation, StagesThatBlockAndStagesThatComputeShareNoThread) {
    ToyJob job(random_input(9, 100, 2, 300));
    job.run(GetParam());
    std::vector<std::thread::id> both;
    std::set_intersection(job.io_threads.begin(), job.io_threads.end(), job.cpu_threads.begin(), job.cpu_threads.end(),
                          std::back_inserter(both));
    EXPECT_TRUE(both.empty());
    EXPECT_LE(job.io_threads.size(), 2U * GetParam().io_threads);
}

TEST_P(GraphConservation, NoMoreDocumentsAreConvertedAtOnceThanThereAreThreads) {
    ToyJob job(random_input(10, 200, 2, 300), {.jitter = 10});
    job.run(GetParam());
    EXPECT_LE(job.most_converting, GetParam().threads);
}

TEST(GraphThreads, TwoThreadsConvertSideBySide) {
    ToyJob job(random_input(11, 50, 1, 100));
    std::atomic<bool> met{false};
    job.stages.convert = [&, convert = job.stages.convert](Work& work) {
        convert(work);
        ++job.converting;
        if (!met) met = eventually([&] { return met || job.converting == 2; });
        --job.converting;
    };
    job.run({EngineKind::kGraph, 2, 2});
    EXPECT_TRUE(met);
    job.expect_complete();
}

TEST(GraphThreads, NoThreadsMeansOne) {
    ToyJob job(random_input(12, 20, 2, 100));
    job.run({EngineKind::kGraph, 0, 0});
    job.expect_complete();
}

}  // namespace
}  // namespace hios::test
