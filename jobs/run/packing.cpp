#include "jobs/run/packing.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

#include "io/remote_store.hpp"
#include "pipeline/codes.hpp"
#include "stages/fhir/resource_types.hpp"
#include "stages/pack/lake_shard.hpp"
#include "stages/pack/sha256.hpp"

namespace hios::jobs {
namespace {

// Sorting on disk costs a hundredth of a run's time; holding all versions would cost memory that grows with it.
constexpr std::uint64_t kMostIndexMemory = 2U << 20;
constexpr std::uint64_t kLargestInMemory = 4U << 20;  // of a lake's files, which are many and mostly small
constexpr std::uint32_t kMostOpenGroups = 3;          // closed but uncommitted groups, before admission waits

// Carries an Error through the engine's guard, which keeps what the run already failed with.
class StageFailed : public std::runtime_error {
public:
    StageFailed() : std::runtime_error("a stage failed") {}
};

// Names what is imported: jobs that share a data store, and begin in the same second, must not share tokens.
std::string token_of(const JobSpec& spec, const std::string& prefix, std::uint32_t import_group,
                     const std::vector<ShardRecord>& shards) {
    pack::Sha256 hash;
    hash.update(fmt::format("{}\n{}\n{}", spec.job, spec.staging_uri, prefix));
    for (const ShardRecord& shard : shards) {
        if (shard.import_group == import_group) hash.update(shard.sha256);
    }
    return hash.hex();
}

}  // namespace

pack::PackSettings pack_settings(const JobSpec& spec) {
    using GroupBy = pack::PackSettings::GroupBy;
    pack::PackSettings settings;
    settings.shard_bytes = spec.pack.shard_bytes;
    settings.shard_lines = spec.pack.shard_lines;
    settings.index_memory = std::min(spec.limits.memory / 8, kMostIndexMemory);
    settings.group_size = spec.import.group.size;
    switch (spec.import.group.kind) {
        case GroupSpec::Kind::kBytes:
            settings.group_by = GroupBy::kBytes;
            if (settings.group_size == 0) settings.group_size = 32 * spec.pack.shard_bytes;
            break;
        case GroupSpec::Kind::kShards:
            settings.group_by = GroupBy::kShards;
            break;
        case GroupSpec::Kind::kRun:
            settings.group_by = GroupBy::kRun;
            break;
    }
    return settings;
}

std::string import_prefix(const std::string& run, std::uint32_t import_group) {
    return fmt::format("{}/import/{:05}/", run, import_group);
}

std::string report_prefix(const std::string& run, std::uint32_t import_group) {
    return fmt::format("{}/report/{:05}/", run, import_group);
}

std::string shard_key(const std::string& run, std::uint32_t import_group, std::string_view type, std::uint32_t number) {
    return fmt::format("{}{}/{}-{:05}.ndjson", import_prefix(run, import_group), type, type, number);
}

std::string lineage_key(const std::string& run, std::string_view type, std::uint32_t number) {
    return fmt::format("{}/lineage/{}-{:05}.lineage.ndjson", run, type, number);
}

std::string lake_prefix(const std::string& run) {
    return fmt::format("{}/json/", run);
}

std::string lake_key(const std::string& run, std::string_view partition, std::uint32_t number) {
    return fmt::format("{}{}/{:05}.ndjson", lake_prefix(run), partition, number);
}

std::string lake_lineage_key(const std::string& run, std::string_view partition, std::uint32_t number) {
    return fmt::format("{}/lineage/json/{}/{:05}.lineage.ndjson", run, partition, number);
}

// A closed group on its way to the commit.
struct Packing::ClosedGroup {
    std::unique_ptr<pack::Group> group;
    pack::PackState state;                        // after it
    std::vector<std::vector<ShardRecord>> files;  // of each shard; a lake's has many
    bool last = false;
    std::atomic<std::size_t> tasks{0};  // not yet uploaded
};

// One shard of a closed group, or (shard == kErrors) its files for the error zone.
class Packing::Task final : public SealTask {
public:
    static constexpr std::size_t kErrors = SIZE_MAX;
    Task(std::shared_ptr<ClosedGroup> closed, std::size_t shard) : closed_(std::move(closed)), shard_(shard) {}

