#include "jobs/run/passes.hpp"

namespace hios::jobs {

Outcome<void> run_reading_pass(RunContext& context, const FeedSource& feed, RunControl& control, StageSet stages,
                               const std::function<Outcome<void>(Work&)>& take) {
    RunControl pass;
    stages.pack = [&](Work& work, const EmitSeal&) {
        if (auto taken = take(work); !taken) pass.fail(std::move(taken).error());
        if (control.stop_requested()) pass.request_stop(false);
    };
    run_pass(context, feed, std::move(stages), pass, PassKind::kReading);
    context.metrics.bytes_done = 0;
    if (auto failure = pass.failure()) return fail(std::move(*failure));
    return {};
}

}  // namespace hios::jobs
