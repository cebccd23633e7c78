#pragma once
// The port to a FHIR service that bulk-imports NDJSON files from under one prefix of the staging
// zone. Modelled on AWS HealthLake's StartFHIRImportJob and DescribeFHIRImportJob; implementations
// are listed in jobs/import/services.cpp and pass tests/conformance/import_service.hpp.

#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/outcome.hpp"

namespace hios::jobs {

enum class ImportState : std::uint8_t { kSubmitted, kQueued, kInProgress, kCompleted, kCompletedWithErrors, kFailed };

// "SUBMITTED", "QUEUED", "IN_PROGRESS", "COMPLETED", "COMPLETED_WITH_ERRORS", "FAILED" (HealthLake's names).
std::string_view to_string(ImportState state);
[[nodiscard]] constexpr bool is_terminal(ImportState state) {
    return state >= ImportState::kCompleted;
}

struct ImportRequest {
    std::string client_token;      // idempotency: the same token answers the same job (1..64 of [A-Za-z0-9-])
    std::string job_name;          // for people (1..64)
    std::string input_prefix;      // key prefix in the staging zone, ends with '/'
    std::string output_prefix;     // where the report goes in the staging zone, ends with '/'
    std::string validation_level;  // strict | structure-only | minimal
};

struct ImportStatus {
    ImportState state = ImportState::kSubmitted;
    std::string message;        // set when FAILED for a reason that is no single line's fault
    std::uint64_t scanned = 0;  // resources
    std::uint64_t imported = 0;
    std::uint64_t failed = 0;
    std::string output_prefix;  // where the report really is: <requested>/<datastore>-FHIR_IMPORT-<job>/
};

struct ImportLimits {
    std::uint32_t running_jobs = 1;
    std::uint32_t queued_jobs = 25;
    std::uint64_t files_per_job = 10'000;
    std::uint64_t bytes_per_job = 500'000'000'000;
};

// Thread-safe.
class ImportService {
public:
    virtual ~ImportService() = default;
    virtual Outcome<std::string> start(const ImportRequest& request) = 0;  // the job's id
    virtual Outcome<ImportStatus> describe(const std::string& job_id) = 0;
    virtual Outcome<void> cancel(const std::string& job_id) = 0;
    [[nodiscard]] virtual ImportLimits limits() const = 0;
};

}  // namespace hios::jobs
