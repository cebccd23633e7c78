#include "pipeline/engine.hpp"
#include "pipeline/stage_guard.hpp"

namespace hios {

void run_serial(const FeedSource& feed, const StageSet& stages, ByteBudget& budget, RunControl& control,
                Metrics& metrics) {
    const EmitSeal through = [&](SealTaskPtr task) {
        guarded_seal(stages, *task, control, metrics);
        guarded_upload(stages, *task, control, metrics);
        guarded_commit(stages, *task, control, metrics);
    };
    for (std::uint64_t number = 0; !control.stop_requested(); ++number) {
        FeedItem item;
        if (!guarded_feed(feed, item, control)) break;
        item.number = number;
        guarded_fetch(
            stages, item,
            [&](WorkPtr work) {
                guarded_convert(stages, *work, control, metrics);
                guarded_pack(stages, *work, through, control, metrics);
                work->permit.release();
            },
            control, metrics);
        budget.advance_front(number + 1);
    }
    if (!control.stop_requested() || control.flush_requested()) guarded_finish(stages, through, control);
}

}  // namespace hios
