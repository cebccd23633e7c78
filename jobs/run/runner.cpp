#include "jobs/run/runner.hpp"

#include <algorithm>
#include <condition_variable>
#include <set>
#include <thread>

#include <fmt/format.h>

#include "jobs/import/services.hpp"
#include "jobs/ledger/codes.hpp"
#include "jobs/run/feed.hpp"
#include "jobs/run/gather.hpp"
#include "jobs/run/importing.hpp"
#include "jobs/run/leftovers.hpp"
#include "jobs/run/listing.hpp"
#include "jobs/run/manifest.hpp"
#include "jobs/run/outcome_of_run.hpp"
#include "jobs/run/packing.hpp"
#include "jobs/run/retry_plan.hpp"
#include "jobs/run/run_claim.hpp"
#include "jobs/run/uncommitted.hpp"
#include "jobs/run/zones.hpp"
#include "jobs/spec/describe.hpp"
#include "pipeline/codes.hpp"

namespace hios::jobs {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::uint64_t kToleranceFloor = 1000;  // documents before a share of rejects says anything in mid-run

// Asks for a stop when the time is up.
class TimeLimit {
public:
    TimeLimit(std::optional<std::chrono::seconds> limit, RunControl& control) {
        if (!limit) return;
        thread_ = std::thread([this, &control, after = *limit] {
            std::unique_lock lock(mutex_);
            if (!wake_.wait_for(lock, after, [this] { return ended_; })) {
                reached_ = true;
                control.request_stop(true);
            }
        });
    }
    ~TimeLimit() {
        {
            const std::lock_guard lock(mutex_);
            ended_ = true;
        }
        wake_.notify_all();
        if (thread_.joinable()) thread_.join();
    }
    TimeLimit(const TimeLimit&) = delete;
    TimeLimit& operator=(const TimeLimit&) = delete;
    [[nodiscard]] bool reached() const { return reached_; }

private:
    std::mutex mutex_;
    std::condition_variable wake_;
    bool ended_ = false;
    std::atomic<bool> reached_{false};
    std::thread thread_;
};

class Runner {
public:
    Runner(const JobSpec& spec, const RunOptions& options, RunControl& control, Metrics& metrics, Clock& clock)
        : spec_(spec),
          options_(options),
          control_(control),
          metrics_(metrics),
          clock_(clock),
          began_(SteadyClock::now()) {}

    Outcome<RunSummary> run() {
        HIOS_CHECK(open());
        HIOS_TRY(const auto lock, JobLock::acquire(spec_.state, spec_.job, to_iso8601(clock_.now())));
        // Before anything is read: what is wrong with the service would else be told after hours of packing.
        HIOS_TRY(service_, make_import_service(spec_, *staging_));
        HIOS_CHECK(begin());
        const std::filesystem::path scratch = spec_.state / "scratch" / spec_.job;
        std::error_code ignored;
        std::filesystem::remove_all(scratch, ignored);  // left by a killed process; the lock says that it is gone
        io::FileSpoolFactory spools(scratch);
        RunContext context(spec_, *source_, *error_zone_, spools, metrics_, options_.engine);
        const TimeLimit time_limit(spec_.limits.max_duration, control_);
        if (auto worked = work(context); !worked) control_.fail(std::move(worked).error());
        std::filesystem::remove_all(scratch, ignored);
        return end(time_limit.reached());
    }

private:
    void note(std::string_view text) const {
        if (options_.note) options_.note(text);
    }

    Outcome<void> open() {
        std::error_code error;
        std::filesystem::create_directories(spec_.state, error);
        if (error)
            return fail(fatal(codes::kPermission, fmt::format("the state folder {} cannot be made: {}",
                                                              spec_.state.string(), error.message())));
        HIOS_TRY(source_, open_zone(spec_, Zone::kSource));
        HIOS_TRY(staging_, open_zone(spec_, Zone::kStaging));
        HIOS_TRY(error_zone_, open_zone(spec_, Zone::kError));
        HIOS_CHECK(try_writing(*staging_));
        HIOS_CHECK(try_writing(*error_zone_));
        HIOS_TRY(names_, observe::ObjectNames::open(spec_.state, options_.plain_keys));
        HIOS_TRY(ledger_, Ledger::open(spec_.state));
        return {};
    }

