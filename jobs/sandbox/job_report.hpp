#pragma once
// Writes an import job's report into the staging zone, laid out as HealthLake's:
//
//     <output prefix>/Manifest.json
//     <output prefix>/SUCCESS/<input relative path>
//     <output prefix>/FAILURE/<input relative path>     only when lines of the file were refused
//
// Log lines: {"lineId":n,"resourceId":..,"resourceType":..,"UpdateResourceResponse":{"jsonBlob":{..},"statusCode":n}};
// lineId counts from 1 and counts blank lines. resourceId and resourceType are left out when the line has none that is
// well formed.

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/sandbox/line_check.hpp"
#include "jobs/sandbox/sandbox_store.hpp"
#include "pipeline/object_store.hpp"

namespace hios::sandbox {

// One log being written: in memory while small, then in a file at `spill`, which publish() hands over.
class ReportLog {
public:
    explicit ReportLog(std::filesystem::path spill) : spill_(std::move(spill)) {}
    ReportLog(const ReportLog&) = delete;
    ReportLog& operator=(const ReportLog&) = delete;
    ~ReportLog();

    Outcome<void> add_success(std::uint64_t line, std::string_view type, std::string_view id);
    Outcome<void> add_failure(std::uint64_t line, const LineCheck& check);
    [[nodiscard]] bool empty() const { return text_.empty() && file_ == nullptr; }

    // Writes all lines under `key`, replacing what an interrupted attempt left there.
    Outcome<void> publish(ObjectStore& staging, const std::string& key);

private:
    struct CloseFile {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    void begin_line(std::uint64_t line, std::string_view type, std::string_view id);
    Outcome<void> end_line();
    Outcome<void> flush();
    Error write_error() const;

    std::filesystem::path spill_;
    std::unique_ptr<std::FILE, CloseFile> file_;
    std::string text_;
};

// `files` are all done.
std::string manifest_text(const jobs::ImportRequest& request, std::string_view output_prefix,
                          const std::vector<JobFile>& files);

}  // namespace hios::sandbox
