#pragma once
// A run as a stream of events for other programs: NDJSON, one object a line.
//
//   {"type":"version","schema":"1.0","program":"hios 0.1.0","ts":"2026-11-20T10:55:00Z"}
//   {"type":"status", "phase":"running", ... counters ...}
//   {"type":"reject", "code":"json.syntax", "stage":"convert", "object":"a1b2…", "offset":17, "length":3}
//   {"type":"shard",  "group":0, "resource_type":"Patient", "key":..., "lines":..., "bytes":..., "sha256":...}
//   {"type":"import", "group":0, "job":"…", "state":"IN_PROGRESS", "imported":..., "failed":...}
//   {"type":"summary", ... the account as `--json` prints it ...}
//   {"type":"exit",   "code":3, "message":"done, some documents rejected"}
//
// Every event has "type" and "ts". Readers ignore types and fields they do not know; fields are only
// added within schema 1.x. No patient data: objects appear under their display names.

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "pipeline/clock.hpp"
#include "pipeline/metrics.hpp"
#include "pipeline/outcome.hpp"

namespace hios::observe {

inline constexpr std::string_view kEventSchema = "1.0";

struct RejectEvent {
    std::string_view code;
    std::string_view stage;   // "fetch", "convert", ...
    std::string_view object;  // display name (ObjectNames::display)
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    std::string_view path;
};

struct ShardEvent {
    std::uint64_t group = 0;
    std::string_view resource_type;
    std::string_view key;
    std::uint64_t lines = 0;
    std::uint64_t bytes = 0;
    std::string_view sha256;
};

struct ImportEvent {
    std::uint64_t group = 0;
    std::string_view job;
    std::string_view state;  // to_string(ImportState)
    std::uint64_t scanned = 0;
    std::uint64_t imported = 0;
    std::uint64_t failed = 0;
};

// Thread-safe. Each event is one write, so lines of several threads never mix and a reader sees an
// event at once. A sink that can no longer write (disk full, reader gone) falls silent: events never
// end a run.
class EventSink {
public:
    // Drops everything.
    EventSink() = default;
    ~EventSink();
    EventSink(EventSink&& other) noexcept;
    EventSink& operator=(EventSink&&) = delete;
    EventSink(const EventSink&) = delete;
    EventSink& operator=(const EventSink&) = delete;

    // "-" is standard output, "stderr" standard error, anything else a file to append to (made with
    // mode 0600; pipes and /dev/fd/N work too). Writes the version event. `clock` must outlive the sink.
    static Outcome<EventSink> open(const std::string& target, std::string_view program,
                                   const Clock& clock = system_clock());

    void status(const Metrics& metrics);
    void reject(const RejectEvent& event);
    void shard(const ShardEvent& event);
    void import_job(const ImportEvent& event);
    void summary(nlohmann::ordered_json account);
    void exit(int code, std::string_view message);

    [[nodiscard]] bool enabled() const { return descriptor_ >= 0; }
    // True once an event could not be written.
    [[nodiscard]] bool failed() const { return failed_; }

private:
    void emit(std::string_view type, nlohmann::ordered_json fields);

    int descriptor_ = -1;
    bool owned_ = false;
    const Clock* clock_ = nullptr;
    std::mutex mutex_;
    std::atomic<bool> failed_{false};
};

// "listing", "gathering", "running", "importing", "done".
std::string_view phase_name(Metrics::Phase phase);

}  // namespace hios::observe
