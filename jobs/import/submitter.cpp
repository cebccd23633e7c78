#include "jobs/import/submitter.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "jobs/import/codes.hpp"
#include "pipeline/codes.hpp"

namespace hios::jobs {
namespace {

using std::chrono::milliseconds;

// The longest time a stop or a new group goes unnoticed while jobs are open.
constexpr milliseconds kSlice{50};
// A service may need a moment until it knows the job that it has just started.
constexpr std::uint32_t kUnknownAnswers = 5;
// Beyond this a wait is as good as endless; it keeps the sum with the present in range.
constexpr milliseconds kEndless = std::chrono::hours(24 * 365);

ImportStatus failed(const Error& error) {
    ImportStatus status;
    status.state = ImportState::kFailed;
    status.message = to_text(error);
    return status;
}

}  // namespace

Submitter::Submitter(ImportService& service, Clock& clock, SubmitterCallbacks callbacks, Pace pace,
                     const std::atomic<bool>* stop)
    : service_(service),
      clock_(clock),
      callbacks_(std::move(callbacks)),
      pace_(pace),
      stop_flag_(stop),
      limits_(service.limits()),
      retry_delay_(pace.retry_first),
      poll_delay_(pace.poll_first) {
    worker_ = std::thread(&Submitter::work, this);
}

Submitter::~Submitter() {
    stop();
    worker_.join();
}

void Submitter::submit(ImportGroup group) {
    {
        const Guard guard(mutex_);
        waiting_.push_back({std::move(group), {}, {}, 0, false});
    }
    wake_.notify_one();
}

void Submitter::resume(ImportGroup group, std::string job_id) {
    {
        const Guard guard(mutex_);
        open_.push_back({std::move(group), std::move(job_id), {}, 0, false});
    }
    wake_.notify_one();
}

void Submitter::stop() {
    {
        const Guard guard(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
}

std::size_t Submitter::waiting() const {
    const Guard guard(mutex_);
    return waiting_.size();
}

std::size_t Submitter::open() const {
    const Guard guard(mutex_);
    return open_.size();
}

std::optional<Error> Submitter::failure() const {
    const Guard guard(mutex_);
    return failure_;
}

Outcome<void> Submitter::finish(milliseconds max_wait) {
    Guard guard(mutex_);
    deadline_ = clock_.now() + std::min(max_wait, kEndless);
    const auto done = [this] { return waiting_.empty() && open_.empty() && ending_ == 0; };
    finished_.wait(guard, [&] { return done() || ended_; });
    if (failure_) return fail(*failure_);
    if (done()) return {};
    return fail(retryable(codes::kImportUnfinished,
                          fmt::format("{} import jobs are open and {} groups wait {}", open_.size(), waiting_.size(),
                                      timed_out_ ? "when the longest wait is over" : "at the stop")));
}

bool Submitter::is_over() const {
    return stopping_ || timed_out_ || failure_.has_value() ||
           (stop_flag_ != nullptr && stop_flag_->load(std::memory_order_relaxed));
}

bool Submitter::can_start() const {
    return !waiting_.empty() && open_.size() < std::size_t{limits_.running_jobs} + limits_.queued_jobs;
}

void Submitter::work() {
    Guard guard(mutex_);
    for (;;) {
        wake_.wait(guard, [this] { return is_over() || !waiting_.empty() || !open_.empty(); });
        if (deadline_ && clock_.now() >= *deadline_) timed_out_ = true;
        if (is_over()) break;
        if (can_start() && clock_.now() >= next_start_) {
            start_next(guard);
        } else if (!open_.empty() && clock_.now() >= next_poll_) {
            poll(guard);
        } else {
            nap(guard);
        }
    }
    ended_ = true;
    finished_.notify_all();
}

void Submitter::start_next(Guard& guard) {
    // Only this thread takes groups out, and submit() appends: the front stays where it is.
    const ImportRequest request = waiting_.front().group.request;
    guard.unlock();
    Outcome<std::string> started = service_.start(request);
    guard.lock();
    if (!started && started.error().fault == Fault::kRetry) {
        next_start_ = clock_.now() + retry_delay_;
        retry_delay_ = std::min(retry_delay_ * 2, pace_.retry_longest);
        return;
    }
    retry_delay_ = pace_.retry_first;
    Job job = std::move(waiting_.front());
    waiting_.pop_front();
    const std::uint64_t ordinal = job.group.ordinal;
    if (!started) {
        if (started.error().fault == Fault::kFatal) {
            waiting_.push_front(std::move(job));
            failure_ = std::move(started).error();
        } else {
            end_group(guard, ordinal, failed(started.error()));
        }
        return;
    }
    job.id = *started;
    job.unknown_answers = 0;
    open_.push_back(std::move(job));
    poll_delay_ = pace_.poll_first;
    next_poll_ = std::min(next_poll_, clock_.now() + poll_delay_);
    if (!callbacks_.on_started) return;
    guard.unlock();
    callbacks_.on_started(ordinal, *started);
    guard.lock();
}

void Submitter::poll(Guard& guard) {
    // Services run jobs in their order: only those that can be running are asked for.
    std::size_t index = 0;
    bool quiet = true;
    while (!is_over() && index < std::min<std::size_t>(open_.size(), std::max(limits_.running_jobs, 1U))) {
        const ImportState before = open_[index].last.state;
        if (poll_one(guard, index)) {
            quiet = false;
        } else {
            quiet = quiet && open_[index].last.state == before;
            ++index;
        }
    }
    poll_delay_ = quiet ? std::min(poll_delay_ * 2, pace_.poll_longest) : pace_.poll_first;
    next_poll_ = clock_.now() + poll_delay_;
}

bool Submitter::poll_one(Guard& guard, std::size_t index) {
    // resume() may append to open_ meanwhile; the index stays good.
    const std::string id = open_[index].id;
    const std::uint64_t ordinal = open_[index].group.ordinal;
    guard.unlock();
    Outcome<ImportStatus> answer = service_.describe(id);
    guard.lock();
    Job& job = open_[index];
    if (!answer) {
        const Error& error = answer.error();
        if (error.code == &codes::kImportUnknownJob) return handle_unknown(guard, index);
        // A full disk does not pass by asking again.
        const bool lasting = error.fault == Fault::kFatal || error.code == &codes::kDiskFull;
        if (lasting) {
            failure_ = error;
            return false;
        }
        if (error.fault == Fault::kRetry) return false;
        open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(index));
        end_group(guard, ordinal, failed(error));
        return true;
    }
    job.unknown_answers = 0;
    if (is_terminal(answer->state)) {
        open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(index));
        end_group(guard, ordinal, *answer);
        return true;
    }
    const bool changed = answer->state != job.last.state || answer->scanned != job.last.scanned;
    job.last = *answer;
    if (changed && callbacks_.on_progress) {
        guard.unlock();
        callbacks_.on_progress(ordinal, *answer);
        guard.lock();
    }
    return false;
}

bool Submitter::handle_unknown(Guard& guard, std::size_t index) {
    if (++open_[index].unknown_answers < kUnknownAnswers) return false;
    Job job = std::move(open_[index]);
    open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(index));
    if (job.restarted) {
        end_group(guard, job.group.ordinal,
                  failed(reject(codes::kImportUnknownJob, "the service does not know the job that it has started")));
    } else {
        // The same token: a job that the service still has is not started twice.
        job.restarted = true;
        waiting_.push_front(std::move(job));
    }
    return true;
}

void Submitter::end_group(Guard& guard, std::uint64_t ordinal, const ImportStatus& status) {
    if (callbacks_.on_finished) {
        ++ending_;
        guard.unlock();
        callbacks_.on_finished(ordinal, status);
        guard.lock();
        --ending_;
    }
    finished_.notify_all();
}

void Submitter::nap(Guard& guard) {
    const Time now = clock_.now();
    Time due = open_.empty() ? Time::max() : next_poll_;
    if (can_start()) due = std::min(due, next_start_);
    if (deadline_) due = std::min(due, *deadline_);
    const auto left = std::min<Time::duration>(due - now, kSlice);
    guard.unlock();
    clock_.sleep_for(std::max(std::chrono::ceil<milliseconds>(left), milliseconds(1)));
    guard.lock();
}

}  // namespace hios::jobs
