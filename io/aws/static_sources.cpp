// Keys that stand somewhere: in variables and in the shared files.

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "io/aws/codes.hpp"
#include "io/aws/credential_sources.hpp"
#include "io/aws/time_text.hpp"

namespace hios::aws {
namespace {

Found keys_of(const Section* section, const std::string& path, const std::string& profile,
              std::vector<std::string>& tried) {
    const std::string id = section == nullptr ? std::string() : setting(*section, "aws_access_key_id");
    if (id.empty()) {
        tried.push_back(fmt::format("{} (no keys for profile '{}')", path, profile));
        return std::nullopt;
    }
    Credentials found;
    found.access_key_id = id;
    found.secret_access_key = setting(*section, "aws_secret_access_key");
    found.session_token = setting(*section, "aws_session_token");
    if (found.session_token.empty()) found.session_token = setting(*section, "aws_security_token");
    found.source = fmt::format("profile '{}' of {}", profile, path);
    if (found.secret_access_key.empty()) {
        return fail(fatal(
            codes::kAwsConfig,
            fmt::format("profile '{}' of {} has an aws_access_key_id but no aws_secret_access_key", profile, path)));
    }
    return found;
}

}  // namespace

Found from_environment(const Surroundings& around) {
    const auto& get = around.config.environment;
    const auto id = get("AWS_ACCESS_KEY_ID");
    if (!id) {
        around.tried.emplace_back("the variable AWS_ACCESS_KEY_ID (not set)");
        return std::nullopt;
    }
    const auto secret = get("AWS_SECRET_ACCESS_KEY");
    if (!secret) {
        return fail(fatal(codes::kAwsConfig, "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not"));
    }
    Credentials found{*id, *secret, {}, {}, "the environment"};
    if (auto token = get("AWS_SESSION_TOKEN")) {
        found.session_token = *token;
    } else if (auto older = get("AWS_SECURITY_TOKEN")) {
        found.session_token = *older;
    }
    return found;
}

Found from_credentials_file(const Surroundings& around, const std::string& profile) {
    const Profiles& profiles = around.config.profiles;
    return keys_of(profiles.credentials(profile), profiles.credentials_path(), profile, around.tried);
}

Found from_config_file(const Surroundings& around, const std::string& profile) {
    const Profiles& profiles = around.config.profiles;
    return keys_of(profiles.config(profile), profiles.config_path(), profile, around.tried);
}

std::optional<Credentials> credentials_of_json(std::string_view text, std::string source) {
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    const auto member = [&json](const char* name) {
        const auto found = json.find(name);
        return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    Credentials found{member("AccessKeyId"), member("SecretAccessKey"), member("Token"), {}, std::move(source)};
    if (found.session_token.empty()) found.session_token = member("SessionToken");
    if (found.access_key_id.empty() || found.secret_access_key.empty()) return std::nullopt;
    if (const std::string expires = member("Expiration"); !expires.empty()) {
        found.expires = parse_iso8601(expires);
        if (!found.expires) return std::nullopt;
    }
    return found;
}

}  // namespace hios::aws
