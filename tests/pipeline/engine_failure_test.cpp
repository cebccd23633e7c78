// What is thrown fails what it must and nothing else, and the engine always returns.

#include <gmock/gmock.h>

#include <stdexcept>

#include "pipeline/codes.hpp"
#include "tests/pipeline/eventually.hpp"
#include "tests/pipeline/toy_job.hpp"

namespace hios::test {
namespace {

class Failure : public ::testing::TestWithParam<Wiring> {
protected:
    static void expect_failure(const ToyJob& job, Fault fault, const Code& code) {
        ASSERT_TRUE(job.control.failed());
        EXPECT_EQ(job.control.failure()->fault, fault);
        EXPECT_EQ(job.control.failure()->code, &code);
        EXPECT_EQ(job.finishes, 0);
        job.expect_packed_is_a_prefix();
    }
};
INSTANTIATE_TEST_SUITE_P(Wirings, Failure, ::testing::ValuesIn(every_wiring()), wiring_name);

Input plain_input() {
    return Input(200, {100, 250});
}

// Makes every call from the `nth` on throw.
template <class Exception>
auto throws_from(unsigned nth, Exception exception) {
    return [calls = std::make_shared<std::atomic<unsigned>>(0), nth, exception = std::move(exception)] {
        if ((*calls)++ >= nth) throw exception;
    };
}

TEST_P(Failure, AThrowingConvertRejectsItsDocumentsAndHarmsNoNeighbour) {
    ToyJob job(plain_input());
    job.stages.convert = [convert = job.stages.convert](Work& work) {
        convert(work);
        if (work.feed % 10 == 3 && work.chunk == 1) throw std::runtime_error("a bug");
    };
    job.run(GetParam());
    job.expect_complete();
    EXPECT_EQ(job.documents_packed, 200U * 4U);
    ASSERT_EQ(job.rejects_packed.size(), 20U * 3U);
    for (std::size_t i = 0; i < job.rejects_packed.size(); ++i) {
        const Reject& made = job.rejects_packed[i];
        EXPECT_EQ(made.error.code, &codes::kInternal);
        EXPECT_EQ(made.error.where.document, "item-" + std::to_string(i / 3 * 10 + 3));
        EXPECT_EQ(made.document, i % 3);
    }
    std::size_t lines = 0;
    for (const auto& [number, bytes] : job.uploaded)
        lines += static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n'));
    EXPECT_EQ(lines, 200U * 4U - 20U * 3U);
}

TEST_P(Failure, AConvertThatAlwaysThrowsLosesNothing) {
    ToyJob job(plain_input());
    job.stages.convert = [](Work&) { throw std::runtime_error("a bug"); };
    job.run(GetParam());
    EXPECT_FALSE(job.control.failed());
    EXPECT_EQ(job.packed, places(job.input));
    EXPECT_EQ(job.rejects_packed.size(), job.documents_packed);
    EXPECT_EQ(job.finishes, 1);
}

TEST_P(Failure, AConvertOutOfMemoryFailsTheRunToBeTriedAgain) {
    ToyJob job(plain_input());
    job.stages.convert = [convert = job.stages.convert, fails = throws_from(50, std::bad_alloc())](Work& work) {
        fails();
        convert(work);
    };
    job.run(GetParam());
    expect_failure(job, Fault::kRetry, codes::kMemory);
    EXPECT_TRUE(job.rejects_packed.empty());
}

TEST_P(Failure, AThrowingFetchFailsTheRun) {
    ToyJob job(plain_input());
    job.stages.fetch = [fetch = job.stages.fetch, fails = throws_from(20, std::runtime_error("no"))](
                           const FeedItem& item, const EmitWork& emit) {
        fails();
        fetch(item, emit);
    };
    job.run(GetParam());
    expect_failure(job, Fault::kFatal, codes::kInternal);
    EXPECT_LE(job.packed.size(), 40U);
}

TEST_P(Failure, AFetchThatThrowsBetweenTwoChunksNeverHasItsItemPackedToTheEnd) {
    ToyJob job(plain_input());
    job.stages.fetch = [fetch = job.stages.fetch](const FeedItem& item, const EmitWork& emit) {
        fetch(item, [&](WorkPtr work) {
            if (item.number == 20 && work->last) throw std::runtime_error("no");
            emit(std::move(work));
        });
    };
    job.run(GetParam());
    expect_failure(job, Fault::kFatal, codes::kInternal);
    EXPECT_THAT(job.packed, ::testing::Not(::testing::Contains(Place(20, 1))));
}

TEST_P(Failure, AThrowingPackIsTheLastOne) {
    ToyJob job(plain_input());
    unsigned packs = 0;
    job.stages.pack = [&, pack = job.stages.pack](Work& work, const EmitSeal& emit) {
        if (++packs == 31) throw std::runtime_error("no");
        pack(work, emit);
    };
    job.run(GetParam());
    expect_failure(job, Fault::kFatal, codes::kInternal);
    EXPECT_EQ(packs, 31U);
    EXPECT_EQ(job.packed.size(), 30U);
}

TEST_P(Failure, AThrowingFinishFailsTheRunAndWhatWasClosedBeforeIsCommitted) {
    ToyJob job(plain_input());
    job.stages.finish = [](const EmitSeal&) { throw std::runtime_error("no"); };
    job.run(GetParam());
    expect_failure(job, Fault::kFatal, codes::kInternal);
    EXPECT_EQ(job.packed, places(job.input));
    job.expect_all_tasks_committed();
}

TEST_P(Failure, ATaskWhoseSealThrowsIsNeitherUploadedNorCommitted) {
    ToyJob job(plain_input());
    job.stages.seal = [seal = job.stages.seal](SealTask& task) {
        if (dynamic_cast<ToyTask&>(task).number == 5) throw std::runtime_error("no");
        seal(task);
    };
    job.run(GetParam());
    expect_failure(job, Fault::kFatal, codes::kInternal);
    EXPECT_FALSE(job.uploaded.contains(5));
    EXPECT_THAT(job.committed, ::testing::Not(::testing::Contains(5U)));
}

TEST_P(Failure, ATaskWhoseUploadThrowsIsNotCommitted) {
    ToyJob job(plain_input());
    job.stages.upload = [upload = job.stages.upload](SealTask& task) {
        if (dynamic_cast<ToyTask&>(task).number == 5) throw std::bad_alloc();
        upload(task);
    };
    job.run(GetParam());
    expect_failure(job, Fault::kRetry, codes::kMemory);
    EXPECT_THAT(job.committed, ::testing::Not(::testing::Contains(5U)));
}

TEST_P(Failure, AThrowingCommitIsTheLastOne) {
    ToyJob job(plain_input());
    job.stages.commit = [&, commit = job.stages.commit](SealTask& task) {
        if (job.committed.size() == 4) throw std::runtime_error("no");
        commit(task);
    };
    job.run(GetParam());
    expect_failure(job, Fault::kFatal, codes::kInternal);
    EXPECT_EQ(job.committed.size(), 4U);
}

TEST_P(Failure, AFeedThatThrowsFailsTheRunAndWhatWasAdmittedIsPacked) {
    ToyJob job(plain_input());
    job.feed = [feed = job.feed, fails = throws_from(20, std::runtime_error("no"))](FeedItem& item) {
        fails();
        return feed(item);
    };
    job.run(GetParam());
    expect_failure(job, Fault::kFatal, codes::kInternal);
    EXPECT_LE(job.packed.size(), 40U);
}

TEST_P(Failure, AnErrorReportedByAStageIsTheRunsOwn) {
    ToyJob job(plain_input());
    job.stages.upload = [&](SealTask&) {
        job.control.fail(fatal(codes::kDiskFull, "the disk is full"));
        throw std::runtime_error("unwinding");
    };
    job.run(GetParam());
    expect_failure(job, Fault::kFatal, codes::kDiskFull);
    EXPECT_EQ(job.control.failure()->what, "the disk is full");
    EXPECT_TRUE(job.committed.empty());
}

TEST_P(Failure, WhateverStagesThrowTheEngineReturns) {
    for (int stage = 0; stage < 6; ++stage) {
        ToyJob job(random_input(static_cast<unsigned>(stage), 60, 3, 300), {.capacity = 500, .window = 8, .jitter = 1});
        const auto fails = throws_from(7, 42);
        switch (stage) {
            case 0:
                job.stages.fetch = [fails](const FeedItem&, const EmitWork&) { fails(); };
                break;
            case 1:
                job.stages.convert = [fails](Work&) { fails(); };
                break;
            case 2:
                job.stages.pack = [fails](Work&, const EmitSeal&) { fails(); };
                break;
            case 3:
                job.stages.seal = [fails](SealTask&) { fails(); };
                break;
            case 4:
                job.stages.upload = [fails](SealTask&) { fails(); };
                break;
            default:
                job.stages.commit = [fails](SealTask&) { fails(); };
                break;
        }
        if (stage >= 3) {
            // Only whether the engine comes back is asked: the toy's own bookkeeping needs every stage.
            job.stages.seal = stage == 3 ? job.stages.seal : [](SealTask&) {};
            job.stages.upload = stage == 4 ? job.stages.upload : [](SealTask&) {};
            job.stages.commit = stage == 5 ? job.stages.commit : [](SealTask&) {};
        }
        job.run(GetParam());
        EXPECT_EQ(job.control.failed(), stage != 1) << "stage " << stage;
    }
}

// A fetch that waits for the budget can only be woken by the failure here: the test itself keeps the bytes to the end.
TEST_P(Failure, AFailureWakesAFetchThatWaitsForTheBudget) {
    ToyJob job(plain_input(), {.capacity = 1000});
    const BytePermit held = job.budget.acquire(0, 950);
    job.held_outside = held.bytes();
    std::atomic<bool> waiting{false};
    job.stages.fetch = [&, fetch = job.stages.fetch](const FeedItem& item, const EmitWork& emit) {
        waiting = true;
        fetch(item, emit);
    };
    std::thread failing([&] {
        EXPECT_TRUE(eventually([&] { return waiting.load(); }));
        give_it_a_chance();
        job.control.fail(retryable(codes::kIo, "from outside"));
    });
    job.run(GetParam());
    failing.join();
    ASSERT_TRUE(job.control.failed());
    EXPECT_EQ(job.control.failure()->what, "from outside");
    EXPECT_TRUE(job.packed.empty());
}

class GraphFailure : public ::testing::TestWithParam<Wiring> {};
INSTANTIATE_TEST_SUITE_P(Wirings, GraphFailure, ::testing::ValuesIn(every_graph_wiring()), wiring_name);

TEST_P(GraphFailure, AThrowingGateFailsTheRun) {
    ToyJob job(plain_input());
    job.stages.gate = throws_from(20, std::runtime_error("no"));
    job.run(GetParam());
    ASSERT_TRUE(job.control.failed());
    EXPECT_LE(job.fetched.size(), 20U);
    job.expect_packed_is_a_prefix();
}

// The window is one item and that item stands in its convert: the feeder can only wait.
TEST_P(GraphFailure, AFailureWakesAFeederThatWaitsForAdmission) {
    ToyJob job(plain_input(), {.window = 1});
    job.stages.convert = [&](Work&) {
        give_it_a_chance();
        job.control.fail(retryable(codes::kIo, "from a stage"));
    };
    job.run(GetParam());
    EXPECT_TRUE(job.control.failed());
    EXPECT_EQ(job.fetched.size(), 1U);
    EXPECT_TRUE(job.packed.empty());
}

TEST_P(GraphFailure, AfterAFailureWhatIsInFlightDrainsWithoutWork) {
    ToyJob job(plain_input(), {.capacity = 1000, .window = 200});
    std::atomic<unsigned> later{0};
    job.stages.pack = [&](Work&, const EmitSeal&) {
        EXPECT_FALSE(job.control.failed());
        ++later;
        throw std::runtime_error("no");
    };
    job.run(GetParam());
    EXPECT_EQ(later, 1U);
    EXPECT_EQ(job.tasks_made, 0U);
}

}  // namespace
}  // namespace hios::test
