#pragma once
// The two calls of AWS Query services that are only made to look: who am I, and what does a role allow. Source: AWS STS
// API Reference (2011-06-15), AWS IAM API Reference (2010-05-08).

#include <string>
#include <vector>

#include "io/aws/xml.hpp"
#include "io/s3/session.hpp"

namespace hios::doctor {

struct QueryAnswer {
    aws::XmlElement xml;  // the root; empty when refused
    std::optional<aws::ServiceError> error;
};

// `parameters` besides Action and Version, not encoded. `service`: "sts", "iam".
Outcome<QueryAnswer> query_call(s3::Session& session, const std::string& service, const std::string& action,
                                std::vector<std::pair<std::string, std::string>> parameters);

// False when this job talks to another system than AWS and nobody said where this service is: then it is not asked.
bool can_ask(const aws::Config& config, const std::string& s3_endpoint, const std::string& service);

}  // namespace hios::doctor
