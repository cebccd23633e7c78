#include "io/aws/sts.hpp"

#include <fmt/format.h>

#include "io/aws/caller.hpp"
#include "io/aws/codes.hpp"
#include "io/aws/encoding.hpp"
#include "io/aws/time_text.hpp"
#include "io/aws/xml.hpp"

namespace hios::aws {
namespace {

class Fixed final : public CredentialsProvider {
public:
    explicit Fixed(Credentials credentials) : credentials_(std::move(credentials)) {}
    Outcome<Credentials> get() override { return credentials_; }
    void expire(const std::string&) override {}

private:
    const Credentials credentials_;
};

Outcome<Credentials> ask(const Surroundings& around, Query query, const RoleRequest& role, Caller& caller,
                         std::string name) {
    const std::string endpoint = around.config.endpoint_or_default("sts");
    const std::string session =
        role.session_name.empty()
            ? fmt::format(
                  "hios-{}",
                  std::chrono::duration_cast<std::chrono::seconds>(around.clock.now().time_since_epoch()).count())
            : role.session_name;
    query.emplace_back("Version", "2011-06-15");
    query.emplace_back("RoleArn", role.role_arn);
    query.emplace_back("RoleSessionName", session);
    if (!role.duration_seconds.empty()) query.emplace_back("DurationSeconds", role.duration_seconds);
    if (!role.external_id.empty()) query.emplace_back("ExternalId", role.external_id);

    Call call;
    call.request.method = "POST";
    call.request.url = endpoint + "/";
    call.request.headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
    call.request.body = http::bytes_body(canonical_query(query));
    call.scope.service = "sts";
    call.scope.region = around.config.region.empty() ? "us-east-1" : around.config.region;
    HIOS_TRY(const Reply reply, caller.call(call));
    if (reply.error) {
        Error error = error_from_service(*reply.error, fmt::format("assume the role {}", role.role_arn), endpoint);
        if (error.code == &codes::kAwsDenied) {
            error.mend = "Let the role's trust policy name this caller, and allow it sts:AssumeRole.";
        }
        return fail(std::move(error));
    }
    const auto root = parse_xml(reply.body);
    const XmlElement* const result = root && !root->children.empty() ? &root->children.front() : nullptr;
    const XmlElement* const keys = result == nullptr ? nullptr : result->find("Credentials");
    if (keys == nullptr || keys->text_of("AccessKeyId").empty() || keys->text_of("SecretAccessKey").empty()) {
        return fail(fatal(codes::kAwsAnswer, fmt::format("the answer of {} holds no credentials", endpoint)));
    }
    return Credentials{std::string(keys->text_of("AccessKeyId")), std::string(keys->text_of("SecretAccessKey")),
                       std::string(keys->text_of("SessionToken")), parse_iso8601(keys->text_of("Expiration")),
                       std::move(name)};
}

}  // namespace

Outcome<Credentials> assume_role(const Surroundings& around, const RoleRequest& role, const Credentials& source,
                                 std::string name) {
    Fixed signer(source);
    Caller caller(around.client, &signer, around.clock, around.config.retries);
    return ask(around, {{"Action", "AssumeRole"}}, role, caller, std::move(name));
}

Outcome<Credentials> assume_role_with_token(const Surroundings& around, const RoleRequest& role,
                                            const std::string& token, std::string name) {
    Caller caller(around.client, nullptr, around.clock, around.config.retries);
    return ask(around, {{"Action", "AssumeRoleWithWebIdentity"}, {"WebIdentityToken", token}}, role, caller,
               std::move(name));
}

}  // namespace hios::aws
