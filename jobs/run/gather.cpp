#include "jobs/run/gather.hpp"

#include "jobs/run/look_over.hpp"
#include "jobs/run/passes.hpp"
#include "jobs/run/worker_pool.hpp"
#include "stages/fhir/gatherer.hpp"

namespace hios::jobs {
namespace {

FeedSource only_concerned(FeedSource feed, const Overview& overview) {
    return [feed = std::move(feed), &overview](FeedItem& item) {
        while (feed(item)) {
            std::erase_if(item.objects,
                          [&](const PlannedObject& object) { return !overview.concerns(object.ordinal); });
            if (!item.objects.empty()) return true;
        }
        return false;
    };
}

Outcome<void> offer_all(Spool& spool, fhir::ConditionalIndex& index) {
    HIOS_CHECK(spool.flush());
    std::vector<IdentifierRecord> records(4096);
    for (std::uint64_t offset = 0; offset < spool.size();) {
        HIOS_TRY(const std::size_t got, spool.read(offset, {reinterpret_cast<char*>(records.data()),
                                                            records.size() * sizeof(IdentifierRecord)}));
        if (got == 0) break;
        offset += got;
        for (std::size_t i = 0; i < got / sizeof(IdentifierRecord); ++i)
            index.offer(records[i].key, records[i].id_view(), records[i].conditional);
    }
    return {};
}

}  // namespace

Outcome<void> gather_index(RunContext& context, const std::function<FeedSource()>& feed,
                           const std::function<Outcome<void>(fhir::ConditionalIndex&)>& known, RunControl& control,
                           fhir::ConditionalIndex& index) {
    context.metrics.phase = Metrics::Phase::kGathering;
    HIOS_TRY(const Overview overview, look_over(context, feed(), control, index));
    if (!overview.conditional || control.stop_requested()) return {};

    // What is asked for is known only at the end, so what is there waits in a spool, in source order.
    HIOS_TRY(const auto spool, context.spools.create("identifiers"));
    WorkerPool<fhir::Gatherer> gatherers([&] { return std::make_unique<fhir::Gatherer>(context.read_settings()); });
    StageSet stages;
    stages.convert = [&](Work& work) {
        if (!context.formats[work.format].has_references()) return;
        gatherers.with([&](fhir::Gatherer& gatherer) { gatherer.gather(work); });
    };
    HIOS_CHECK(run_reading_pass(context, only_concerned(feed(), overview), control, std::move(stages), [&](Work& work) {
        for (const WantedKey& wanted : work.wanted) index.want(wanted);
        return spool->append({reinterpret_cast<const char*>(work.identifiers.data()),
                              work.identifiers.size() * sizeof(IdentifierRecord)});
    }));
    if (control.stop_requested()) return {};
    HIOS_CHECK(known(index));
    return offer_all(*spool, index);
}

}  // namespace hios::jobs
