#pragma once
// What a HealthLake import is made with, whoever made it up: a job spec, a verb, a test.

#include <chrono>
#include <cstdint>
#include <string>

#include "jobs/import/import_service.hpp"

namespace hios::healthlake {

struct ServiceSettings {
    std::string datastore;  // id
    std::string role_arn;
    std::string kms_key;           // of the report; HealthLake demands one
    std::string staging_uri;       // "s3://bucket" or "s3://bucket/prefix": where the staging store's keys begin
    std::string output_prefix;     // in the staging zone, before every report's own; empty or ending with '/'
    std::string validation_level;  // empty: the request's
    jobs::ImportLimits limits;
    std::uint64_t file_bytes = UINT64_MAX;  // one file of a job
    // A role that was just made is not known everywhere: for so long a refused start is tried again.
    std::chrono::milliseconds role_wait{60'000};
};

}  // namespace hios::healthlake
