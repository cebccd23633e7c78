#pragma once
// The calls of AWS HealthLake that HIOS makes, typed. Reading is tolerant: what a newer service adds is passed over,
// what an answer lacks keeps its default, unknown states stay as the service wrote them.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include "io/aws/json_call.hpp"
#include "pipeline/outcome.hpp"

namespace hios::healthlake {

// A value, or what the service refused the call with. An Error around it means that no answer came at all.
template <class T>
using Answer = tl::expected<T, aws::ServiceError>;

// Arguments of StartFHIRImportJob.
struct StartImport {
    std::string job_name;  // may be empty
    std::string input_uri;
    std::string output_uri;
    std::string kms_key;
    std::string datastore;
    std::string role_arn;
    std::string client_token;
    std::string validation_level;  // empty: the service's default
};

// JobProgressReport, as far as HIOS uses it.
struct JobCounts {
    std::uint64_t files_scanned = 0;
    std::uint64_t scanned = 0;  // resources
    std::uint64_t imported = 0;
    std::uint64_t failed = 0;  // with a customer error
};

struct ImportJob {
    std::string id;
    std::string name;
    std::string status;  // "IN_PROGRESS"
    double submitted = 0;
    double ended = 0;  // seconds since 1970; 0: not yet
    std::string input_uri;
    std::string output_uri;  // in answers: the job's own folder
    std::string role_arn;
    std::string validation_level;
    std::string message;
    std::optional<JobCounts> counts;
};

struct Datastore {
    std::string id;
    std::string arn;
    std::string name;
    std::string status;  // "ACTIVE"
    std::string fhir_version;
    std::string endpoint;
    std::string kms_key;  // its own, when the customer manages it
    std::string error;    // why it could not be made
};

// Thread-safe.
class Client {
public:
    explicit Client(aws::AwsJsonCall call) : call_(std::move(call)) {}

    // Checks every field first (import.invalid_request). The job's id.
    Outcome<Answer<std::string>> start_import(const StartImport& start);
    Outcome<Answer<ImportJob>> describe_import(const std::string& datastore, const std::string& job_id);
    // All jobs of this name ("": of any), newest first as the service lists them; pages are followed to their end.
    Outcome<Answer<std::vector<ImportJob>>> list_imports(const std::string& datastore, const std::string& job_name);
    Outcome<Answer<Datastore>> describe_datastore(const std::string& datastore);

    [[nodiscard]] const std::string& endpoint() const { return call_.service().endpoint; }
    [[nodiscard]] const std::string& region() const { return call_.service().region; }

private:
    aws::AwsJsonCall call_;
};

// The same checks without the call.
Outcome<void> check_fields(const StartImport& start);

}  // namespace hios::healthlake
