#pragma once
// Signed calls that are made again until they are answered: what S3, STS and HealthLake share.

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "io/aws/retry.hpp"
#include "io/aws/service_error.hpp"
#include "io/aws/signer.hpp"
#include "io/http/client.hpp"
#include "pipeline/clock.hpp"

namespace hios::aws {

enum class Payload : std::uint8_t {
    kHashed,    // SHA-256 of the body
    kUnsigned,  // UNSIGNED-PAYLOAD: only where TLS protects the body
};

struct Call {
    http::Request request;
    SigningScope scope;
    ErrorFormat errors = ErrorFormat::kXml;
    Payload payload = Payload::kHashed;
    // Its 200 may carry an <Error>, which then counts as the answer.
    bool error_in_success = false;
    std::size_t limit = 16 << 20;  // bytes of the answer's body
};

// The service's answer: refused when `error` is set.
struct Reply {
    http::ResponseHead head;
    std::string body;
    // Of open(): the body of a success, still to be read.
    std::unique_ptr<http::Transfer> transfer;
    std::optional<ServiceError> error;
    unsigned attempts = 1;
};

// Thread-safe. References must outlive it; `credentials` may be null for a service that takes none.
class Caller {
public:
    Caller(http::Client& client, CredentialsProvider* credentials, Clock& clock, RetrySettings retries)
        : client_(client), credentials_(credentials), clock_(clock), retries_(retries) {}

    // The whole answer. An Error means that no answer came: http.*, aws.credentials and the like.
    Outcome<Reply> call(const Call& call);
    // The same up to the headers of a success.
    Outcome<Reply> open(const Call& call);
    // Signs and sends once and does not wait: whoever reads the answer judges it, and may fall back on open().
    Outcome<std::unique_ptr<http::Transfer>> start(const Call& call);

    // What the server's clock is ahead of ours, once it has refused a call for that.
    [[nodiscard]] std::chrono::milliseconds clock_offset() const {
        return std::chrono::milliseconds(offset_ms_.load());
    }
    [[nodiscard]] Clock& clock() const { return clock_; }

private:
    struct Attempts;
    Outcome<Reply> run(const Call& call, bool stream);
    Outcome<Reply> attempt(const Call& call, bool stream, Attempts& state);
    Outcome<std::unique_ptr<http::Transfer>> send(const Call& call, Attempts& state);
    bool correct_clock(const Reply& reply, Attempts& state);
    bool renew(Attempts& state);
    bool may_go_on(Attempts& state, const Outcome<Reply>& last);

    http::Client& client_;
    CredentialsProvider* credentials_;
    Clock& clock_;
    const RetrySettings retries_;
    RetryBucket bucket_;
    Signer signer_;
    std::atomic<std::int64_t> offset_ms_{0};
};

}  // namespace hios::aws
