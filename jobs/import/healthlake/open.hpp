#pragma once
// From a job spec to HealthLake: connection, credentials, settings.

#include <memory>

#include "io/s3/session.hpp"
#include "jobs/import/healthlake/client.hpp"
#include "jobs/import/healthlake/service.hpp"
#include "jobs/spec/job_spec.hpp"

namespace hios::healthlake {

// A client with what it needs to live.
struct Connection {
    std::shared_ptr<s3::Session> session;  // HTTP, credentials, configuration
    std::unique_ptr<aws::Caller> caller;
    std::unique_ptr<Client> client;
};

// aws.config when no region is set. Calls nobody. `clock` must outlive it.
Outcome<Connection> connect(const jobs::AwsSettings& aws, Clock& clock = system_clock());

// The settings of a spec whose import.service is healthlake.
ServiceSettings service_settings(const jobs::JobSpec& spec);

// For the table of import services. Asks HealthLake for the data store (HealthLakeService::check).
Outcome<std::unique_ptr<jobs::ImportService>> open_service(const jobs::JobSpec& spec, ObjectStore& staging);

}  // namespace hios::healthlake
