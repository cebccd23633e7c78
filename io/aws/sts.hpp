#pragma once
// Roles taken on from the Security Token Service (API version 2011-06-15).

#include <string>

#include "io/aws/credential_sources.hpp"

namespace hios::aws {

struct RoleRequest {
    std::string role_arn;
    std::string session_name;  // empty: one is made up
    std::string external_id;
    std::string duration_seconds;  // empty: the service's default
};

// AssumeRole, signed by `source`.
Outcome<Credentials> assume_role(const Surroundings& around, const RoleRequest& role, const Credentials& source,
                                 std::string name);
// AssumeRoleWithWebIdentity, which is not signed.
Outcome<Credentials> assume_role_with_token(const Surroundings& around, const RoleRequest& role,
                                            const std::string& token, std::string name);

}  // namespace hios::aws
