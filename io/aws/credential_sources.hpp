#pragma once
// Where credentials may come from. Each function answers nothing when its source is not set up here, and
// notes in `tried` what it looked for; a source that is set up but fails is an Error. Source: AWS SDKs
// and Tools Reference Guide, "Standardized credential providers"; order and corner cases as botocore's.

#include <optional>
#include <string>
#include <vector>

#include "io/aws/config.hpp"
#include "io/aws/credentials.hpp"
#include "io/http/client.hpp"
#include "pipeline/clock.hpp"

namespace hios::aws {

struct Surroundings {
    const Config& config;
    http::Client& client;
    Clock& clock;
    std::vector<std::string>& tried;
};
using Found = Outcome<std::optional<Credentials>>;

// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN.
Found from_environment(const Surroundings& around);
// Keys in the credentials file, in the config file.
Found from_credentials_file(const Surroundings& around, const std::string& profile);
Found from_config_file(const Surroundings& around, const std::string& profile);
// role_arn with source_profile or credential_source. `visited`: the profiles on the way here.
Found from_assumed_role(const Surroundings& around, const std::string& profile, std::vector<std::string> visited = {});
// AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN, or the profile's settings of these names.
Found from_web_identity(const Surroundings& around, const std::string& profile);
// sso_session or sso_start_url, with the token that `aws sso login` keeps.
Found from_sso(const Surroundings& around, const std::string& profile);
// credential_process, run without a shell, for at most a minute.
Found from_process(const Surroundings& around, const std::string& profile);
// AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI.
Found from_container(const Surroundings& around);
// Instance metadata, version 2 only.
Found from_instance(const Surroundings& around);

// {"AccessKeyId", "SecretAccessKey", "Token" | "SessionToken", "Expiration"}: what processes, containers
// and instances print. Nothing when it is not that.
std::optional<Credentials> credentials_of_json(std::string_view text, std::string source);

}  // namespace hios::aws
