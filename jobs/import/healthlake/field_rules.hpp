#pragma once
// The rules of HealthLake's service model (API version 2017-07-01) for what an import job is told, so that a wrong
// setting is known when the job spec is read, and no call is made that the service must refuse.

#include <optional>
#include <string>
#include <string_view>

#include "pipeline/outcome.hpp"

namespace hios::healthlake {

// What is wrong with a value, and how to mend it. Values are settings of the operator, no patient data; they are
// still not quoted, as they may name an organisation.
struct FieldProblem {
    std::string what;  // "must be 1 to 32 characters"
    std::string mend;
};
using FieldCheck = std::optional<FieldProblem>;  // nothing: the value is right

FieldCheck check_datastore_id(std::string_view text);
FieldCheck check_job_id(std::string_view text);
FieldCheck check_job_name(std::string_view text);
FieldCheck check_client_token(std::string_view text);
FieldCheck check_s3_uri(std::string_view text);
FieldCheck check_kms_key(std::string_view text);
FieldCheck check_role_arn(std::string_view text);
FieldCheck check_validation_level(std::string_view text);

// `name` with what no JobName may hold made '-', cut to `most` characters; "job" when nothing is left.
std::string to_job_name(std::string_view name, std::size_t most);

// import.invalid_request / kFatal, "<field> <what>", for a problem.
Outcome<void> require(std::string_view field, const FieldCheck& check);

}  // namespace hios::healthlake
