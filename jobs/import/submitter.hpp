#pragma once
// Hands a run's import groups to an import service, in order, and follows each job to its end, on a thread of its own.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "jobs/import/import_service.hpp"
#include "pipeline/clock.hpp"

namespace hios::jobs {

// Intervals double from the first to the longest. A change of a job's state sets polling back to its first.
struct Pace {
    std::chrono::milliseconds poll_first{5};
    std::chrono::milliseconds poll_longest{200};
    std::chrono::milliseconds retry_first{20};  // after a start that may go through later
    std::chrono::milliseconds retry_longest{1000};
};

// One group = one import job. The request's client token must be stored before submit(), so that a killed
// run submits the same group under the same token and no second job starts.
struct ImportGroup {
    std::uint64_t ordinal = 0;
    ImportRequest request;
};

// Called on the submitter's thread, one at a time, without its lock. They must not call finish(). Empty ones are left
// out.
struct SubmitterCallbacks {
    std::function<void(std::uint64_t ordinal, const std::string& job_id)> on_started;
    std::function<void(std::uint64_t ordinal, const ImportStatus& status)>
        on_progress;  // state or counts changed, not yet ended
    // Ended, whatever the state; also FAILED (with the reason in message) when the service refuses the group.
    std::function<void(std::uint64_t ordinal, const ImportStatus& status)> on_finished;
};

// Thread-safe. At most running_jobs + queued_jobs of the service's limits() are open at once; the rest waits here.
// Groups start strictly in the order submitted: a later job must win over an earlier one.
//
// Fault::kRetry of the service is tried again without end (finish() bounds it), kReject ends the one group as FAILED,
// kFatal (credentials, permission) ends the submitter: finish() answers that error.
class Submitter {
public:
    // All references must outlive it. `stop`, when given, is looked at at least every 50 ms while jobs are open.
    Submitter(ImportService& service, Clock& clock, SubmitterCallbacks callbacks, Pace pace = {},
              const std::atomic<bool>* stop = nullptr);
    // Stops without waiting for open jobs; they go on in the service.
    ~Submitter();
    Submitter(const Submitter&) = delete;
    Submitter& operator=(const Submitter&) = delete;

    void submit(ImportGroup group);
    // A job that an earlier process started: only followed. When the service does not know it (any more), the
    // group is started again. Resume before submitting new groups.
    void resume(ImportGroup group, std::string job_id);

    // Waits until every group has ended; nothing may be submitted afterwards. import.unfinished / kRetry when
    // `max_wait` passes or the stop comes first, the service's error when that is fatal.
    Outcome<void> finish(std::chrono::milliseconds max_wait);
    void stop();

    // Groups not yet ended: waiting here, and open in the service.
    [[nodiscard]] std::size_t waiting() const;
    [[nodiscard]] std::size_t open() const;
    // The fatal error that ended it, as soon as it is known.
    [[nodiscard]] std::optional<Error> failure() const;

private:
    using Guard = std::unique_lock<std::mutex>;
    using Time = std::chrono::system_clock::time_point;
    struct Job {
        ImportGroup group;
        std::string id;
        ImportStatus last;
        std::uint32_t unknown_answers = 0;  // in a row
        bool restarted = false;
    };

    void work();
    [[nodiscard]] bool is_over() const;
    [[nodiscard]] bool can_start() const;
    void start_next(Guard& guard);
    void poll(Guard& guard);
    // Describes the job at `index`; true: it has left open_.
    bool poll_one(Guard& guard, std::size_t index);
    bool handle_unknown(Guard& guard, std::size_t index);
    void end_group(Guard& guard, std::uint64_t ordinal, const ImportStatus& status);
    void nap(Guard& guard);

    ImportService& service_;
    Clock& clock_;
    const SubmitterCallbacks callbacks_;
    const Pace pace_;
    const std::atomic<bool>* const stop_flag_;
    const ImportLimits limits_;

    mutable std::mutex mutex_;          // guards all below
    std::condition_variable wake_;      // to the worker
    std::condition_variable finished_;  // to finish()
    std::deque<Job> waiting_;
    std::deque<Job> open_;    // in the order started; only the worker takes out
    std::size_t ending_ = 0;  // callbacks of ended groups that still run
    Time next_start_{};
    Time next_poll_{};
    std::chrono::milliseconds retry_delay_;
    std::chrono::milliseconds poll_delay_;
    std::optional<Time> deadline_;
    std::optional<Error> failure_;
    bool stopping_ = false;
    bool timed_out_ = false;
    bool ended_ = false;  // the worker has left
    std::thread worker_;
};

}  // namespace hios::jobs
