#include "jobs/doctor/account_checks.hpp"

#include <chrono>

#include <fmt/format.h>

#include "io/aws/time_text.hpp"
#include "jobs/doctor/query_call.hpp"
#include "jobs/spec/size_duration.hpp"

namespace hios::doctor {
namespace {

using namespace std::chrono_literals;

// Services other than S3 refuse signatures that are five minutes off.
constexpr auto kRefused = 300s;
constexpr auto kOff = 30s;

void check_region(const aws::Config& config, Findings& findings) {
    if (!config.region.empty()) return findings.ok("region", config.region);
    findings.warn("region", "none is set; S3 finds the buckets', HealthLake cannot",
                  "Set aws.region in the job spec, AWS_REGION, or region in the profile.");
}

bool check_credentials(s3::Session& session, Findings& findings) {
    const auto found = session.credentials()->get();
    if (!found) {
        findings.fail("found", found.error());
        return false;
    }
    // The last four characters tell keys apart and are of no use to anyone else.
    const std::string& id = found->access_key_id;
    const std::string text =
        fmt::format("from {}, key ...{}", found->source, id.size() > 8 ? id.substr(id.size() - 4) : "");
    if (!found->expires) {
        findings.ok("found", text);
        return true;
    }
    const auto left = std::chrono::floor<std::chrono::seconds>(*found->expires - system_clock().now());
    const std::string expiry =
        fmt::format("{}, valid until {} ({})", text, to_iso8601(*found->expires), jobs::format_duration(left));
    if (left > 15min) {
        findings.ok("found", expiry);
    } else {
        findings.warn("found", expiry, "If their source does not renew them, sign in again before a long run.");
    }
    return true;
}

void check_clock(s3::Session& session, const jobs::AwsSettings& aws, Findings& findings) {
    const aws::Config& config = session.config();
    http::Request request;
    request.method = "HEAD";
    const std::string fallback =
        fmt::format("https://s3.{}.{}", config.region.empty() ? "us-east-1" : config.region,
                    aws::domain_of_region(config.region.empty() ? "us-east-1" : config.region));
    const std::string endpoint =
        aws.s3_endpoint.empty() ? config.endpoint_of("s3").value_or(fallback) : aws.s3_endpoint;
    request.url = endpoint + "/";
    request.timeouts.connect = 10s;
    request.timeouts.total = 30s;
    const auto before = system_clock().now();
    const auto response = http::perform(session.client(), std::move(request));
    if (!response) return findings.fail("reach", response.error());
    findings.ok("reach", endpoint);
    const auto date = aws::parse_http_date(http::find_header(response->headers, "date").value_or(""));
    if (!date) return findings.skip("clock", "the server does not tell the time");
    const auto middle = before + (system_clock().now() - before) / 2;
    // The header has whole seconds.
    const auto off = std::chrono::abs(std::chrono::round<std::chrono::seconds>(middle - *date));
    const std::string text = fmt::format("{} s {} the server's", off.count(), middle < *date ? "behind" : "ahead of");
    constexpr const char* kMend = "Set the clock (NTP): signatures are refused when it is five minutes off.";
    if (off >= kRefused) return findings.fail("clock", text, kMend);
    if (off > kOff) return findings.warn("clock", text, kMend);
    findings.ok("clock", off.count() <= 1 ? "right" : text);
}

bool check_identity(s3::Session& session, const jobs::AwsSettings& aws, Account& account, Findings& findings) {
    if (!can_ask(session.config(), aws.s3_endpoint, "sts")) {
        findings.skip("account", "is not asked for: the endpoint is not AWS");
        return true;
    }
    const auto answer = query_call(session, "sts", "GetCallerIdentity", {});
    if (!answer) {
        findings.unseen("account", answer.error());
        return true;
    }
    if (answer->error) {
        findings.fail("account", aws::error_from_service(*answer->error, "ask who these credentials are", "STS"));
        return false;
    }
    if (const aws::XmlElement* result = answer->xml.find("GetCallerIdentityResult"); result != nullptr) {
        account.account_id = result->text_of("Account");
        account.arn = result->text_of("Arn");
    }
    findings.ok("account", fmt::format("{} as {}", account.account_id, account.arn));
    return true;
}

}  // namespace

Account check_account(const jobs::AwsSettings& aws, Findings& findings) {
    Account account;
    findings.area("account");
    auto session = s3::Session::open(jobs::store_settings(aws, jobs::Zone::kSource).s3);
    if (!session) {
        findings.fail("configuration", session.error());
        return account;
    }
    findings.ok("profile", (*session)->config().profile);
    check_region((*session)->config(), findings);
    findings.area("credentials");
    account.usable = check_credentials(**session, findings);
    findings.area("account");
    check_clock(**session, aws, findings);
    if (account.usable) account.usable = check_identity(**session, aws, account, findings);
    return account;
}

}  // namespace hios::doctor
