#include "pipeline/stage_guard.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "pipeline/codes.hpp"

namespace hios {
namespace {

class PlainTask final : public SealTask {};

class StageGuardTest : public ::testing::Test {
protected:
    void fetch(std::uint64_t number = 0) {
        FeedItem item;
        item.number = number;
        guarded_fetch(
            stages_, item, [this](WorkPtr work) { emitted_.push_back(std::move(work)); }, control_, metrics_);
    }

    static WorkPtr chunk(std::uint64_t feed, std::uint32_t number, bool last) {
        auto work = std::make_shared<Work>();
        work->feed = feed;
        work->chunk = number;
        work->last = last;
        return work;
    }

    // Dense chunks of item `feed`, the last one marked and no other.
    void expect_whole_item(std::uint64_t feed, std::size_t chunks) {
        ASSERT_EQ(emitted_.size(), chunks);
        for (std::size_t i = 0; i < chunks; ++i) {
            EXPECT_EQ(emitted_[i]->feed, feed);
            EXPECT_EQ(emitted_[i]->chunk, i);
            EXPECT_EQ(emitted_[i]->last, i + 1 == chunks);
        }
    }

    void expect_failure(Fault fault, const Code& code) {
        ASSERT_TRUE(control_.failed());
        EXPECT_EQ(control_.failure()->fault, fault);
        EXPECT_EQ(control_.failure()->code, &code);
    }

    // A Work of `count` documents, half converted already.
    static Work half_converted(std::size_t count) {
        Work work;
        const auto name = std::make_shared<const std::string>("in/a.ndjson");
        for (std::size_t i = 0; i < count; ++i) {
            Document document;
            document.name = name;
            document.offset = i * 10;
            document.text = "1234567";
            work.documents.push_back(document);
        }
        work.lanes.emplace_back();
        work.tombstones.emplace_back();
        work.rejects.push_back({reject(codes::kEmpty, "earlier"), Reject::Level::kDocument, 0, kNoEntry});
        work.unresolved.emplace_back();
        work.identifiers.emplace_back();
        work.accounts.push_back({false, 3, 0, 0, 0, 0, 0, 0});
        work.objects.emplace_back();
        return work;
    }

