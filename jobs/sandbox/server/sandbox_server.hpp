#pragma once
// S3 and HealthLake on one loopback port, strict about what they are sent: `hios sandbox`, and the other end of tests.
//
//     ServerSettings settings;
//     settings.data = folder;
//     settings.buckets = {"raw", "stage"};
//     HIOS_TRY(auto server, SandboxServer::start(settings));
//     // server->endpoint(), server->key(): "http://127.0.0.1:40123", the access key
//
// Below `data`: objects.sqlite and objects/ (S3), imports.sqlite (jobs), sandbox.sqlite (what was imported: table
// resource(type, id, version, line)), credentials.json.

#include <memory>
#include <string>

#include "jobs/sandbox/server/faults.hpp"
#include "jobs/sandbox/server/healthlake_api.hpp"
#include "jobs/sandbox/server/http_server.hpp"
#include "jobs/sandbox/server/s3_api.hpp"
#include "jobs/sandbox/server/server_settings.hpp"

namespace hios::sandbox {

// Thread-safe. One process per data folder; a second one is refused (sqlite.busy).
class SandboxServer {
public:
    // Listens when it returns; open import jobs of an earlier process go on.
    static Outcome<std::unique_ptr<SandboxServer>> start(ServerSettings settings);
    // Ends the connections; a running import job stays open for the next start.
    ~SandboxServer();

    [[nodiscard]] std::string endpoint() const;
    [[nodiscard]] int port() const { return http_->port(); }
    [[nodiscard]] const AccessKey& key() const { return settings_.keys.front(); }
    [[nodiscard]] const std::string& role_arn() const { return settings_.roles.front().arn; }
    [[nodiscard]] const std::string& kms_key() const { return settings_.kms_keys.front(); }
    [[nodiscard]] const ServerSettings& settings() const { return settings_; }
    // The one line that `hios sandbox` prints when it is ready.
    [[nodiscard]] std::string ready_line() const;

    // Ends ServerSettings::start_paused.
    void resume() { jobs_->resume(); }
    // Replaces the fault script; null: none. For tests.
    void set_faults(std::shared_ptr<FaultScript> faults);

private:
    explicit SandboxServer(ServerSettings settings);
    Outcome<void> open();
    HttpReply handle(const HttpRequest& request, Body& body);

    ServerSettings settings_;
    FileLock lock_;  // of objects.sqlite and objects/
    SignatureVerifier verifier_;
    std::unique_ptr<ObjectFiles> files_;
    std::unique_ptr<S3Api> s3_;
    std::unique_ptr<ImportJobs> jobs_;
    std::unique_ptr<HealthLakeApi> healthlake_;
    std::mutex mutex_;  // guards faults_
    std::shared_ptr<FaultScript> faults_;
    std::unique_ptr<HttpServer> http_;  // the last to be made, the first to go
};

}  // namespace hios::sandbox
