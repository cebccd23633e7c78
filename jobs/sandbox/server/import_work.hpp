#pragma once
// One import job from its input prefix to its report, file by file. Called again in a new process it goes on where the
// last one was killed, and ends with the same contents and report.

#include <functional>
#include <string>
#include <vector>

#include "jobs/sandbox/sandbox_store.hpp"
#include "jobs/sandbox/server/job_table.hpp"
#include "jobs/sandbox/server/line_judge.hpp"
#include "jobs/sandbox/server/role_view.hpp"

namespace hios::sandbox {

// "s3://bucket/<requested>/<datastore>-FHIR_IMPORT-<job>/"
std::string job_folder(const ServerSettings& settings, const HealthLakeJob& job);
// Where HealthLake tries at submission whether it may write.
std::string probe_uri(const HealthLakeJob& job);

// Not thread-safe; all references must outlive it.
class ImportWork {
public:
    using Interrupted = std::function<bool()>;
    using OnProgress = std::function<void(const JobProgress&)>;

    ImportWork(S3World& world, SandboxStore& contents, const ServerSettings& settings, HealthLakeJob job,
               const Role& role);

    // False: interrupted. An error of kRetry is no verdict on the job; any other makes it FAILED.
    Outcome<bool> run(const Interrupted& interrupted, const OnProgress& on_progress);
    [[nodiscard]] const JobProgress& progress() const { return progress_; }

private:
    struct Logs {
        RoleObject success;
        RoleObject failure;
        RoleObject remarks;  // SUCCESS_WITH_SEARCH_VALIDATION_FAILURES
    };
    Outcome<void> prepare();
    Outcome<void> find_files();
    Outcome<bool> import_file(JobFile& file, const Interrupted& interrupted, const OnProgress& on_progress);
    // Judges all lines; with `logs` they are stored and logged, without only remembered. False: interrupted.
    Outcome<bool> read_lines(JobFile& file, Logs* logs, const Interrupted& interrupted, const OnProgress& on_progress);
    Outcome<void> take(const jobs::NdjsonLines::Line& line, JobFile& file, Logs* logs);
    Outcome<void> log(RoleObject& into, std::uint64_t line, const LineVerdict& verdict, std::string_view outcome);
    Outcome<void> write_manifest();
    void count(const JobFile& file);
    [[nodiscard]] std::string relative(const JobFile& file) const;

    SandboxStore& contents_;
    const ServerSettings& settings_;
    HealthLakeJob job_;
    RoleView view_;
    S3Place input_;
    S3Place folder_;
    LineJudge judge_;
    std::vector<JobFile> files_;
    JobProgress progress_;
};

}  // namespace hios::sandbox
