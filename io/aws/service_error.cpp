#include "io/aws/service_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "io/aws/codes.hpp"
#include "io/aws/xml.hpp"

namespace hios::aws {
namespace {

constexpr std::size_t kLongestMessage = 400;

template <std::size_t N>
bool among(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::array<std::string_view, 14> kThrottling{"SlowDown",
                                                       "Throttling",
                                                       "ThrottlingException",
                                                       "ThrottledException",
                                                       "RequestThrottled",
                                                       "RequestThrottledException",
                                                       "TooManyRequestsException",
                                                       "RequestLimitExceeded",
                                                       "BandwidthLimitExceeded",
                                                       "ProvisionedThroughputExceededException",
                                                       "LimitExceededException",
                                                       "EC2ThrottledException",
                                                       "TransactionInProgressException",
                                                       "ReduceYourRate"};
constexpr std::array<std::string_view, 9> kPassing{
    "RequestTimeout",          "RequestTimeoutException", "PriorRequestNotComplete", "InternalError", "InternalFailure",
    "InternalServerException", "ServiceUnavailable",      "IDPCommunicationError",   "IncompleteBody"};
constexpr std::array<std::string_view, 4> kClock{"RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture",
                                                 "AuthFailure.Expired"};
constexpr std::array<std::string_view, 4> kExpired{"ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired",
                                                   "InvalidToken"};
constexpr std::array<std::string_view, 6> kUnknownUser{
    "InvalidAccessKeyId",          "SignatureDoesNotMatch",     "InvalidClientTokenId",
    "UnrecognizedClientException", "InvalidSignatureException", "MissingAuthenticationTokenException"};
constexpr std::array<std::string_view, 5> kDenied{"AccessDenied", "AccessDeniedException", "AllAccessDisabled",
                                                  "AccountProblem", "UnauthorizedAccess"};

// Non-XML S3 systems answer with pages; a header then tells more.
std::string code_of_header(const http::ResponseHead& head) {
    const auto type = http::find_header(head.headers, "x-amzn-errortype");
    if (!type) return {};
    const std::string_view name = type->substr(0, type->find(':'));
    return std::string(name.substr(name.rfind('#') == std::string_view::npos ? 0 : name.rfind('#') + 1));
}

void take_xml(ServiceError& error, std::string_view body) {
    const auto root = parse_xml(body);
    if (!root) return;
    // S3: <Error>; STS: <ErrorResponse><Error>.
    const XmlElement* const nested = root->find("Error");
    const XmlElement& fields = nested == nullptr ? *root : *nested;
    error.code = fields.text_of("Code");
    error.message = fields.text_of("Message");
    error.region = fields.text_of("Region");
    error.request_id = root->text_of("RequestId");
}

void take_json(ServiceError& error, std::string_view body) {
    const auto json = nlohmann::json::parse(body, nullptr, false);
    if (!json.is_object()) return;
    const auto text = [&json](const char* name) {
        const auto found = json.find(name);
        return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    const std::string type = text("__type").empty() ? text("code") : text("__type");
    error.code = type.substr(type.rfind('#') == std::string::npos ? 0 : type.rfind('#') + 1);
    error.message = text("message").empty() ? text("Message") : text("message");
}

bool is_clock(const ServiceError& error) {
    if (among(kClock, error.code)) return true;
    // Services other than S3 say it in words.
    return (error.code == "SignatureDoesNotMatch" || error.code == "InvalidSignatureException") &&
           (error.message.find("Signature expired") != std::string::npos ||
            error.message.find("Signature not yet current") != std::string::npos);
}

}  // namespace

ServiceError parse_service_error(const http::ResponseHead& head, std::string_view body, ErrorFormat format) {
    ServiceError error;
    error.status = head.status;
    if (format == ErrorFormat::kXml) {
        take_xml(error, body);
    } else {
        take_json(error, body);
    }
    if (error.code.empty()) error.code = code_of_header(head);
    if (error.region.empty()) error.region = http::find_header(head.headers, "x-amz-bucket-region").value_or("");
    if (error.request_id.empty()) {
        const auto s3 = http::find_header(head.headers, "x-amz-request-id");
        error.request_id = s3 ? *s3 : http::find_header(head.headers, "x-amzn-requestid").value_or("");
    }
    if (error.message.size() > kLongestMessage) error.message.resize(kLongestMessage);
    return error;
}

bool is_error_document(std::string_view body) {
    const std::size_t start = body.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos || body[start] != '<') return false;
    const auto root = parse_xml(body);
    return root && root->name == "Error";
}

Remedy remedy_of(const ServiceError& error) {
    if (is_clock(error)) return Remedy::kCorrectClock;
    if (among(kExpired, error.code)) return Remedy::kRenew;
    if (among(kThrottling, error.code) || error.status == 429) return Remedy::kRetrySlower;
    if (among(kPassing, error.code)) return Remedy::kRetry;
    switch (error.status) {
        case 503:
            return Remedy::kRetrySlower;
        case 500:
        case 502:
        case 504:
            return Remedy::kRetry;
        default:
            return Remedy::kNone;
    }
}

Error error_from_service(const ServiceError& error, std::string_view action, std::string place) {
    const auto [code, fault] = [&error]() -> std::pair<const Code*, Fault> {
        switch (remedy_of(error)) {
            case Remedy::kCorrectClock:
                return {&codes::kAwsClock, Fault::kFatal};
            case Remedy::kRenew:
                return {&codes::kAwsExpired, Fault::kFatal};
            case Remedy::kRetrySlower:
                return {&codes::kAwsThrottled, Fault::kRetry};
            case Remedy::kRetry:
                return {&codes::kAwsService, Fault::kRetry};
            case Remedy::kNone:
                break;
        }
        if (among(kUnknownUser, error.code)) return {&codes::kAwsCredentials, Fault::kFatal};
        if (among(kDenied, error.code) || error.status == 403 || error.status == 401) {
            return {&codes::kAwsDenied, Fault::kFatal};
        }
        return {&codes::kAwsRefused, Fault::kFatal};
    }();
    std::string what = fmt::format("cannot {}: HTTP {}", action, error.status);
    if (!error.code.empty()) what += " " + error.code;
    if (!error.message.empty()) what += ": " + error.message;
    if (!error.request_id.empty()) what += fmt::format(" (request {})", error.request_id);
    return {fault, code, std::move(what), {}, {std::move(place), 0, 0, {}}};
}

}  // namespace hios::aws
