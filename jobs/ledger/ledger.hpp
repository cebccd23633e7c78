#pragma once
// What HIOS remembers between processes: runs, what each will read and in which order, what is
// committed, import jobs, identifiers. One SQLite file, <state>/ledger.sqlite; its tables are
// described in docs/formats/ledger.md. A document exists for later runs only after commit_group().

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "jobs/sqlite/sqlite.hpp"
#include "pipeline/feed.hpp"
#include "pipeline/object_store.hpp"
#include "stages/fhir/conditional.hpp"
#include "stages/pack/packer.hpp"

namespace hios::jobs {

enum class RunState : std::uint8_t {
    kListing,    // the plan is being made
    kGathering,  // the plan stands; identifiers are being gathered
    kPacking,    // documents are being converted and committed
    kImporting,  // everything is committed; import jobs are open
    kDone,
    kAbandoned,  // the job changed before the run ended; a newer run does its work
};

struct RunRecord {
    std::int64_t number = 0;  // in the ledger
    std::string id;           // names the run's folders
    std::string job;
    std::string digest;  // of the spec, as far as it decides the output
    std::string spec;    // JSON
    RunState state = RunState::kListing;
    std::string started;  // ISO 8601
    std::string ended;
    std::string retry_of;  // run id, when this run retries another's rejects
    std::uint64_t listed = 0;
    std::uint64_t skipped = 0;
    std::uint64_t planned = 0;
    std::string summary;  // JSON, once ended
    int exit_code = -1;   // -1: not ended
};

struct ShardRecord {
    std::string key;
    std::string type;
    std::uint64_t lines = 0;
    std::uint64_t bytes = 0;
    std::string sha256;
    std::uint32_t import_group = 0;
    std::uint32_t pack_group = 0;
};

struct ImportRecord {
    std::uint32_t import_group = 0;
    std::string prefix;
    std::string token;
    std::string job_id;  // "" until started
    std::string state;   // HealthLake's names; "" until started
    std::string message;
    std::string output_prefix;
    std::uint64_t lines = 0;
    std::uint64_t scanned = 0;
    std::uint64_t imported = 0;
    std::uint64_t failed = 0;
    bool reported = false;  // ended, and its refused lines are in the error zone
};

struct RejectedRecord {
    pack::RejectedDocument document;
    std::string key;  // of the object, in the plan of the run
    bool from_error_zone = false;
};

// Everything that one group's commit says, in one transaction.
struct GroupCommit {
    const pack::Group* group = nullptr;
    const pack::PackState* state = nullptr;  // after the group
    std::vector<ShardRecord> shards;
    std::vector<ImportRecord> imports;
};

// Thread-safe: one connection behind a mutex.
class Ledger {
public:
    static Outcome<std::unique_ptr<Ledger>> open(const std::filesystem::path& state);

    // Runs. `claim` is asked for an id that is free in this ledger, and says whether it is elsewhere too.
    using Claim = std::function<Outcome<bool>(const std::string& id)>;
    Outcome<RunRecord> begin_run(const std::string& job, const std::string& digest, const std::string& spec,
                                 const std::string& started, const std::string& retry_of, const Claim& claim = {});
    Outcome<std::optional<RunRecord>> unfinished_run(const std::string& job);
    Outcome<std::optional<RunRecord>> find_run(const std::string& id);
    Outcome<std::optional<RunRecord>> last_run(const std::string& job);  // "" = of any job
    Outcome<std::vector<RunRecord>> runs(const std::string& job, std::uint64_t most);
    Outcome<void> set_state(std::int64_t run, RunState state);
    Outcome<void> set_listed(std::int64_t run, std::uint64_t listed, std::uint64_t skipped);
    Outcome<void> end_run(std::int64_t run, const std::string& ended, const std::string& summary, int exit_code);

    // The plan. make_plan() is one transaction: `fill` calls its argument for each object, in order.
    using AddPlanned = std::function<Outcome<void>(const PlannedObject&)>;
    Outcome<void> make_plan(std::int64_t run, const std::function<Outcome<void>(const AddPlanned&)>& fill);
    Outcome<std::vector<PlannedObject>> planned(std::int64_t run, std::uint32_t from, std::uint32_t most);
    Outcome<std::uint64_t> planned_bytes(std::int64_t run, std::uint32_t from);

