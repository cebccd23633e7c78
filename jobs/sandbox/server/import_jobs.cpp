#include "jobs/sandbox/server/import_jobs.hpp"

#include <algorithm>
#include <exception>

#include <fmt/format.h>
#include <openssl/rand.h>

#include "jobs/sandbox/server/import_work.hpp"
#include "pipeline/codes.hpp"

namespace hios::sandbox {
namespace {

using jobs::ImportState;

std::string random_hex() {
    std::string bytes(16, '\0');
    RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    return to_hex(bytes);
}

}  // namespace

Outcome<std::unique_ptr<ImportJobs>> ImportJobs::open(const ServerSettings& settings, S3World& world) {
    HIOS_TRY(auto contents, SandboxStore::open(settings.data / "sandbox.sqlite"));
    HIOS_TRY(auto table, JobTable::open(settings.data / "imports.sqlite"));
    HIOS_TRY(auto known, table.jobs());
    std::unique_ptr<ImportJobs> jobs(new ImportJobs(settings, world, std::move(table), std::move(contents)));
    jobs->jobs_ = {std::make_move_iterator(known.begin()), std::make_move_iterator(known.end())};
    jobs->worker_ = std::thread([&jobs = *jobs] { jobs.work(); });
    return jobs;
}

ImportJobs::ImportJobs(const ServerSettings& settings, S3World& world, JobTable table, SandboxStore contents)
    : settings_(settings),
      world_(world),
      contents_(std::move(contents)),
      table_(std::move(table)),
      paused_(settings.start_paused) {}

ImportJobs::~ImportJobs() {
    {
        const Guard guard(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (worker_.joinable()) worker_.join();
}

void ImportJobs::resume() {
    {
        const Guard guard(mutex_);
        paused_ = false;
    }
    wake_.notify_all();
}

const Role* ImportJobs::role(std::string_view arn) const {
    const auto found =
        std::find_if(settings_.roles.begin(), settings_.roles.end(), [arn](const Role& one) { return one.arn == arn; });
    return found == settings_.roles.end() ? nullptr : &*found;
}

Answer<HealthLakeJob> ImportJobs::start(HealthLakeJob job) {
    const Guard guard(mutex_);
    if (job.client_token.empty()) {
        job.client_token = random_hex();
    } else {
        const auto known = std::find_if(jobs_.begin(), jobs_.end(), [&job](const HealthLakeJob& one) {
            return one.client_token == job.client_token;
        });
        if (known != jobs_.end() && known->request_digest == job.request_digest) return *known;
        if (known != jobs_.end())
            return refuse(400, "ValidationException", "The ClientToken was used before with other parameters.");
    }
    if (role(job.role_arn) == nullptr)
        return refuse(403, "AccessDeniedException",
                      fmt::format("User is not authorized to perform: iam:PassRole on resource: {}", job.role_arn));
    const auto waiting = std::count_if(jobs_.begin(), jobs_.end(), [](const HealthLakeJob& one) {
        return one.state == ImportState::kSubmitted || one.state == ImportState::kQueued;
    });
    if (static_cast<std::size_t>(waiting) >= settings_.limits.queued_jobs)
        return refuse(400, "ThrottlingException",
                      fmt::format("The maximum number of queued import jobs is {}.", settings_.limits.queued_jobs));
    job.job_id = to_hex(digest_of(DigestKind::kSha256, settings_.datastore_id + "\n" + job.client_token)).substr(0, 32);
    job.submitted_ms = world_.now_ms();
    HIOS_STORED_CHECK(table_.add(job));
    write_probe(job);
    jobs_.push_back(job);
    wake_.notify_all();
    return job;
}

// The live service tries at submission whether it may write, and leaves the empty object there. A failure shows when
// the job runs.
void ImportJobs::write_probe(const HealthLakeJob& job) {
    RoleView view(world_, *role(job.role_arn), job.kms_key);
    RoleObject probe(view, s3_place(probe_uri(job)));
    (void)probe.publish();
}

std::optional<HealthLakeJob> ImportJobs::find(const std::string& job_id) {
    const Guard guard(mutex_);
    const auto found =
        std::find_if(jobs_.begin(), jobs_.end(), [&job_id](const HealthLakeJob& one) { return one.job_id == job_id; });
    if (found == jobs_.end()) return std::nullopt;
    return *found;
}

std::vector<HealthLakeJob> ImportJobs::all() {
    const Guard guard(mutex_);
    return {jobs_.rbegin(), jobs_.rend()};
}

HealthLakeJob* ImportJobs::next_open() {
    const auto found = std::find_if(jobs_.begin(), jobs_.end(), [this](const HealthLakeJob& one) {
        return !jobs::is_terminal(one.state) &&
               std::find(given_up_.begin(), given_up_.end(), one.job_id) == given_up_.end();
    });
    return found == jobs_.end() ? nullptr : &*found;
}

void ImportJobs::queue_submitted() {
    for (HealthLakeJob& job : jobs_) {
        if (job.state != ImportState::kSubmitted) continue;
        job.state = ImportState::kQueued;
        // Carries no work: what is not stored, a restart does again.
        (void)table_.update(job);
    }
}

void ImportJobs::work() {
    Guard guard(mutex_);
    for (;;) {
        wake_.wait(guard, [this] { return stopping_ || (!paused_ && next_open() != nullptr); });
        if (stopping_) return;
        queue_submitted();
        run(guard, *next_open());
    }
}

void ImportJobs::run(Guard& guard, HealthLakeJob& job) {
    const HealthLakeJob started = job;
    const Role none{started.role_arn, {""}};  // of a role that the settings no longer name: no bucket at all
    const Role* given = role(started.role_arn);
    const auto interrupted = [this] {
        const Guard inner(mutex_);
        return stopping_;
    };
    const auto on_progress = [this, &job](const JobProgress& now) {
        const Guard inner(mutex_);
        queue_submitted();
        job.progress = now;
        job.state = ImportState::kInProgress;
    };
    job.state = ImportState::kInProgress;
    (void)table_.update(job);
    guard.unlock();
    Outcome<bool> result = false;
    JobProgress sum;
    try {
        ImportWork work(world_, contents_, settings_, started, given != nullptr ? *given : none);
        result = work.run(interrupted, on_progress);
        sum = work.progress();
    } catch (const std::exception&) {
        result = fail(fatal(codes::kInternal, "the import job ended by an exception"));
    }
    guard.lock();
    if (result && !*result) return;  // interrupted: the next process goes on
    if (!result && result.error().fault == Fault::kRetry) {
        given_up_.push_back(job.job_id);
        job.message = to_text(result.error());
        return;
    }
    job.progress = sum;
    job.message = result ? std::string() : result.error().what;
    job.state = !result          ? ImportState::kFailed
                : sum.failed > 0 ? ImportState::kCompletedWithErrors
                                 : ImportState::kCompleted;
    job.ended_ms = world_.now_ms();
    if (const auto stored = table_.update(job); !stored) given_up_.push_back(job.job_id);
}

}  // namespace hios::sandbox
