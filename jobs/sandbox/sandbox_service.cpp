#include "jobs/sandbox/sandbox_service.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <exception>

#include "jobs/import/codes.hpp"
#include "jobs/import/request.hpp"
#include "jobs/sandbox/import_run.hpp"
#include "pipeline/codes.hpp"

namespace hios::sandbox {
namespace {

using jobs::ImportState;

constexpr std::uint32_t kMostShortages = 5;

// 32 hex digits, as HealthLake's. The same token answers the same id in every data store of this name.
std::string job_id_of(const std::string& datastore_id, const std::string& client_token) {
    const std::string text = datastore_id + '\n' + client_token;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr);
    std::string id;
    for (std::size_t i = 0; i < 16; ++i) id += fmt::format("{:02x}", digest[i]);
    return id;
}

bool same_request(const jobs::ImportRequest& a, const jobs::ImportRequest& b) {
    return a.job_name == b.job_name && a.input_prefix == b.input_prefix && a.output_prefix == b.output_prefix &&
           a.validation_level == b.validation_level;
}

bool is_waiting(ImportState state) {
    return state == ImportState::kSubmitted || state == ImportState::kQueued;
}

void sum_up(const std::vector<JobFile>& files, jobs::ImportStatus& status) {
    status.scanned = status.imported = status.failed = 0;
    for (const JobFile& file : files) {
        status.scanned += file.scanned;
        status.imported += file.imported;
        status.failed += file.failed;
    }
}

Failure unknown_job() {
    return fail(reject(codes::kImportUnknownJob, "the sandbox has no import job of this id"));
}

}  // namespace

Outcome<std::unique_ptr<SandboxService>> SandboxService::open(SandboxSettings settings, ObjectStore& staging) {
    HIOS_TRY(auto store, SandboxStore::open(settings.database));
    settings.limits.running_jobs = 1;
    std::unique_ptr<SandboxService> service(new SandboxService(std::move(settings), staging, std::move(store)));
    HIOS_CHECK(service->load());
    service->worker_ = std::thread(&SandboxService::work, service.get());
    return service;
}

SandboxService::SandboxService(SandboxSettings settings, ObjectStore& staging, SandboxStore store)
    : settings_(std::move(settings)), staging_(staging), store_(std::move(store)), paused_(settings_.start_paused) {}

SandboxService::~SandboxService() {
    {
        const Guard guard(mutex_);
        stopping_ = true;
    }
    work_.notify_all();
    if (worker_.joinable()) worker_.join();
}

Outcome<void> SandboxService::load() {
    HIOS_TRY(auto stored, store_.jobs());
    for (StoredJob& job : stored) {
        Entry& entry = entries_.emplace_back();
        entry.status.state = job.state;
        entry.status.message = job.message;
        entry.status.output_prefix = report_prefix(settings_, job);
        HIOS_TRY(const auto files, store_.files(job.job_id));
        sum_up(files, entry.status);
        entry.job = std::move(job);
        by_id_.emplace(entry.job.job_id, &entry);
    }
    return {};
}

Outcome<std::string> SandboxService::start(const jobs::ImportRequest& request) {
    HIOS_CHECK(jobs::check_request(request));
    Command command;
    command.kind = Command::Kind::kStart;
    command.job.job_id = job_id_of(settings_.datastore_id, request.client_token);
    command.job.request = request;
    Guard guard(mutex_);
    const std::string job_id = command.job.job_id;
    HIOS_CHECK(carry_out(guard, command));
    return job_id;
}

Outcome<jobs::ImportStatus> SandboxService::describe(const std::string& job_id) {
    const Guard guard(mutex_);
    const auto found = by_id_.find(job_id);
    if (found == by_id_.end()) return unknown_job();
    Entry& entry = *found->second;
    if (!entry.shortage) return entry.status;
    Error told = *entry.shortage;
    if (entry.shortages < kMostShortages) {
        entry.shortage.reset();
        work_.notify_all();
    } else {
        told.fault = Fault::kFatal;
    }
    return fail(std::move(told));
}

Outcome<void> SandboxService::cancel(const std::string& job_id) {
    Command command;
    command.kind = Command::Kind::kCancel;
    command.job.job_id = job_id;
    Guard guard(mutex_);
    const auto found = by_id_.find(job_id);
    if (found == by_id_.end()) return unknown_job();
    if (found->second == next_open()) cancelling_ = job_id;  // may be running
    return carry_out(guard, command);
}

void SandboxService::resume() {
    {
        const Guard guard(mutex_);
        paused_ = false;
    }
    work_.notify_all();
}

Outcome<void> SandboxService::carry_out(Guard& guard, Command& command) {
    if (stopping_) return fail(retryable(codes::kImportStopping, "the sandbox is being closed"));
    commands_.push_back(&command);
    work_.notify_all();
    answered_.wait(guard, [&] { return command.answer.has_value(); });
    return std::move(*command.answer);
}

void SandboxService::work() {
    Guard guard(mutex_);
    for (;;) {
        work_.wait(guard, [this] { return stopping_ || !commands_.empty() || (!paused_ && next_open() != nullptr); });
        serve(guard);
        if (stopping_) return;
        queue_submitted(guard);
        if (Entry* entry = next_open(); entry != nullptr && !paused_) run(guard, *entry);
    }
}

