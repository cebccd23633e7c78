#include "jobs/import/report.hpp"

#include <charconv>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "jobs/import/codes.hpp"
#include "jobs/import/ndjson_lines.hpp"
#include "pipeline/codes.hpp"

namespace hios::jobs {
namespace {

using nlohmann::json;

constexpr std::uint64_t kLongestManifest = 16U << 20;
constexpr std::size_t kLongestLine = 16U << 20;

std::uint64_t count_of(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number()) return 0;
    // Some services write counts as 12.0.
    return found->is_number_unsigned() ? found->get<std::uint64_t>()
                                       : static_cast<std::uint64_t>(std::max(0.0, found->get<double>()));
}

std::string text_of(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

int status_of(const json& object) {
    const auto found = object.find("statusCode");
    if (found == object.end()) return 0;
    if (found->is_number_integer()) return found->get<int>();
    int status = 0;
    if (found->is_string()) {
        const auto& text = found->get_ref<const std::string&>();
        std::from_chars(text.data(), text.data() + text.size(), status);
    }
    return status;
}

bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

// The digits after "lineId": in a line that is no JSON (as in HealthLake's own documents).
std::optional<std::uint64_t> salvage_line_id(std::string_view line) {
    const auto key = line.find("lineId");
    if (key == std::string_view::npos) return std::nullopt;
    const auto digits = line.find_first_of("0123456789", key);
    if (digits == std::string_view::npos ||
        line.substr(key + 6, digits - key - 6).find_first_not_of("\"' :\t") != std::string_view::npos) {
        return std::nullopt;
    }
    std::uint64_t number = 0;
    std::from_chars(line.data() + digits, line.data() + line.size(), number);
    return number;
}

void read_fields(const json& entry, ImportFailure& failure) {
    if (const auto line = entry.find("lineId"); line != entry.end() && line->is_number_unsigned())
        failure.line_id = line->get<std::uint64_t>();
    failure.resource_id = text_of(entry, "resourceId");
    failure.resource_type = text_of(entry, "resourceType");
    failure.status = status_of(entry);
    const auto response = entry.find("UpdateResourceResponse");
    if (response == entry.end() || !response->is_object()) return;
    if (failure.status == 0) failure.status = status_of(*response);
    const auto outcome = response->find("jsonBlob");
    if (outcome == response->end()) return;
    failure.operation_outcome = outcome->is_string() ? outcome->get<std::string>()
                                                     : outcome->dump(-1, ' ', false, json::error_handler_t::replace);
}

Outcome<void> read_file(ObjectStore& staging, const std::string& key, const std::string& relative,
                        FailureCounts& counts, const std::function<void(ImportFailure&&)>& visit) {
    HIOS_TRY(const auto source, staging.open(key));
    NdjsonLines reader(*source, kLongestLine, 256U << 10);
    NdjsonLines::Block block;
    for (;;) {
        HIOS_TRY(const bool more, reader.next(block));
        if (!more) return {};
        for (const NdjsonLines::Line& line : block.lines) {
            if (!line.too_long && is_blank(line.text)) continue;
            ImportFailure failure;
            failure.file = relative;
            const json entry = json::parse(line.text.begin(), line.text.end(), nullptr, false);
            if (entry.is_object()) {
                read_fields(entry, failure);
            } else {
                ++counts.odd_lines;
                failure.line_id = salvage_line_id(line.text);
            }
            ++counts.failures;
            visit(std::move(failure));
        }
    }
}

}  // namespace

Outcome<ReportTotals> read_report_totals(ObjectStore& staging, const std::string& output_prefix) {
    ReportTotals totals;
    for (const char* name : {"Manifest.json", "manifest.json"}) {
        const std::string key = output_prefix + name;
        auto text = read_all(staging, key, kLongestManifest);
        if (!text && text.error().code == &codes::kNotFound) continue;
        if (!text) return fail(std::move(text).error());
        const json manifest = json::parse(*text, nullptr, false);
        if (!manifest.is_object())
            return fail(reject(codes::kImportReport, "the manifest is no JSON object", {key, 0, 0, {}}));
        totals.manifest_found = true;
        totals.files_scanned = count_of(manifest, "numberOfScannedFiles");
        totals.files_imported = count_of(manifest, "numberOfFilesImported");
        totals.scanned = count_of(manifest, "numberOfResourcesScanned");
        totals.imported = count_of(manifest, "numberOfResourcesImportedSuccessfully");
        totals.customer_errors = count_of(manifest, "numberOfResourcesWithCustomerError");
        totals.server_errors = count_of(manifest, "numberOfResourcesWithServerError");
        break;
    }
    return totals;
}

Outcome<FailureCounts> read_report_failures(ObjectStore& staging, const std::string& output_prefix,
                                            const std::function<void(ImportFailure&&)>& visit) {
    const std::string folder = output_prefix + "FAILURE/";
    std::vector<std::string> keys;
    std::optional<Error> unreadable;
    HIOS_CHECK(staging.list(
        folder,
        [&keys](ObjectInfo&& object) {
            keys.push_back(std::move(object.key));
            return true;
        },
        [&unreadable](Error&& error) {
            if (!unreadable) unreadable = std::move(error);
        }));
    if (unreadable) return fail(std::move(*unreadable));
    FailureCounts counts;
    for (const std::string& key : keys) HIOS_CHECK(read_file(staging, key, key.substr(folder.size()), counts, visit));
    return counts;
}

}  // namespace hios::jobs
