// AWS IAM Identity Center: the token of `aws sso login` is exchanged for keys of a role.

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "io/aws/caller.hpp"
#include "io/aws/codes.hpp"
#include "io/aws/credential_sources.hpp"
#include "io/aws/encoding.hpp"
#include "io/aws/sso_token.hpp"

namespace hios::aws {
namespace {

struct SsoSettings {
    std::string profile;
    std::string cache_name;  // what the token's file is named after
    std::string region;
    std::string account;
    std::string role;
};

Outcome<std::optional<SsoSettings>> settings_of(const Surroundings& around, const std::string& profile) {
    const Profiles& profiles = around.config.profiles;
    const std::string session = profiles.value(profile, "sso_session");
    const std::string start_url = profiles.value(profile, "sso_start_url");
    if (session.empty() && start_url.empty()) return std::nullopt;
    SsoSettings found{profile, session.empty() ? start_url : session, profiles.value(profile, "sso_region"),
                      profiles.value(profile, "sso_account_id"), profiles.value(profile, "sso_role_name")};
    if (!session.empty()) {
        const Section* const section = profiles.sso_session(session);
        if (section == nullptr) {
            return fail(fatal(codes::kAwsConfig, fmt::format("profile '{}' names sso_session '{}', which {} lacks",
                                                             profile, session, profiles.config_path())));
        }
        found.region = setting(*section, "sso_region");
    }
    if (found.region.empty() || found.account.empty() || found.role.empty()) {
        return fail(fatal(codes::kAwsConfig,
                          fmt::format("profile '{}' lacks sso_region, sso_account_id or sso_role_name", profile)));
    }
    return found;
}

}  // namespace

Found from_sso(const Surroundings& around, const std::string& profile) {
    HIOS_TRY(const auto sso, settings_of(around, profile));
    if (!sso) {
        around.tried.push_back(fmt::format("profile '{}' (no sso_session)", profile));
        return std::nullopt;
    }
    HIOS_TRY(const std::string token, sso_token(around, sso->profile, sso->cache_name, sso->region));
    const std::string endpoint = around.config.endpoint_of("sso").value_or(
        fmt::format("https://portal.sso.{}.{}", sso->region, domain_of_region(sso->region)));
    Call call;
    call.request.url = fmt::format("{}/federation/credentials?{}", endpoint,
                                   canonical_query({{"role_name", sso->role}, {"account_id", sso->account}}));
    call.request.headers = {{"x-amz-sso_bearer_token", token}};
    call.errors = ErrorFormat::kJson;
    Caller caller(around.client, nullptr, around.clock, around.config.retries);
    HIOS_TRY(const Reply reply, caller.call(call));
    if (reply.error) {
        return fail(error_from_service(*reply.error, fmt::format("get keys for profile '{}'", profile), endpoint));
    }
    const auto json = nlohmann::json::parse(reply.body, nullptr, false);
    const auto member = [&json](const char* name) {
        const auto found = json["roleCredentials"].find(name);
        return found != json["roleCredentials"].end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    if (!json.is_object() || !json.contains("roleCredentials") || !json["roleCredentials"].is_object() ||
        member("accessKeyId").empty()) {
        return fail(fatal(codes::kAwsAnswer, fmt::format("the answer of {} holds no credentials", endpoint)));
    }
    Credentials found{member("accessKeyId"),
                      member("secretAccessKey"),
                      member("sessionToken"),
                      {},
                      fmt::format("profile '{}' (sso)", profile)};
    const auto expires = json["roleCredentials"].find("expiration");
    if (expires != json["roleCredentials"].end() && expires->is_number_integer()) {
        found.expires = TimePoint(std::chrono::milliseconds(expires->get<std::int64_t>()));
    }
    return found;
}

}  // namespace hios::aws
