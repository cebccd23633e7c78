#include "io/aws/sso_token.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "io/aws/caller.hpp"
#include "io/aws/codes.hpp"
#include "io/aws/digest.hpp"
#include "io/aws/encoding.hpp"
#include "io/aws/time_text.hpp"

namespace hios::aws {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::chrono::minutes kMargin{15};

std::string sha1_hex(const std::string& text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha1(), nullptr);
    return hex(std::span(digest).first(length));
}

std::string text_of(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<TimePoint> time_of(const json& object, const char* name) {
    return parse_iso8601(text_of(object, name));
}

bool can_renew(const json& token, TimePoint now) {
    if (text_of(token, "refreshToken").empty() || text_of(token, "clientId").empty() ||
        text_of(token, "clientSecret").empty())
        return false;
    const auto registered = time_of(token, "registrationExpiresAt");
    return registered && *registered > now;
}

// The token with its new values; nothing when the service gives none.
std::optional<json> renewed(const Surroundings& around, json token, const std::string& region) {
    const std::string endpoint = around.config.endpoint_of("sso_oidc")
                                     .value_or(fmt::format("https://oidc.{}.{}", region, domain_of_region(region)));
    Call call;
    call.request.method = "POST";
    call.request.url = endpoint + "/token";
    call.request.headers = {{"Content-Type", "application/json"}};
    const json arguments{{"grantType", "refresh_token"},
                         {"clientId", text_of(token, "clientId")},
                         {"clientSecret", text_of(token, "clientSecret")},
                         {"refreshToken", text_of(token, "refreshToken")}};
    call.request.body = http::bytes_body(arguments.dump(-1, ' ', false, json::error_handler_t::replace));
    call.errors = ErrorFormat::kJson;
    Caller caller(around.client, nullptr, around.clock, around.config.retries);
    const auto reply = caller.call(call);
    if (!reply || reply->error) return std::nullopt;
    const json answer = json::parse(reply->body, nullptr, false);
    if (!answer.is_object() || text_of(answer, "accessToken").empty()) return std::nullopt;
    const auto lasts = answer.find("expiresIn");
    if (lasts == answer.end() || !lasts->is_number_integer()) return std::nullopt;
    token["accessToken"] = answer["accessToken"];
    token["expiresAt"] = to_iso8601(around.clock.now() + std::chrono::seconds(lasts->get<std::int64_t>()));
    if (const std::string next = text_of(answer, "refreshToken"); !next.empty()) token["refreshToken"] = next;
    return token;
}

// For the owner alone, and all of it or nothing. A cache that cannot be written costs the next sign-in only.
void keep(const fs::path& path, const std::string& text) {
    const std::string beside = fmt::format("{}.{}", path.string(), ::getpid());
    const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return;
    const bool whole = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    const bool closed = ::close(file) == 0;
    std::error_code error;
    if (whole && closed) fs::rename(beside, path, error);
    if (!whole || !closed || error) fs::remove(beside, error);
}

}  // namespace

Outcome<std::string> sso_token(const Surroundings& around, const std::string& profile, const std::string& cache_name,
                               const std::string& region) {
    const std::string mend = fmt::format("Run: aws sso login --profile {}", profile);
    const auto folder = aws_folder(around.config.environment);
    const fs::path path = folder ? *folder / "sso" / "cache" / (sha1_hex(cache_name) + ".json") : fs::path();
    std::ostringstream text;
    if (folder) text << std::ifstream(path).rdbuf();
    json token = json::parse(text.str(), nullptr, false);
    if (!token.is_object() || text_of(token, "accessToken").empty() || text_of(token, "expiresAt").empty())
        return fail(fatal(codes::kAwsCredentials, fmt::format("profile '{}' is not signed in", profile), mend));
    const TimePoint now = around.clock.now();
    auto expires = time_of(token, "expiresAt");
    if ((!expires || *expires <= now + kMargin) && can_renew(token, now)) {
        if (auto fresh = renewed(around, token, region)) {
            token = std::move(*fresh);
            expires = time_of(token, "expiresAt");
            keep(path, token.dump());
        }
    }
    if (!expires || *expires <= around.clock.now())
        return fail(fatal(codes::kAwsExpired, fmt::format("the sign-in of profile '{}' has expired", profile), mend));
    return text_of(token, "accessToken");
}

}  // namespace hios::aws
