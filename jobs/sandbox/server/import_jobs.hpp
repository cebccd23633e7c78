#pragma once
// HealthLake's queue of import jobs: one runs, the others wait in the order they came. Jobs and contents survive the
// process; a killed one's open jobs are taken up again.

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "jobs/sandbox/sandbox_store.hpp"
#include "jobs/sandbox/server/api_error.hpp"
#include "jobs/sandbox/server/job_table.hpp"
#include "jobs/sandbox/server/s3_call.hpp"
#include "jobs/sandbox/server/server_settings.hpp"

namespace hios::sandbox {

// Thread-safe.
class ImportJobs {
public:
    // `settings` and `world` must outlive it.
    static Outcome<std::unique_ptr<ImportJobs>> open(const ServerSettings& settings, S3World& world);
    // Interrupts the running job; it stays open for the next start.
    ~ImportJobs();

    // Durable when it answers. The token's own job when it is known; another request under a known token is a
    // ValidationException, a full queue a ThrottlingException, an unknown role an AccessDeniedException.
    Answer<HealthLakeJob> start(HealthLakeJob job);
    std::optional<HealthLakeJob> find(const std::string& job_id);
    std::vector<HealthLakeJob> all();  // newest first
    // Ends ServerSettings::start_paused.
    void resume();

private:
    using Guard = std::unique_lock<std::mutex>;
    ImportJobs(const ServerSettings& settings, S3World& world, JobTable table, SandboxStore contents);
    [[nodiscard]] const Role* role(std::string_view arn) const;
    HealthLakeJob* next_open();
    void write_probe(const HealthLakeJob& job);
    void work();
    void queue_submitted();
    void run(Guard& guard, HealthLakeJob& job);

    const ServerSettings& settings_;
    S3World& world_;
    SandboxStore contents_;  // the worker's

    std::mutex mutex_;  // guards what follows
    std::condition_variable wake_;
    JobTable table_;
    std::deque<HealthLakeJob> jobs_;     // in the order they came; references stay valid
    std::vector<std::string> given_up_;  // ids of jobs that this process cannot finish (a full disk)
    bool paused_ = false;
    bool stopping_ = false;
    std::thread worker_;
};

}  // namespace hios::sandbox
