#pragma once
// Reads an import job's report back from the staging zone. The layout is HealthLake's; since its documents and its
// behaviour differ, reading is tolerant: Manifest.json or manifest.json, no FAILURE/ when nothing failed, statusCode
// at either level, missing resourceId or resourceType, blank lines; a line that is no JSON is counted, not fatal.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "pipeline/object_store.hpp"

namespace hios::jobs {

// From the manifest; a key that it lacks counts 0.
struct ReportTotals {
    bool manifest_found = false;  // false: all counts are 0 and say nothing
    std::uint64_t files_scanned = 0;
    std::uint64_t files_imported = 0;
    std::uint64_t scanned = 0;  // resources
    std::uint64_t imported = 0;
    std::uint64_t customer_errors = 0;
    std::uint64_t server_errors = 0;  // the service's own: submitting these lines again may succeed
};

// One refused line.
//
// Whether the real HealthLake counts lineId from 0 or 1, and whether blank lines count, is not known (the
// sandbox counts from 1). Who joins a failure to its shard line must therefore check resource_id against that
// line's id, and look at the lines beside it (line_id + 1 first) when they differ.
struct ImportFailure {
    std::string file;                      // relative to the job's input prefix: "Patient/Patient-00000.ndjson"
    std::optional<std::uint64_t> line_id;  // as the service wrote it
    std::string resource_type;             // empty when the report does not say
    std::string resource_id;
    int status = 0;                 // HTTP; 0 when the report does not say
    std::string operation_outcome;  // JSON text; empty when the report has none. May quote the resource: patient data
};

struct FailureCounts {
    std::uint64_t failures = 0;   // visited
    std::uint64_t odd_lines = 0;  // of these: lines that are no JSON object; visited with what could be saved
};

// `output_prefix` is ImportStatus::output_prefix. A damaged manifest is import.report / kReject.
Outcome<ReportTotals> read_report_totals(ObjectStore& staging, const std::string& output_prefix);

// Visits every failure in byte order of files, then of lines. Memory: one line, at most 16 MiB (a longer one is odd).
Outcome<FailureCounts> read_report_failures(ObjectStore& staging, const std::string& output_prefix,
                                            const std::function<void(ImportFailure&&)>& visit);

}  // namespace hios::jobs
