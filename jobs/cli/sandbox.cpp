// hios sandbox: S3 and HealthLake on this machine, until it is told to stop.

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include "jobs/cli/signals.hpp"
#include "jobs/cli/verb.hpp"
#include "jobs/sandbox/server/sandbox_server.hpp"

namespace hios::cli {
namespace {

struct SandboxOptions {
    std::filesystem::path data = "sandbox";
    int port = 0;
    std::string region = "us-east-1";
    std::vector<std::string> buckets;
    std::filesystem::path faults;
    bool document_reports = false;
    bool no_rate_limits = false;
};

void sandbox(const SandboxOptions& options, Context& context) {
    using namespace std::chrono_literals;
    std::atomic<bool> stop{false};
    const StopSignals signals(stop);
    sandbox::ServerSettings settings;
    settings.data = options.data;
    settings.port = options.port;
    settings.region = options.region;
    settings.buckets = options.buckets;
    if (!options.faults.empty()) settings.faults = options.faults;
    if (options.document_reports) settings.report_style = sandbox::ReportStyle::kDocument;
    if (options.no_rate_limits) settings.starts_per_second = settings.reads_per_second = 0;
    const auto server = sandbox::SandboxServer::start(std::move(settings));
    if (!server) return context.fail(server.error());
    context.output.line((*server)->ready_line());
    while (!stop) std::this_thread::sleep_for(50ms);
    // Being stopped is how this verb ends.
    context.exit_code = kDone;
}

}  // namespace

void add_sandbox(CLI::App& app, Context& context) {
    auto options = std::make_shared<SandboxOptions>();
    CLI::App* verb =
        app.add_subcommand("sandbox", "Serve S3 and HealthLake imports on this machine, to try things out");
    verb->footer(
        "hios sandbox --data ./sandbox --bucket stage    prints endpoint and keys as one JSON line, then serves\n"
        "hios sandbox --faults faults.yaml               with faults, the same ones each time\n"
        "sqlite3 sandbox/sandbox.sqlite 'select type, count(*) from resource group by type'");
    verb->add_option("--data", options->data, "The folder everything is kept in; a later start goes on with it")
        ->capture_default_str()
        ->type_name("DIR");
    verb->add_option("--port", options->port, "The port to listen on; 0: any that is free")
        ->check(CLI::Range(0, 65535))
        ->capture_default_str()
        ->type_name("N");
    verb->add_option("--region", options->region, "The region that signatures must name")
        ->capture_default_str()
        ->type_name("NAME");
    verb->add_option("--bucket", options->buckets, "A bucket that shall be there; may be given again")
        ->allow_extra_args(false)
        ->type_name("NAME");
    verb->add_option("--faults", options->faults, "A script of faults (YAML or JSON)")
        ->check(CLI::ExistingFile)
        ->type_name("FILE");
    verb->add_flag("--document-reports", options->document_reports,
                   "Write reports as HealthLake's documents print them, not as the service does");
    verb->add_flag("--no-rate-limits", options->no_rate_limits, "Never throttle calls of HealthLake");
    verb->callback([options, &context] { sandbox(*options, context); });
}

}  // namespace hios::cli
