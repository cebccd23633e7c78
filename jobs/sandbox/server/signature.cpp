#include "jobs/sandbox/server/signature.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <ctime>

#include <fmt/format.h>

#include "jobs/sandbox/server/canonical_request.hpp"
#include "jobs/sandbox/server/digests.hpp"
#include "jobs/sandbox/server/uri.hpp"

namespace hios::sandbox {
namespace {

using std::chrono::seconds;

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr seconds kS3Skew{15 * 60};
constexpr seconds kJsonSkew{5 * 60};
constexpr long kLongestPresign = 604'800;
constexpr std::string_view kEmptyHashes[] = {"UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                                             "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
                                             "STREAMING-UNSIGNED-PAYLOAD-TRAILER"};

std::vector<std::string> split(std::string_view text, char at) {
    std::vector<std::string> parts;
    for (;;) {
        const std::size_t end = text.find(at);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

tl::unexpected<AuthRefusal> deny(AuthFault fault, std::string message) {
    return tl::unexpected<AuthRefusal>(AuthRefusal{fault, std::move(message)});
}

// YYYYMMDDTHHMMSSZ
std::optional<std::time_t> parse_time(std::string_view text) {
    if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
    const auto number = [text](std::size_t at, std::size_t count) {
        int value = -1;
        const auto parsed = std::from_chars(text.data() + at, text.data() + at + count, value);
        return parsed.ptr == text.data() + at + count ? value : -1;
    };
    std::tm parts{};
    parts.tm_year = number(0, 4) - 1900;
    parts.tm_mon = number(4, 2) - 1;
    parts.tm_mday = number(6, 2);
    parts.tm_hour = number(9, 2);
    parts.tm_min = number(11, 2);
    parts.tm_sec = number(13, 2);
    if (parts.tm_year < 0 || parts.tm_mon < 0 || parts.tm_mday < 1 || parts.tm_hour < 0 || parts.tm_min < 0 ||
        parts.tm_sec < 0)
        return std::nullopt;
    return ::timegm(&parts);
}

bool is_hash(std::string_view text) {
    return text.size() == 64 && std::all_of(text.begin(), text.end(),
                                            [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

struct SignatureVerifier::Claim {
    std::vector<std::string> credential;  // key, date, region, service, aws4_request
    std::vector<std::string> signed_headers;
    std::string signature;
    std::string date_time;
    std::optional<std::string> token;
    std::optional<long> expires;  // seconds, of a presigned request
};

std::string signing_key(std::string_view secret, std::string_view date, std::string_view region,
                        std::string_view service) {
    std::string key = hmac_sha256(fmt::format("AWS4{}", secret), date);
    key = hmac_sha256(key, region);
    key = hmac_sha256(key, service);
    return hmac_sha256(key, "aws4_request");
}

SignatureVerifier::SignatureVerifier(std::vector<AccessKey> keys, std::string region, Clock clock)
    : keys_(std::move(keys)), region_(std::move(region)), clock_(std::move(clock)) {}

tl::expected<SignatureVerifier::Claim, AuthRefusal> SignatureVerifier::read_header(const HttpRequest& request) const {
    std::string_view text = *request.header("authorization");
    if (!text.starts_with(kAlgorithm) || text.size() <= kAlgorithm.size() || text[kAlgorithm.size()] != ' ')
        return deny(AuthFault::kMalformed,
                    "The authorization mechanism you have provided is not supported. Please use "
                    "AWS4-HMAC-SHA256.");
    text.remove_prefix(kAlgorithm.size());
    Claim claim;
    for (const std::string& field : split(text, ',')) {
        const std::size_t begin = std::min(field.find_first_not_of(' '), field.size());
        const std::size_t equals = field.find('=');
        if (equals == std::string::npos || equals < begin) continue;
        const std::string name = field.substr(begin, equals - begin);
        const std::string value = field.substr(equals + 1);
        if (name == "Credential") claim.credential = split(value, '/');
        if (name == "SignedHeaders") claim.signed_headers = split(value, ';');
        if (name == "Signature") claim.signature = value;
    }
    if (claim.credential.size() != 5 || claim.signed_headers.empty() || claim.signature.empty())
        return deny(AuthFault::kMalformed,
                    "The authorization header is malformed; it needs Credential (with five "
                    "parts), SignedHeaders and Signature.");
    const auto date = request.header("x-amz-date");
    if (!date) return deny(AuthFault::kMissing, "AWS authentication requires a valid Date or x-amz-date header");
    claim.date_time = *date;
    if (const auto token = request.header("x-amz-security-token")) claim.token = *token;
    return claim;
}

tl::expected<SignatureVerifier::Claim, AuthRefusal> SignatureVerifier::read_query(const HttpRequest& request) const {
    const auto malformed = [](std::string message) {
        auto refusal = deny(AuthFault::kMalformed, std::move(message));
        refusal.value().presigned = true;
        return refusal;
    };
    const auto query = Query::parse(request.query);
    if (!query) return malformed("The query string is not percent-encoded.");
    for (const char* name : {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires",
                             "X-Amz-SignedHeaders", "X-Amz-Signature"}) {
        if (!query->has(name))
            return malformed(
                "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, "
                "X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
    }
    if (*query->get("X-Amz-Algorithm") != kAlgorithm)
        return malformed("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"");
    Claim claim;
    claim.credential = split(*query->get("X-Amz-Credential"), '/');
    claim.signed_headers = split(*query->get("X-Amz-SignedHeaders"), ';');
    claim.signature = *query->get("X-Amz-Signature");
    claim.date_time = *query->get("X-Amz-Date");
    if (const auto token = query->get("X-Amz-Security-Token")) claim.token = *token;
    if (claim.credential.size() != 5)
        return malformed(
            "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "
            "\"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
    const std::string_view expires = *query->get("X-Amz-Expires");
    long value = 0;
    const auto parsed = std::from_chars(expires.data(), expires.data() + expires.size(), value);
    if (parsed.ec != std::errc() || parsed.ptr != expires.data() + expires.size())
        return malformed("X-Amz-Expires should be a number");
    if (value < 1) return malformed("X-Amz-Expires must be non-negative");
    if (value > kLongestPresign)
        return malformed(
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be "
            "less than 604800 seconds");
    claim.expires = value;
    return claim;
}

tl::expected<SignatureVerifier::Claim, AuthRefusal> SignatureVerifier::read_claim(const HttpRequest& request) const {
    const bool header = request.header("authorization").has_value();
    const bool query = request.query.find("X-Amz-Signature=") != std::string::npos ||
                       request.query.find("X-Amz-Algorithm=") != std::string::npos;
    if (header && query)
        return deny(AuthFault::kTwoWays,
                    "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, "
                    "Signature query string parameter or the Authorization header should be "
                    "specified");
    if (!header && !query) return deny(AuthFault::kMissing, "Access Denied");
    return header ? read_header(request) : read_query(request);
}

tl::expected<Signed, AuthRefusal> SignatureVerifier::verify(const HttpRequest& request, const Claim& claim,
                                                            std::string_view service, std::string payload) const {
    const bool s3 = service == "s3";
    const auto& scope = claim.credential;
    const auto time = parse_time(claim.date_time);
    if (!time) return deny(AuthFault::kMissing, "AWS authentication requires a valid Date or x-amz-date header");
    if (scope[1] != claim.date_time.substr(0, 8))
        return deny(AuthFault::kWrongScope, fmt::format("Invalid credential date \"{}\". This date is not the same as "
                                                        "X-Amz-Date: \"{}\".",
                                                        scope[1], claim.date_time.substr(0, 8)));
    if (scope[2] != region_) {
        auto refusal =
            deny(AuthFault::kWrongScope, fmt::format("the region '{}' is wrong; expecting '{}'", scope[2], region_));
        refusal.value().details.emplace_back("Region", region_);
        return refusal;
    }
    if (scope[3] != service)
        return deny(AuthFault::kWrongScope,
                    fmt::format("incorrect service \"{}\". This endpoint belongs to \"{}\".", scope[3], service));
    if (scope[4] != "aws4_request")
        return deny(AuthFault::kWrongScope,
                    fmt::format("incorrect terminal \"{}\". This endpoint uses \"aws4_request\".", scope[4]));

    const auto key = std::find_if(keys_.begin(), keys_.end(), [&](const AccessKey& one) { return one.id == scope[0]; });
    if (key == keys_.end())
        return deny(AuthFault::kUnknownKey, "The AWS Access Key Id you provided does not exist in our records.");
    if (claim.token.value_or("") != key->session_token)
        return deny(AuthFault::kWrongToken, "The provided token is malformed or otherwise invalid.");
    const auto now = clock_();
    if (key->expires && now >= *key->expires) return deny(AuthFault::kExpiredToken, "The provided token has expired.");

    const auto age = std::chrono::duration_cast<seconds>(now - std::chrono::system_clock::from_time_t(*time));
    const seconds skew = s3 ? kS3Skew : kJsonSkew;
    if (claim.expires ? age < -skew : age > skew || age < -skew)
        return deny(AuthFault::kSkewed,
                    s3 ? std::string("The difference between the request time and the current time is too large.")
                       : fmt::format("Signature {}: {} is not within 5 minutes of the server's time",
                                     age > skew ? "expired" : "not yet current", claim.date_time));
    if (claim.expires && age > seconds(*claim.expires)) return deny(AuthFault::kExpired, "Request has expired");

    const auto is_signed = [&claim](std::string_view name) {
        return std::find(claim.signed_headers.begin(), claim.signed_headers.end(), name) != claim.signed_headers.end();
    };
    const bool sorted = std::is_sorted(claim.signed_headers.begin(), claim.signed_headers.end());
    for (const auto& [name, value] : request.headers) {
        // Other services than S3 take a session token that was added after signing.
        const bool must = name == "host" || (name.starts_with("x-amz-") && (s3 || name != "x-amz-security-token"));
        if (must && !is_signed(name)) {
            auto refusal =
                deny(AuthFault::kUnsigned, "There were headers present in the request which were not signed");
            refusal.value().details.emplace_back("HeadersNotSigned", name);
            return refusal;
        }
    }
    if (!is_signed("host") || !sorted)
        return deny(AuthFault::kMalformed, "SignedHeaders must name 'host' and be lower-case names in order.");

    const auto canonical =
        canonical_request(request, s3 ? PathRule::kOnce : PathRule::kTwice, claim.signed_headers, payload);
    if (!canonical)
        return deny(AuthFault::kMalformed, "A signed header is not there, or an escape of the URI is broken.");
    Signed result{scope[0],
                  std::move(payload),
                  signing_key(key->secret, scope[1], scope[2], scope[3]),
                  claim.date_time,
                  fmt::format("{}/{}/{}/{}", scope[1], scope[2], scope[3], scope[4]),
                  claim.signature};
    const std::string to_sign = fmt::format("{}\n{}\n{}\n{}", kAlgorithm, result.date_time, result.scope,
                                            to_hex(digest_of(DigestKind::kSha256, *canonical)));
    if (same_in_constant_time(to_hex(hmac_sha256(result.signing_key, to_sign)), claim.signature)) return result;
    auto refusal = deny(AuthFault::kMismatch,
                        "The request signature we calculated does not match the signature you provided. Check your key "
                        "and signing method.");
    refusal.value().details = {{"AWSAccessKeyId", scope[0]},
                               {"StringToSign", to_sign},
                               {"SignatureProvided", claim.signature},
                               {"CanonicalRequest", *canonical}};
    return refusal;
}

tl::expected<Signed, AuthRefusal> SignatureVerifier::verify_s3(const HttpRequest& request) const {
    auto claim = read_claim(request);
    if (!claim) return tl::unexpected<AuthRefusal>(std::move(claim).error());
    const bool presigned = claim->expires.has_value();
    const auto hash = request.header("x-amz-content-sha256");
    std::string payload(hash ? *hash : std::string_view("UNSIGNED-PAYLOAD"));
    if (!hash && !presigned)
        return deny(AuthFault::kMissingHash, "Missing required header for this request: x-amz-content-sha256");
    if (!is_hash(payload) &&
        std::find(std::begin(kEmptyHashes), std::end(kEmptyHashes), payload) == std::end(kEmptyHashes))
        return deny(AuthFault::kBadHash,
                    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, "
                    "STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, "
                    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.");
    auto result = verify(request, *claim, "s3", std::move(payload));
    if (!result) result.error().presigned = presigned;
    return result;
}

tl::expected<Signed, AuthRefusal> SignatureVerifier::verify_json(const HttpRequest& request, std::string_view service,
                                                                 std::string_view body) const {
    auto claim = read_claim(request);
    if (!claim) return tl::unexpected<AuthRefusal>(std::move(claim).error());
    return verify(request, *claim, service, to_hex(digest_of(DigestKind::kSha256, body)));
}

}  // namespace hios::sandbox
