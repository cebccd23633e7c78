#pragma once
// One import job, file by file. Whatever happens, calling the steps again in a new process ends with
// the same contents and the same report.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "jobs/import/ndjson_lines.hpp"
#include "jobs/sandbox/id_set.hpp"
#include "jobs/sandbox/job_report.hpp"
#include "jobs/sandbox/line_check.hpp"
#include "jobs/sandbox/sandbox_store.hpp"
#include "jobs/sandbox/settings.hpp"
#include "pipeline/object_store.hpp"

namespace hios::sandbox {

// <requested prefix><datastore>-FHIR_IMPORT-<job>/
std::string report_prefix(const SandboxSettings& settings, const StoredJob& job);

// Not thread-safe; all references must outlive it. Any error ends the job as FAILED; the file in work is rolled
// back. After an error or an interruption the object is spent: only a new one may take the job up again.
class ImportRun {
public:
    using Interrupted = std::function<bool()>;

    ImportRun(SandboxStore& store, ObjectStore& staging, const SandboxSettings& settings, StoredJob job);

    // Finds the input files (or takes up the stored ones of an earlier process) and makes the job IN_PROGRESS.
    // False: interrupted.
    Outcome<bool> prepare(const Interrupted& interrupted);

    // Imports the next file in one transaction. False: interrupted, the file is untouched.
    Outcome<bool> import_next(const Interrupted& interrupted);
    [[nodiscard]] bool has_next() const { return next_ < files_.size(); }

    Outcome<void> write_manifest();
    [[nodiscard]] const std::vector<JobFile>& files() const { return files_; }

private:
    using Line = jobs::NdjsonLines::Line;
    struct Accepted {
        std::size_t key_at = 0;  // type, NUL, id in Block::keys
        std::size_t type_length = 0;
        std::size_t key_length = 0;
        std::string_view text;
    };
    // A part of a file, checked and sorted for the store.
    struct Block {
        jobs::NdjsonLines::Block read;
        std::string keys;
        std::vector<Accepted> accepted;  // in key order
        std::uint64_t failed = 0;
    };
    struct Logs {
        ReportLog success;
        ReportLog failure;
    };

    Outcome<void> list_files();
    LineCheck check(const Line& line);
    Outcome<bool> remember_ids(const JobFile& file, const Interrupted& interrupted);
    // Reads, checks and sorts the next block. False: the file's end.
    Outcome<bool> prepare_block(jobs::NdjsonLines& reader, Block& block, Logs& logs);
    Outcome<bool> upsert_block(const Block& block, const Interrupted& interrupted);
    // False: interrupted.
    Outcome<bool> import_lines(JobFile& file, Logs& logs, const Interrupted& interrupted);
    [[nodiscard]] std::filesystem::path spill_path(std::string_view name) const;

    SandboxStore& store_;
    ObjectStore& staging_;
    const SandboxSettings& settings_;
    StoredJob job_;
    std::string report_prefix_;
    std::vector<JobFile> files_;
    std::size_t next_ = 0;
    // While a file is imported these two belong to the thread that prepares its blocks.
    LineChecker checker_;
    IdSet seen_;
};

}  // namespace hios::sandbox
