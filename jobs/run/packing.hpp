#pragma once
// The second pass: documents → lines → shards → staging zone → ledger, group by group.

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "jobs/ledger/ledger.hpp"
#include "jobs/ledger/maintained.hpp"
#include "jobs/run/context.hpp"
#include "jobs/run/conversion.hpp"
#include "jobs/run/uncommitted.hpp"
#include "pipeline/stage_set.hpp"
#include "stages/pack/seal.hpp"

namespace hios::jobs {

pack::PackSettings pack_settings(const JobSpec& spec);

// What the packing of one run needs besides the context.
struct PackingTarget {
    Ledger& ledger;
    const RunRecord& run;
    ObjectStore& staging;
    std::string mapping;  // digest of what decides the lines
    const fhir::ConditionalIndex* index = nullptr;
    // After a group's commit: its import jobs may be submitted. `last`: nothing follows. Serial.
    std::function<void(const pack::Account& account, const std::vector<ImportRecord>& imports, bool last)> on_commit;
    // A Work was packed; for telling its rejects. Serial; may be empty.
    std::function<void(const Work& work)> on_rejects;
    // A shard is in the staging zone. Any thread; may be empty.
    std::function<void(const ShardRecord& shard)> on_shard;
    // What an interrupted session of the run left behind; may be null.
    Uncommitted* uncommitted = nullptr;
};

// The stages of one packing pass. Must outlive the pass.
class Packing {
public:
    Packing(RunContext& context, PackingTarget target, RunControl& control, pack::PackState state);
    ~Packing();
    Packing(const Packing&) = delete;
    Packing& operator=(const Packing&) = delete;

    // All but fetch.
    StageSet stages();

private:
    struct ClosedGroup;
    class Task;

    void pack(Work& work, const EmitSeal& emit);
    void close(std::unique_ptr<pack::Group> group);
    void seal(Task& task);
    void upload(Task& task);
    void commit(Task& task);
    void commit_group(ClosedGroup& closed);
    void put(ObjectStore& store, const std::string& key, Spool& bytes);
    void upload_lake(Task& task);
    void put(ObjectStore& store, const std::string& key, Spool& bytes, std::uint64_t begin, std::uint64_t size);
    template <class T>
    T need(Outcome<T> outcome);

    RunContext& context_;
    PackingTarget target_;
    RunControl& control_;
    LanePool lanes_;
    Conversion convert_;
    MaintainedMemory maintained_;
    pack::Packer packer_;
    const EmitSeal* emit_ = nullptr;  // of the pack call under way
    bool finishing_ = false;
    std::map<std::uint32_t, std::shared_ptr<ClosedGroup>> uploaded_;  // whole in the zones, waiting for their turn
    std::uint32_t next_commit_;

    std::mutex mutex_;
    std::condition_variable committed_;
    std::uint32_t open_groups_ = 0;  // closed, not committed
};

// Keys in the zones, relative to the run's folder there.
std::string shard_key(const std::string& run, std::uint32_t import_group, std::string_view type, std::uint32_t number);
std::string lineage_key(const std::string& run, std::string_view type, std::uint32_t number);
// Of a data lake's lines, by partition: "structure=ADT_A01/message_date=2024-01-31".
std::string lake_key(const std::string& run, std::string_view partition, std::uint32_t number);
std::string lake_lineage_key(const std::string& run, std::string_view partition, std::uint32_t number);
std::string lake_prefix(const std::string& run);
std::string import_prefix(const std::string& run, std::uint32_t import_group);
std::string report_prefix(const std::string& run, std::uint32_t import_group);

}  // namespace hios::jobs
