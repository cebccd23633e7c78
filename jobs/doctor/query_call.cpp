#include "jobs/doctor/query_call.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "io/aws/codes.hpp"
#include "io/aws/encoding.hpp"

namespace hios::doctor {
namespace {

struct Place {
    std::string endpoint;
    std::string region;  // of the signature
};

// IAM has one endpoint a partition. Source: AWS General Reference, "IAM endpoints".
Place place_of(const aws::Config& config, const std::string& service) {
    std::string region = config.region.empty() ? "us-east-1" : config.region;
    if (service != "iam") return {config.endpoint_or_default(service), region};
    const auto set = config.endpoint_of(service);
    if (region.starts_with("cn-")) return {set.value_or("https://iam.cn-north-1.amazonaws.com.cn"), "cn-north-1"};
    if (region.starts_with("us-gov-")) return {set.value_or("https://iam.us-gov.amazonaws.com"), "us-gov-west-1"};
    return {set.value_or("https://iam.amazonaws.com"), "us-east-1"};
}

}  // namespace

Outcome<QueryAnswer> query_call(s3::Session& session, const std::string& service, const std::string& action,
                                std::vector<std::pair<std::string, std::string>> parameters) {
    const Place place = place_of(session.config(), service);
    parameters.emplace_back("Action", action);
    parameters.emplace_back("Version", service == "iam" ? "2010-05-08" : "2011-06-15");
    aws::Call call;
    call.request.method = "POST";
    call.request.url = place.endpoint + "/";
    call.request.headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
    call.request.body = http::bytes_body(aws::canonical_query(parameters));
    call.scope = {service, place.region, aws::PathRule::kNormalizedTwiceEncoded, false, true};
    HIOS_TRY(aws::Reply reply, session.caller().call(call));
    if (reply.error) return QueryAnswer{{}, std::move(reply.error)};
    auto xml = aws::parse_xml(reply.body);
    if (!xml) {
        Error error = fatal(codes::kAwsAnswer, fmt::format("the answer to {} is no XML", action));
        error.where.document = place.endpoint;
        return fail(std::move(error));
    }
    return QueryAnswer{std::move(*xml), std::nullopt};
}

bool can_ask(const aws::Config& config, const std::string& s3_endpoint, const std::string& service) {
    std::string variable = "AWS_ENDPOINT_URL_" + service;
    std::transform(variable.begin(), variable.end(), variable.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    if (config.environment(variable)) return true;
    return s3_endpoint.empty() && !config.endpoint_of("s3") && !config.endpoint_of(service);
}

}  // namespace hios::doctor
