#pragma once
// The sandbox's one SQLite file: what was imported, and the state of the import jobs.
//
//     resource(type, id, version, line)   the contents; a public format: other tools read it
//     import_job, import_file             the sandbox's own: jobs in the order they came, and each job's files
//
// A file's upserts and its mark in import_file are one transaction, so that a killed process leaves
// each file either wholly imported or untouched.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/import/import_service.hpp"
#include "jobs/sqlite/sqlite.hpp"

namespace hios::sandbox {

struct StoredJob {
    std::string job_id;
    jobs::ImportRequest request;
    jobs::ImportState state = jobs::ImportState::kSubmitted;
    std::string message;
};

// One input file of a job.
struct JobFile {
    std::uint64_t ordinal = 0;  // in byte order of keys, from 0
    std::string key;            // in the staging zone
    std::uint64_t bytes = 0;
    bool done = false;
    std::uint64_t scanned = 0;  // lines; 0 until done
    std::uint64_t imported = 0;
    std::uint64_t failed = 0;
};

// Held while a process uses a sandbox file: two of them would both run the open jobs.
class FileLock {
public:
    FileLock() = default;
    // sqlite.busy / kRetry when another process (or another lock of this one) holds it.
    static Outcome<FileLock> take(const std::filesystem::path& path);
    FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    FileLock& operator=(FileLock&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~FileLock();

private:
    int descriptor_ = -1;
};

// Not thread-safe: one thread at a time. Errors as in jobs/sqlite.
class SandboxStore {
public:
    // Creates the file and its tables when missing; locks "<path>.lock".
    static Outcome<SandboxStore> open(const std::filesystem::path& path);

    Outcome<std::vector<StoredJob>> jobs();  // all, in the order they were added
    Outcome<void> add_job(const StoredJob& job);
    Outcome<void> set_state(const std::string& job_id, jobs::ImportState state, std::string_view message);

    // Fixes the job's files and makes it IN_PROGRESS, in one transaction.
    Outcome<void> begin_job(const std::string& job_id, const std::vector<JobFile>& files);
    Outcome<std::vector<JobFile>> files(const std::string& job_id);

    // Between begin() and commit(): upserts of one file, then its mark.
    Outcome<sqlite::Transaction> begin() { return sqlite::Transaction::begin(database_); }
    // Version 1 when new, else the version goes up by one.
    Outcome<void> upsert(std::string_view type, std::string_view id, std::string_view line);
    Outcome<void> mark_done(const std::string& job_id, const JobFile& file);

private:
    FileLock lock_;
    sqlite::Database database_;
    sqlite::Statement upsert_;
    sqlite::Statement mark_done_;
    sqlite::Statement add_job_;
    sqlite::Statement add_file_;
    sqlite::Statement set_state_;
};

}  // namespace hios::sandbox
