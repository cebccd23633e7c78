#include "jobs/observe/events.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "pipeline/codes.hpp"

namespace hios::observe {
namespace {

using json = nlohmann::ordered_json;

bool write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

EventSink::~EventSink() {
    if (owned_) ::close(descriptor_);
}

EventSink::EventSink(EventSink&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      owned_(std::exchange(other.owned_, false)),
      clock_(other.clock_),
      failed_(other.failed_.load()) {}

Outcome<EventSink> EventSink::open(const std::string& target, std::string_view program, const Clock& clock) {
    EventSink sink;
    sink.clock_ = &clock;
    if (target == "-") {
        sink.descriptor_ = STDOUT_FILENO;
    } else if (target == "stderr") {
        sink.descriptor_ = STDERR_FILENO;
    } else {
        sink.descriptor_ = ::open(target.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (sink.descriptor_ < 0) {
            const int error = errno;
            const Code& code = error == EACCES ? codes::kPermission : error == ENOENT ? codes::kNotFound : codes::kIo;
            return fail(fatal(
                code,
                fmt::format("the events file {} cannot be opened: {}", target, std::generic_category().message(error)),
                "Name a file in a folder that exists and may be written to, or - for standard output."));
        }
        sink.owned_ = true;
    }
    sink.emit("version", {{"schema", kEventSchema}, {"program", program}});
    return sink;
}

void EventSink::status(const Metrics& metrics) {
    json stages;
    for (std::size_t i = 0; i < kStageCount; ++i) {
        const StageMetrics& stage = metrics.stages[i];
        stages[kStageNames[i]] = {{"items", stage.items.load()}, {"busy_ns", stage.busy_ns.load()}};
    }
    emit("status", {{"phase", phase_name(metrics.phase.load())},
                    {"objects_listed", metrics.objects_listed.load()},
                    {"objects_total", metrics.objects_total.load()},
                    {"objects_done", metrics.objects_done.load()},
                    {"bytes_total", metrics.bytes_total.load()},
                    {"bytes_done", metrics.bytes_done.load()},
                    {"documents", metrics.documents.load()},
                    {"resources", metrics.resources.load()},
                    {"rejects", metrics.rejects.load()},
                    {"shards", metrics.shards.load()},
                    {"import_jobs_open", metrics.import_jobs_open.load()},
                    {"import_jobs_done", metrics.import_jobs_done.load()},
                    {"resources_imported", metrics.resources_imported.load()},
                    {"budget_used", metrics.budget_used.load()},
                    {"stages", std::move(stages)}});
}

void EventSink::reject(const RejectEvent& event) {
    json fields{{"code", event.code},
                {"stage", event.stage},
                {"object", event.object},
                {"offset", event.offset},
                {"length", event.length}};
    if (!event.path.empty()) fields["path"] = event.path;
    emit("reject", std::move(fields));
}

void EventSink::shard(const ShardEvent& event) {
    emit("shard", {{"group", event.group},
                   {"resource_type", event.resource_type},
                   {"key", event.key},
                   {"lines", event.lines},
                   {"bytes", event.bytes},
                   {"sha256", event.sha256}});
}

void EventSink::import_job(const ImportEvent& event) {
    emit("import", {{"group", event.group},
                    {"job", event.job},
                    {"state", event.state},
                    {"scanned", event.scanned},
                    {"imported", event.imported},
                    {"failed", event.failed}});
}

void EventSink::summary(json account) {
    emit("summary", std::move(account));
}

void EventSink::exit(int code, std::string_view message) {
    emit("exit", {{"code", code}, {"message", message}});
}

void EventSink::emit(std::string_view type, json fields) {
    if (!enabled() || failed_) return;
    json event{{"type", type}, {"ts", to_iso8601(clock_->now())}};
    event.update(fields);
    // Keys of objects are bytes of any kind; a dump must not throw on what is no UTF-8.
    const std::string line = event.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
    const std::lock_guard lock(mutex_);
    if (!write_all(descriptor_, line)) failed_ = true;
}

std::string_view phase_name(Metrics::Phase phase) {
    switch (phase) {
        case Metrics::Phase::kListing:
            return "listing";
        case Metrics::Phase::kGathering:
            return "gathering";
        case Metrics::Phase::kRunning:
            return "running";
        case Metrics::Phase::kImporting:
            return "importing";
        case Metrics::Phase::kDone:
            return "done";
    }
    return "running";
}

}  // namespace hios::observe
