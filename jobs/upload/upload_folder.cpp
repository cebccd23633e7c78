#include "jobs/upload/upload_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "io/aws/codes.hpp"
#include "io/errno_error.hpp"
#include "io/file_handle.hpp"
#include "io/http/codes.hpp"
#include "io/keys.hpp"
#include "io/local_listing.hpp"
#include "io/s3/compare.hpp"
#include "io/s3/listing.hpp"
#include "jobs/upload/file_upload.hpp"
#include "jobs/upload/open_uploads.hpp"
#include "pipeline/codes.hpp"
#include "stages/json/text.hpp"

namespace hios::upload {
namespace {

constexpr std::size_t kMostFailures = 100;
constexpr std::size_t kQueue = 1024;
// So many files in a row that fail for a passing reason are an outage.
constexpr unsigned kOutage = 8;
constexpr std::size_t kLongestKey = 1024;

struct Task {
    ObjectInfo local;
    std::optional<ObjectInfo> remote;
};

// The bucket's listing, walked beside that of the folder: both are in byte order.
class Beside {
public:
    Beside(s3::Bucket& bucket, std::string prefix) : bucket_(bucket), prefix_(std::move(prefix)) {}

    // The first page, so that a bucket that cannot be listed is known before anything else happens.
    Outcome<void> begin() { return turn(); }

    // Whole keys, which must not go back.
    Outcome<std::optional<ObjectInfo>> find(const std::string& key) {
        for (;;) {
            while (at_ < page_.objects.size() && page_.objects[at_].key < key) ++at_;
            if (at_ < page_.objects.size())
                return page_.objects[at_].key == key ? std::optional(page_.objects[at_]) : std::nullopt;
            if (page_.next.empty()) return std::nullopt;
            HIOS_CHECK(turn());
        }
    }

private:
    Outcome<void> turn() {
        HIOS_TRY(page_, s3::list_page(bucket_, prefix_, page_.next));
        at_ = 0;
        return {};
    }

    s3::Bucket& bucket_;
    const std::string prefix_;
    s3::Page page_;
    std::size_t at_ = 0;
};

class Work {
public:
    Work(io::S3Store& store, const FolderUpload& upload, Metrics& metrics, Clock& clock, const std::atomic<bool>& stop)
        : bucket_(store.bucket()),
          prefix_(store.place().prefix),
          upload_(upload),
          metrics_(metrics),
          clock_(clock),
          stop_(stop) {}

    Outcome<FolderReport> run() {
        Beside beside(bucket_, prefix_);
        HIOS_CHECK(beside.begin());
        HIOS_CHECK(count());
        find_open_uploads();
        metrics_.phase = Metrics::Phase::kRunning;
        std::vector<std::thread> threads;
        for (unsigned i = 0; i < std::max(1U, upload_.parallel); ++i) threads.emplace_back([this] { work(); });
        auto listed = feed(beside);
        {
            const std::lock_guard lock(mutex_);
            fed_ = true;
        }
        changed_.notify_all();
        for (std::thread& thread : threads) thread.join();
        HIOS_CHECK(listed);
        if (!over()) sweep();
        metrics_.phase = Metrics::Phase::kDone;
        report_.stopped = stop_;
        return std::move(report_);
    }

private:
    // Ahead of everything else: progress needs to know how much there is.
    Outcome<void> count() {
        return io::list_local(
            upload_.folder, "",
            [&](ObjectInfo&& info) {
                ++metrics_.objects_listed;
                ++metrics_.objects_total;
                metrics_.bytes_total += info.size;
                return !stop_;
            },
            [](Error&&) {});
    }

    void find_open_uploads() {
        auto uploads = list_open_uploads(bucket_, prefix_);
        // Who may write objects need not be allowed to list uploads, and not every system can.
        report_.swept = uploads.has_value();
        if (!uploads) return;
        for (OpenUpload& upload : *uploads) open_[upload.key].push_back(std::move(upload));
    }

    Outcome<void> feed(Beside& beside) {
        std::optional<Error> broken;
        const auto visit = [&](ObjectInfo&& local) {
            if (over()) return false;
            auto remote = beside.find(prefix_ + local.key);
            if (!remote) {
                broken = std::move(remote).error();
                return false;
            }
            push({std::move(local), std::move(*remote)});
            return true;
        };
        const auto unreadable = [&](Error&& error) {
            const std::lock_guard lock(mutex_);
            std::string key = error.where.document;
            add_failure(std::move(key), std::move(error));
        };
        HIOS_CHECK(io::list_local(upload_.folder, "", visit, unreadable));
        if (broken) return fail(std::move(*broken));
        return {};
    }

