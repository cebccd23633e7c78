// Credentials that the machine itself gives: to a container, to an instance.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <sstream>

#include "io/aws/canonical.hpp"
#include "io/aws/codes.hpp"
#include "io/aws/credential_sources.hpp"

namespace hios::aws {
namespace {

using namespace std::chrono_literals;

Failure bad_setting(std::string what) {
    return fail(fatal(codes::kAwsConfig, std::move(what)));
}

std::string_view host_name(std::string_view host_and_port) {
    if (host_and_port.starts_with('[')) return host_and_port.substr(0, host_and_port.find(']') + 1);
    return host_and_port.substr(0, host_and_port.find(':'));
}

// The token must not travel to strangers.
bool is_own_host(std::string_view url) {
    if (url.starts_with("https://")) return true;
    constexpr std::array<std::string_view, 6> kOwn{"localhost",     "127.0.0.1",      "[::1]",
                                                   "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"};
    if (!url.starts_with("http://")) return false;
    const std::string_view host = host_name(url_parts(url).host);
    return std::find(kOwn.begin(), kOwn.end(), host) != kOwn.end() || host.starts_with("127.");
}

Outcome<std::string> container_token(const Environment& get) {
    std::string token;
    if (const auto file = get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")) {
        std::ifstream in(*file, std::ios::binary);
        std::ostringstream text;
        text << in.rdbuf();
        token = text.str();
        if (token.empty()) {
            return bad_setting(
                fmt::format("the file {} of AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE cannot be read or "
                            "is empty",
                            *file));
        }
    } else if (const auto direct = get("AWS_CONTAINER_AUTHORIZATION_TOKEN")) {
        token = *direct;
    }
    if (token.find_first_of("\r\n") != std::string::npos) {
        return bad_setting("the container's authorization token holds a line break");
    }
    return token;
}

// A setting that is a small whole number, or its default.
int number_or(const std::string& text, int otherwise) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && value > 0 && value <= 600 ? value : otherwise;
}

class Metadata {
public:
    explicit Metadata(const Surroundings& around) : around_(around) {
        const Config& config = around.config;
        base_ = config.value("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint");
        if (base_.empty()) {
            const std::string mode =
                config.value("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode");
            base_ = mode == "IPv6" || mode == "ipv6" ? "http://[fd00:ec2::254]" : "http://169.254.169.254";
        }
        while (base_.ends_with('/')) base_.pop_back();
        seconds_ = number_or(config.value("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout"), 1);
        attempts_ = number_or(config.value("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts"), 1);
    }

    [[nodiscard]] const std::string& base() const { return base_; }

    Outcome<http::Response> ask(const std::string& method, const std::string& path, http::Headers headers) {
        for (int left = attempts_;; --left) {
            http::Request request;
            request.method = method;
            request.url = base_ + path;
            request.headers = headers;
            if (method == "PUT") request.body = http::bytes_body({});
            request.timeouts.connect = std::chrono::seconds(seconds_);
            request.timeouts.total = std::chrono::seconds(seconds_);
            request.direct = true;
            auto response = http::perform(around_.client, std::move(request), 1 << 16);
            if ((response && response->status < 500) || left <= 1) return response;
        }
    }

private:
    const Surroundings& around_;
    std::string base_;
    int seconds_ = 1;
    int attempts_ = 1;
};

}  // namespace

Found from_container(const Surroundings& around) {
    const Environment& get = around.config.environment;
    const auto relative = get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    const auto full = get("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if (!relative && !full) {
        around.tried.emplace_back("the variable AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI (not set)");
        return std::nullopt;
    }
    http::Request request;
    request.url = relative ? "http://169.254.170.2" + *relative : *full;
    if (!is_own_host(request.url)) {
        return bad_setting("AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or http on this machine");
    }
    HIOS_TRY(std::string token, container_token(get));
    if (!token.empty()) request.headers = {{"Authorization", std::move(token)}};
    request.timeouts.connect = 2s;
    request.timeouts.total = 10s;
    request.direct = true;
    const std::string url = request.url;
    constexpr int kAttempts = 3;
    for (int made = 1;; ++made) {
        const auto response = http::perform(around.client, request, 1 << 16);
        if (response && response->status == 200) {
            if (auto found = credentials_of_json(response->body, "the container's role")) return found;
            return fail(fatal(codes::kAwsAnswer, fmt::format("the answer of {} holds no credentials", url)));
        }
        const bool passing = !response || response->status >= 500 || response->status == 429;
        if (!passing || made == kAttempts) {
            if (!response) return fail(response.error());
            return fail(fatal(codes::kAwsCredentials,
                              fmt::format("the container's credentials at {}: HTTP {}", url, response->status)));
        }
        around.clock.sleep_for(200ms * made);
    }
}

Found from_instance(const Surroundings& around) {
    if (is_true(around.config.environment("AWS_EC2_METADATA_DISABLED"))) {
        around.tried.emplace_back("instance metadata (AWS_EC2_METADATA_DISABLED is set)");
        return std::nullopt;
    }
    Metadata metadata(around);
    const auto absent = [&](std::string_view why) -> Found {
        around.tried.push_back(fmt::format("instance metadata at {} ({})", metadata.base(), why));
        return std::nullopt;
    };
    const auto token = metadata.ask("PUT", "/latest/api/token", {{"x-aws-ec2-metadata-token-ttl-seconds", "21600"}});
    if (!token) return absent("no answer");
    // Never version 1: a server that can be made to fetch a URL would give its role away.
    if (token->status != 200) return absent(fmt::format("HTTP {} to the token request", token->status));
    const http::Headers headers{{"x-aws-ec2-metadata-token", token->body}};
    constexpr const char* kFolder = "/latest/meta-data/iam/security-credentials/";
    const auto role = metadata.ask("GET", kFolder, headers);
    if (!role) return absent("no answer");
    const std::string name = role->body.substr(0, role->body.find_first_of("\r\n"));
    if (role->status != 200 || name.empty()) return absent("the instance has no role");
    const auto keys = metadata.ask("GET", kFolder + name, headers);
    if (!keys) return absent("no answer");
    if (auto found = credentials_of_json(keys->body, fmt::format("the instance's role '{}'", name))) return found;
    return absent(fmt::format("no keys for the role '{}'", name));
}

}  // namespace hios::aws
