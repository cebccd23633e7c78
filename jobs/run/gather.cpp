#include "jobs/run/gather.hpp"

#include "jobs/run/worker_pool.hpp"
#include "stages/fhir/gatherer.hpp"
#include "stages/fhir/skim.hpp"

namespace hios::jobs {
namespace {

// What the look over the whole input found.
struct Overview {
    bool conditional = false;          // some document asks for an identifier
    fhir::TypeSet wanted;              // resource types whose identifiers may be asked for
    std::vector<fhir::TypeSet> types;  // by object
};

// Runs one pass that packs nothing; stops when the run is told to.
Outcome<void> run_gathering(RunContext& context, const FeedSource& feed, RunControl& control,
                            std::function<void(Work&)> convert, std::function<Outcome<void>(Work&)> take) {
    RunControl pass;
    StageSet stages;
    stages.convert = std::move(convert);
    stages.pack = [&](Work& work, const EmitSeal&) {
        if (auto taken = take(work); !taken) pass.fail(std::move(taken).error());
        if (control.stop_requested()) pass.request_stop(false);
    };
    run_pass(context, feed, stages, pass);
    context.metrics.bytes_done = 0;
    if (auto failure = pass.failure()) return fail(std::move(*failure));
    return {};
}

// Looks over all documents without parsing: which identifiers are asked for, and which objects hold
// resources of the types concerned.
Outcome<Overview> look_over(RunContext& context, const FeedSource& feed, RunControl& control,
                            fhir::ConditionalIndex& index) {
    Overview overview;
    struct Scratch {
        std::string text;
    };
    WorkerPool<Scratch> scratches([] { return std::make_unique<Scratch>(); });
    std::mutex mutex;
    const auto look = [&](Work& work) {
        std::vector<std::pair<std::uint32_t, fhir::Skimmed>> found;
        scratches.with([&](Scratch& scratch) {
            for (const Document& document : work.documents) {
                if (found.empty() || found.back().first != document.object)
                    found.emplace_back(document.object, fhir::Skimmed{});
                fhir::skim(document.text, found.back().second, scratch.text);
            }
        });
        const std::lock_guard lock(mutex);
        for (auto& [object, skimmed] : found) {
            if (object >= overview.types.size()) overview.types.resize(object + 1U);
            overview.types[object] |= skimmed.types;
            overview.wanted |= skimmed.wanted_types;
            // A conditional create's type stands in its resource: any type of the document may be meant.
            if (skimmed.conditional) overview.wanted |= skimmed.types;
            overview.conditional = overview.conditional || skimmed.conditional || !skimmed.wanted.empty();
            work.wanted.insert(work.wanted.end(), skimmed.wanted.begin(), skimmed.wanted.end());
        }
    };
    const auto take = [&](Work& work) -> Outcome<void> {
        for (const WantedKey& wanted : work.wanted) index.want(wanted);
        return {};
    };
    HIOS_CHECK(run_gathering(context, feed, control, look, take));
    return overview;
}

FeedSource only_objects(FeedSource feed, const Overview& overview) {
    return [feed = std::move(feed), &overview](FeedItem& item) {
        while (feed(item)) {
            std::erase_if(item.objects, [&](const PlannedObject& object) {
                return object.ordinal >= overview.types.size() ||
                       (overview.types[object.ordinal] & overview.wanted).none();
            });
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
    HIOS_CHECK(run_gathering(
        context, only_objects(feed(), overview), control,
        [&](Work& work) { gatherers.with([&](fhir::Gatherer& gatherer) { gatherer.gather(work); }); },
        [&](Work& work) {
            for (const WantedKey& wanted : work.wanted) index.want(wanted);
            return spool->append({reinterpret_cast<const char*>(work.identifiers.data()),
                                  work.identifiers.size() * sizeof(IdentifierRecord)});
        }));
    if (control.stop_requested()) return {};
    HIOS_CHECK(known(index));
    return offer_all(*spool, index);
}

}  // namespace hios::jobs