    // Finds the run to continue, or begins one.
    Outcome<void> begin() {
        HIOS_TRY(auto unfinished, ledger_->unfinished_run(spec_.job));
        if (unfinished && !options_.retry_of.empty() && unfinished->retry_of != options_.retry_of) {
            return fail(
                fatal(codes::kOpenRun, fmt::format("run {} of job {} has not ended", unfinished->id, spec_.job)));
        }
        if (unfinished && unfinished->digest == spec_.digest) {
            run_ = std::move(*unfinished);
            note(fmt::format("continuing run {}", run_.id));
            clear_leftovers(run_.id);
            HIOS_CHECK(find_uncommitted_shards());
            if (!run_.retry_of.empty() && options_.retry_of.empty())
                note("it is a retry; run the job once more for what is new");
            return {};
        }
        if (unfinished) {
            note(fmt::format("run {} is left as it is: the job has changed since", unfinished->id));
            clear_leftovers(unfinished->id);
            // Groups that it committed but did not import are nobody's any more: the new run reads all again.
            HIOS_CHECK(ledger_->forget_objects(unfinished->number));
            HIOS_CHECK(ledger_->set_state(unfinished->number, RunState::kAbandoned));
        }
        const std::string text = describe(spec_).dump(2);
        const std::string now = to_iso8601(clock_.now());
        const auto claim = [&](const std::string& id) { return claim_run(*staging_, id, spec_.job, now); };
        HIOS_TRY(run_, ledger_->begin_run(spec_.job, spec_.digest, text, now, options_.retry_of, claim));
        HIOS_TRY(const auto records, io::open_store((spec_.state / "runs").string(), io::StoreMode::kCreate));
        const auto put = records->put(run_.id + "/spec.json", text + "\n", {});
        return put ? Outcome<void>{} : Outcome<void>(fail(Error(put.error())));
    }

    // The job's lock is held, so nobody is writing there.
    void clear_leftovers(const std::string& run) const {
        remove_leftovers(*staging_, spec_.staging_uri, run);
        remove_leftovers(*error_zone_, spec_.error_uri, run);
    }

    // A remote zone keeps those of import groups until their group is closed again: most need not be sent again.
    Outcome<void> find_uncommitted_shards() {
        HIOS_TRY(const auto shards, ledger_->shards(run_.number));
        std::set<std::string> committed;
        for (const ShardRecord& shard : shards) committed.insert(shard.key);
        std::vector<std::string> leftover;
        const auto visit = [&](ObjectInfo&& object) {
            if (!committed.contains(object.key)) leftover.push_back(std::move(object.key));
            return true;
        };
        HIOS_CHECK(staging_->list(run_.id + "/import/", visit, [](Error&&) {}));
        HIOS_CHECK(staging_->list(lake_prefix(run_.id), visit, [](Error&&) {}));
        uncommitted_ = std::make_unique<Uncommitted>(*staging_, std::move(leftover));
        const bool remote = dynamic_cast<io::RemoteStore*>(staging_.get()) != nullptr;
        return remote ? uncommitted_->remove_outside(run_.id + "/import/") : uncommitted_->remove_below("");
    }

    // The steps, from wherever an earlier process left them. Leaves early when told to stop.
    Outcome<void> work(RunContext& context) {
        mapping_ = mapping_digest(spec_);
        if (run_.state == RunState::kListing) HIOS_CHECK(list());
        if (control_.stop_requested()) return {};
        if (run_.state == RunState::kGathering) HIOS_CHECK(gather(context));
        if (control_.stop_requested()) return {};

        Importing importing(std::move(service_), spec_, *ledger_, run_, *staging_, *error_zone_, context.spools,
                            metrics_, control_, options_.events, clock_);
        // A process may have died between the commit that exceeded the tolerance and the run's end.
        HIOS_TRY(account_, ledger_->account(run_.number));
        HIOS_TRY(const auto packed, ledger_->pack_state(run_.number));
        if (tolerance_exceeded(packed.position.object >= run_.planned)) {
            tolerance_stop_ = true;
            return {};
        }
        HIOS_CHECK(importing.resume());
        if (run_.state == RunState::kPacking) HIOS_CHECK(pack(context, importing));
        if (control_.stop_requested()) importing.stop();
        import_failure_ = importing.finish();
        return {};
    }

