#include "jobs/run/run_claim.hpp"

#include <nlohmann/json.hpp>

namespace hios::jobs {

Outcome<bool> claim_run(ObjectStore& staging, const std::string& run, const std::string& job,
                        const std::string& started) {
    const nlohmann::ordered_json json = {{"version", 1}, {"run", run}, {"job", job}, {"started", started}};
    HIOS_TRY(const PutResult put, staging.put(run + "/claim.json", json.dump(2) + "\n", {.if_absent = true}));
    return put == PutResult::kCreated;
}

}  // namespace hios::jobs
