#pragma once
// What a sandbox server can be told.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "jobs/import/import_service.hpp"
#include "jobs/sandbox/server/signature.hpp"

namespace hios::sandbox {

// How reports look: as the live service writes them, or as its documents print them.
enum class ReportStyle : std::uint8_t {
    kLive,      // Manifest.json, log lines that are JSON
    kDocument,  // manifest.json, an unquoted key and statusCode outside of UpdateResourceResponse
};

// A role that import jobs may be given.
struct Role {
    std::string arn;
    std::vector<std::string> buckets{};  // it may read and write; empty: all
};

struct ServerSettings {
    std::filesystem::path data;  // everything lives here; made when missing
    std::string host = "127.0.0.1";
    int port = 0;  // 0: any that is free
    std::string region = "us-east-1";
    std::string account_id = "000000000000";
    // Empty: one key, made at the first start and kept in data/credentials.json (mode 0600).
    std::vector<AccessKey> keys{};
    // Empty: one role and one KMS key of the account.
    std::vector<Role> roles{};
    std::vector<std::string> kms_keys{};  // ARNs
    std::vector<std::string> buckets{};   // made at the start
    std::string datastore_id = "5a4db0c0000000000000000000000001";
    std::string datastore_name = "sandbox";
    std::optional<std::filesystem::path> faults{};
    ReportStyle report_style = ReportStyle::kLive;
    bool start_paused = false;            // take import jobs, but run none until resume(); for tests
    std::uint64_t least_part = 5U << 20;  // S3: bytes of a part
    std::uint64_t resource_bytes = 164'000'000;
    jobs::ImportLimits limits{};           // running_jobs is always 1
    std::uint32_t starts_per_second = 25;  // HealthLake: StartFHIRImportJob; 0: no limit
    std::uint32_t reads_per_second = 10;   // each of Describe and List; 0: no limit
    Clock clock = [] { return std::chrono::system_clock::now(); };
};

}  // namespace hios::sandbox
