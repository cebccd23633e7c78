#pragma once
// Who signs, and the port to where it is learned from.

#include <chrono>
#include <optional>
#include <string>

#include "pipeline/outcome.hpp"

namespace hios::aws {

using TimePoint = std::chrono::system_clock::time_point;

// Never printed but for the access key id.
struct Credentials {
    std::string access_key_id;
    std::string secret_access_key;
    std::string session_token;         // empty for lasting keys
    std::optional<TimePoint> expires;  // nothing: they last
    std::string source;                // for people: "the environment", "profile 'etl' (assume role)"
};

// Thread-safe.
class CredentialsProvider {
public:
    virtual ~CredentialsProvider() = default;
    // Credentials that are valid now; may ask a service. Errors: aws.credentials, aws.expired,
    // aws.config, aws.denied, http.* (io/aws/codes.hpp, io/http/codes.hpp).
    virtual Outcome<Credentials> get() = 0;
    // These were refused as expired: the next get() learns them anew.
    virtual void expire(const std::string& access_key_id) = 0;
};

}  // namespace hios::aws
