// Roles: of a profile, signed by other credentials, and by the token of a web identity.

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "io/aws/codes.hpp"
#include "io/aws/credential_sources.hpp"
#include "io/aws/sts.hpp"

namespace hios::aws {
namespace {

Failure bad_profile(const std::string& profile, std::string_view what) {
    return fail(fatal(codes::kAwsConfig, fmt::format("profile '{}': {}", profile, what)));
}

RoleRequest role_of(const Profiles& profiles, const std::string& profile) {
    return {profiles.value(profile, "role_arn"), profiles.value(profile, "role_session_name"),
            profiles.value(profile, "external_id"), profiles.value(profile, "duration_seconds")};
}

Outcome<Credentials> from_credential_source(const Surroundings& around, const std::string& profile,
                                            const std::string& source) {
    Found found;
    if (source == "Environment") {
        found = from_environment(around);
    } else if (source == "EcsContainer") {
        found = from_container(around);
    } else if (source == "Ec2InstanceMetadata") {
        found = from_instance(around);
    } else {
        return bad_profile(profile, "credential_source must be Environment, EcsContainer or Ec2InstanceMetadata");
    }
    if (!found) return fail(std::move(found).error());
    if (!*found) return bad_profile(profile, fmt::format("its credential_source {} has no credentials here", source));
    return std::move(**found);
}

// A source profile may hold keys, a role of its own, or any other source but the machine's.
Outcome<Credentials> from_source_profile(const Surroundings& around, const std::string& profile,
                                         const std::string& source, std::vector<std::string> visited) {
    if (!around.config.profiles.knows(source)) {
        return bad_profile(profile, fmt::format("its source_profile '{}' does not exist", source));
    }
    const bool own_keys = source == profile;  // the profile signs for its own role
    if (!own_keys && std::find(visited.begin(), visited.end(), source) != visited.end()) {
        return bad_profile(profile, fmt::format("its source_profile '{}' leads back to it", source));
    }
    HIOS_TRY(auto keys, from_credentials_file(around, source));
    if (!keys) {
        HIOS_TRY(keys, from_config_file(around, source));
    }
    if (keys) return std::move(*keys);
    if (own_keys) return bad_profile(profile, "it is its own source_profile but has no keys");
    HIOS_TRY(auto role, from_assumed_role(around, source, std::move(visited)));
    if (role) return std::move(*role);
    for (Found (*const next)(const Surroundings&, const std::string&) : {from_web_identity, from_sso, from_process}) {
        HIOS_TRY(auto found, next(around, source));
        if (found) return std::move(*found);
    }
    return bad_profile(profile, fmt::format("its source_profile '{}' has no credentials", source));
}

}  // namespace

Found from_assumed_role(const Surroundings& around, const std::string& profile, std::vector<std::string> visited) {
    const Profiles& profiles = around.config.profiles;
    const RoleRequest role = role_of(profiles, profile);
    if (role.role_arn.empty() || !profiles.value(profile, "web_identity_token_file").empty()) {
        around.tried.push_back(fmt::format("profile '{}' (no role_arn)", profile));
        return std::nullopt;
    }
    if (!profiles.value(profile, "mfa_serial").empty()) {
        return fail(
            fatal(codes::kAwsConfig,
                  fmt::format("profile '{}' wants a code of a device (mfa_serial), which a batch cannot type", profile),
                  "Make a session first (aws sts get-session-token) and set its three variables."));
    }
    const std::string source_profile = profiles.value(profile, "source_profile");
    const std::string credential_source = profiles.value(profile, "credential_source");
    if (source_profile.empty() == credential_source.empty()) {
        return bad_profile(profile, "a role_arn needs either source_profile or credential_source");
    }
    visited.push_back(profile);
    HIOS_TRY(const Credentials source, source_profile.empty()
                                           ? from_credential_source(around, profile, credential_source)
                                           : from_source_profile(around, profile, source_profile, visited));
    HIOS_TRY(auto found, assume_role(around, role, source, fmt::format("profile '{}' (assumed role)", profile)));
    return found;
}

Found from_web_identity(const Surroundings& around, const std::string& profile) {
    const Config& config = around.config;
    const bool variables = profile == config.profile && !config.profile_chosen;
    const auto value = [&](const char* variable, const char* name) {
        return variables ? config.value(variable, name) : config.profiles.value(profile, name);
    };
    const std::string file = value("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file");
    if (file.empty()) {
        around.tried.emplace_back("the variable AWS_WEB_IDENTITY_TOKEN_FILE (not set)");
        return std::nullopt;
    }
    const RoleRequest role{
        value("AWS_ROLE_ARN", "role_arn"), value("AWS_ROLE_SESSION_NAME", "role_session_name"), {}, {}};
    if (role.role_arn.empty()) {
        return fail(fatal(codes::kAwsConfig, "a web identity token file is set, but no role: set AWS_ROLE_ARN"));
    }
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    std::string token = text.str();
    while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
    if (token.empty()) {
        return fail(
            fatal(codes::kAwsConfig, fmt::format("the web identity token file {} cannot be read or is empty", file)));
    }
    HIOS_TRY(auto found, assume_role_with_token(around, role, token, "a web identity"));
    return found;
}

}  // namespace hios::aws
