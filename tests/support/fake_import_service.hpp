#pragma once
// The in-memory twin of an import service: no thread, no time. Each describe() moves the oldest open job one step on,
// so that a test's polling is its clock. Results come from the staging zone (a line is good when it is a JSON object
// with resourceType and id), or from a script; faults and every call's time can be scripted and read.

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "jobs/import/codes.hpp"
#include "jobs/import/import_service.hpp"
#include "jobs/import/request.hpp"
#include "pipeline/clock.hpp"
#include "pipeline/object_store.hpp"

namespace hios::test {

// Thread-safe.
class FakeImportService final : public jobs::ImportService {
public:
    struct Call {
        std::string what;  // "start <client token>", "describe <job id>", "cancel <job id>"
        std::chrono::system_clock::time_point time;
    };

    explicit FakeImportService(ObjectStore& staging, const Clock& clock = system_clock())
        : staging_(staging), clock_(clock) {}

    // --- script
    void set_limits(const jobs::ImportLimits& limits) { limits_ = limits; }  // before first use
    void fail_starts(const Error& error, int times) { script_faults(start_faults_, error, times); }
    void fail_describes(const Error& error, int times) { script_faults(describe_faults_, error, times); }
    // How often the running job is described as IN_PROGRESS before it ends.
    void set_running_steps(int steps) {
        with_lock([&] { running_steps_ = steps; });
    }
    // How the job over this prefix ends, whatever is staged there.
    void set_result(const std::string& input_prefix, const jobs::ImportStatus& status) {
        with_lock([&] { results_[input_prefix] = status; });
    }
    void hold() {
        with_lock([&] { held_ = true; });
    }  // jobs are taken, none begins
    void release() {
        with_lock([&] { held_ = false; });
    }
    void forget_jobs() {
        with_lock([&] { jobs_.clear(); });
    }

    // --- record
    std::vector<Call> calls() const {
        const std::lock_guard lock(mutex_);
        return calls_;
    }
    std::vector<Call> calls(const std::string& beginning) const {
        std::vector<Call> found = calls();
        std::erase_if(found, [&](const Call& call) { return !call.what.starts_with(beginning); });
        return found;
    }
    std::size_t most_open() const {
        const std::lock_guard lock(mutex_);
        return most_open_;
    }

    // --- ImportService
    Outcome<std::string> start(const jobs::ImportRequest& request) override {
        const std::lock_guard lock(mutex_);
        note("start " + request.client_token);
        if (auto fault = next_fault(start_faults_)) return fail(std::move(*fault));
        HIOS_CHECK(jobs::check_request(request));
        const std::string id = "job-of-" + request.client_token.substr(0, 24);
        if (const Job* known = find(id); known != nullptr) {
            if (known->request.input_prefix == request.input_prefix) return id;
            return fail(fatal(codes::kImportTokenReused, "the token belongs to another job"));
        }
        const auto waiting = count([](const Job& job) { return job.status.state <= jobs::ImportState::kQueued; });
        if (waiting >= limits_.queued_jobs) return fail(retryable(codes::kImportQueueFull, "the queue is full"));
        Job& job = jobs_.emplace_back();
        job.id = id;
        job.request = request;
        job.status.output_prefix = request.output_prefix + "fake-FHIR_IMPORT-" + id + "/";
        most_open_ = std::max(most_open_, count([](const Job& any) { return !jobs::is_terminal(any.status.state); }));
        return id;
    }

    Outcome<jobs::ImportStatus> describe(const std::string& job_id) override {
        const std::lock_guard lock(mutex_);
        note("describe " + job_id);
        if (auto fault = next_fault(describe_faults_)) return fail(std::move(*fault));
        Job* job = find(job_id);
        if (job == nullptr) return fail(reject(codes::kImportUnknownJob, "no such job"));
        const jobs::ImportStatus status = job->status;
        HIOS_CHECK(advance());
        return status;
    }

    Outcome<void> cancel(const std::string& job_id) override {
        const std::lock_guard lock(mutex_);
        note("cancel " + job_id);
        Job* job = find(job_id);
        if (job == nullptr) return fail(reject(codes::kImportUnknownJob, "no such job"));
        if (jobs::is_terminal(job->status.state)) return {};
        job->status.state = jobs::ImportState::kFailed;
        job->status.message = "cancelled";
        return {};
    }

    [[nodiscard]] jobs::ImportLimits limits() const override { return limits_; }

private:
    struct Job {
        std::string id;
        jobs::ImportRequest request;
        jobs::ImportStatus status;
        int steps = 0;
    };
    struct Fault {
        Error error;
        int times = 0;
    };

