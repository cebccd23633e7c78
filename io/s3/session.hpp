#pragma once
// What the calls of one S3 zone share: connections, credentials, retries.

#include <memory>

#include "io/aws/caller.hpp"
#include "io/aws/config.hpp"
#include "io/http/curl_client.hpp"
#include "io/s3/settings.hpp"
#include "pipeline/clock.hpp"

namespace hios::s3 {

// Thread-safe. Stores of the same account may share one.
class Session {
public:
    // `clock` must outlive it. Reads the environment and the shared files; calls nobody.
    static Outcome<std::shared_ptr<Session>> open(const Settings& settings, Clock& clock = system_clock(),
                                                  const aws::Environment& environment = aws::process_environment());

    [[nodiscard]] const aws::Config& config() const { return config_; }
    [[nodiscard]] http::Client& client() { return *client_; }
    [[nodiscard]] aws::CredentialsProvider* credentials() { return credentials_.get(); }
    [[nodiscard]] aws::Caller& caller() { return *caller_; }

private:
    Session() = default;

    aws::Config config_;
    std::unique_ptr<http::Client> client_;
    std::unique_ptr<aws::CredentialsProvider> credentials_;
    std::unique_ptr<aws::Caller> caller_;
};

}  // namespace hios::s3