void SandboxService::serve(Guard& guard) {
    while (!commands_.empty()) {
        Command* command = commands_.front();
        commands_.pop_front();
        if (stopping_) {
            command->answer = fail(retryable(codes::kImportStopping, "the sandbox is being closed"));
        } else if (command->kind == Command::Kind::kStart) {
            command->answer = serve_start(guard, command->job);
        } else {
            command->answer = serve_cancel(guard, command->job.job_id);
        }
        answered_.notify_all();
    }
}

Outcome<void> SandboxService::serve_start(Guard& guard, StoredJob& job) {
    if (const auto found = by_id_.find(job.job_id); found != by_id_.end()) {
        if (same_request(found->second->job.request, job.request)) return {};
        return fail(fatal(codes::kImportTokenReused, "the client token belongs to a job with other settings"));
    }
    const auto waiting = std::count_if(entries_.begin(), entries_.end(),
                                       [](const Entry& entry) { return is_waiting(entry.status.state); });
    if (static_cast<std::size_t>(waiting) >= settings_.limits.queued_jobs) {
        return fail(retryable(codes::kImportQueueFull, fmt::format("{} import jobs are waiting already", waiting)));
    }
    guard.unlock();
    auto stored = store_.add_job(job);
    guard.lock();
    if (!stored) return stored;
    Entry& entry = entries_.emplace_back();
    entry.job = std::move(job);
    entry.status.output_prefix = report_prefix(settings_, entry.job);
    by_id_.emplace(entry.job.job_id, &entry);
    return {};
}

Outcome<void> SandboxService::serve_cancel(Guard& guard, const std::string& job_id) {
    Entry& entry = *by_id_.at(job_id);
    cancelling_.clear();
    if (jobs::is_terminal(entry.status.state)) return {};
    end_job(guard, entry, ImportState::kFailed, "The import job was cancelled.");
    return {};
}

void SandboxService::queue_submitted(Guard& guard) {
    for (Entry& entry : entries_) {
        if (entry.status.state != ImportState::kSubmitted) continue;
        guard.unlock();
        const auto stored = store_.set_state(entry.job.job_id, ImportState::kQueued, {});
        guard.lock();
        // The step to QUEUED carries no work: when it cannot be stored, a restart takes it again.
        (void)stored;
        entry.status.state = entry.job.state = ImportState::kQueued;
    }
}

SandboxService::Entry* SandboxService::next_open() {
    const auto found = std::find_if(entries_.begin(), entries_.end(), [](const Entry& entry) {
        return !jobs::is_terminal(entry.status.state) && !entry.shortage;
    });
    return found == entries_.end() ? nullptr : &*found;
}

bool SandboxService::interrupted(const std::string& job_id) {
    const Guard guard(mutex_);
    return stopping_ || cancelling_ == job_id;
}

void SandboxService::run(Guard& guard, Entry& entry) {
    const std::string job_id = entry.job.job_id;
    const auto stop = [this, &job_id] { return interrupted(job_id); };
    ImportRun job(store_, staging_, settings_, entry.job);
    const auto step = [&](auto&& call) -> Outcome<bool> {
        guard.unlock();
        Outcome<bool> result = true;
        try {
            result = call();
        } catch (const std::bad_alloc&) {
            result = fail(fatal(codes::kMemory, "the import job needs more memory than there is"));
        } catch (const std::exception&) {
            result = fail(fatal(codes::kInternal, "the import job ended by an exception"));
        }
        guard.lock();
        return result;
    };

    Outcome<bool> result = step([&] { return job.prepare(stop); });
    if (result && *result) entry.status.state = entry.job.state = ImportState::kInProgress;
    for (;;) {
        sum_up(job.files(), entry.status);
        // Between two files other threads get their turn.
        serve(guard);
        if (stopping_ || jobs::is_terminal(entry.status.state)) return;
        queue_submitted(guard);
        if (result && !*result) return;  // interrupted without need: taken up again
        if (!result || !job.has_next()) break;
        result = step([&] { return job.import_next(stop); });
    }
    if (result) {
        result = step([&]() -> Outcome<bool> {
            HIOS_CHECK(job.write_manifest());
            return true;
        });
    }
    if (!result && result.error().fault == Fault::kRetry) {
        // No verdict on the job: it is taken up again where it stands, by the next process at the latest.
        entry.shortage = std::move(result).error();
        ++entry.shortages;
    } else if (!result) {
        end_job(guard, entry, ImportState::kFailed, to_text(result.error()));
    } else {
        end_job(guard, entry, entry.status.failed > 0 ? ImportState::kCompletedWithErrors : ImportState::kCompleted,
                {});
    }
}

void SandboxService::end_job(Guard& guard, Entry& entry, ImportState state, std::string message) {
    guard.unlock();
    const auto stored = store_.set_state(entry.job.job_id, state, message);
    guard.lock();
    if (!stored) {
        // Not on the disk: the next process takes the job up again.
        entry.shortage = stored.error();
        return;
    }
    entry.status.state = entry.job.state = state;
    entry.status.message = entry.job.message = std::move(message);
}

}  // namespace hios::sandbox
