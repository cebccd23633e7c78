#pragma once
// What a sandbox can be told.

#include <cstdint>
#include <filesystem>
#include <string>

#include "jobs/import/import_service.hpp"

namespace hios::sandbox {

struct SandboxSettings {
    std::filesystem::path database;                                 // the SQLite file; its folder must exist
    std::string datastore_id = "5a4db0c0000000000000000000000001";  // HealthLake's ids have 32 characters, too
    std::uint64_t resource_bytes = 164'000'000;  // the largest line taken (HealthLake: Binary up to 164 MB)
    bool report_success = true;                  // write SUCCESS/ (HealthLake always does)
    bool start_paused = false;                   // take jobs, but run none until resume(); for tests
    jobs::ImportLimits limits;                   // running_jobs is always 1
};

}  // namespace hios::sandbox
