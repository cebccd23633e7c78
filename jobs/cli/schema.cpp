// hios schema: the JSON Schema of job specs.

#include "jobs/spec/schema.hpp"
#include "jobs/cli/verb.hpp"

namespace hios::cli {

void add_schema(CLI::App& app, Context& context) {
    CLI::App* verb = app.add_subcommand("schema", "Print the JSON Schema of job specs, for editors");
    verb->footer(
        "hios schema > hios-job.schema.json\n"
        "    then, as a spec's first line:  # yaml-language-server: $schema=hios-job.schema.json");
    verb->callback([&context] { context.output.out(jobs::kJobSchema); });
}

}  // namespace hios::cli
