#include "jobs/import/healthlake/open.hpp"

#include <algorithm>

#include "io/aws/codes.hpp"
#include "jobs/spec/aws_settings.hpp"

namespace hios::healthlake {
namespace {

// Few: whoever follows jobs asks again by itself, and must be free to stop meanwhile.
constexpr unsigned kAttempts = 3;

// The service and the connection that it speaks through.
class ConnectedService final : public jobs::ImportService {
public:
    ConnectedService(Connection connection, ServiceSettings settings, ObjectStore& staging)
        : connection_(std::move(connection)),
          service_(*connection_.client, std::move(settings), staging, system_clock()) {}

    Outcome<void> check() { return service_.check(); }
    Outcome<std::string> start(const jobs::ImportRequest& request) override { return service_.start(request); }
    Outcome<jobs::ImportStatus> describe(const std::string& job_id) override { return service_.describe(job_id); }
    Outcome<void> cancel(const std::string& job_id) override { return service_.cancel(job_id); }
    [[nodiscard]] jobs::ImportLimits limits() const override { return service_.limits(); }

private:
    Connection connection_;
    HealthLakeService service_;
};

}  // namespace

Outcome<Connection> connect(const jobs::AwsSettings& aws, Clock& clock) {
    Connection made;
    HIOS_TRY(made.session, s3::Session::open(jobs::store_settings(aws, jobs::Zone::kStaging).s3, clock));
    const aws::Config& config = made.session->config();
    if (config.region.empty())
        return fail(fatal(codes::kAwsConfig, "no region is set for HealthLake",
                          "Set aws.region in the job spec, AWS_REGION, or region in the profile."));
    aws::JsonService service;
    service.endpoint =
        aws.healthlake_endpoint.empty() ? config.endpoint_or_default("healthlake") : aws.healthlake_endpoint;
    service.signing_name = "healthlake";
    service.target_prefix = "HealthLake";
    service.region = config.region;
    aws::RetrySettings retries = config.retries;
    retries.attempts = std::min(retries.attempts, kAttempts);
    made.caller = std::make_unique<aws::Caller>(made.session->client(), made.session->credentials(), clock, retries);
    made.client = std::make_unique<Client>(aws::AwsJsonCall(*made.caller, std::move(service)));
    return made;
}

ServiceSettings service_settings(const jobs::JobSpec& spec) {
    const jobs::HealthLakeSettings& from = spec.import.healthlake;
    ServiceSettings settings;
    settings.datastore = spec.import.datastore;
    settings.role_arn = spec.import.role_arn;
    settings.kms_key = from.kms_key;
    settings.staging_uri = spec.staging_uri;
    settings.output_prefix = from.output_prefix;
    settings.validation_level = from.validation_level;
    settings.limits = {1, from.queued_jobs, from.files_per_job, from.bytes_per_job};
    settings.file_bytes = from.file_bytes;
    settings.role_wait = from.role_wait;
    return settings;
}

Outcome<std::unique_ptr<jobs::ImportService>> open_service(const jobs::JobSpec& spec, ObjectStore& staging) {
    HIOS_TRY(auto connection, connect(spec.aws));
    auto service = std::make_unique<ConnectedService>(std::move(connection), service_settings(spec), staging);
    HIOS_CHECK(service->check());
    return service;
}

}  // namespace hios::healthlake
