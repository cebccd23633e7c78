#pragma once
// The HealthLake face of the sandbox: AWS JSON 1.0, "X-Amz-Target: HealthLake.<Operation>". Offered:
// StartFHIRImportJob, DescribeFHIRImportJob, ListFHIRImportJobs, DescribeFHIRDatastore, ListFHIRDatastores.

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "jobs/sandbox/server/import_jobs.hpp"

namespace hios::sandbox {

// "HealthLake.StartFHIRImportJob" → "StartFHIRImportJob"; empty when the request is for another service.
std::string_view healthlake_operation(const HttpRequest& request);

// Thread-safe.
class HealthLakeApi {
public:
    // All references must outlive it.
    HealthLakeApi(const ServerSettings& settings, ImportJobs& jobs, const SignatureVerifier& verifier);

    // `forced_failure`: of the job that this request starts.
    HttpReply handle(const HttpRequest& request, Body& body, const std::string& forced_failure);
    [[nodiscard]] static HttpReply refusal(const ApiError& error);

private:
    using Json = nlohmann::ordered_json;
    Answer<Json> answer(const HttpRequest& request, Body& body, const std::string& forced_failure);
    Answer<void> allow_rate(std::string_view operation);
    Answer<Json> start_import(const nlohmann::json& request, const std::string& forced_failure);
    Answer<Json> describe_import(const nlohmann::json& request);
    Answer<Json> list_imports(const nlohmann::json& request);
    Answer<Json> describe_datastore(const nlohmann::json& request);
    Answer<Json> list_datastores(const nlohmann::json& request);
    [[nodiscard]] Answer<void> know_datastore(const std::string& id) const;
    [[nodiscard]] Json properties_of(const HealthLakeJob& job) const;
    [[nodiscard]] Json datastore() const;

    const ServerSettings& settings_;
    ImportJobs& jobs_;
    const SignatureVerifier& verifier_;
    const std::int64_t opened_ms_;

    // A token bucket an operation holds as many calls as its rate.
    struct Bucket {
        double tokens = 0;
        std::chrono::steady_clock::time_point filled{};
    };
    std::mutex mutex_;  // guards the buckets
    std::map<std::string, Bucket, std::less<>> buckets_;
};

}  // namespace hios::sandbox
