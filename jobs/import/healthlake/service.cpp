#include "jobs/import/healthlake/service.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "io/aws/codes.hpp"
#include "jobs/import/codes.hpp"
#include "jobs/import/healthlake/field_rules.hpp"
#include "jobs/import/healthlake/reconcile.hpp"
#include "jobs/import/request.hpp"

namespace hios::healthlake {
namespace {

using jobs::ImportState;

constexpr std::size_t kLongestName = 64;
// 64 bits of the token: no two jobs of a data store share them by chance.
constexpr std::size_t kTokenInName = 16;

bool is(const aws::ServiceError& refusal, std::string_view code) {
    return refusal.code == code;
}

// Whether a ValidationException is about what the role may do, as one of a role just made is.
bool speaks_of_access(std::string_view message) {
    constexpr std::array<std::string_view, 5> kWords{"role", "assume", "authorized", "permission", "access"};
    std::string text(message);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return std::any_of(kWords.begin(), kWords.end(),
                       [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

Error denied(const aws::ServiceError& refusal, std::string_view action, std::string_view permission,
             const std::string& endpoint) {
    Error error = aws::error_from_service(refusal, action, endpoint);
    if (error.code == &codes::kAwsDenied)
        error.mend = fmt::format("Allow {} to the user or role that runs HIOS (docs/aws.md).", permission);
    return error;
}

Error no_datastore(const std::string& region) {
    return fatal(codes::kImportDatastore, fmt::format("there is no data store of the id given in {}", region),
                 "Check import.datastore (or HEALTHLAKE_DATASTORE_ID), the region and the account.");
}

std::string uri_of(const std::string& zone, const std::string& key) {
    return fmt::format("{}{}{}", zone, zone.ends_with('/') ? "" : "/", key);
}

}  // namespace

StartImport HealthLakeService::start_of(const jobs::ImportRequest& request) const {
    StartImport start;
    const std::string tail = "-" + request.client_token.substr(0, kTokenInName);
    start.job_name = to_job_name(request.job_name, kLongestName - tail.size()) + tail;
    start.input_uri = uri_of(settings_.staging_uri, request.input_prefix);
    start.output_uri = uri_of(settings_.staging_uri, settings_.output_prefix + request.output_prefix);
    start.kms_key = settings_.kms_key;
    start.datastore = settings_.datastore;
    start.role_arn = settings_.role_arn;
    start.client_token = request.client_token;
    start.validation_level = settings_.validation_level.empty() ? request.validation_level : settings_.validation_level;
    return start;
}

Outcome<void> HealthLakeService::check() {
    const jobs::ImportRequest sample{"token", "job", "run/import/", "run/report/", "strict"};
    HIOS_CHECK(check_fields(start_of(sample)));
    auto ready = check_datastore();
    if (!ready && ready.error().fault == Fault::kRetry) return {};
    return ready;
}

Outcome<void> HealthLakeService::check_datastore() {
    {
        const std::lock_guard guard(mutex_);
        if (datastore_ready_) return {};
    }
    HIOS_TRY(const auto answer, client_.describe_datastore(settings_.datastore));
    if (!answer) {
        const aws::ServiceError& refusal = answer.error();
        if (is(refusal, "ResourceNotFoundException")) return fail(no_datastore(client_.region()));
        Error error = aws::error_from_service(refusal, "describe the data store", client_.endpoint());
        // Importing needs no permission to look at the data store: the start will tell.
        if (error.code != &codes::kAwsDenied) return fail(std::move(error));
    } else if (answer->status == "CREATING") {
        return fail(retryable(codes::kImportDatastore, "the data store is still being made"));
    } else if (answer->status == "DELETING" || answer->status == "DELETED" || answer->status == "CREATE_FAILED") {
        return fail(fatal(codes::kImportDatastore, fmt::format("the data store is {}{}{}", answer->status,
                                                               answer->error.empty() ? "" : ": ", answer->error)));
    }
    const std::lock_guard guard(mutex_);
    datastore_ready_ = true;
    return {};
}

Outcome<void> HealthLakeService::check_size(const jobs::ImportRequest& request) {
    {
        const std::lock_guard guard(mutex_);
        if (sized_.contains(request.input_prefix)) return {};
    }
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::uint64_t largest = 0;
    HIOS_CHECK(staging_.list(
        request.input_prefix,
        [&](ObjectInfo&& object) {
            ++files;
            bytes += object.size;
            largest = std::max(largest, object.size);
            return true;
        },
        [](Error&&) {}));
    const auto too_large = [](std::string what, std::string mend) {
        Error error = reject(codes::kImportTooLarge, std::move(what));
        error.mend = std::move(mend);
        return fail(std::move(error));
    };
    if (files > settings_.limits.files_per_job)
        return too_large(fmt::format("the group has {} files, of which HealthLake takes {} in a job", files,
                                     settings_.limits.files_per_job),
                         "Lower import.group, or raise import.limits.files_per_job when your quota is higher.");
    if (bytes > settings_.limits.bytes_per_job)
        return too_large(fmt::format("the group has {} bytes, of which HealthLake takes {} in a job", bytes,
                                     settings_.limits.bytes_per_job),
                         "Lower import.group, or raise import.limits.bytes_per_job when your quota is higher.");
    if (largest > settings_.file_bytes)
        return too_large(
            fmt::format("a shard has {} bytes, HealthLake takes {} in a file", largest, settings_.file_bytes),
            "Lower pack.shard_bytes, or raise import.limits.file_bytes when your quota is higher.");
    const std::lock_guard guard(mutex_);
    sized_.insert(request.input_prefix);
    return {};
}

Outcome<std::optional<std::string>> HealthLakeService::find_job(const StartImport& start) {
    HIOS_TRY(const auto answer, client_.list_imports(start.datastore, start.job_name));
    if (!answer) {
        if (is(answer.error(), "ResourceNotFoundException")) return fail(no_datastore(client_.region()));
        return fail(
            denied(answer.error(), "list the import jobs", "healthlake:ListFHIRImportJobs", client_.endpoint()));
    }
    const auto found =
        std::find_if(answer->begin(), answer->end(), [&](const ImportJob& job) { return job.name == start.job_name; });
    if (found == answer->end()) return std::optional<std::string>();
    if (found->input_uri != start.input_uri)
        return fail(reject(codes::kImportTokenReused, "the client token belongs to a job of another prefix"));
    return std::optional<std::string>(found->id);
}

Error HealthLakeService::refused_start(const aws::ServiceError& refusal) {
    if (is(refusal, "ResourceNotFoundException")) return no_datastore(client_.region());
    Error error = denied(refusal, "start the import job",
                         "healthlake:StartFHIRImportJob, and iam:PassRole for import.role_arn", client_.endpoint());
    const bool invalid = is(refusal, "ValidationException");
    if (invalid && refusal.message.find("ClientToken") != std::string::npos)
        return reject(codes::kImportTokenReused, error.what);
    const bool by_role = error.code == &codes::kAwsDenied || (invalid && speaks_of_access(refusal.message));
    if (!by_role) return error;
    const auto now = clock_.now();
    const std::lock_guard guard(mutex_);
    if (role_works_) return error;
    if (!role_refused_) role_refused_ = now;
    if (now - *role_refused_ >= settings_.role_wait) return error;
    return retryable(codes::kImportRole, error.what, error.mend);
}

Outcome<std::string> HealthLakeService::start(const jobs::ImportRequest& request) {
    HIOS_CHECK(jobs::check_request(request));
    const StartImport start = start_of(request);
    HIOS_CHECK(check_fields(start));
    HIOS_CHECK(check_size(request));
    HIOS_CHECK(check_datastore());
    HIOS_TRY(auto known, find_job(start));
    if (known) return std::move(*known);
    HIOS_TRY(auto answer, client_.start_import(start));
    if (!answer) return fail(refused_start(answer.error()));
    const std::lock_guard guard(mutex_);
    role_works_ = true;
    return std::move(*answer);
}

std::string HealthLakeService::report_of(const ImportJob& job) const {
    const std::string zone = uri_of(settings_.staging_uri, "");
    const std::string folder = fmt::format("{}-FHIR_IMPORT-{}/", settings_.datastore, job.id);
    std::string place = job.output_uri.starts_with(zone) ? job.output_uri.substr(zone.size()) : std::string();
    if (place.empty()) return place;
    if (!place.ends_with('/')) place += '/';
    // Documents show the job's own folder; should Describe tell what was asked for, the folder lies in it.
    return place.ends_with("-" + job.id + "/") ? place : place + folder;
}

Outcome<jobs::ImportStatus> HealthLakeService::describe(const std::string& job_id) {
    HIOS_TRY(const auto answer, client_.describe_import(settings_.datastore, job_id));
    if (!answer) {
        if (is(answer.error(), "ResourceNotFoundException"))
            return fail(reject(codes::kImportUnknownJob, "HealthLake knows no import job of this id"));
        return fail(
            denied(answer.error(), "describe the import job", "healthlake:DescribeFHIRImportJob", client_.endpoint()));
    }
    jobs::ImportStatus status = status_of(*answer);
    status.output_prefix = report_of(*answer);
    if (!jobs::is_terminal(status.state)) return status;
    if (status.output_prefix.empty()) {
        status.message += fmt::format("{}Its report is not in the staging zone but at {}.",
                                      status.message.empty() ? "" : " ", answer->output_uri);
        return status;
    }
    const auto manifest = jobs::read_report_totals(staging_, status.output_prefix);
    if (manifest) {
        reconcile(status, *manifest);
    } else if (manifest.error().code == &codes::kImportReport) {
        status.message += (status.message.empty() ? "" : " ") + to_text(manifest.error());
    } else {
        return fail(manifest.error());
    }
    return status;
}

Outcome<void> HealthLakeService::cancel(const std::string& job_id) {
    HIOS_CHECK(describe(job_id));
    return fail(reject(codes::kImportNoCancel, "HealthLake's API has no call to cancel an import job"));
}

}  // namespace hios::healthlake
