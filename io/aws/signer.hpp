#pragma once
// AWS Signature Version 4: AWS IAM User Guide, "AWS Signature Version 4 for API requests", and Amazon
// S3 API Reference, "Authenticating Requests (AWS Signature Version 4)" for the S3 dialect.

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "io/aws/credentials.hpp"
#include "io/aws/digest.hpp"
#include "io/http/message.hpp"

namespace hios::aws {

inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";
inline constexpr std::string_view kStreamingPayload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

// How the path of the URL becomes the canonical one.
enum class PathRule : std::uint8_t {
    kAsSent,                  // S3
    kNormalized,              // what the test suite of AWS signs
    kNormalizedTwiceEncoded,  // every service but S3
};

struct SigningScope {
    std::string service;
    std::string region;
    PathRule path = PathRule::kNormalizedTwiceEncoded;
    bool payload_header = false;  // x-amz-content-sha256 is sent and signed: S3 wants it
    bool sign_token = true;       // false: the session token is sent but not signed
};

// Thread-safe; keeps the derived keys of the last few days, regions and users.
class Signer {
public:
    // Adds x-amz-date, authorization and, where they apply, x-amz-security-token and
    // x-amz-content-sha256 to the headers, replacing those of an earlier attempt. The URL must be
    // encoded as encode_path and canonical_query do. `payload` is the body's hexadecimal SHA-256 or
    // one of the constants above. Returns the signature.
    std::string sign(http::Request& request, std::string_view payload, const SigningScope& scope,
                     const Credentials& credentials, TimePoint now);

    // The URL with the signature in its query, valid for `lifetime` (at most seven days).
    std::string presign(const http::Request& request, std::string_view payload, const SigningScope& scope,
                        const Credentials& credentials, TimePoint now, std::chrono::seconds lifetime);

    // The signature of the next chunk of a kStreamingPayload body; `previous` is the chunk's before, at
    // first the request's.
    std::string sign_chunk(std::string_view previous, std::string_view chunk, const SigningScope& scope,
                           const Credentials& credentials, TimePoint now);

private:
    struct CachedKey {
        std::string name;  // secret, date, region and service
        std::shared_ptr<const HmacKey> key;
    };
    std::shared_ptr<const HmacKey> key_of(std::string_view date, const SigningScope& scope, const Credentials& who);
    Sha256 signature_of(std::string_view canonical_request, std::string_view timestamp, const SigningScope& scope,
                        const Credentials& credentials);

    std::mutex mutex_;
    std::vector<CachedKey> keys_;
    std::size_t oldest_ = 0;
};

// "20150830T123600Z"
std::string amz_timestamp(TimePoint time);

}  // namespace hios::aws
