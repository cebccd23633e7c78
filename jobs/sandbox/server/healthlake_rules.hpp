#pragma once
// The constraints of AWS HealthLake's service model (2017-07-01) on the members of requests.

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "jobs/sandbox/server/api_error.hpp"

namespace hios::sandbox {

// Checks one request's members and says all that is wrong at once, as the service does.
class MemberRules {
public:
    explicit MemberRules(const nlohmann::json& request) : request_(request) {}

    // Paths go into structures with dots: "inputDataConfig.s3Uri" in messages is "InputDataConfig.S3Uri" here.
    void datastore_id(const char* path);
    void job_id(const char* path);
    void job_name(const char* path);
    void client_token(const char* path);
    void s3_uri(const char* path);
    void kms_key(const char* path);
    void role_arn(const char* path);
    void next_token(const char* path);
    void datastore_name(const char* path);
    void max_results(const char* path);
    void time(const char* path);
    void one_of(const char* path, const std::vector<std::string>& values);
    void structure(const char* path);  // must be there
    void require(const char* path);    // a text that must be there

    // SerializationException for a member of the wrong type, ValidationException for the rest.
    [[nodiscard]] Answer<void> verdict() const;

    // The text at a path; empty when it is not there.
    [[nodiscard]] std::string text(const char* path) const;

private:
    const nlohmann::json* find(const char* path) const;
    const std::string* text_at(const char* path);
    void check_text(const char* path, std::size_t least, std::size_t most, const char* pattern);
    void broken(const char* path, const std::string& constraint);

    const nlohmann::json& request_;
    std::vector<std::string> broken_;
    std::string wrong_type_;
};

}  // namespace hios::sandbox
