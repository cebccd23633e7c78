#pragma once
// How a verb joins the program.
//
// A verb is one file, jobs/cli/<verb>.cpp, with one function
//
//     void add_<verb>(CLI::App& app, Context& context);
//
// that makes its subcommand and leaves a callback. To add one: write the file, declare the function
// below, put one line into the table of jobs/cli/main.cpp (its place there is its place in the help)
// and one into jobs/cli/CMakeLists.txt. Completion and suggestions follow from the subcommand.
//
//     struct CountOptions { JobOptions job; bool json = false; };
//
//     void add_count(CLI::App& app, Context& context) {
//         auto options = std::make_shared<CountOptions>();   // lives as long as the callback
//         CLI::App* verb = app.add_subcommand("count", "Count the objects of a job's source");
//         verb->footer("hios count job.yaml          count what job.yaml names");   // examples, one a line
//         add_job_options(*verb, options->job);
//         verb->add_flag("--json", options->json, "Print JSON");
//         verb->callback([options, &context] {
//             const auto spec = load(options->job);
//             if (!spec) return context.fail(spec.error());
//             ...
//             context.exit_code = kSomeRejected;              // 0 unless set
//         });
//     }
//
// Callbacks run after the whole command line was read, in the main thread, with no other thread
// alive. A verb that runs long makes its StopSignals first. An exception that leaves a callback ends
// the program with exit code 1 and a message.

#include <filesystem>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "jobs/cli/output.hpp"
#include "jobs/exit_codes.hpp"
#include "jobs/spec/job_spec.hpp"
#include "pipeline/outcome.hpp"

namespace hios::cli {

using enum jobs::ExitCode;
using jobs::exit_code_for;

inline constexpr const char* kProgramVersion = HIOS_VERSION;

// Shared by all verbs of one process; used from the main thread.
struct Context {
    Output output;
    int exit_code = kDone;
    bool quiet = false;  // -q: no progress, no notes; errors only

    // Prints the error and sets the exit code that fits it.
    void fail(const Error& error) { fail(error, exit_code_for(error)); }
    void fail(const Error& error, int code) {
        output.error(error);
        exit_code = code;
    }
};

// JOB (a spec file or a folder of documents), --set and --out, the same for all verbs about a job.
struct JobOptions {
    std::filesystem::path job;
    std::vector<std::string> sets;
    std::filesystem::path out;  // with a folder: where the zones go
};
void add_job_options(CLI::App& verb, JobOptions& options);
Outcome<jobs::JobSpec> load(const JobOptions& options);

void add_check(CLI::App& app, Context& context);
void add_completion(CLI::App& app, Context& context);
void add_doctor(CLI::App& app, Context& context);
void add_explain(CLI::App& app, Context& context);
void add_convert(CLI::App& app, Context& context);
void add_import(CLI::App& app, Context& context);
void add_ingest(CLI::App& app, Context& context);
void add_map(CLI::App& app, Context& context);
void add_plan(CLI::App& app, Context& context);
void add_report(CLI::App& app, Context& context);
void add_retry(CLI::App& app, Context& context);
void add_run(CLI::App& app, Context& context);
void add_sandbox(CLI::App& app, Context& context);
void add_schema(CLI::App& app, Context& context);
void add_status(CLI::App& app, Context& context);
void add_store(CLI::App& app, Context& context);
void add_validate(CLI::App& app, Context& context);

}  // namespace hios::cli
