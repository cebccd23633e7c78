#pragma once
// HealthLake's import jobs as the sandbox keeps them, in an SQLite file of their own.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/import/import_service.hpp"
#include "jobs/sqlite/sqlite.hpp"

namespace hios::sandbox {

struct JobProgress {
    std::uint64_t files = 0;  // found
    std::uint64_t bytes = 0;
    std::uint64_t files_imported = 0;  // read, and without a refused line
    std::uint64_t bytes_imported = 0;  // of these
    std::uint64_t files_with_errors = 0;
    std::uint64_t scanned = 0;  // resources
    std::uint64_t imported = 0;
    std::uint64_t failed = 0;
};

struct HealthLakeJob {
    std::string job_id;
    std::string client_token;
    std::string request_digest;  // of all but the token: the same token must come with the same request
    std::string name;
    std::string input_uri;
    std::string output_uri;  // as requested
    std::string kms_key;
    std::string role_arn;
    std::string level;  // as requested; empty is strict
    jobs::ImportState state = jobs::ImportState::kSubmitted;
    std::string message;
    std::string forced_failure;  // by the fault script
    std::int64_t submitted_ms = 0;
    std::int64_t ended_ms = 0;
    JobProgress progress{};
};

// Not thread-safe.
class JobTable {
public:
    static Outcome<JobTable> open(const std::filesystem::path& path);
    Outcome<std::vector<HealthLakeJob>> jobs();  // in the order they came
    Outcome<void> add(const HealthLakeJob& job);
    // State, message, end and progress.
    Outcome<void> update(const HealthLakeJob& job);

private:
    sqlite::Database database_;
};

}  // namespace hios::sandbox
