#pragma once
// Error codes of AWS and of what speaks its protocols.

#include <span>

#include "pipeline/error.hpp"

namespace hios::codes {

inline constexpr Code kAwsCredentials{"aws.credentials", "No usable AWS credentials were found.",
                                      "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the "
                                      "machine a role."};
inline constexpr Code kAwsExpired{"aws.expired", "The AWS credentials have expired.",
                                  "Sign in again (aws sso login), or renew the session, then run the job again."};
inline constexpr Code kAwsConfig{"aws.config", "A setting of AWS is missing or cannot be understood.",
                                 "Correct the variable or the profile named."};
inline constexpr Code kAwsDenied{"aws.denied", "AWS refuses the call to these credentials.",
                                 "Add the permission to the policy of the user or role, and to the KMS key's."};
inline constexpr Code kAwsClock{"aws.clock", "This machine's clock is too far from the server's.",
                                "Set the clock (NTP)."};
inline constexpr Code kAwsThrottled{"aws.throttled", "The service asked for fewer calls, also after retries.",
                                    "Lower the parallel requests or raise the quota, then run the job again."};
inline constexpr Code kAwsService{"aws.service", "The service failed to answer the call, also after retries.",
                                  "Run the job again later: it takes what is left."};
inline constexpr Code kAwsRefused{"aws.refused", "The service refused the call.",
                                  "Read the service's own message and correct the setting it names."};
inline constexpr Code kAwsAnswer{"aws.answer", "The answer is not one of this service.",
                                 "Check that the endpoint is the service it is meant to be."};

// All of the above, for `hios explain`.
std::span<const Code* const> aws_codes();

}  // namespace hios::codes
