#include "jobs/sandbox/import_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <future>
#include <optional>

#include "jobs/import/codes.hpp"
#include "pipeline/codes.hpp"

namespace hios::sandbox {
namespace {

constexpr std::string_view kExtension = ".ndjson";

// Lines are sorted within a block: the larger it is, the fewer times a page of a large store is written; but a file
// should have several, as one is prepared while the one before is stored. Two are in memory at a time.
constexpr std::uint64_t kLeastBlock = 8U << 20;
constexpr std::uint64_t kLargestBlock = 64U << 20;
constexpr std::size_t kRowsBetweenLooks = 1024;  // at the interruption

std::size_t block_bytes(const JobFile& file) {
    return std::min(file.bytes + 1, std::clamp(file.bytes / 4, kLeastBlock, kLargestBlock));
}

}  // namespace

std::string report_prefix(const SandboxSettings& settings, const StoredJob& job) {
    return fmt::format("{}{}-FHIR_IMPORT-{}/", job.request.output_prefix, settings.datastore_id, job.job_id);
}

ImportRun::ImportRun(SandboxStore& store, ObjectStore& staging, const SandboxSettings& settings, StoredJob job)
    : store_(store),
      staging_(staging),
      settings_(settings),
      job_(std::move(job)),
      report_prefix_(report_prefix(settings, job_)) {}

Outcome<void> ImportRun::list_files() {
    const std::string& prefix = job_.request.input_prefix;
    // Reports of earlier jobs are no input, should the output lie below the input.
    const std::string& output = job_.request.output_prefix;
    const std::string reports = fmt::format("{}{}-FHIR_IMPORT-", output, settings_.datastore_id);
    std::optional<Error> unreadable;
    HIOS_CHECK(staging_.list(
        prefix,
        [&](ObjectInfo&& object) {
            if (object.key.ends_with(kExtension) && !object.key.starts_with(reports)) {
                JobFile& file = files_.emplace_back();
                file.ordinal = files_.size() - 1;
                file.key = std::move(object.key);
                file.bytes = object.size;
            }
            return files_.size() <= settings_.limits.files_per_job;
        },
        [&](Error&& error) {
            if (!unreadable) unreadable = std::move(error);
        }));
    if (unreadable) return fail(std::move(*unreadable));
    if (files_.empty()) {
        return fail(
            fatal(codes::kNotFound, "there is no .ndjson object below the input prefix", "Check the input prefix."));
    }
    if (files_.size() > settings_.limits.files_per_job) {
        return fail(
            fatal(codes::kImportInvalid,
                  fmt::format("there are more than {} files below the input prefix", settings_.limits.files_per_job),
                  "Import fewer files in one job."));
    }
    std::uint64_t bytes = 0;
    for (const JobFile& file : files_) bytes += file.bytes;
    if (bytes > settings_.limits.bytes_per_job) {
        return fail(fatal(codes::kImportInvalid,
                          fmt::format("the files hold more than {} bytes", settings_.limits.bytes_per_job),
                          "Import fewer bytes in one job."));
    }
    return {};
}

Outcome<bool> ImportRun::prepare(const Interrupted& interrupted) {
    if (job_.state != jobs::ImportState::kInProgress) {
        HIOS_CHECK(list_files());
        HIOS_CHECK(store_.begin_job(job_.job_id, files_));
        return true;
    }
    HIOS_TRY(files_, store_.files(job_.job_id));
    // Which ids the finished files brought is not stored: a second look is cheaper than a second index.
    while (has_next() && files_[next_].done) {
        HIOS_TRY(const bool whole, remember_ids(files_[next_], interrupted));
        if (!whole) return false;
        ++next_;
    }
    return true;
}

LineCheck ImportRun::check(const Line& line) {
    if (line.too_long) return {&refusals::kTooLarge, {}, {}};
    LineCheck result = checker_.check(line.text);
    if (result.refusal == nullptr && !seen_.insert(result.type, result.id)) result.refusal = &refusals::kDuplicateId;
    return result;
}

Outcome<bool> ImportRun::remember_ids(const JobFile& file, const Interrupted& interrupted) {
    HIOS_TRY(const auto source, staging_.open(file.key));
    jobs::NdjsonLines reader(*source, settings_.resource_bytes, block_bytes(file));
    jobs::NdjsonLines::Block block;
    for (;;) {
        if (interrupted()) return false;
        HIOS_TRY(const bool more, reader.next(block));
        if (!more) return true;
        for (const Line& line : block.lines) check(line);
    }
}

Outcome<bool> ImportRun::import_next(const Interrupted& interrupted) {
    JobFile file = files_[next_];
    Logs logs{ReportLog(spill_path("success")), ReportLog(spill_path("failure"))};
    HIOS_TRY(auto transaction, store_.begin());
    HIOS_TRY(const bool whole, import_lines(file, logs, interrupted));
    if (!whole) return false;
    // The logs come before the commit: a process killed in between writes the same logs again.
    const std::string relative = file.key.substr(job_.request.input_prefix.size());
    if (!logs.success.empty()) HIOS_CHECK(logs.success.publish(staging_, report_prefix_ + "SUCCESS/" + relative));
    if (!logs.failure.empty()) HIOS_CHECK(logs.failure.publish(staging_, report_prefix_ + "FAILURE/" + relative));
    HIOS_CHECK(store_.mark_done(job_.job_id, file));
    HIOS_CHECK(transaction.commit());
    file.done = true;
    files_[next_++] = std::move(file);
    return true;
}

Outcome<bool> ImportRun::import_lines(JobFile& file, Logs& logs, const Interrupted& interrupted) {
    HIOS_TRY(const auto source, staging_.open(file.key));
    jobs::NdjsonLines reader(*source, settings_.resource_bytes, block_bytes(file));
    std::array<Block, 2> blocks;
    // One block is prepared while the one before goes into the store; a file of a single block needs no thread.
    const auto policy = file.bytes > kLeastBlock ? std::launch::async : std::launch::deferred;
    const auto prepare = [&](Block& block) {
        return std::async(policy, [&] { return prepare_block(reader, block, logs); });
    };

    std::future<Outcome<bool>> coming = prepare(blocks[0]);  // waits in its destructor, before the above are gone
    for (std::size_t current = 0;; current = 1 - current) {
        HIOS_TRY(const bool more, coming.get());
        if (!more) return true;
        if (interrupted()) return false;
        coming = prepare(blocks[1 - current]);
        const Block& block = blocks[current];
        file.scanned += block.accepted.size() + block.failed;
        file.imported += block.accepted.size();
        file.failed += block.failed;
        HIOS_TRY(const bool whole, upsert_block(block, interrupted));
        if (!whole) return false;
    }
}

Outcome<bool> ImportRun::prepare_block(jobs::NdjsonLines& reader, Block& block, Logs& logs) {
    block.keys.clear();
    block.accepted.clear();
    block.failed = 0;
    HIOS_TRY(const bool more, reader.next(block.read));
    if (!more) return false;
    for (const Line& line : block.read.lines) {
        const LineCheck result = check(line);
        if (result.refusal != nullptr) {
            ++block.failed;
            HIOS_CHECK(logs.failure.add_failure(line.number, result));
            continue;
        }
        if (settings_.report_success) HIOS_CHECK(logs.success.add_success(line.number, result.type, result.id));
        Accepted& accepted = block.accepted.emplace_back();
        accepted.key_at = block.keys.size();
        accepted.type_length = result.type.size();
        block.keys.append(result.type).append(1, '\0').append(result.id);
        accepted.key_length = block.keys.size() - accepted.key_at;
        accepted.text = line.text;
    }
    // In key order neighbours share their page; a job holds each key once, so the order changes nothing else.
    const std::string_view keys = block.keys;
    std::sort(block.accepted.begin(), block.accepted.end(), [keys](const Accepted& a, const Accepted& b) {
        return keys.substr(a.key_at, a.key_length) < keys.substr(b.key_at, b.key_length);
    });
    return true;
}

Outcome<bool> ImportRun::upsert_block(const Block& block, const Interrupted& interrupted) {
    std::size_t row = 0;
    for (const Accepted& line : block.accepted) {
        if (++row % kRowsBetweenLooks == 0 && interrupted()) return false;
        const std::string_view key = std::string_view(block.keys).substr(line.key_at, line.key_length);
        HIOS_CHECK(store_.upsert(key.substr(0, line.type_length), key.substr(line.type_length + 1), line.text));
    }
    return true;
}

Outcome<void> ImportRun::write_manifest() {
    HIOS_CHECK(staging_.put(report_prefix_ + "Manifest.json", manifest_text(job_.request, report_prefix_, files_), {}));
    return {};
}

std::filesystem::path ImportRun::spill_path(std::string_view name) const {
    std::filesystem::path path = settings_.database;
    path += fmt::format(".{}.tmp", name);
    return path;
}

}  // namespace hios::sandbox
