#include <fmt/format.h>

#include "jobs/cli/verb.hpp"
#include "jobs/spec/codes.hpp"
#include "jobs/spec/loader.hpp"

namespace hios::cli {

void add_job_options(CLI::App& verb, JobOptions& options) {
    verb.add_option("JOB", options.job, "A job spec (YAML or JSON), or a folder of documents")
        ->required()
        ->type_name("");
    verb.add_option("--set", options.sets, "Change a field of the spec, as in --set limits.threads=4 (repeatable)")
        ->type_name("KEY=VALUE")
        ->expected(1)
        ->take_all();
    verb.add_option("--out", options.out,
                    "With a folder: where staging, error and state go (default: ./hios-<folder's name>)")
        ->type_name("FOLDER");
}

Outcome<jobs::JobSpec> load(const JobOptions& options) {
    std::error_code error;
    if (std::filesystem::is_directory(options.job, error))
        return jobs::load_folder(options.job, options.out, options.sets);
    if (!options.out.empty()) {
        return fail(fatal(codes::kSpecInvalid,
                          fmt::format("--out goes with a folder, and {} is a job spec", options.job.string()),
                          "Set staging, error and state in the spec, or with --set."));
    }
    return jobs::load_job(options.job, options.sets);
}

}  // namespace hios::cli
