#include "jobs/sandbox/job_report.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <iterator>
#include <nlohmann/json.hpp>

#include "pipeline/codes.hpp"

namespace hios::sandbox {
namespace {

constexpr std::size_t kInMemory = 1U << 20;

}  // namespace

ReportLog::~ReportLog() {
    if (file_ == nullptr) return;
    file_.reset();
    std::error_code ignored;
    std::filesystem::remove(spill_, ignored);
}

void ReportLog::begin_line(std::uint64_t line, std::string_view type, std::string_view id) {
    const auto out = std::back_inserter(text_);
    fmt::format_to(out, R"({{"lineId":{})", line);
    if (!id.empty()) fmt::format_to(out, R"(,"resourceId":"{}")", id);
    if (!type.empty()) fmt::format_to(out, R"(,"resourceType":"{}")", type);
}

Outcome<void> ReportLog::end_line() {
    if (text_.size() >= kInMemory) return flush();
    return {};
}

Outcome<void> ReportLog::add_success(std::uint64_t line, std::string_view type, std::string_view id) {
    begin_line(line, type, id);
    text_ +=
        R"(,"UpdateResourceResponse":{"jsonBlob":{"resourceType":"OperationOutcome","issue":[{"severity":"information","code":"informational"}]},"statusCode":200}})"
        "\n";
    return end_line();
}

Outcome<void> ReportLog::add_failure(std::uint64_t line, const LineCheck& check) {
    begin_line(line, check.type, check.id);
    fmt::format_to(std::back_inserter(text_),
                   R"(,"UpdateResourceResponse":{{"jsonBlob":{},"statusCode":{}}}}})"
                   "\n",
                   operation_outcome(*check.refusal), check.refusal->status);
    return end_line();
}

Error ReportLog::write_error() const {
    const int reason = errno;
    std::string what = fmt::format("{} cannot be written: {}", spill_.string(), std::strerror(reason));
    if (reason == ENOSPC || reason == EDQUOT) return retryable(codes::kDiskFull, std::move(what));
    return fatal(codes::kIo, std::move(what));
}

Outcome<void> ReportLog::flush() {
    if (file_ == nullptr) {
        file_.reset(std::fopen(spill_.c_str(), "wbe"));
        if (file_ == nullptr) return fail(write_error());
    }
    if (std::fwrite(text_.data(), 1, text_.size(), file_.get()) != text_.size()) return fail(write_error());
    text_.clear();
    return {};
}

Outcome<void> ReportLog::publish(ObjectStore& staging, const std::string& key) {
    if (file_ == nullptr) {
        HIOS_CHECK(staging.put(key, text_, {}));
        return {};
    }
    HIOS_CHECK(flush());
    if (std::fflush(file_.get()) != 0) return fail(write_error());
    HIOS_CHECK(staging.put_file(key, spill_, {}));
    return {};
}

std::string manifest_text(const jobs::ImportRequest& request, std::string_view output_prefix,
                          const std::vector<JobFile>& files) {
    constexpr double kMegabyte = 1024.0 * 1024.0;
    std::uint64_t bytes = 0;
    std::uint64_t clean_bytes = 0;
    std::uint64_t clean_files = 0;
    JobFile sum;
    for (const JobFile& file : files) {
        bytes += file.bytes;
        sum.scanned += file.scanned;
        sum.imported += file.imported;
        sum.failed += file.failed;
        if (file.failed == 0) {
            clean_bytes += file.bytes;
            ++clean_files;
        }
    }
    const std::string folder(output_prefix);
    nlohmann::ordered_json manifest;
    manifest["inputDataConfig"]["s3Uri"] = request.input_prefix;
    manifest["outputDataConfig"]["s3Uri"] = folder;
    manifest["outputDataConfig"]["encryptionKeyID"] = "";
    manifest["successOutput"]["successOutputS3Uri"] = folder + "SUCCESS/";
    manifest["failureOutput"]["failureOutputS3Uri"] = folder + "FAILURE/";
    manifest["numberOfScannedFiles"] = files.size();
    manifest["numberOfFilesImported"] = clean_files;
    manifest["sizeOfScannedFilesInMB"] = static_cast<double>(bytes) / kMegabyte;
    manifest["sizeOfDataImportedSuccessfullyInMB"] = static_cast<double>(clean_bytes) / kMegabyte;
    manifest["numberOfResourcesScanned"] = sum.scanned;
    manifest["numberOfResourcesImportedSuccessfully"] = sum.imported;
    manifest["numberOfResourcesWithCustomerError"] = sum.failed;
    manifest["numberOfResourcesWithServerError"] = 0;
    return manifest.dump(2) + "\n";
}

}  // namespace hios::sandbox
