#pragma once
// Objects → Works: reads, unwraps, splits into documents and cuts into chunks. Runs on I/O threads,
// one feed item at a time each; takes the byte permits.

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

// Thread-safe. The stores, the formats and the budget must outlive it.
class SourceReader {
public:
    // `error_zone` holds the raw bytes of retried documents; its keys are taken as they stand.
    SourceReader(ObjectStore& source, ObjectStore& error_zone, const Formats& formats, const ReaderSettings& settings,
                 ByteBudget& budget, const RunControl& control, Metrics& metrics)
        : source_(source),
          error_zone_(error_zone),
          formats_(formats),
          settings_(settings),
          budget_(budget),
          control_(control),
          metrics_(metrics) {}

    // The fetch stage: emits the item's chunks in order.
    void fetch(const FeedItem& item, const EmitWork& emit);

private:
    ObjectStore& source_;
    ObjectStore& error_zone_;
    const Formats& formats_;
    const ReaderSettings settings_;
    ByteBudget& budget_;
    const RunControl& control_;
    Metrics& metrics_;
};

}  // namespace hios::jobs
