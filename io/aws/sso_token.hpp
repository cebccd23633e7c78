#pragma once
// The token that `aws sso login` keeps in ~/.aws/sso/cache, renewed with its refresh token where the sign-in gave one
// (profiles with an sso_session). Source: AWS SDKs and Tools Reference Guide, "IAM Identity Center credential
// provider"; IAM Identity Center OIDC API, CreateToken; margins and file as botocore's.

#include <string>

#include "io/aws/credential_sources.hpp"

namespace hios::aws {

// Renewed from fifteen minutes before its end on; what came is written back to the cache, for other tools too. When
// renewing fails, the old token serves to its end. Errors: aws.credentials (never signed in), aws.expired.
Outcome<std::string> sso_token(const Surroundings& around, const std::string& profile, const std::string& cache_name,
                               const std::string& region);

}  // namespace hios::aws
