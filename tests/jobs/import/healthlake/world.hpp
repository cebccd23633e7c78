#pragma once
// A HealthLake and an S3 in this process, and HIOS's client of both.

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "io/aws/credentials_chain.hpp"
#include "io/http/curl_client.hpp"
#include "io/stores.hpp"
#include "jobs/import/healthlake/service.hpp"
#include "jobs/sandbox/server/sandbox_server.hpp"
#include "tests/jobs/sandbox/scratch_folder.hpp"

namespace hios::test {

template <class T>
T need(Outcome<T> outcome) {
    if (!outcome) throw std::runtime_error(to_text(outcome.error()));
    return std::move(*outcome);
}

inline const std::string kZone = "s3://stage/zone one";

class HealthLakeWorld {
public:
    explicit HealthLakeWorld(bool paused = false, std::uint32_t rate = 0) {
        settings_.data = folder_.path();
        settings_.buckets = {"stage"};
        settings_.starts_per_second = settings_.reads_per_second = rate;
        settings_.start_paused = paused;
        restart();
    }

    // Another process takes the place of the server's.
    void restart() {
        staging_.reset();
        client_.reset();
        server_.reset();
        server_ = need(sandbox::SandboxServer::start(settings_));
        const aws::Credentials keys{server_->key().id, server_->key().secret, {}, {}, "the test"};
        credentials_ = aws::fixed_credentials(keys);
        io::StoreSettings store;
        store.s3.endpoint = server_->endpoint();
        store.s3.region = settings_.region;
        store.s3.credentials = keys;
        staging_ = need(io::open_store(kZone, io::StoreMode::kCreate, store));
        connect(1);
    }

    // A client that makes each call so many times.
    void connect(unsigned attempts) {
        client_.reset();
        aws::RetrySettings retries;
        retries.attempts = attempts;
        retries.base = retries.base_throttled = std::chrono::milliseconds(1);
        caller_ = std::make_unique<aws::Caller>(http_, credentials_.get(), system_clock(), retries);
        client_ = std::make_unique<healthlake::Client>(aws::AwsJsonCall(
            *caller_, {server_->endpoint(), "healthlake", "HealthLake", settings_.region, http::Timeouts()}));
    }

    [[nodiscard]] healthlake::ServiceSettings service_settings() const {
        healthlake::ServiceSettings settings;
        settings.datastore = server_->settings().datastore_id;
        settings.role_arn = server_->role_arn();
        settings.kms_key = server_->kms_key();
        settings.staging_uri = kZone;
        return settings;
    }
    std::unique_ptr<healthlake::HealthLakeService> service(Clock& clock = system_clock()) {
        return service(service_settings(), clock);
    }
    std::unique_ptr<healthlake::HealthLakeService> service(healthlake::ServiceSettings settings,
                                                           Clock& clock = system_clock()) {
        return std::make_unique<healthlake::HealthLakeService>(*client_, std::move(settings), *staging_, clock);
    }

    void faults(const std::string& script) { server_->set_faults(need(sandbox::FaultScript::parse(script))); }
    void stage(const std::string& key, const std::string& text) { need(staging_->put(key, text, {})); }
    std::vector<healthlake::ImportJob> jobs() {
        server_->set_faults(nullptr);
        return need(client_->list_imports(server_->settings().datastore_id, "")).value();
    }

    sandbox::ServerSettings& settings() { return settings_; }
    sandbox::SandboxServer& server() { return *server_; }
    healthlake::Client& client() { return *client_; }
    ObjectStore& staging() { return *staging_; }

private:
    ScratchFolder folder_;
    sandbox::ServerSettings settings_;
    std::unique_ptr<sandbox::SandboxServer> server_;
    http::CurlClient http_;
    std::unique_ptr<aws::CredentialsProvider> credentials_;
    std::unique_ptr<aws::Caller> caller_;
    std::unique_ptr<healthlake::Client> client_;
    std::unique_ptr<ObjectStore> staging_;
};

inline jobs::ImportRequest healthlake_request(const std::string& token, const std::string& prefix = "run/import/1/") {
    return {token, "nightly-00001", prefix, "run/report/1/", "structure-only"};
}

}  // namespace hios::test
