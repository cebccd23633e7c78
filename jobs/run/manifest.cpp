#include "jobs/run/manifest.hpp"

#include <algorithm>

#include "jobs/ledger/account_json.hpp"

namespace hios::jobs {

Outcome<void> write_manifest(ObjectStore& staging, const RunSummary& summary, const JobSpec& spec,
                             const std::string& mapping_digest) {
    nlohmann::ordered_json json;
    json["version"] = 1;
    json["run"] = summary.run;
    json["job"] = summary.job;
    json["started"] = summary.started;
    json["spec_digest"] = spec.digest;
    json["mapping_digest"] = mapping_digest;
    const auto account = to_json(summary.account);
    json["objects"] = {{"listed", summary.listed},
                       {"committed", summary.account.objects.committed},
                       {"rejected", summary.account.objects.rejected},
                       {"skipped", summary.skipped}};
    for (const char* part : {"documents", "resources"}) json[part] = account[part];
    json["shards"] = nlohmann::ordered_json::array();
    const auto relative = [&](const std::string& key) {
        return key.substr(std::min(key.size(), summary.run.size() + 1));
    };
    for (const ShardRecord& shard : summary.shards) {
        json["shards"].push_back({{"key", relative(shard.key)},
                                  {"type", shard.type},
                                  {"lines", shard.lines},
                                  {"bytes", shard.bytes},
                                  {"sha256", shard.sha256}});
        if (shard.import_group != pack::kNoImportGroup) json["shards"].back()["import_group"] = shard.import_group;
    }
    // Of a service that others reach too, so that no job is started there again (`hios ingest`).
    if (spec.import.service == "healthlake")
        json["import_into"] = {{"service", spec.import.service}, {"datastore", spec.import.datastore}};
    json["import_jobs"] = nlohmann::ordered_json::array();
    for (const ImportRecord& import : summary.imports) {
        json["import_jobs"].push_back({{"group", import.import_group},
                                       {"prefix", relative(import.prefix)},
                                       {"client_token", import.token},
                                       {"id", import.job_id},
                                       {"state", import.state},
                                       {"lines", import.lines},
                                       {"imported", import.imported},
                                       {"failed", import.failed}});
    }
    const auto put = staging.put(summary.run + "/manifest.json", json.dump(2) + "\n", {});
    return put ? Outcome<void>{} : Outcome<void>(fail(Error(put.error())));
}

}  // namespace hios::jobs
