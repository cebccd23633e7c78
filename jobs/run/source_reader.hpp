#pragma once
// Objects → Works: reads, unwraps, splits into documents and cuts into chunks. Runs on I/O threads,
// one feed item at a time each; takes the byte permits.

#include <atomic>
#include <functional>
#include <memory>

#include "io/parts.hpp"
#include "jobs/formats/formats.hpp"
#include "pipeline/byte_budget.hpp"
#include "pipeline/metrics.hpp"
#include "pipeline/run_control.hpp"
#include "pipeline/stage_set.hpp"

namespace hios::jobs {

struct ReaderSettings {
    io::UnwrapLimits unwrap;
    SplitLimits split;
};

// How the objects of a feed are opened; thread-safe.
using OpenObject = std::function<Outcome<std::unique_ptr<ByteSource>>(const PlannedObject& object)>;

// What is wrong with one object is told with it. What ends the run: missing credentials and the like, and a zone of
// which many objects in a row cannot be reached. Thread-safe. The formats, the budget and what `open` uses must outlive
// it.
class SourceReader {
public:
    SourceReader(OpenObject open, const Formats& formats, const ReaderSettings& settings, ByteBudget& budget,
                 RunControl& control, Metrics& metrics)
        : open_(std::move(open)),
          formats_(formats),
          settings_(settings),
          budget_(budget),
          control_(control),
          metrics_(metrics) {}

    // The fetch stage: emits the item's chunks in order.
    void fetch(const FeedItem& item, const EmitWork& emit);

private:
    const OpenObject open_;
    const Formats& formats_;
    const ReaderSettings settings_;
    ByteBudget& budget_;
    RunControl& control_;
    Metrics& metrics_;
    std::atomic<unsigned> out_of_reach_{0};  // objects one after another that no attempt could reach
};

}  // namespace hios::jobs
