#include "jobs/run/gather.hpp"

#include <atomic>

#include "jobs/run/worker_pool.hpp"
#include "stages/fhir/gatherer.hpp"

namespace hios::jobs {
namespace {

using Records = std::vector<IdentifierRecord>;

// Most inputs have conditional references in their first files, or nowhere: a plain search for the
// words says which, at memory speed, and stops at the first hit.
bool holds_conditionals(RunContext& context, const FeedSource& feed, RunControl& control) {
    std::atomic<bool> found{false};
    RunControl search;
    StageSet stages;
    stages.convert = [&](Work& work) {
        for (const Document& document : work.documents) {
            if (found || !fhir::may_hold_conditionals(document.text)) continue;
            found = true;
            search.request_stop(false);
        }
    };
    stages.pack = [&](Work&, const EmitSeal&) {
        if (control.stop_requested()) search.request_stop(false);
    };
    run_pass(context, feed, stages, search);
    if (auto failure = search.failure()) control.fail(std::move(*failure));
    return found;
}

Outcome<void> offer_all(Spool& spool, fhir::ConditionalIndex& index) {
    HIOS_CHECK(spool.flush());
    Records records(4096);
    for (std::uint64_t offset = 0; offset < spool.size();) {
        HIOS_TRY(const std::size_t got, spool.read(offset, {reinterpret_cast<char*>(records.data()), records.size() * sizeof(IdentifierRecord)}));
        if (got == 0) break;
        offset += got;
        for (std::size_t i = 0; i < got / sizeof(IdentifierRecord); ++i) index.offer(records[i].key, records[i].id_view(), records[i].conditional);
    }
    return {};
}

}  // namespace

Outcome<void> gather_index(RunContext& context, const std::function<FeedSource()>& feed, const std::function<Outcome<void>(fhir::ConditionalIndex&)>& known,
                           RunControl& control, fhir::ConditionalIndex& index) {
    context.metrics.phase = Metrics::Phase::kGathering;
    const bool needed = holds_conditionals(context, feed(), control);
    const auto reset_progress = [&] { context.metrics.bytes_done = 0; };
    reset_progress();
    if (!needed || control.stop_requested()) return {};

    // What is asked for is known only at the end, so what is there waits in a spool, in source order.
    HIOS_TRY(const auto spool, context.spools.create("identifiers"));
    WorkerPool<fhir::Gatherer> gatherers([&] { return std::make_unique<fhir::Gatherer>(context.read_settings()); });
    RunControl gathering;
    StageSet stages;
    stages.convert = [&](Work& work) { gatherers.with([&](fhir::Gatherer& gatherer) { gatherer.gather(work); }); };
    stages.pack = [&](Work& work, const EmitSeal&) {
        for (const WantedKey& wanted : work.wanted) index.want(wanted);
        const std::string_view bytes(reinterpret_cast<const char*>(work.identifiers.data()), work.identifiers.size() * sizeof(IdentifierRecord));
        if (auto written = spool->append(bytes); !written) gathering.fail(std::move(written).error());
        if (control.stop_requested()) gathering.request_stop(false);
    };
    run_pass(context, feed(), stages, gathering);
    reset_progress();
    if (auto failure = gathering.failure()) return fail(std::move(*failure));
    HIOS_CHECK(known(index));
    return offer_all(*spool, index);
}

}  // namespace hios::jobs