    StageSet stages_;
    RunControl control_;
    Metrics metrics_;
    std::vector<WorkPtr> emitted_;
};

TEST_F(StageGuardTest, AWholeItemPassesUntouched) {
    stages_.fetch = [](const FeedItem& item, const EmitWork& emit) {
        emit(chunk(item.number, 0, false));
        emit(chunk(item.number, 1, true));
    };
    fetch(7);
    expect_whole_item(7, 2);
    EXPECT_FALSE(control_.failed());
    EXPECT_EQ(metrics_.stage(StageId::kFetch).items, 1U);
}

TEST_F(StageGuardTest, AFetchThatThrowsAtOnceStillEndsItsItemAndFailsTheRun) {
    stages_.fetch = [](const FeedItem&, const EmitWork&) { throw std::runtime_error("no"); };
    fetch(3);
    expect_whole_item(3, 1);
    expect_failure(Fault::kFatal, codes::kInternal);
    EXPECT_NE(control_.failure()->what.find("fetch"), std::string::npos);
}

TEST_F(StageGuardTest, AFetchThatThrowsInTheMiddleStillEndsItsItemBehindItsChunks) {
    stages_.fetch = [](const FeedItem& item, const EmitWork& emit) {
        emit(chunk(item.number, 0, false));
        emit(chunk(item.number, 1, false));
        throw std::runtime_error("no");
    };
    fetch(3);
    expect_whole_item(3, 3);
    EXPECT_TRUE(control_.failed());
}

TEST_F(StageGuardTest, AFetchThatThrowsAfterItsLastChunkEndsItsItemOnce) {
    stages_.fetch = [](const FeedItem& item, const EmitWork& emit) {
        emit(chunk(item.number, 0, true));
        throw std::runtime_error("no");
    };
    fetch(3);
    expect_whole_item(3, 1);
    EXPECT_TRUE(control_.failed());
}

TEST_F(StageGuardTest, AFetchThatForgetsTheLastChunkIsEnded) {
    stages_.fetch = [](const FeedItem& item, const EmitWork& emit) { emit(chunk(item.number, 0, false)); };
    fetch(4);
    expect_whole_item(4, 2);
}

TEST_F(StageGuardTest, AFetchThatNumbersItsChunksWronglyFailsTheRunInsteadOfLosingThem) {
    const std::vector<std::vector<WorkPtr>> wrong{
        {chunk(0, 1, true)},                      // a hole
        {chunk(0, 0, false), chunk(0, 0, true)},  // the same twice
        {chunk(0, 0, true), chunk(0, 1, true)},   // something behind the end
        {chunk(1, 0, true)},                      // another item's
    };
    for (const auto& chunks : wrong) {
        RunControl control;
        emitted_.clear();
        stages_.fetch = [&](const FeedItem&, const EmitWork& emit) {
            for (const WorkPtr& each : chunks) emit(each);
        };
        guarded_fetch(
            stages_, FeedItem{}, [this](WorkPtr work) { emitted_.push_back(std::move(work)); }, control, metrics_);
        EXPECT_TRUE(control.failed());
        expect_whole_item(0, emitted_.size());
    }
}

TEST_F(StageGuardTest, AfterAFailureAnItemIsEndedWithoutReadingIt) {
    bool read = false;
    stages_.fetch = [&](const FeedItem&, const EmitWork&) { read = true; };
    control_.fail(fatal(codes::kIo, ""));
    fetch(5);
    EXPECT_FALSE(read);
    expect_whole_item(5, 1);
}

TEST_F(StageGuardTest, AConvertThatThrowsRejectsEveryDocumentOfItsWork) {
    stages_.convert = [](Work&) { throw std::logic_error("a bug"); };
    Work work = half_converted(3);
    guarded_convert(stages_, work, control_, metrics_);

    EXPECT_FALSE(control_.failed());
    ASSERT_EQ(work.rejects.size(), 3U);
    for (std::uint32_t i = 0; i < 3; ++i) {
        const Reject& made = work.rejects[i];
        EXPECT_EQ(made.document, i);
        EXPECT_EQ(made.level, Reject::Level::kDocument);
        EXPECT_EQ(made.error.code, &codes::kInternal);
        EXPECT_EQ(made.error.fault, Fault::kReject);
        EXPECT_EQ(made.error.where.document, "in/a.ndjson");
        EXPECT_EQ(made.error.where.offset, i * 10);
        EXPECT_EQ(made.error.where.length, 7U);
    }
}

TEST_F(StageGuardTest, NothingHalfConvertedIsLeftBehindAThrow) {
    stages_.convert = [](Work&) { throw std::logic_error("a bug"); };
    Work work = half_converted(2);
    guarded_convert(stages_, work, control_, metrics_);
    EXPECT_TRUE(work.lanes.empty());
    EXPECT_TRUE(work.tombstones.empty());
    EXPECT_TRUE(work.unresolved.empty());
    EXPECT_TRUE(work.identifiers.empty());
    ASSERT_EQ(work.accounts.size(), 2U);
    EXPECT_TRUE(work.accounts[0].rejected);
    EXPECT_EQ(work.accounts[0].made, 0U);
    EXPECT_EQ(work.documents.size(), 2U);
    EXPECT_EQ(work.objects.size(), 1U);  // what was read stays true
}

TEST_F(StageGuardTest, WhateverConvertThrowsIsCaught) {
    stages_.convert = [](Work&) { throw 42; };
    Work work = half_converted(2);
    EXPECT_NO_THROW(guarded_convert(stages_, work, control_, metrics_));
    EXPECT_EQ(work.rejects.size(), 2U);
    EXPECT_FALSE(control_.failed());
}

TEST_F(StageGuardTest, AConvertOutOfMemoryFailsTheRunToBeTriedAgain) {
    stages_.convert = [](Work&) { throw std::bad_alloc(); };
    Work work = half_converted(2);
    guarded_convert(stages_, work, control_, metrics_);
    expect_failure(Fault::kRetry, codes::kMemory);
}

// The stages behind convert fail alike.
struct LateStage {
    const char* name;
    std::function<void(const StageSet&, RunControl&, Metrics&)> run;
    std::function<void(StageSet&, std::function<void()>)> set;
};

class LateStageGuard : public ::testing::TestWithParam<LateStage> {
protected:
    void run(std::function<void()> body) {
        StageSet stages;
        GetParam().set(stages, std::move(body));
        EXPECT_NO_THROW(GetParam().run(stages, control_, metrics_));
    }
    RunControl control_;
    Metrics metrics_;
};

TEST_P(LateStageGuard, RunsItsStage) {
    int runs = 0;
    run([&] { ++runs; });
    EXPECT_EQ(runs, 1);
    EXPECT_FALSE(control_.failed());
}

TEST_P(LateStageGuard, AnExceptionFailsTheRunAndNamesTheStage) {
    run([] { throw std::runtime_error("the reason"); });
    ASSERT_TRUE(control_.failed());
    EXPECT_EQ(control_.failure()->fault, Fault::kFatal);
    EXPECT_EQ(control_.failure()->code, &codes::kInternal);
    // A library's exception may quote a document: its text is told to nobody.
    EXPECT_EQ(control_.failure()->what.find("the reason"), std::string::npos);
    EXPECT_NE(control_.failure()->what.find(GetParam().name), std::string::npos);
}

TEST_P(LateStageGuard, OutOfMemoryFailsTheRunToBeTriedAgain) {
    run([] { throw std::bad_alloc(); });
    ASSERT_TRUE(control_.failed());
    EXPECT_EQ(control_.failure()->fault, Fault::kRetry);
    EXPECT_EQ(control_.failure()->code, &codes::kMemory);
}

TEST_P(LateStageGuard, WhateverIsThrownFailsTheRun) {
    run([] { throw 42; });
    ASSERT_TRUE(control_.failed());
    EXPECT_EQ(control_.failure()->code, &codes::kInternal);
}

TEST_P(LateStageGuard, AfterAFailureItsStageIsIdle) {
    int runs = 0;
    control_.fail(fatal(codes::kIo, ""));
    run([&] { ++runs; });
    EXPECT_EQ(runs, 0);
}

TEST_P(LateStageGuard, AStopThatIsNoFailureLetsItFinish) {
    int runs = 0;
    control_.request_stop(false);
    run([&] { ++runs; });
    EXPECT_EQ(runs, 1);
}

INSTANTIATE_TEST_SUITE_P(
    Stages, LateStageGuard,
    ::testing::Values(LateStage{"pack",
                                [](const StageSet& stages, RunControl& control, Metrics& metrics) {
                                    Work work;
                                    guarded_pack(
                                        stages, work, [](const SealTaskPtr&) {}, control, metrics);
                                },
                                [](StageSet& stages, std::function<void()> body) {
                                    stages.pack = [body = std::move(body)](Work&, const EmitSeal&) { body(); };
                                }},
                      LateStage{"pack",  // finish belongs to the packer
                                [](const StageSet& stages, RunControl& control, Metrics&) {
                                    guarded_finish(
                                        stages, [](const SealTaskPtr&) {}, control);
                                },
                                [](StageSet& stages, std::function<void()> body) {
                                    stages.finish = [body = std::move(body)](const EmitSeal&) { body(); };
                                }},
                      LateStage{"seal",
                                [](const StageSet& stages, RunControl& control, Metrics& metrics) {
                                    PlainTask task;
                                    guarded_seal(stages, task, control, metrics);
                                },
                                [](StageSet& stages, std::function<void()> body) {
                                    stages.seal = [body = std::move(body)](SealTask&) { body(); };
                                }},
                      LateStage{"upload",
                                [](const StageSet& stages, RunControl& control, Metrics& metrics) {
                                    PlainTask task;
                                    guarded_upload(stages, task, control, metrics);
                                },
                                [](StageSet& stages, std::function<void()> body) {
                                    stages.upload = [body = std::move(body)](SealTask&) { body(); };
                                }},
                      LateStage{"commit",
                                [](const StageSet& stages, RunControl& control, Metrics& metrics) {
                                    PlainTask task;
                                    guarded_commit(stages, task, control, metrics);
                                },
                                [](StageSet& stages, std::function<void()> body) {
                                    stages.commit = [body = std::move(body)](SealTask&) { body(); };
                                }}),
    [](const auto& test) { return std::to_string(test.index) + test.param.name; });

TEST_F(StageGuardTest, BusyTimeIsCountedForFailuresToo) {
    stages_.pack = [](Work&, const EmitSeal&) { throw std::runtime_error("no"); };
    Work work;
    guarded_pack(
        stages_, work, [](const SealTaskPtr&) {}, control_, metrics_);
    EXPECT_EQ(metrics_.stage(StageId::kPack).items, 1U);
    EXPECT_GT(metrics_.stage(StageId::kPack).busy_ns, 0U);
}

TEST_F(StageGuardTest, NoFinishStageNoFinish) {
    EXPECT_NO_THROW(guarded_finish(
        stages_, [](const SealTaskPtr&) {}, control_));
    EXPECT_FALSE(control_.failed());
}

}  // namespace
}  // namespace hios