    void push(Task task) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return queue_.size() < kQueue || report_.ended_by || stop_; });
        ++report_.files;
        report_.bytes += task.local.size;
        queue_.push_back(std::move(task));
        changed_.notify_all();
    }

    [[nodiscard]] bool over() {
        const std::lock_guard lock(mutex_);
        return stop_ || report_.ended_by.has_value();
    }

    void work() {
        std::unique_lock lock(mutex_);
        for (;;) {
            changed_.wait(lock, [&] { return !queue_.empty() || fed_ || report_.ended_by || stop_; });
            if (stop_ || report_.ended_by || queue_.empty()) {
                changed_.notify_all();
                return;
            }
            const Task task = std::move(queue_.front());
            queue_.pop_front();
            changed_.notify_all();
            lock.unlock();
            auto done = bring(task);
            lock.lock();
            metrics_.bytes_done += task.local.size;
            ++metrics_.objects_done;
            settle(task, std::move(done));
        }
    }

    // What became of one file; nothing: it was there already.
    using Brought = std::optional<Sent>;

    void settle(const Task& task, Outcome<Brought> done) {
        if (!done) {
            Error error = std::move(done).error();
            if (error.code->id == codes::kHttpCancelled.id) return;
            outage_ = error.fault == Fault::kRetry ? outage_ + 1 : 0;
            if (error.fault == Fault::kFatal || outage_ == kOutage) {
                if (!report_.ended_by) report_.ended_by = error;
            }
            add_failure(task.local.key, std::move(error));
            return;
        }
        outage_ = 0;
        if (!*done) {
            ++report_.unchanged;
            return;
        }
        ++(task.remote ? report_.replaced : report_.added);
        report_.sent_bytes += (*done)->bytes;
        report_.reused_bytes += (*done)->reused;
    }

    void add_failure(std::string key, Error error) {
        ++report_.failed;
        ++metrics_.rejects;
        if (report_.failures.size() < kMostFailures) report_.failures.push_back({std::move(key), std::move(error)});
    }

    Outcome<Brought> bring(const Task& task) {
        const std::string key = prefix_ + task.local.key;
        HIOS_CHECK(io::check_key(task.local.key));
        if (json::first_invalid_utf8(key) != key.size())
            return fail(reject(codes::kBadKey, "the name is not UTF-8, which S3 demands", {task.local.key, 0, 0, {}}));
        if (key.size() > kLongestKey)
            return fail(reject(codes::kBadKey, "name and prefix are longer than the 1024 bytes that S3 takes",
                               {task.local.key, 0, 0, {}}));
        const std::filesystem::path path = upload_.folder / task.local.key;
        const io::FileHandle handle(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
        if (!handle.valid()) return fail(io::error_from_errno(errno, "read the file", task.local.key, Fault::kReject));
        HIOS_CHECK(unchanged(handle.get(), task.local));
        const s3::OpenFile file{handle.get(), task.local.size, task.local.key};
        if (task.remote) {
            HIOS_TRY(const bool same, is_there(key, *task.remote, file));
            if (same) return Brought();
        }
        if (upload_.dry_run) return Brought(Sent{task.local.size, 0});
        HIOS_TRY(const Sent sent, send_file(bucket_, {key, take_open_upload(key)}, file, stop_));
        HIOS_CHECK(unchanged(handle.get(), task.local));
        return Brought(sent);
    }

    // By what the listing tells, and where its ETag is no digest, by the checksum that this program sends with objects.
    // Where neither tells (encrypted by KMS and stored by another tool) it is sent once more.
    Outcome<bool> is_there(const std::string& key, const ObjectInfo& listed, const s3::OpenFile& file) {
        if (listed.size != file.size) return false;
        const std::uint64_t least_part = bucket_.settings().part_size;
        HIOS_TRY(const bool same, s3::same_bytes({listed.size, listed.etag, {}, {}}, file, least_part));
        if (same || !bucket_.checksums()) return same;
        HIOS_TRY(auto told, s3::ask_about(bucket_, {key, file.name}));
        if (!told) return false;
        told->etag.clear();
        return s3::same_bytes(*told, file, least_part);
    }

    static Outcome<void> unchanged(int descriptor, const ObjectInfo& listed) {
        struct stat status {};
        if (::fstat(descriptor, &status) != 0)
            return fail(io::error_from_errno(errno, "look at the file", listed.key, Fault::kReject));
        if (S_ISREG(status.st_mode) && io::local_object_info(listed.key, status).etag == listed.etag) return {};
        return fail(reject(codes::kChanged, "the file changed while the folder was stored", {listed.key, 0, 0, {}}));
    }

    // The youngest one is the last that was worked on; it is no longer open to the sweep.
    std::string take_open_upload(const std::string& key) {
        const std::lock_guard lock(mutex_);
        const auto found = open_.find(key);
        if (found == open_.end() || found->second.empty()) return {};
        std::string id = std::move(found->second.back().id);
        found->second.pop_back();
        return id;
    }

    // Open uploads of keys that now are what the folder holds.
    void sweep() {
        if (upload_.dry_run) return;
        const auto now = clock_.now();
        for (const auto& [key, uploads] : open_) {
            std::error_code ignored;
            if (!std::filesystem::exists(upload_.folder / key.substr(prefix_.size()), ignored)) continue;
            for (const OpenUpload& upload : uploads) {
                if (now - upload.begun < upload_.abandoned_after) continue;
                if (abort_upload(bucket_, key, upload.id)) ++report_.ended_uploads;
            }
        }
    }

    s3::Bucket& bucket_;
    const std::string prefix_;
    const FolderUpload& upload_;
    Metrics& metrics_;
    Clock& clock_;
    const std::atomic<bool>& stop_;

    std::mutex mutex_;  // guards all below
    std::condition_variable changed_;
    std::deque<Task> queue_;
    bool fed_ = false;
    unsigned outage_ = 0;
    FolderReport report_;
    std::map<std::string, std::vector<OpenUpload>> open_;
};

}  // namespace

Outcome<FolderReport> upload_folder(io::S3Store& store, const FolderUpload& upload, Metrics& metrics, Clock& clock,
                                    const std::atomic<bool>& stop) {
    return Work(store, upload, metrics, clock, stop).run();
}

}  // namespace hios::upload