    std::shared_ptr<ClosedGroup> closed_;
    std::size_t shard_;
    pack::SealedShard sealed_;
    pack::LakeShard lake_;
};

Packing::Packing(RunContext& context, PackingTarget target, RunControl& control, pack::PackState state)
    : context_(context),
      target_(std::move(target)),
      control_(control),
      convert_(context_, target_.index, &lanes_),
      maintained_(target_.ledger, context.spec.job),
      packer_(
          pack_settings(context.spec), context.spools, state,
          [this](std::unique_ptr<pack::Group> group) { close(std::move(group)); }, &maintained_),
      next_commit_(state.next_group) {}

Packing::~Packing() = default;

template <class T>
T Packing::need(Outcome<T> outcome) {
    if (!outcome) {
        control_.fail(std::move(outcome).error());
        throw StageFailed();
    }
    if constexpr (!std::is_void_v<T>) return std::move(*outcome);
}

StageSet Packing::stages() {
    StageSet stages;
    stages.convert = [this](Work& work) { convert_(work); };
    stages.pack = [this](Work& work, const EmitSeal& emit) { pack(work, emit); };
    stages.finish = [this](const EmitSeal& emit) {
        emit_ = &emit;
        finishing_ = true;
        need(packer_.finish());
    };
    stages.seal = [this](SealTask& task) { seal(static_cast<Task&>(task)); };
    stages.upload = [this](SealTask& task) { upload(static_cast<Task&>(task)); };
    stages.commit = [this](SealTask& task) { commit(static_cast<Task&>(task)); };
    stages.gate = [this] {
        std::unique_lock lock(mutex_);
        // Polls as well, since a failure elsewhere must end the wait.
        while (open_groups_ >= kMostOpenGroups && !control_.stop_requested())
            committed_.wait_for(lock, std::chrono::milliseconds(50));
    };
    return stages;
}

void Packing::pack(Work& work, const EmitSeal& emit) {
    emit_ = &emit;
    Metrics& metrics = context_.metrics;
    need(packer_.add(work));
    metrics.objects_done += work.objects.size();
    metrics.documents += work.documents.size();
    metrics.rejects += work.rejects.size();
    if (target_.on_rejects) target_.on_rejects(work);
    for (const LaneBlock& block : work.lanes) metrics.resources += block.lines.size();
    lanes_.give_back(work);
}

void Packing::close(std::unique_ptr<pack::Group> group) {
    auto closed = std::make_shared<ClosedGroup>();
    closed->group = std::move(group);
    maintained_.closed(*closed->group);
    closed->state = packer_.state();
    closed->last = finishing_;
    const std::size_t shards = closed->group->shards.size();
    closed->files.resize(shards);
    closed->tasks = shards + 1;
    {
        const std::lock_guard lock(mutex_);
        ++open_groups_;
    }
    // Large shards first, so that the last ones to be sealed are short.
    std::vector<std::size_t> order(shards);
    for (std::size_t i = 0; i < shards; ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return closed->group->shards[a].bytes > closed->group->shards[b].bytes;
    });
    for (const std::size_t shard : order) (*emit_)(std::make_shared<Task>(closed, shard));
    (*emit_)(std::make_shared<Task>(closed, Task::kErrors));
}

void Packing::seal(Task& task) {
    if (task.shard_ == Task::kErrors) return;
    pack::Group& group = *task.closed_->group;
    pack::Shard& shard = group.shards[task.shard_];
    if (shard.lane == kLakeLane) {
        task.lake_ = need(pack::seal_lake(shard, group.names, context_.spools));
        return;
    }
    task.sealed_ = need(pack::seal(shard, group.names, context_.spools));
    const std::string_view type = fhir::kResourceTypes[shard.lane];
    task.closed_->files[task.shard_].push_back({shard_key(target_.run.id, shard.import_group, type, shard.number),
                                                std::string(type), task.sealed_.line_count, task.sealed_.bytes,
                                                task.sealed_.sha256, shard.import_group, group.ordinal});
}

// Created only if absent. What is there already was put by this run before it was killed; since the
// same input gives the same bytes, replacing it is harmless. Where that is costly, a checksum may tell that it is
// needless.
void Packing::put(ObjectStore& store, const std::string& key, Spool& bytes) {
    if (target_.uncommitted != nullptr && target_.uncommitted->claim(key)) {
        auto* const remote = dynamic_cast<io::RemoteStore*>(&store);
        if (remote != nullptr && need(remote->holds(key, bytes.path()))) return;
    }
    const PutResult result = need(store.put_file(key, bytes.path(), {true}));
    if (result == PutResult::kExists) need(store.put_file(key, bytes.path(), {false}));
}

