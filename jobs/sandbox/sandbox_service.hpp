#pragma once
// A local import service that behaves as AWS HealthLake's import jobs do, in this process: one job runs
// at a time, the others wait in the order they came, SUBMITTED -> QUEUED -> IN_PROGRESS -> COMPLETED |
// COMPLETED_WITH_ERRORS | FAILED. Contents and jobs live in one SQLite file (jobs/sandbox/sandbox_store.hpp):
// a process killed at any moment and started again finishes its open jobs with the same contents.
//
// What it checks is in jobs/sandbox/line_check.hpp; it does not validate FHIR, whatever the validation level.

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "jobs/import/import_service.hpp"
#include "jobs/sandbox/sandbox_store.hpp"
#include "jobs/sandbox/settings.hpp"
#include "pipeline/object_store.hpp"

namespace hios::sandbox {

// Thread-safe. One process per SQLite file; a second one is refused (sqlite.busy).
class SandboxService final : public jobs::ImportService {
public:
    // Opens or creates the SQLite file and goes on with its open jobs. `staging` must outlive the service.
    static Outcome<std::unique_ptr<SandboxService>> open(SandboxSettings settings, ObjectStore& staging);

    // Interrupts the running job within one block of lines; it stays open for the next start.
    ~SandboxService() override;

    // Durable when it answers, which may take as long as the import of one file. The id is a hash of the
    // client token. A full queue is import.queue_full / kRetry, a token used for another request
    // import.token_reused, a malformed request import.invalid_request.
    Outcome<std::string> start(const jobs::ImportRequest& request) override;
    // Answers from memory. An unknown id is import.unknown_job / kReject. A job that this process cannot
    // finish (a full disk) answers why, and is taken up again by the next process.
    Outcome<jobs::ImportStatus> describe(const std::string& job_id) override;
    // The job becomes FAILED; files already imported stay. Cancelling a finished job changes nothing.
    Outcome<void> cancel(const std::string& job_id) override;
    [[nodiscard]] jobs::ImportLimits limits() const override { return settings_.limits; }

    // Ends SandboxSettings::start_paused.
    void resume();

private:
    // A change asked for by another thread; only the worker writes the store.
    struct Command {
        enum class Kind : std::uint8_t { kStart, kCancel };
        Kind kind = Kind::kStart;
        StoredJob job;
        std::optional<Outcome<void>> answer;
    };
    struct Entry {
        StoredJob job;
        jobs::ImportStatus status;
        std::optional<Error> shortage;  // why the job rests: taken up again once who asks for it has been told
        std::uint32_t shortages = 0;    // after kMostShortages another process may have more luck
    };
    using Guard = std::unique_lock<std::mutex>;

    SandboxService(SandboxSettings settings, ObjectStore& staging, SandboxStore store);
    Outcome<void> load();
    Outcome<void> carry_out(Guard& guard, Command& command);

    // On the worker's thread:
    void work();
    void serve(Guard& guard);
    Outcome<void> serve_start(Guard& guard, StoredJob& job);
    Outcome<void> serve_cancel(Guard& guard, const std::string& job_id);
    void queue_submitted(Guard& guard);
    [[nodiscard]] Entry* next_open();
    void run(Guard& guard, Entry& entry);
    void end_job(Guard& guard, Entry& entry, jobs::ImportState state, std::string message);
    bool interrupted(const std::string& job_id);

    SandboxSettings settings_;
    ObjectStore& staging_;
    SandboxStore store_;  // the worker's, once it runs

    std::mutex mutex_;                  // guards all below
    std::condition_variable work_;      // to the worker
    std::condition_variable answered_;  // to the callers
    std::deque<Command*> commands_;
    std::deque<Entry> entries_;  // in the order of start; references stay valid
    std::unordered_map<std::string, Entry*> by_id_;
    std::string cancelling_;  // the id that the running job is to be interrupted for
    bool paused_ = false;
    bool stopping_ = false;
    std::thread worker_;
};

}  // namespace hios::sandbox
