#pragma once
// No exception leaves a node's body: in a flow graph one throw cancels everything queued, silently.

#include "pipeline/metrics.hpp"
#include "pipeline/run_control.hpp"
#include "pipeline/stage_set.hpp"

namespace hios {

// The feeder's part. False at the end of the feed and when it threw, which fails the run.
bool guarded_feed(const FeedSource& feed, FeedItem& item, RunControl& control);
void guarded_gate(const StageSet& stages, RunControl& control);

// Each runs one stage function with busy time measured, unless the run has failed. An item always
// ends: guarded_fetch adds the last chunk when `fetch` did not come to it.
void guarded_fetch(const StageSet& stages, const FeedItem& item, const EmitWork& emit, RunControl& control,
                   Metrics& metrics);
void guarded_convert(const StageSet& stages, Work& work, RunControl& control, Metrics& metrics);
void guarded_pack(const StageSet& stages, Work& work, const EmitSeal& emit, RunControl& control, Metrics& metrics);
void guarded_finish(const StageSet& stages, const EmitSeal& emit, RunControl& control);
void guarded_seal(const StageSet& stages, SealTask& task, RunControl& control, Metrics& metrics);
void guarded_upload(const StageSet& stages, SealTask& task, RunControl& control, Metrics& metrics);
void guarded_commit(const StageSet& stages, SealTask& task, RunControl& control, Metrics& metrics);

}  // namespace hios
