#include "jobs/run/plan_job.hpp"

#include <chrono>
#include <set>

#include "jobs/run/feed.hpp"
#include "jobs/run/gather.hpp"
#include "jobs/run/packing.hpp"
#include "jobs/run/zones.hpp"

namespace hios::jobs {
namespace {

// Counts instead of keeping.
class CountingSpool final : public Spool {
public:
    Outcome<void> append(std::string_view bytes) override {
        size_ += bytes.size();
        return {};
    }
    Outcome<void> flush() override { return {}; }
    Outcome<std::size_t> read(std::uint64_t, std::span<char>) override { return 0; }
    [[nodiscard]] std::uint64_t size() const override { return size_; }
    [[nodiscard]] const std::filesystem::path& path() const override { return path_; }

private:
    std::uint64_t size_ = 0;
    std::filesystem::path path_;
};

class CountingSpools final : public SpoolFactory {
public:
    Outcome<std::unique_ptr<Spool>> create(std::string_view) override { return std::make_unique<CountingSpool>(); }
};

// Version indexes and what groups maintain must be read back, so they spill to real files; all else is counted.
class PlanningSpools final : public SpoolFactory {
public:
    explicit PlanningSpools(SpoolFactory& real) : real_(real) {}
    Outcome<std::unique_ptr<Spool>> create(std::string_view hint) override {
        const bool read_back = hint == "versions" || hint == "maintained";
        return read_back ? real_.create(hint) : counting_.create(hint);
    }

private:
    SpoolFactory& real_;
    CountingSpools counting_;
};

// What the ledger and the groups of this plan have maintained: a run would not stage what is only mentioned of that.
class PlannedMaintained final : public pack::MaintainedBefore {
public:
    PlannedMaintained(Ledger* ledger, std::string job) : ledger_(ledger), job_(std::move(job)) {}

    Outcome<void> look_up(std::span<const Key128> keys, std::span<std::int64_t> times) override {
        if (ledger_ != nullptr) HIOS_CHECK(ledger_->look_up_maintained(job_, keys, times));
        for (const auto& list : lists_) HIOS_CHECK(list->raise(keys, times));
        return {};
    }
    void closed(const pack::Group& group) {
        if (group.maintained != nullptr && group.maintained->size() > 0) lists_.push_back(group.maintained);
    }

private:
    Ledger* ledger_;  // may be null
    const std::string job_;
    std::vector<std::shared_ptr<const pack::MaintainedList>> lists_;
};

bool has_ledger(const JobSpec& spec) {
    std::error_code error;
    return std::filesystem::exists(spec.state / "ledger.sqlite", error);
}

}  // namespace

Outcome<PlanReport> plan_job(const JobSpec& spec, const std::filesystem::path& scratch, RunControl& control,
                             Metrics& metrics, Clock& clock) {
    const auto began = std::chrono::steady_clock::now();
    PlanReport report;
    HIOS_TRY(const auto source, open_zone(spec, Zone::kSource));
    std::unique_ptr<Ledger> ledger;
    std::vector<PlannedObject> objects;
    pack::PackState state;
    if (has_ledger(spec)) {
        HIOS_TRY(ledger, Ledger::open(spec.state));
        HIOS_TRY(const auto unfinished, ledger->unfinished_run(spec.job));
        if (unfinished && unfinished->digest == spec.digest && unfinished->state >= RunState::kGathering) {
            report.continues = unfinished->id;
            HIOS_TRY(state, ledger->pack_state(unfinished->number));
            HIOS_TRY(objects, ledger->planned(unfinished->number, state.position.object, UINT32_MAX));
            for (const PlannedObject& object : objects) report.listing.bytes += object.size;
            report.listing.listed = unfinished->listed;
            report.listing.skipped = unfinished->skipped;
            if (!objects.empty()) objects.front().skip_documents = state.position.documents;
        }
    }
    if (report.continues.empty()) {
        std::optional<DoneObjects> earlier;
        if (ledger) {
            HIOS_TRY(earlier, DoneObjects::load(*ledger, spec.job, mapping_digest(spec)));
        }
        HIOS_TRY(report.listing, list_source(*source, spec, earlier ? &*earlier : nullptr, clock, metrics, control,
                                             [&](const PlannedObject& object) {
                                                 objects.push_back(object);
                                                 return Outcome<void>{};
                                             }));
    }
    metrics.objects_total = objects.size();
    metrics.bytes_total = report.listing.bytes;

    io::FileSpoolFactory files(scratch);
    RunContext context(spec, *source, *source, files, metrics, EngineKind::kGraph);
    fhir::ConditionalIndex index;
    const auto known = [&](fhir::ConditionalIndex& wanted) {
        return ledger ? ledger->offer_known(spec.job, wanted) : Outcome<void>{};
    };
    HIOS_CHECK(gather_index(
        context, [&] { return feed_from(objects); }, known, control, index));

    metrics.phase = Metrics::Phase::kRunning;
    PlanningSpools spools(files);
    std::set<std::uint32_t> import_groups;
    PlannedMaintained maintained(ledger.get(), spec.job);
    const auto close = [&](std::unique_ptr<pack::Group> group) {
        report.account += group->account;
        report.shards += group->shards.size();
        for (const pack::Shard& shard : group->shards) {
            if (shard.import_group != pack::kNoImportGroup) import_groups.insert(shard.import_group);
        }
        maintained.closed(*group);
    };
    pack::Packer packer(pack_settings(spec), spools, state, close, &maintained);
    Conversion convert(context, &index, nullptr);
    const auto check = [&](Outcome<void> outcome) {
        if (!outcome) control.fail(std::move(outcome).error());
    };
    StageSet stages;
    stages.convert = [&](Work& work) { convert(work); };
    stages.pack = [&](Work& work, const EmitSeal&) {
        const Format& format = context.formats[work.format];
        for (const hios::Document& document : work.documents) {
            const std::string_view kind = document.unreadable ? "unreadable" : format.kind_of(document);
            ++report.documents_by_kind[std::string(kind)];
        }
        check(packer.add(work));
        metrics.objects_done += work.objects.size();
    };
    stages.finish = [&](const EmitSeal&) { check(packer.finish()); };
    run_pass(context, feed_from(objects), stages, control);
    metrics.phase = Metrics::Phase::kDone;
    if (auto failure = control.failure()) return fail(std::move(*failure));
    report.import_jobs = spec.import.service == "none" ? 0 : import_groups.size();
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    return report;
}

}  // namespace hios::jobs
