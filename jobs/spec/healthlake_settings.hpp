#pragma once
// `import` of a job spec when its service is healthlake: what AWS HealthLake needs to know beside data store and role.

#include <chrono>
#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

namespace hios::jobs {

class SpecReader;
struct JobSpec;

// Defaults of the limits: HealthLake's quotas of 2026 (they rose a hundredfold in five years; most can be raised).
struct HealthLakeSettings {
    std::string kms_key;           // of the report; default: the staging zone's, KMS_KEY_ID
    std::string output_prefix;     // in the staging zone, ends with '/'; empty: the run's folder
    std::string validation_level;  // empty: validate.level
    std::uint32_t queued_jobs = 25;
    std::uint64_t files_per_job = 1'000'000;
    std::uint64_t file_bytes = 50ULL * 1'000'000'000;
    std::uint64_t bytes_per_job = 5'000ULL * 1'000'000'000;
    std::chrono::milliseconds role_wait{60'000};  // a role just made is not known everywhere for some seconds
};

// Fills spec.import.healthlake, and data store and role from HEALTHLAKE_DATASTORE_ID and HEALTHLAKE_ROLE_ARN where
// the spec leaves them out. After zones, `aws`, `pack` and the rest of `import` have been read. Settings that
// HealthLake would refuse go to reader.problems.
void read_healthlake(SpecReader& reader, JobSpec& spec);

// What of it differs from the defaults, for the description of a job.
nlohmann::ordered_json healthlake_json(const HealthLakeSettings& settings);

}  // namespace hios::jobs