    template <class Change>
    void with_lock(Change&& change) {
        const std::lock_guard lock(mutex_);
        change();
    }
    void script_faults(std::deque<Fault>& faults, const Error& error, int times) {
        with_lock([&] { faults.push_back({error, times}); });
    }
    static std::optional<Error> next_fault(std::deque<Fault>& faults) {
        while (!faults.empty() && faults.front().times == 0) faults.pop_front();
        if (faults.empty()) return std::nullopt;
        --faults.front().times;
        return faults.front().error;
    }
    void note(std::string what) { calls_.push_back({std::move(what), clock_.now()}); }
    template <class Wanted>
    [[nodiscard]] std::size_t count(const Wanted& wanted) const {
        return static_cast<std::size_t>(std::count_if(jobs_.begin(), jobs_.end(), wanted));
    }
    Job* find(const std::string& id) {
        const auto found = std::find_if(jobs_.begin(), jobs_.end(), [&](const Job& job) { return job.id == id; });
        return found == jobs_.end() ? nullptr : &*found;
    }

    Outcome<void> advance() {
        const auto open = std::find_if(jobs_.begin(), jobs_.end(),
                                       [](const Job& job) { return !jobs::is_terminal(job.status.state); });
        for (auto job = open; job != jobs_.end(); ++job) {
            if (job->status.state == jobs::ImportState::kSubmitted) job->status.state = jobs::ImportState::kQueued;
        }
        if (held_ || open == jobs_.end()) return {};
        if (open->status.state != jobs::ImportState::kInProgress) {
            open->status.state = jobs::ImportState::kInProgress;
        } else if (++open->steps >= running_steps_) {
            return run(*open);
        }
        return {};
    }

    Outcome<void> run(Job& job) {
        if (const auto scripted = results_.find(job.request.input_prefix); scripted != results_.end()) {
            const std::string output = job.status.output_prefix;
            job.status = scripted->second;
            job.status.output_prefix = output;
            return {};
        }
        const std::string& prefix = job.request.input_prefix;
        std::vector<std::string> keys;
        HIOS_CHECK(staging_.list(
            prefix,
            [&](ObjectInfo&& object) {
                if (object.key.ends_with(".ndjson")) keys.push_back(std::move(object.key));
                return true;
            },
            [](Error&&) {}));
        if (keys.empty()) {
            job.status.state = jobs::ImportState::kFailed;
            job.status.message = "nothing to import";
            return {};
        }
        std::set<std::string> seen;
        for (const std::string& key : keys) HIOS_CHECK(import_file(job, key, key.substr(prefix.size()), seen));
        nlohmann::json manifest;
        manifest["numberOfScannedFiles"] = keys.size();
        manifest["numberOfResourcesScanned"] = job.status.scanned;
        manifest["numberOfResourcesImportedSuccessfully"] = job.status.imported;
        manifest["numberOfResourcesWithCustomerError"] = job.status.failed;
        HIOS_CHECK(staging_.put(job.status.output_prefix + "Manifest.json", manifest.dump(), {}));
        job.status.state =
            job.status.failed > 0 ? jobs::ImportState::kCompletedWithErrors : jobs::ImportState::kCompleted;
        return {};
    }

    Outcome<void> import_file(Job& job, const std::string& key, const std::string& relative,
                              std::set<std::string>& seen) {
        HIOS_TRY(const std::string text, read_all(staging_, key));
        std::string failures;
        std::uint64_t number = 0;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            const auto line = nlohmann::json::parse(text.substr(at, end - at), nullptr, false);
            at = end + 1;
            ++number;
            ++job.status.scanned;
            const bool good = line.is_object() && line.contains("resourceType") && line.contains("id") &&
                              seen.insert(line["resourceType"].dump() + line["id"].dump()).second;
            if (good) {
                ++job.status.imported;
                continue;
            }
            ++job.status.failed;
            nlohmann::json log;
            log["lineId"] = number;
            if (line.is_object() && line.contains("id")) log["resourceId"] = line["id"];
            if (line.is_object() && line.contains("resourceType")) log["resourceType"] = line["resourceType"];
            log["UpdateResourceResponse"] = {{"jsonBlob", {{"resourceType", "OperationOutcome"}}}, {"statusCode", 400}};
            failures += log.dump() + "\n";
        }
        if (!failures.empty()) HIOS_CHECK(staging_.put(job.status.output_prefix + "FAILURE/" + relative, failures, {}));
        return {};
    }

    ObjectStore& staging_;
    const Clock& clock_;
    jobs::ImportLimits limits_;
    mutable std::mutex mutex_;
    std::deque<Job> jobs_;
    std::deque<Fault> start_faults_;
    std::deque<Fault> describe_faults_;
    std::map<std::string, jobs::ImportStatus> results_;
    std::vector<Call> calls_;
    std::size_t most_open_ = 0;
    int running_steps_ = 1;
    bool held_ = false;
};

}  // namespace hios::test
