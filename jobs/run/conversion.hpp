#pragma once
// The parallel stage of every run: documents to lines, checked as the job asks. One place, so that a plan,
// a conversion by hand and a run agree.

#include "jobs/run/context.hpp"
#include "jobs/run/worker_pool.hpp"
#include "pipeline/lane_pool.hpp"
#include "stages/validate/work_check.hpp"

namespace hios::jobs {

// Thread-safe. `context`, `index` and `lanes` must outlive it; `lanes` may be null.
class Conversion {
public:
    Conversion(const RunContext& context, const fhir::ConditionalIndex* index, LanePool* lanes);
    void operator()(Work& work);

private:
    const validate::Level level_;
    std::vector<std::unique_ptr<WorkerPool<DocumentConverter>>> converters_;  // by format
    WorkerPool<validate::WorkCheck> checks_;
};

}  // namespace hios::jobs
