#include "jobs/sandbox/server/import_work.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jobs/import/codes.hpp"
#include "pipeline/codes.hpp"

namespace hios::sandbox {
namespace {

constexpr std::string_view kExtension = ".ndjson";
constexpr std::size_t kBlock = 4U << 20;
constexpr double kBytesPerMegabyte = 1024.0 * 1024.0;
constexpr std::string_view kSuccess =
    R"({"resourceType":"OperationOutcome","issue":[{"severity":"information","code":"informational"}]})";

}  // namespace

std::string job_folder(const ServerSettings& settings, const HealthLakeJob& job) {
    return fmt::format("{}{}{}-FHIR_IMPORT-{}/", job.output_uri, job.output_uri.ends_with('/') ? "" : "/",
                       settings.datastore_id, job.job_id);
}

std::string probe_uri(const HealthLakeJob& job) {
    return fmt::format("{}{}.healthlake_write_access_check_file.temp", job.output_uri,
                       job.output_uri.ends_with('/') ? "" : "/");
}

ImportWork::ImportWork(S3World& world, SandboxStore& contents, const ServerSettings& settings, HealthLakeJob job,
                       const Role& role)
    : contents_(contents),
      settings_(settings),
      job_(std::move(job)),
      view_(world, role, job_.kms_key),
      input_(s3_place(job_.input_uri)),
      folder_(s3_place(job_folder(settings, job_))),
      judge_(job_.level) {}

std::string ImportWork::relative(const JobFile& file) const {
    // A prefix that ends within a name is taken without that part.
    const std::size_t slash = input_.key.rfind('/');
    return file.key.substr(slash == std::string::npos ? 0 : slash + 1);
}

Outcome<void> ImportWork::find_files() {
    HIOS_TRY(auto objects, view_.list(input_));
    // Reports of earlier jobs are no input, should the output lie below the input.
    const std::string reports = folder_.key.substr(0, folder_.key.find("-FHIR_IMPORT-")) + "-FHIR_IMPORT-";
    std::uint64_t bytes = 0;
    for (StoredObject& object : objects) {
        if (!object.key.ends_with(kExtension)) continue;
        if (input_.bucket == folder_.bucket && object.key.starts_with(reports)) continue;
        JobFile& file = files_.emplace_back();
        file.ordinal = files_.size() - 1;
        file.key = std::move(object.key);
        file.bytes = object.size;
        bytes += object.size;
    }
    const auto invalid = [](std::string what) { return fail(fatal(codes::kImportInvalid, std::move(what))); };
    if (files_.empty()) return invalid("there is no .ndjson file below the input prefix");
    if (files_.size() > settings_.limits.files_per_job)
        return invalid(
            fmt::format("there are more than {} files below the input prefix", settings_.limits.files_per_job));
    if (bytes > settings_.limits.bytes_per_job)
        return invalid(fmt::format("the files hold more than {} bytes", settings_.limits.bytes_per_job));
    return {};
}

Outcome<void> ImportWork::prepare() {
    if (!job_.forced_failure.empty()) return fail(fatal(codes::kImportInvalid, job_.forced_failure));
    HIOS_CHECK(view_.check(input_.bucket));
    HIOS_CHECK(view_.check(folder_.bucket));
    HIOS_CHECK(view_.check_key());
    HIOS_TRY(files_, contents_.files(job_.job_id));
    if (files_.empty()) {
        HIOS_CHECK(find_files());
        HIOS_CHECK(contents_.begin_job(job_.job_id, files_));
    }
    progress_.files = files_.size();
    for (const JobFile& file : files_) progress_.bytes += file.bytes;
    return {};
}

Outcome<bool> ImportWork::run(const Interrupted& interrupted, const OnProgress& on_progress) {
    HIOS_CHECK(prepare());
    on_progress(progress_);
    for (JobFile& file : files_) {
        if (interrupted()) return false;
        if (file.done) {
            // Which ids the file brought is not stored: it is read once more.
            JobFile again = file;
            HIOS_TRY(const bool whole, read_lines(again, nullptr, interrupted, on_progress));
            if (!whole) return false;
        } else {
            HIOS_TRY(const bool whole, import_file(file, interrupted, on_progress));
            if (!whole) return false;
        }
        count(file);
        on_progress(progress_);
    }
    HIOS_CHECK(write_manifest());
    return true;
}

void ImportWork::count(const JobFile& file) {
    progress_.scanned += file.scanned;
    progress_.imported += file.imported;
    progress_.failed += file.failed;
    if (file.failed > 0) {
        ++progress_.files_with_errors;
    } else {
        ++progress_.files_imported;
        progress_.bytes_imported += file.bytes;
    }
}

Outcome<bool> ImportWork::import_file(JobFile& file, const Interrupted& interrupted, const OnProgress& on_progress) {
    const auto place = [&](std::string_view kind) {
        return S3Place{folder_.bucket, fmt::format("{}{}/{}", folder_.key, kind, relative(file))};
    };
    Logs logs{RoleObject(view_, place("SUCCESS")), RoleObject(view_, place("FAILURE")),
              RoleObject(view_, place("SUCCESS_WITH_SEARCH_VALIDATION_FAILURES"))};
    HIOS_TRY(auto transaction, contents_.begin());
    HIOS_TRY(const bool whole, read_lines(file, &logs, interrupted, on_progress));
    if (!whole) return false;
    // The logs come before the commit: a process killed in between writes the same logs again.
    for (RoleObject* log : {&logs.success, &logs.failure, &logs.remarks}) {
        if (!log->empty()) HIOS_CHECK(log->publish());
    }
    HIOS_CHECK(contents_.mark_done(job_.job_id, file));
    HIOS_CHECK(transaction.commit());
    file.done = true;
    return true;
}

Outcome<bool> ImportWork::read_lines(JobFile& file, Logs* logs, const Interrupted& interrupted,
                                     const OnProgress& on_progress) {
    HIOS_TRY(const auto source, view_.open({input_.bucket, file.key}));
    jobs::NdjsonLines reader(*source, settings_.resource_bytes, kBlock);
    jobs::NdjsonLines::Block block;
    file.scanned = file.imported = file.failed = 0;
    for (;;) {
        if (interrupted()) return false;
        HIOS_TRY(const bool more, reader.next(block));
        if (!more) return true;
        for (const auto& line : block.lines) HIOS_CHECK(take(line, file, logs));
        JobProgress now = progress_;
        now.scanned += file.scanned;
        now.imported += file.imported;
        now.failed += file.failed;
        on_progress(now);
    }
}

Outcome<void> ImportWork::take(const jobs::NdjsonLines::Line& line, JobFile& file, Logs* logs) {
    const LineVerdict verdict = judge_.judge(line, relative(file));
    ++file.scanned;
    ++(verdict.accepted ? file.imported : file.failed);
    if (logs == nullptr) return {};
    if (!verdict.accepted) return log(logs->failure, line.number, verdict, verdict.outcome);
    HIOS_CHECK(contents_.upsert(verdict.type, verdict.id, line.text));
    if (!verdict.remark.empty()) return log(logs->remarks, line.number, verdict, verdict.remark);
    return log(logs->success, line.number, verdict, kSuccess);
}

Outcome<void> ImportWork::log(RoleObject& into, std::uint64_t line, const LineVerdict& verdict,
                              std::string_view outcome) {
    std::string text = fmt::format(R"({{"lineId":{})", line);
    if (!verdict.id.empty()) text += fmt::format(R"(,"resourceId":"{}")", verdict.id);
    if (!verdict.type.empty()) text += fmt::format(R"(,"resourceType":"{}")", verdict.type);
    if (settings_.report_style == ReportStyle::kLive) {
        text +=
            fmt::format(R"(,"UpdateResourceResponse":{{"jsonBlob":{},"statusCode":{}}}}})", outcome, verdict.status);
    } else {
        text += fmt::format(R"(,UpdateResourceResponse:{{"jsonBlob":{}}},"statusCode":{}}})", outcome, verdict.status);
    }
    return into.add(text + "\n");
}

Outcome<void> ImportWork::write_manifest() {
    const std::string folder = to_uri(folder_);
    nlohmann::ordered_json manifest;
    manifest["inputDataConfig"]["s3Uri"] = job_.input_uri;
    manifest["outputDataConfig"]["s3Uri"] = folder;
    manifest["outputDataConfig"]["encryptionKeyID"] = job_.kms_key;
    manifest["successOutput"]["successOutputS3Uri"] = folder + "SUCCESS/";
    manifest["failureOutput"]["failureOutputS3Uri"] = folder + "FAILURE/";
    manifest["numberOfScannedFiles"] = progress_.files;
    manifest["numberOfFilesImported"] = progress_.files_imported;
    manifest["sizeOfScannedFilesInMB"] = static_cast<double>(progress_.bytes) / kBytesPerMegabyte;
    manifest["sizeOfDataImportedSuccessfullyInMB"] = static_cast<double>(progress_.bytes_imported) / kBytesPerMegabyte;
    manifest["numberOfResourcesScanned"] = progress_.scanned;
    manifest["numberOfResourcesImportedSuccessfully"] = progress_.imported;
    manifest["numberOfResourcesWithCustomerError"] = progress_.failed;
    manifest["numberOfResourcesWithServerError"] = 0;
    const char* name = settings_.report_style == ReportStyle::kLive ? "Manifest.json" : "manifest.json";
    RoleObject object(view_, {folder_.bucket, folder_.key + name});
    HIOS_CHECK(object.add(manifest.dump(2) + "\n"));
    return object.publish();
}

}  // namespace hios::sandbox
