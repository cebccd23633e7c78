#pragma once
// The functions that an engine runs. They know nothing of the engine: flow graph (graph.hpp) and
// serial loop (serial_engine.hpp) run the same set and give the same bytes.

#include <functional>
#include <memory>

#include "pipeline/feed.hpp"
#include "pipeline/work.hpp"

namespace hios {

// What the packer hands on when a group closes: one task a shard (or file group), run through seal,
// upload and commit. Defined by whoever packs.
class SealTask {
public:
    virtual ~SealTask() = default;
};
using SealTaskPtr = std::shared_ptr<SealTask>;

using EmitWork = std::function<void(WorkPtr)>;
using EmitSeal = std::function<void(SealTaskPtr)>;

// Any function may throw: the engine turns what leaves `convert` into rejects of that Work's
// documents, and what leaves another stage into the run's failure.
struct StageSet {
    // I/O thread. Emits the item's chunks in order, the last one marked; at least one.
    std::function<void(const FeedItem&, const EmitWork&)> fetch;
    // Any thread, many at once.
    std::function<void(Work&)> convert;
    // One at a time, in the order of feed items and chunks.
    std::function<void(Work&, const EmitSeal&)> pack;
    // Once, after the last pack, when the run was not told to stop without flushing.
    std::function<void(const EmitSeal&)> finish;
    // Any thread, many at once.
    std::function<void(SealTask&)> seal;
    // I/O thread, many at once.
    std::function<void(SealTask&)> upload;
    // One at a time, in no particular order.
    std::function<void(SealTask&)> commit;
    // Feeder thread: waits until another item may be admitted (too many groups uncommitted, ...).
    std::function<void()> gate;
};

}  // namespace hios
