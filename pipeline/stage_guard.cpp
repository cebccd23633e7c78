#include "pipeline/stage_guard.hpp"

#include <fmt/format.h>

#include <ctime>
#include <exception>
#include <new>
#include <stdexcept>
#include <typeinfo>
#include <utility>

#include "pipeline/codes.hpp"

namespace hios {
namespace {

// The processor time that this thread spent, so that threads which wait or share a core do not count.
std::uint64_t thread_cpu_ns() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(now.tv_nsec);
}

class BusyTime {
public:
    BusyTime(Metrics& metrics, StageId id) : stage_(metrics.stage(id)), start_(thread_cpu_ns()) {}
    ~BusyTime() {
        stage_.busy_ns += thread_cpu_ns() - start_;
        ++stage_.items;
    }
    BusyTime(const BusyTime&) = delete;
    BusyTime& operator=(const BusyTime&) = delete;

private:
    StageMetrics& stage_;
    std::uint64_t start_;
};

// Runs `body`; what it throws ends the run.
template <class Body>
void guard(const char* stage, RunControl& control, Body&& body) {
    try {
        body();
    } catch (const std::bad_alloc&) {
        control.fail(retryable(codes::kMemory, fmt::format("out of memory in stage {}", stage)));
    } catch (const std::exception& error) {
        control.fail(fatal(codes::kInternal, fmt::format("stage {} failed ({})", stage, typeid(error).name())));
    } catch (...) {
        control.fail(
            fatal(codes::kInternal, fmt::format("stage {} failed: it threw what is no std::exception", stage)));
    }
}

template <class Body>
void guard(StageId id, RunControl& control, Body&& body) {
    guard(kStageNames[static_cast<std::size_t>(id)], control, std::forward<Body>(body));
}

void reject_all_documents(Work& work, const char* why) {
    work.lanes.clear();
    work.tombstones.clear();
    work.unresolved.clear();
    work.identifiers.clear();
    work.rejects.clear();
    work.accounts.assign(work.documents.size(), DocumentAccount{});
    for (std::uint32_t i = 0; i < work.documents.size(); ++i) {
        const Document& document = work.documents[i];
        work.accounts[i].rejected = true;
        work.rejects.push_back({reject(codes::kInternal, fmt::format("HIOS failed while converting ({})", why),
                                       {*document.name, document.offset, document.text.size(), {}}),
                                Reject::Level::kDocument, i, kNoEntry});
    }
}

}  // namespace

bool guarded_feed(const FeedSource& feed, FeedItem& item, RunControl& control) {
    bool more = false;
    guard("feed", control, [&] { more = feed(item); });
    return more;
}

void guarded_gate(const StageSet& stages, RunControl& control) {
    if (stages.gate) guard("gate", control, [&] { stages.gate(); });
}

void guarded_fetch(const StageSet& stages, const FeedItem& item, const EmitWork& emit, RunControl& control,
                   Metrics& metrics) {
    bool ended = false;
    std::uint32_t chunks = 0;
    const EmitWork counted = [&](WorkPtr work) {
        // Wrong numbers would make a hole in the order, behind which everything is lost.
        if (ended || work->feed != item.number || work->chunk != chunks) {
            throw std::logic_error(fmt::format("chunk {} of item {} came where chunk {} of item {} {}", work->chunk,
                                               work->feed, chunks, item.number,
                                               ended ? "was past the end" : "was due"));
        }
        ++chunks;
        ended = work->last;
        emit(std::move(work));
    };
    if (!control.failed()) {
        const BusyTime busy(metrics, StageId::kFetch);
        guard(StageId::kFetch, control, [&] { stages.fetch(item, counted); });
    }
    // Whatever happened, the item ends: a hole in the order would hold back all that follows.
    if (!ended) {
        auto end = std::make_shared<Work>();
        end->feed = item.number;
        end->chunk = chunks;
        emit(std::move(end));
    }
}

void guarded_convert(const StageSet& stages, Work& work, RunControl& control, Metrics& metrics) {
    if (control.failed()) return;
    const BusyTime busy(metrics, StageId::kConvert);
    // The outer guard is for what the making of rejects may throw.
    guard(StageId::kConvert, control, [&] {
        try {
            stages.convert(work);
        } catch (const std::bad_alloc&) {
            throw;
        } catch (const std::exception& error) {
            reject_all_documents(work, typeid(error).name());
        } catch (...) {
            reject_all_documents(work, "it threw what is no std::exception");
        }
    });
}

void guarded_pack(const StageSet& stages, Work& work, const EmitSeal& emit, RunControl& control, Metrics& metrics) {
    if (control.failed()) return;
    const BusyTime busy(metrics, StageId::kPack);
    guard(StageId::kPack, control, [&] { stages.pack(work, emit); });
}

void guarded_finish(const StageSet& stages, const EmitSeal& emit, RunControl& control) {
    if (control.failed() || !stages.finish) return;
    guard(StageId::kPack, control, [&] { stages.finish(emit); });
}

void guarded_seal(const StageSet& stages, SealTask& task, RunControl& control, Metrics& metrics) {
    if (control.failed()) return;
    const BusyTime busy(metrics, StageId::kSeal);
    guard(StageId::kSeal, control, [&] { stages.seal(task); });
}

void guarded_upload(const StageSet& stages, SealTask& task, RunControl& control, Metrics& metrics) {
    if (control.failed()) return;
    const BusyTime busy(metrics, StageId::kUpload);
    guard(StageId::kUpload, control, [&] { stages.upload(task); });
}

void guarded_commit(const StageSet& stages, SealTask& task, RunControl& control, Metrics& metrics) {
    if (control.failed()) return;
    const BusyTime busy(metrics, StageId::kCommit);
    guard(StageId::kCommit, control, [&] { stages.commit(task); });
}

}  // namespace hios
