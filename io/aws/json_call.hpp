#pragma once
// Services of the AWS JSON 1.0 protocol, as HealthLake: POST /, the operation in x-amz-target.

#include <nlohmann/json.hpp>
#include <string>

#include "io/aws/caller.hpp"

namespace hios::aws {

struct JsonService {
    std::string endpoint;       // "https://healthlake.us-east-1.amazonaws.com", without '/' at the end
    std::string signing_name;   // "healthlake"
    std::string target_prefix;  // "HealthLake"
    std::string region;
    http::Timeouts timeouts;
};

struct JsonReply {
    nlohmann::json body;  // an object; empty when the call was refused
    std::optional<ServiceError> error;
    unsigned attempts = 1;
};

// Makes calls until they are answered. A refusal is a value, as the caller may know a remedy
// (ResourceNotFoundException, a role that is not yet known everywhere); error_from_service() makes an
// Error of it. Thread-safe; `caller` must outlive it.
class AwsJsonCall {
public:
    AwsJsonCall(Caller& caller, JsonService service) : caller_(caller), service_(std::move(service)) {}

    // `operation`: "StartFHIRImportJob". aws.answer when a success is no JSON object.
    Outcome<JsonReply> operator()(std::string_view operation, const nlohmann::json& arguments);

    [[nodiscard]] const JsonService& service() const { return service_; }

private:
    Caller& caller_;
    const JsonService service_;
};

}  // namespace hios::aws