    Outcome<void> list() {
        Listing listing;
        std::vector<RejectedRecord> rejects;
        std::optional<DoneObjects> earlier;
        if (run_.retry_of.empty()) {
            HIOS_TRY(earlier, DoneObjects::load(*ledger_, spec_.job, mapping_));
        } else {
            HIOS_TRY(const auto retried, ledger_->find_run(run_.retry_of));
            if (!retried) return fail(fatal(codes::kNoRun, fmt::format("run {} is not in this ledger", run_.retry_of)));
            HIOS_TRY(rejects, ledger_->open_rejects(retried->number, options_.retry_code));
        }
        HIOS_CHECK(ledger_->make_plan(
            run_.number, [&](const Ledger::AddPlanned& add) { return fill_plan(add, earlier, rejects, listing); }));
        if (control_.stop_requested()) return {};
        run_.listed = listing.listed;
        run_.skipped = listing.skipped;
        run_.planned = listing.listed - listing.skipped;
        if (listing.skipped > listing.done)
            note(fmt::format("{} objects are left out: younger than source.min_age, or larger than source.max_size",
                             listing.skipped - listing.done));
        HIOS_CHECK(ledger_->set_listed(run_.number, run_.listed, run_.skipped));
        return enter(RunState::kGathering);
    }

    Outcome<void> fill_plan(const Ledger::AddPlanned& add, std::optional<DoneObjects>& earlier,
                            const std::vector<RejectedRecord>& rejects, Listing& listing) {
        if (!earlier) {
            HIOS_TRY(const std::uint32_t planned, plan_retry(rejects, run_.retry_of, *source_, *error_zone_, add));
            listing.listed = planned;
            metrics_.objects_total = planned;
            return {};
        }
        HIOS_TRY(listing, list_source(*source_, spec_, &*earlier, clock_, metrics_, control_, add));
        return {};
    }

    Outcome<void> enter(RunState state) {
        run_.state = state;
        if (options_.events != nullptr) options_.events->status(metrics_);
        return ledger_->set_state(run_.number, state);
    }

    Outcome<void> gather(RunContext& context) {
        fhir::ConditionalIndex index;
        const auto feed = [&] { return feed_from_plan(*ledger_, run_.number, {}, control_); };
        const auto known = [&](fhir::ConditionalIndex& wanted) -> Outcome<void> {
            if (!wanted.wanted().empty()) HIOS_CHECK(ledger_->sort_identifiers(spec_.job));
            return ledger_->offer_known(spec_.job, wanted);
        };
        HIOS_CHECK(gather_index(context, feed, known, control_, index));
        if (control_.stop_requested()) return {};
        HIOS_CHECK(ledger_->keep_index(run_.number, index));
        return enter(RunState::kPacking);
    }

    Outcome<void> pack(RunContext& context, Importing& importing) {
        metrics_.phase = Metrics::Phase::kRunning;
        fhir::ConditionalIndex index;
        HIOS_CHECK(ledger_->load_index(run_.number, index));
        HIOS_TRY(const pack::PackState state, ledger_->pack_state(run_.number));
        HIOS_TRY(account_, ledger_->account(run_.number));
        HIOS_TRY(metrics_.bytes_total, ledger_->planned_bytes(run_.number, state.position.object));
        metrics_.objects_total = run_.planned - std::min<std::uint64_t>(run_.planned, state.position.object);

        PackingTarget target{*ledger_, run_, *staging_, mapping_, &index, {}, {}, {}};
        target.on_commit = [&](const pack::Account& account, const std::vector<ImportRecord>& imports, bool last) {
            account_ += account;
            if (options_.events != nullptr) options_.events->status(metrics_);
            if (tolerance_exceeded(last)) {
                tolerance_stop_ = true;
                control_.request_stop(false);
            } else {
                importing.submit(imports);
            }
        };
        target.uncommitted = uncommitted_.get();
        target.on_rejects = [&](const Work& work) { tell_rejects(work); };
        target.on_shard = [&](const ShardRecord& shard) {
            if (options_.events != nullptr)
                options_.events->shard(
                    {shard.pack_group, shard.type, shard.key, shard.lines, shard.bytes, shard.sha256});
        };
        Packing packing(context, std::move(target), control_, state);
        run_pass(context, feed_from_plan(*ledger_, run_.number, state.position, control_), packing.stages(), control_);
        if (control_.failed() || control_.stop_requested()) return {};
        return enter(RunState::kImporting);
    }

