#pragma once
// A job small enough to see through: fetch makes bytes up, convert turns them round, pack cuts groups,
// seal, upload and commit hand them on. Every stage writes down what it was given and objects at once
// to what no engine may do (twice, out of order, two packs at a time).

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "pipeline/engine.hpp"
#include "tests/pipeline/watchdog.hpp"

namespace hios::test {

enum class EngineKind : std::uint8_t { kSerial, kGraph };

struct Wiring {
    EngineKind engine = EngineKind::kGraph;
    unsigned threads = 1;
    unsigned io_threads = 1;
};

// For INSTANTIATE_TEST_SUITE_P.
std::vector<Wiring> every_wiring();
std::vector<Wiring> every_graph_wiring();
std::string wiring_name(const ::testing::TestParamInfo<Wiring>& test);

// The sizes of each feed item's chunks.
using Input = std::vector<std::vector<std::uint32_t>>;

// `items` items of 1 to `most_chunks` chunks of 0 to `most_bytes` bytes each; the same for the same seed.
Input random_input(unsigned seed, std::size_t items, std::uint32_t most_chunks, std::uint32_t most_bytes);

using Place = std::pair<std::uint64_t, std::uint32_t>;  // feed item, chunk
std::vector<Place> places(const Input& input);

struct ToyTask final : public SealTask {
    enum Step : std::uint8_t { kMade, kSealed, kUploaded, kCommitted };
    std::uint32_t number = 0;
    std::string bytes;
    std::atomic<Step> step{kMade};
};

struct ToySettings {
    std::uint64_t capacity = 64 * 1024;  // of the byte budget
    std::uint64_t window = 32;           // feed items admitted at once
    std::size_t group_bytes = 2000;      // a group closes at this size
    unsigned jitter = 0;                 // seed of the short sleeps in all stages; 0: none
    std::uint32_t piece = UINT32_MAX;    // fetch extends its permit in steps of this many bytes
};

// Set up, change `stages` where the case wants it, run() once, then look at what was written down.
class ToyJob {
public:
    explicit ToyJob(Input of, ToySettings with = {});

    // Runs the engine to its end; stops the budget on failure, as the real runner does.
    void run(const Wiring& wiring);

    // All of the input went through, once and in order, and every task came to its commit.
    void expect_complete() const;
    // Every task that was made came to its commit.
    void expect_all_tasks_committed() const;
    // What was packed is the input's beginning.
    void expect_packed_is_a_prefix() const;

    const Input input;
    const ToySettings settings;
    ByteBudget budget;
    RunControl control;
    Metrics metrics;
    StageSet stages;
    FeedSource feed;
    std::uint64_t held_outside = 0;  // bytes that the test itself keeps from the budget until after run()

    // What the stages saw. `mutex` guards what several threads write; read after run().
    std::mutex mutex;
    std::vector<std::uint64_t> fetched;  // items, in the order of their beginning
    std::multiset<Place> converted;
    std::vector<Place> packed;
    std::vector<std::uint32_t> committed;           // task numbers, in order of commit
    std::map<std::uint32_t, std::string> uploaded;  // task number → bytes
    std::uint32_t tasks_made = 0;
    int finishes = 0;
    std::uint64_t documents_packed = 0;
    std::vector<Reject> rejects_packed;
    std::set<std::thread::id> io_threads;   // that ran fetch or upload
    std::set<std::thread::id> cpu_threads;  // that ran convert or seal
    std::atomic<unsigned> converting{0};    // now
    std::atomic<unsigned> most_converting{0};

private:
    void fetch(const FeedItem& item, const EmitWork& emit);
    void convert(Work& work);
    void pack(Work& work, const EmitSeal& emit);
    void finish(const EmitSeal& emit);
    void seal(ToyTask& task);
    void upload(ToyTask& task);
    void commit(ToyTask& task);
    void close_group(const EmitSeal& emit);
    void nap(StageId stage, std::uint64_t first, std::uint64_t second) const;

    Watchdog watchdog_;
    std::size_t fed_ = 0;
    std::string open_group_;
    std::atomic<bool> packing_{false};
    std::atomic<bool> committing_{false};
};

}  // namespace hios::test
