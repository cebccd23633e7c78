#pragma once
// AWS HealthLake behind the port of import services.
//
// Exactly one job a group: the request's client token is in the ledger before start() is called. Start sends it as
// ClientToken, which answers the same job when the call is made again soon; and the job's name carries a part of it,
// by which start() first looks for a job that an earlier call, whose answer was lost, has made long ago.

#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "jobs/import/healthlake/client.hpp"
#include "jobs/import/healthlake/settings.hpp"
#include "jobs/import/import_service.hpp"
#include "pipeline/clock.hpp"
#include "pipeline/object_store.hpp"

namespace hios::healthlake {

// Thread-safe; calls go out one at a time for each calling thread.
class HealthLakeService final : public jobs::ImportService {
public:
    // References must outlive it. `staging` is the store of settings.staging_uri.
    HealthLakeService(Client& client, ServiceSettings settings, ObjectStore& staging, Clock& clock)
        : client_(client), settings_(std::move(settings)), staging_(staging), clock_(clock) {}

    // Before the run: settings against the field rules, and whether the data store is there. What may pass by
    // itself (throttling, no permission to describe data stores, one still being made) is no error.
    Outcome<void> check();

    // kRetry: throttled, a full queue, no answer, a data store being made, a role not yet known. kReject
    // (import.too_large, import.token_reused): this group cannot be imported. kFatal: no group can.
    Outcome<std::string> start(const jobs::ImportRequest& request) override;
    // Of a job that has ended, the counts are those of its manifest (reconcile.hpp).
    Outcome<jobs::ImportStatus> describe(const std::string& job_id) override;
    // HealthLake has no such call: import.no_cancel.
    Outcome<void> cancel(const std::string& job_id) override;
    [[nodiscard]] jobs::ImportLimits limits() const override { return settings_.limits; }

private:
    [[nodiscard]] StartImport start_of(const jobs::ImportRequest& request) const;
    Outcome<void> check_datastore();
    Outcome<void> check_size(const jobs::ImportRequest& request);
    Outcome<std::optional<std::string>> find_job(const StartImport& start);
    Error refused_start(const aws::ServiceError& refusal);
    [[nodiscard]] std::string report_of(const ImportJob& job) const;

    Client& client_;
    const ServiceSettings settings_;
    ObjectStore& staging_;
    Clock& clock_;

    std::mutex mutex_;  // guards what follows
    bool datastore_ready_ = false;
    bool role_works_ = false;                                            // a job was started with it
    std::optional<std::chrono::system_clock::time_point> role_refused_;  // first, without a success since
    std::set<std::string> sized_;                                        // prefixes that were looked over
};

}  // namespace hios::healthlake