    // Groups.
    Outcome<void> commit_group(const RunRecord& run, const std::string& mapping, const GroupCommit& commit);
    // Later runs take the objects of this run again, and what it maintained counts no more. It is the job's last run.
    Outcome<void> forget_objects(std::int64_t run);
    Outcome<pack::PackState> pack_state(std::int64_t run);
    Outcome<pack::Account> account(std::int64_t run);
    Outcome<std::vector<ShardRecord>> shards(std::int64_t run);

    // Import jobs.
    Outcome<std::vector<ImportRecord>> imports(std::int64_t run);
    Outcome<void> update_import(std::int64_t run, const ImportRecord& import);

    // Conditional references: what a run found in its input (for resuming) and what all runs staged.
    Outcome<void> keep_index(std::int64_t run, const fhir::ConditionalIndex& index);
    Outcome<void> load_index(std::int64_t run, fhir::ConditionalIndex& index);
    Outcome<void> offer_known(const std::string& job, fhir::ConditionalIndex& index);
    // Makes offer_known() quick again when runs have staged more than `most_unsorted` bytes of identifiers since the
    // last time; knows the same before and after. Only the holder of the job's lock may.
    Outcome<void> sort_identifiers(const std::string& job, std::int64_t most_unsorted = 32 << 20);

    // When the latest document that maintains each of `keys` was made; kNoTime: none of a committed group does.
    Outcome<void> look_up_maintained(const std::string& job, std::span<const Key128> keys,
                                     std::span<std::int64_t> times);

    // Rejects not yet retried, in the order of documents. With a `code`: those of that code, and what stands
    // in one file of lines with them, since a file is read as a whole.
    Outcome<std::vector<RejectedRecord>> open_rejects(std::int64_t run, const std::string& code);
    // What `by_run` planned to read counts as retried.
    Outcome<void> close_rejects(std::int64_t run, std::int64_t by_run);

private:
    friend class DoneObjects;
    explicit Ledger(sqlite::Database database) : database_(std::move(database)) {}
    Outcome<std::string> free_run_id(const std::string& base, int& suffix);
    Outcome<RunRecord> insert_run(const std::string& id, const std::string& job, const std::string& digest,
                                  const std::string& spec, const std::string& started, const std::string& retry_of);
    Outcome<std::vector<RunRecord>> read_runs(const std::string& where, const std::string& argument,
                                              std::uint64_t most);
    Outcome<void> commit_objects(const RunRecord& run, const std::string& mapping, const pack::Group& group);
    Outcome<void> commit_identifiers(const std::string& job, const pack::Group& group);
    Outcome<void> commit_maintained(const RunRecord& run, const pack::Group& group);
    Outcome<void> commit_files(const RunRecord& run, const GroupCommit& commit);

    std::mutex mutex_;
    sqlite::Database database_;
};

// Which objects earlier runs of a job committed, walked beside a listing: both are in byte order of
// keys, so a listing of millions costs one pass and no memory. The ledger must outlive it and must not
// be written meanwhile. Not thread-safe.
class DoneObjects {
public:
    static Outcome<DoneObjects> load(Ledger& ledger, const std::string& job, const std::string& mapping);
    enum class State : std::uint8_t { kNew, kChanged, kDone };
    // kDone: these very bytes were committed under this mapping; kChanged: other bytes were, or under
    // another mapping. Keys must not go back.
    Outcome<State> state_of(const std::string& key, const std::string& etag);

private:
    sqlite::Statement select_;
    std::unique_ptr<std::string> job_;  // bound, so their places must not move
    std::unique_ptr<std::string> mapping_;
    bool more_ = false;
};

// The lock of a job: held while a run of it is at work, released by the kernel when the process dies.
class JobLock {
public:
    // run.locked (exit code 11) when another process holds it; `what` says who: process, host, since when.
    static Outcome<JobLock> acquire(const std::filesystem::path& state, const std::string& job, const std::string& now);
    JobLock(JobLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    JobLock& operator=(JobLock&&) = delete;
    ~JobLock();

private:
    explicit JobLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

}  // namespace hios::jobs