void Packing::put(ObjectStore& store, const std::string& key, Spool& bytes, std::uint64_t begin, std::uint64_t size) {
    std::vector<char> block(static_cast<std::size_t>(std::min(size, kLargestInMemory)));
    const std::string_view text(block.data(), block.size());
    if (size <= kLargestInMemory) {
        need(bytes.read(begin, block));
        const PutResult result = need(store.put(key, text, {true}));
        if (result == PutResult::kExists) need(store.put(key, text, {false}));
        return;
    }
    auto part = need(context_.spools.create("lake"));
    for (std::uint64_t done = 0; done < size; done += block.size()) {
        const std::span<char> next(block.data(), static_cast<std::size_t>(std::min(size - done, kLargestInMemory)));
        need(bytes.read(begin + done, next));
        need(part->append({next.data(), next.size()}));
    }
    need(part->flush());
    put(store, key, *part);
}

void Packing::upload_lake(Task& task) {
    const pack::Group& group = *task.closed_->group;
    const std::uint32_t number = group.shards[task.shard_].number;
    pack::LakeShard& lake = task.lake_;
    for (const pack::LakePart& part : lake.parts) {
        ShardRecord record{lake_key(target_.run.id, part.partition, number),
                           part.partition.substr(part.partition.find('=') + 1),
                           part.line_count,
                           part.bytes,
                           part.sha256,
                           pack::kNoImportGroup,
                           group.ordinal};
        record.type.resize(std::min(record.type.size(), record.type.find('/')));
        const std::string lineage = lake_lineage_key(target_.run.id, part.partition, number);
        put(target_.staging, lineage, *lake.lineage, part.lineage_begin, part.lineage_bytes);
        put(target_.staging, record.key, *lake.lines, part.begin, part.bytes);
        ++context_.metrics.shards;
        if (target_.on_shard) target_.on_shard(record);
        task.closed_->files[task.shard_].push_back(std::move(record));
    }
    lake = {};
}

void Packing::upload(Task& task) {
    if (task.shard_ == Task::kErrors) {
        for (pack::ErrorFile& file : task.closed_->group->error_files)
            put(context_.error_zone, fmt::format("{}/{}", target_.run.id, file.key), *file.bytes);
        return;
    }
    const pack::Shard& shard = task.closed_->group->shards[task.shard_];
    if (shard.lane == kLakeLane) return upload_lake(task);
    const ShardRecord& record = task.closed_->files[task.shard_].front();
    put(target_.staging, lineage_key(target_.run.id, record.type, shard.number), *task.sealed_.lineage);
    put(target_.staging, record.key, *task.sealed_.lines);
    task.sealed_ = {};
    ++context_.metrics.shards;
    if (target_.on_shard) target_.on_shard(record);
}

void Packing::commit(Task& task) {
    if (--task.closed_->tasks > 0) return;
    uploaded_.emplace(task.closed_->group->ordinal, task.closed_);
    // Groups are committed in their order, whichever was uploaded first.
    for (auto due = uploaded_.find(next_commit_); due != uploaded_.end(); due = uploaded_.find(next_commit_)) {
        const auto closed = std::move(due->second);
        uploaded_.erase(due);
        commit_group(*closed);
        ++next_commit_;
        const std::lock_guard lock(mutex_);
        --open_groups_;
        committed_.notify_all();
    }
}

void Packing::commit_group(ClosedGroup& closed) {
    GroupCommit commit{closed.group.get(), &closed.state, {}, {}};
    for (auto& files : closed.files) std::move(files.begin(), files.end(), std::back_inserter(commit.shards));
    std::map<std::uint32_t, std::uint64_t> lines;
    for (const ShardRecord& shard : commit.shards) {
        closed.group->account.bytes_staged += shard.bytes;
        const bool imports = shard.import_group != pack::kNoImportGroup && context_.spec.import.service != "none";
        if (imports) lines[shard.import_group] += shard.lines;
    }
    for (const auto& [import_group, count] : lines) {
        ImportRecord record;
        record.import_group = import_group;
        record.prefix = import_prefix(target_.run.id, import_group);
        record.token = token_of(context_.spec, record.prefix, import_group, commit.shards);
        record.lines = count;
        commit.imports.push_back(std::move(record));
    }
    if (target_.uncommitted != nullptr) {
        for (const ShardRecord& shard : commit.shards)
            need(target_.uncommitted->remove_below(import_prefix(target_.run.id, shard.import_group)));
        if (closed.last) need(target_.uncommitted->remove_below(target_.run.id + "/import/"));
    }
    need(target_.ledger.commit_group(target_.run, target_.mapping, commit));
    maintained_.committed(*closed.group);
    if (target_.on_commit) target_.on_commit(closed.group->account, commit.imports, closed.last);
}

}  // namespace hios::jobs
