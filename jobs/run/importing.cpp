#include "jobs/run/importing.hpp"

#include <fmt/format.h>

#include "jobs/import/services.hpp"
#include "jobs/run/import_join.hpp"
#include "jobs/run/packing.hpp"
#include "stages/pack/sha256.hpp"

namespace hios::jobs {
namespace {

// A job that failed as a whole is started anew under another token, which the ledger stores first.
std::string next_token(const std::string& token) {
    pack::Sha256 hash;
    hash.update(token);
    return hash.hex();
}

}  // namespace

Importing::Importing(std::unique_ptr<ImportService> service, const JobSpec& spec, Ledger& ledger, const RunRecord& run,
                     ObjectStore& staging, ObjectStore& error_zone, SpoolFactory& spools, Metrics& metrics,
                     RunControl& control, observe::EventSink* events, Clock& clock)
    : service_(std::move(service)),
      spec_(spec),
      ledger_(ledger),
      run_(run),
      staging_(staging),
      error_zone_(error_zone),
      spools_(spools),
      metrics_(metrics),
      control_(control),
      events_(events) {
    if (!service_) return;
    SubmitterCallbacks callbacks;
    callbacks.on_started = [this](std::uint64_t ordinal, const std::string& job_id) { started(ordinal, job_id); };
    callbacks.on_progress = [this](std::uint64_t ordinal, const ImportStatus& status) { progressed(ordinal, status); };
    callbacks.on_finished = [this](std::uint64_t ordinal, const ImportStatus& status) { finished(ordinal, status); };
    submitter_ = std::make_unique<Submitter>(*service_, clock, std::move(callbacks), pace_of(spec), &stop_);
}

Importing::~Importing() {
    stop_ = true;
}

ImportGroup Importing::group_of(const ImportRecord& import) const {
    ImportGroup group;
    group.ordinal = import.import_group;
    group.request.client_token = import.token;
    group.request.job_name = fmt::format("{}-{:05}", spec_.job.substr(0, 40), import.import_group);
    group.request.input_prefix = import.prefix;
    group.request.output_prefix = report_prefix(run_.id, import.import_group);
    group.request.validation_level = validate::to_string(spec_.validate.level);
    return group;
}

Outcome<void> Importing::resume() {
    if (!submitter_) return {};
    HIOS_TRY(auto imports, ledger_.imports(run_.number));
    for (ImportRecord& import : imports) {
        if (import.reported) continue;
        if (import.state == to_string(ImportState::kFailed)) {
            import.token = next_token(import.token);
            import.job_id.clear();
            import.state.clear();
            import.message.clear();
            import.output_prefix.clear();
            import.scanned = import.imported = import.failed = 0;
            HIOS_CHECK(ledger_.update_import(run_.number, import));
        }
        const std::string job_id = import.job_id;
        const ImportGroup group = group_of(import);
        {
            const std::lock_guard lock(mutex_);
            imports_[import.import_group] = std::move(import);
        }
        ++metrics_.import_jobs_open;
        if (job_id.empty()) {
            submitter_->submit(group);
        } else {
            submitter_->resume(group, job_id);
        }
    }
    return {};
}

void Importing::submit(const std::vector<ImportRecord>& imports) {
    if (!submitter_) return;
    for (const ImportRecord& import : imports) {
        {
            const std::lock_guard lock(mutex_);
            imports_[import.import_group] = import;
        }
        ++metrics_.import_jobs_open;
        submitter_->submit(group_of(import));
    }
}

void Importing::store(const ImportRecord& import) {
    if (auto stored = ledger_.update_import(run_.number, import); !stored) control_.fail(std::move(stored).error());
}

void Importing::report(const ImportRecord& import) {
    if (events_ == nullptr) return;
    events_->import_job(
        {import.import_group, import.job_id, import.state, import.scanned, import.imported, import.failed});
}

void Importing::started(std::uint64_t ordinal, const std::string& job_id) {
    const std::lock_guard lock(mutex_);
    ImportRecord& import = imports_.at(ordinal);
    import.job_id = job_id;
    import.state = to_string(ImportState::kSubmitted);
    store(import);
    report(import);
}

void Importing::progressed(std::uint64_t ordinal, const ImportStatus& status) {
    const std::lock_guard lock(mutex_);
    ImportRecord& import = imports_.at(ordinal);
    metrics_.resources_imported += status.imported - std::min(status.imported, import.imported);
    import.state = to_string(status.state);
    import.scanned = status.scanned;
    import.imported = status.imported;
    import.failed = status.failed;
    report(import);
}

void Importing::finished(std::uint64_t ordinal, const ImportStatus& status) {
    progressed(ordinal, status);
    const std::lock_guard lock(mutex_);
    ImportRecord& import = imports_.at(ordinal);
    import.message = status.message;
    import.output_prefix = status.output_prefix;
    const bool failed_with_lines = status.state == ImportState::kFailed && status.failed > 0;
    if (status.state == ImportState::kCompletedWithErrors || failed_with_lines) {
        // Told before it is marked as reported: a crash in between repeats the join, which is harmless.
        auto written = write_import_failures(staging_, error_zone_, spools_, run_.id, import);
        if (!written) {
            control_.fail(std::move(written).error());
        } else if (*written != status.failed) {
            import.message += fmt::format("{}The report holds {} refused lines, the service counts {}.",
                                          import.message.empty() ? "" : " ", *written, status.failed);
        }
    }
    import.reported = status.state != ImportState::kFailed && !control_.failed();
    store(import);
    --metrics_.import_jobs_open;
    ++metrics_.import_jobs_done;
}

Outcome<void> Importing::finish() {
    if (!submitter_) return {};
    metrics_.phase = Metrics::Phase::kImporting;
    return submitter_->finish(std::chrono::duration_cast<std::chrono::milliseconds>(spec_.import.max_wait));
}

}  // namespace hios::jobs
