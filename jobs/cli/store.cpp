// hios store: a folder into a bucket, only what changed.

#include <algorithm>
#include <atomic>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "io/s3_store.hpp"
#include "jobs/cli/aws_options.hpp"
#include "jobs/cli/signals.hpp"
#include "jobs/cli/verb.hpp"
#include "jobs/observe/progress.hpp"
#include "jobs/spec/codes.hpp"
#include "jobs/spec/size_duration.hpp"
#include "jobs/upload/upload_folder.hpp"
#include "pipeline/codes.hpp"

namespace hios::cli {
namespace {

// Amazon S3 User Guide, "Amazon S3 multipart upload limits".
constexpr std::uint64_t kLeastPart = 5ULL << 20;
constexpr std::uint64_t kLargestPart = 5ULL << 30;

struct StoreOptions {
    upload::FolderUpload upload;
    std::string destination;
    std::string abandoned_after;
    std::string encryption;
    std::string storage_class;
    std::string checksums = "auto";
    std::string part_size;
    bool json = false;
    AwsOptions aws;
};

Outcome<std::unique_ptr<io::S3Store>> open_destination(const StoreOptions& options) {
    const std::string uri = options.destination.empty() ? aws_defaults().bucket_uri : options.destination;
    if (uri.empty()) {
        return fail(fatal(codes::kSpecInvalid, "nothing says where the files shall go",
                          "Write s3://bucket/prefix behind the folder, or set AWS_S3_BUCKET_NAME."));
    }
    jobs::AwsSettings aws;
    aws.encryption = options.encryption;
    aws.storage_class = options.storage_class;
    if (options.checksums != "auto")
        aws.checksums = options.checksums == "on" ? s3::Checksums::kOn : s3::Checksums::kOff;
    s3::Settings settings = jobs::store_settings(aws_settings(options.aws, aws), jobs::Zone::kStaging).s3;
    if (!options.part_size.empty()) {
        const auto size = jobs::parse_size(options.part_size);
        if (!size || *size < kLeastPart || *size > kLargestPart) {
            return fail(fatal(codes::kSpecInvalid, "--part-size is not a size from 5MiB to 5GiB, which S3 demands",
                              "Write it as 64MiB."));
        }
        settings.part_size = *size;
    }
    HIOS_TRY(s3::Place place, s3::parse_place(uri));
    HIOS_TRY(auto session, s3::Session::open(settings));
    return std::make_unique<io::S3Store>(std::move(session), std::move(place), settings);
}

nlohmann::ordered_json to_json(const upload::FolderReport& report, const std::string& destination, bool dry_run) {
    nlohmann::ordered_json json{{"version", 1},
                                {"destination", destination},
                                {"dry_run", dry_run},
                                {"stopped", report.stopped},
                                {"files", report.files},
                                {"bytes", report.bytes},
                                {"unchanged", report.unchanged},
                                {"added", report.added},
                                {"replaced", report.replaced},
                                {"sent_bytes", report.sent_bytes},
                                {"resumed_bytes", report.reused_bytes},
                                {"ended_uploads", report.ended_uploads},
                                {"failed", report.failed},
                                {"failures", nlohmann::ordered_json::array()}};
    for (const auto& [key, error] : report.failures)
        json["failures"].push_back({{"key", key}, {"code", error.code->id}, {"what", error.what}});
    return json;
}

std::string to_text(const upload::FolderReport& report, const std::string& destination, bool dry_run) {
    using jobs::format_size;
    std::string text = fmt::format("{} files, {}, {} {}{}:\n", report.files, format_size(report.bytes),
                                   dry_run ? "compared with" : "stored to", destination,
                                   dry_run ? "; nothing was sent, but would be" : "");
    auto out = std::back_inserter(text);
    fmt::format_to(out, "  unchanged  {}\n", report.unchanged);
    fmt::format_to(out, "  added      {}\n", report.added);
    fmt::format_to(out, "  replaced   {}\n", report.replaced);
    fmt::format_to(out, "  sent       {}\n", format_size(report.sent_bytes));
    if (report.reused_bytes != 0)
        fmt::format_to(out, "  resumed    {} were there from an upload that was broken off\n",
                       format_size(report.reused_bytes));
    if (report.ended_uploads != 0) fmt::format_to(out, "  ended      {} abandoned uploads\n", report.ended_uploads);
    if (report.failed != 0) fmt::format_to(out, "  failed     {}\n", report.failed);
    return text;
}

int exit_code_of(const upload::FolderReport& report, int signal) {
    if (report.ended_by) return exit_code_for(*report.ended_by);
    if (signal != 0) return 128 + signal;
    if (report.failed == 0) return kDone;
    const bool passing = std::all_of(report.failures.begin(), report.failures.end(),
                                     [](const auto& failure) { return failure.error.fault == Fault::kRetry; });
    return passing ? kTemporary : kSomeRejected;
}

void store(StoreOptions& options, Context& context) {
    if (!options.abandoned_after.empty()) {
        const auto after = jobs::parse_duration(options.abandoned_after);
        if (!after) {
            return context.fail(
                fatal(codes::kSpecInvalid, "--abandoned-after: " + after.error(), "Write it as 90s, 5m, 12h or 1d."));
        }
        options.upload.abandoned_after = std::chrono::ceil<std::chrono::seconds>(*after);
    }
    std::error_code ignored;
    if (!std::filesystem::is_directory(options.upload.folder, ignored)) {
        return context.fail(fatal(codes::kNotFound, fmt::format("{} is no folder", options.upload.folder.string()),
                                  "Name the folder that holds the files."));
    }
    std::atomic<bool> stop{false};
    const StopSignals signals(stop);
    const auto destination = open_destination(options);
    if (!destination) return context.fail(destination.error());
    Metrics metrics;
    observe::ProgressOptions shown;
    if (context.quiet) shown.mode = observe::ProgressMode::kQuiet;
    observe::Progress progress(metrics, shown);
    const auto report = upload::upload_folder(**destination, options.upload, metrics, system_clock(), stop);
    progress.stop();
    if (!report) return context.fail(report.error());

    context.exit_code = exit_code_of(*report, signals.received());
    const std::string name = (*destination)->describe();
    if (options.json) {
        const auto json = to_json(*report, name, options.upload.dry_run);
        context.output.line(json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    } else {
        context.output.out(to_text(*report, name, options.upload.dry_run));
    }
    constexpr std::size_t kShown = 10;
    for (std::size_t i = 0; i < std::min(report->failures.size(), kShown); ++i)
        context.output.error(report->failures[i].error);
    if (report->failed > kShown) context.output.error(fmt::format("and {} more files", report->failed - kShown));
    if (report->stopped && !context.quiet) context.output.note("stopped; the same command takes up what is left");
    if (!report->swept && !context.quiet)
        context.output.note("uploads that were broken off could not be listed (s3:ListBucketMultipartUploads)");
}

}  // namespace

void add_store(CLI::App& app, Context& context) {
    auto options = std::make_shared<StoreOptions>();
    CLI::App* verb = app.add_subcommand("store", "Bring a folder into an S3 bucket: only what changed");
    verb->footer(
        "hios store ./documents s3://acme-raw/2026/    again: only new and changed files, and parts still missing\n"
        "hios store ./documents s3://acme-raw --dry-run\n"
        "AWS_S3_BUCKET_NAME=acme-raw hios store ./documents");
    verb->add_option("DIR", options->upload.folder, "The folder; it is only read")->required()->type_name("");
    verb->add_option("DESTINATION", options->destination,
                     "s3://bucket or s3://bucket/prefix (default: AWS_S3_BUCKET_NAME)")
        ->type_name("");
    verb->add_flag("--dry-run", options->upload.dry_run, "Compare, and send nothing");
    verb->add_option("--parallel", options->upload.parallel, "Files at a time")
        ->check(CLI::Range(1, 256))
        ->capture_default_str()
        ->type_name("N");
    verb->add_option("--abandoned-after", options->abandoned_after,
                     "End open uploads of the same names that are older (default 1d)")
        ->type_name("DURATION");
    verb->add_option("--part-size", options->part_size, "Larger files are sent in parts of this size (default 16MiB)")
        ->type_name("SIZE");
    verb->add_option("--encryption", options->encryption, "How S3 encrypts; default: as the bucket says")
        ->check(CLI::IsMember({"AES256", "aws:kms", "aws:kms:dsse"}));
    verb->add_option("--storage-class", options->storage_class, "As S3 names it (default: STANDARD)")
        ->type_name("NAME");
    verb->add_option("--checksums", options->checksums, "Send SHA-256 with each object; auto: to AWS only")
        ->check(CLI::IsMember({"auto", "on", "off"}));
    verb->add_flag("--json", options->json, "Print the summary as JSON");
    add_aws_options(*verb, options->aws);
    verb->callback([options, &context] { store(*options, context); });
}

}  // namespace hios::cli