    void tell_rejects(const Work& work) {
        if (options_.events == nullptr) return;
        const auto tell = [&](const Error& error, std::string_view stage, const std::string& name) {
            options_.events->reject({error.code->id, stage, names_.display(name), error.where.offset,
                                     error.where.length, error.where.path});
        };
        for (const Reject& reject : work.rejects) tell(reject.error, "convert", *work.documents[reject.document].name);
        for (const ObjectEnd& object : work.objects) {
            if (object.unreadable) tell(*object.unreadable, "fetch", *object.name);
        }
    }

    [[nodiscard]] bool tolerance_exceeded(bool at_the_end) const {
        if (!spec_.tolerance.rejects) return false;
        const auto& documents = account_.documents;
        if (documents.read == 0 || (!at_the_end && documents.read < kToleranceFloor)) return false;
        return static_cast<double>(documents.rejected) > *spec_.tolerance.rejects * static_cast<double>(documents.read);
    }

    // The account, in the ledger and in files, whatever happened.
    Outcome<RunSummary> end(bool time_is_up) {
        HIOS_TRY(RunSummary summary, summarise(*ledger_, run_, spec_));
        account_ = summary.account;
        HowItEnded how;
        how.failure = control_.failure();
        how.import_failure = import_failure_ ? std::nullopt : std::optional(import_failure_.error());
        how.tolerance_exceeded = tolerance_stop_ || tolerance_exceeded(true);
        // While the plan is not made, nobody knows what is pending.
        how.time_is_up = time_is_up && (summary.pending > 0 || run_.state < RunState::kPacking || how.import_failure);
        how.stopped = control_.stop_requested() && !time_is_up && !tolerance_stop_;
        if (options_.stopped_by) how.stop_signal = options_.stopped_by();
        judge(how, summary);
        summary.seconds = std::chrono::duration<double>(SteadyClock::now() - began_).count();
        summary.bytes_read = metrics_.bytes_done;
        summary.peak_rss_bytes = peak_rss_bytes();
        summary.stages = stages_of(metrics_);
        summary.ended = to_iso8601(clock_.now());
        metrics_.phase = Metrics::Phase::kDone;

        const bool over = is_over(how, summary);
        if (over && !run_.retry_of.empty()) {
            HIOS_TRY(const auto retried, ledger_->find_run(run_.retry_of));
            if (retried) HIOS_CHECK(ledger_->close_rejects(retried->number, run_.number));
        }
        // What was not submitted because of the rejects is taken again once they are mended.
        if (how.tolerance_exceeded && over) HIOS_CHECK(ledger_->forget_objects(run_.number));
        const std::string text = to_json(summary).dump(2) + "\n";
        if (over) {
            HIOS_CHECK(write_manifest(*staging_, summary, spec_, mapping_));
            if (auto put = staging_->put(run_.id + "/summary.json", text, {}); !put)
                return fail(std::move(put).error());
        }
        HIOS_TRY(const auto records, io::open_store((spec_.state / "runs").string(), io::StoreMode::kCreate));
        if (auto put = records->put(run_.id + "/summary.json", text, {}); !put) return fail(std::move(put).error());
        if (over) HIOS_CHECK(ledger_->end_run(run_.number, summary.ended, text, summary.exit_code));
        if (options_.events != nullptr) {
            options_.events->summary(to_json(summary));
            options_.events->exit(summary.exit_code, summary.status);
        }
        return summary;
    }

    const JobSpec& spec_;
    const RunOptions& options_;
    RunControl& control_;
    Metrics& metrics_;
    Clock& clock_;
    const SteadyClock::time_point began_;
    std::unique_ptr<ObjectStore> source_;
    std::unique_ptr<ObjectStore> staging_;
    std::unique_ptr<ObjectStore> error_zone_;
    std::unique_ptr<ImportService> service_;    // until the packing begins
    std::unique_ptr<Uncommitted> uncommitted_;  // null: this run was not interrupted
    observe::ObjectNames names_;
    std::unique_ptr<Ledger> ledger_;
    RunRecord run_;
    std::string mapping_;
    pack::Account account_;
    Outcome<void> import_failure_;
    bool tolerance_stop_ = false;
};

}  // namespace

Outcome<RunSummary> run_job(const JobSpec& spec, const RunOptions& options, RunControl& control, Metrics& metrics,
                            Clock& clock) {
    return Runner(spec, options, control, metrics, clock).run();
}

}  // namespace hios::jobs
