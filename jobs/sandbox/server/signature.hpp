#pragma once
// Verifies AWS Signature Version 4, from the rules alone: it shares no code with the signing client, so that each is a
// proof of the other. Sources: AWS documents "Create a signed AWS API request" and, for S3, "Authenticating Requests
// (AWS Signature Version 4)".

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "jobs/sandbox/server/http_message.hpp"

namespace hios::sandbox {

using Clock = std::function<std::chrono::system_clock::time_point()>;

struct AccessKey {
    std::string id;
    std::string secret;
    std::string session_token{};  // must come with each request when set
    std::optional<std::chrono::system_clock::time_point> expires{};
};

enum class AuthFault : std::uint8_t {
    kMissing,     // no signature at all
    kMalformed,   // a header or field of the signature is not as it must be
    kTwoWays,     // in the header and in the query
    kWrongScope,  // date, region or service of the credential
    kUnknownKey,
    kWrongToken,
    kExpiredToken,
    kSkewed,       // the request's time is too far from the server's
    kExpired,      // a presigned request after its time
    kUnsigned,     // a header that must be signed is not
    kMissingHash,  // S3 without x-amz-content-sha256
    kBadHash,      // S3 with an x-amz-content-sha256 that is none of its values
    kMismatch,
};

struct AuthRefusal {
    AuthFault fault;
    std::string message;
    std::vector<std::pair<std::string, std::string>> details{};  // what the server signed, as S3 tells it
    bool presigned = false;
};

// A request whose signature holds, and what the signatures of its chunks need.
struct Signed {
    std::string access_key;
    std::string payload;  // the value of x-amz-content-sha256, or the hash that was given
    std::string signing_key;
    std::string date_time;
    std::string scope;
    std::string signature;
};

// HMAC chain of secret, date (YYYYMMDD), region and service.
std::string signing_key(std::string_view secret, std::string_view date, std::string_view region,
                        std::string_view service);

// Thread-safe.
class SignatureVerifier {
public:
    SignatureVerifier(std::vector<AccessKey> keys, std::string region, Clock clock);

    // S3: the path is encoded once, 15 minutes of skew are allowed, every x-amz-* header must be signed.
    [[nodiscard]] tl::expected<Signed, AuthRefusal> verify_s3(const HttpRequest& request) const;
    // Other services: the path is encoded twice, 5 minutes of skew; `body` is the whole body.
    [[nodiscard]] tl::expected<Signed, AuthRefusal> verify_json(const HttpRequest& request, std::string_view service,
                                                                std::string_view body) const;

private:
    struct Claim;  // what a request says of its signature
    [[nodiscard]] tl::expected<Claim, AuthRefusal> read_header(const HttpRequest& request) const;
    [[nodiscard]] tl::expected<Claim, AuthRefusal> read_query(const HttpRequest& request) const;
    [[nodiscard]] tl::expected<Claim, AuthRefusal> read_claim(const HttpRequest& request) const;
    [[nodiscard]] tl::expected<Signed, AuthRefusal> verify(const HttpRequest& request, const Claim& claim,
                                                           std::string_view service, std::string payload) const;

    std::vector<AccessKey> keys_;
    std::string region_;
    Clock clock_;
};

}  // namespace hios::sandbox
