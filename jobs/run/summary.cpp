#include "jobs/run/summary.hpp"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>
#include <fstream>

#include <fmt/format.h>

#include "jobs/ledger/account_json.hpp"
#include "jobs/spec/size_duration.hpp"

namespace hios::jobs {
namespace {

using Json = nlohmann::ordered_json;

std::string join(const std::string& zone, const std::string& run) {
    return zone + (zone.empty() || zone.back() == '/' ? "" : "/") + run;
}

// What maps did with columns and elements; nothing without maps.
Json mapping_of(const RunSummary& summary) {
    Json mapping = Json::object();
    for (const auto& [kind, names] : summary.account.mapping) {
        if (kind != MapTally::kElements) mapping[kind] = names;
    }
    if (!mapping.empty()) mapping["empty_elements"] = empty_elements(summary.account);
    return mapping;
}

// The first names of a list that may be long.
template <class Names, class NameOf>
void print_names(std::string& text, std::string_view what, const Names& names, NameOf&& name_of) {
    constexpr std::size_t kMost = 8;
    std::size_t shown = 0;
    for (const auto& one : names) {
        if (shown++ == kMost) {
            fmt::format_to(std::back_inserter(text), "             and {} more; summary.json names all\n",
                           names.size() - kMost);
            return;
        }
        fmt::format_to(std::back_inserter(text), "  {:<10} {}\n", shown == 1 ? what : "", name_of(one));
    }
}

template <class Names>
std::vector<std::pair<std::string, std::uint64_t>> most_first(const Names& names) {
    std::vector<std::pair<std::string, std::uint64_t>> sorted(names.begin(), names.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    return sorted;
}

// What is shown of what maps did, and under which word.
struct Shown {
    std::string_view kind;
    std::string_view word;
    bool counted = true;  // else only the names are of interest
};
constexpr std::array<Shown, 9> kShown{{
    {MapTally::kUnreadColumns, "unread", false},
    {MapTally::kRenamedColumns, "renamed", false},
    {MapTally::kOddQuotes, "odd quotes", false},
    {MapTally::kFailed, "not made"},
    {MapTally::kDropped, "dropped"},
    {MapTally::kUnreadFields, "unread"},
    {MapTally::kUnmappedEntries, "unmapped"},
    {MapTally::kRepeated, "said again"},
    {MapTally::kDeviations, "deviates"},
}};

void print_mapping(std::string& text, const RunSummary& summary) {
    for (const Shown& shown : kShown) {
        const auto names = summary.account.mapping.find(std::string(shown.kind));
        if (names == summary.account.mapping.end()) continue;
        if (shown.counted) {
            print_names(text, shown.word, most_first(names->second),
                        [](const auto& one) { return fmt::format("{:>8} {}", one.second, one.first); });
        } else {
            print_names(text, shown.word, names->second, [](const auto& one) { return one.first; });
        }
    }
    print_names(text, "stay empty", empty_elements(summary.account), [](const auto& one) { return one; });
}

}  // namespace

Outcome<RunSummary> summarise(Ledger& ledger, const RunRecord& run, const JobSpec& spec) {
    RunSummary summary;
    summary.run = run.id;
    summary.job = run.job;
    summary.retry_of = run.retry_of;
    summary.started = run.started;
    summary.listed = run.listed;
    summary.skipped = run.skipped;
    summary.staging = join(spec.staging_uri, run.id);
    summary.error = join(spec.error_uri, run.id);
    HIOS_TRY(summary.account, ledger.account(run.number));
    HIOS_TRY(summary.shards, ledger.shards(run.number));
    HIOS_TRY(summary.imports, ledger.imports(run.number));
    HIOS_TRY(const auto state, ledger.pack_state(run.number));
    summary.pending = run.planned - std::min<std::uint64_t>(run.planned, state.position.object);
    summary.balanced = is_balanced(summary, run.planned);
    return summary;
}

std::vector<std::string> empty_elements(const pack::Account& account) {
    std::vector<std::string> empty;
    const auto elements = account.mapping.find(std::string(MapTally::kElements));
    if (elements == account.mapping.end()) return empty;
    for (const auto& [name, count] : elements->second) {
        if (count == 0) empty.push_back(name);
    }
    return empty;
}

bool is_balanced(const RunSummary& summary, std::uint64_t planned) {
    const auto& objects = summary.account.objects;
    std::uint64_t lines = 0;
    for (const ShardRecord& shard : summary.shards) lines += shard.lines;
    return summary.account.balanced() && lines == summary.account.resources.staged &&
           summary.listed == summary.skipped + planned &&
           planned == objects.committed + objects.rejected + summary.pending;
}

Json to_json(const RunSummary& summary) {
    Json json;
    json["version"] = 1;
    json["run"] = summary.run;
    json["job"] = summary.job;
    if (!summary.retry_of.empty()) json["retry_of"] = summary.retry_of;
    json["status"] = summary.status;
    json["exit_code"] = summary.exit_code;
    json["balanced"] = summary.balanced;
    if (!summary.failure.empty()) json["failure"] = summary.failure;
    const Json account = to_json(summary.account);
    json["objects"] = {{"listed", summary.listed},
                       {"committed", summary.account.objects.committed},
                       {"rejected", summary.account.objects.rejected},
                       {"skipped", summary.skipped},
                       {"pending", summary.pending}};
    for (const char* part : {"documents", "resources", "references", "entries", "rejects_by_code", "findings_by_rule"})
        json[part] = account[part];
    if (const auto members = account.find("members"); members != account.end()) json["members"] = *members;
    if (const Json mapping = mapping_of(summary); !mapping.empty()) json["mapping"] = mapping;
    json["shards"] = Json::array();
    for (const ShardRecord& shard : summary.shards) {
        json["shards"].push_back({{"key", shard.key},
                                  {"type", shard.type},
                                  {"lines", shard.lines},
                                  {"bytes", shard.bytes},
                                  {"sha256", shard.sha256}});
    }
    json["import_jobs"] = Json::array();
    for (const ImportRecord& import : summary.imports) {
        Json job = {{"id", import.job_id},     {"state", import.state},   {"imported", import.imported},
                    {"failed", import.failed}, {"prefix", import.prefix}, {"report", import.output_prefix}};
        if (!import.message.empty()) job["message"] = import.message;
        json["import_jobs"].push_back(std::move(job));
    }
    json["seconds"] = summary.seconds;
    json["bytes_read"] = summary.bytes_read;
    json["bytes_staged"] = summary.account.bytes_staged;
    json["peak_rss_bytes"] = summary.peak_rss_bytes;
    json["stages"] = Json::array();
    for (const RunSummary::Stage& stage : summary.stages) {
        json["stages"].push_back({{"name", stage.name}, {"items", stage.items}, {"cpu_seconds", stage.cpu_seconds}});
    }
    json["started"] = summary.started;
    json["ended"] = summary.ended;
    json["staging"] = summary.staging;
    json["error"] = summary.error;
    return json;
}

std::string to_text(const RunSummary& summary) {
    const auto& account = summary.account;
    std::string text = fmt::format("run {} of job {}: {}\n", summary.run, summary.job, summary.status);
    auto out = std::back_inserter(text);
    fmt::format_to(out, "  objects    {} listed = {} committed + {} rejected + {} skipped", summary.listed,
                   account.objects.committed, account.objects.rejected, summary.skipped);
    if (summary.pending > 0) fmt::format_to(out, " + {} still to read", summary.pending);
    fmt::format_to(out, "\n  documents  {} read = {} mapped + {} rejected\n", account.documents.read,
                   account.documents.mapped, account.documents.rejected);
    if (account.skipped_members > 0)
        fmt::format_to(out,
                       "             and {} members of archives that only pack documents (style sheets, indexes)\n",
                       account.skipped_members);
    fmt::format_to(out, "  resources  {} made = {} staged + {} rejected + {} superseded\n", account.resources.made,
                   account.resources.staged, account.resources.rejected, account.resources.superseded);
    if (const auto mentions = account.resources.already_maintained; mentions > 0)
        fmt::format_to(out, "             of these {} mentions of what an earlier group or run maintains\n", mentions);
    if (const auto outdated = account.resources.outdated; outdated > 0)
        fmt::format_to(out, "             of these {} older than what an earlier group or run staged\n", outdated);
    fmt::format_to(out, "  references {} rewritten ({} of them conditional), {} unresolved\n",
                   account.references.rewritten, account.references.conditional_resolved,
                   account.references.unresolved);
    fmt::format_to(out, "  balanced   {}\n", summary.balanced ? "yes" : "NO");
    for (const auto& [code, count] : account.rejects_by_code)
        fmt::format_to(out, "  rejects    {:>8} {}   (hios explain {})\n", count, code, code);
    for (const auto& [rule, count] : account.findings_by_rule)
        fmt::format_to(out, "  findings   {:>8} {}   (hios explain {})\n", count, rule, rule);
    print_mapping(text, summary);
    if (!summary.imports.empty()) {
        std::uint64_t imported = 0;
        std::uint64_t failed = 0;
        for (const ImportRecord& import : summary.imports) {
            imported += import.imported;
            failed += import.failed;
        }
        fmt::format_to(out, "  imports    {} jobs, {} resources imported, {} refused\n", summary.imports.size(),
                       imported, failed);
        for (const ImportRecord& import : summary.imports) {
            if (import.state == "COMPLETED") continue;
            fmt::format_to(out, "             {} {}{}{}\n", import.prefix,
                           import.state.empty() ? "not submitted" : import.state, import.message.empty() ? "" : ": ",
                           import.message);
        }
    }
    fmt::format_to(out, "  shards     {} files, {} in {}\n", summary.shards.size(), format_size(account.bytes_staged),
                   summary.staging);
    if (!account.rejects_by_code.empty() || account.references.unresolved > 0) {
        fmt::format_to(out, "  error zone {}\n", summary.error);
    }
    fmt::format_to(out, "  took       {:.2f} s, {} read, {} memory at most\n", summary.seconds,
                   format_size(summary.bytes_read), format_size(summary.peak_rss_bytes));
    return text;
}

std::vector<RunSummary::Stage> stages_of(const Metrics& metrics) {
    std::vector<RunSummary::Stage> stages;
    for (std::size_t i = 0; i < kStageCount; ++i) {
        stages.push_back(
            {kStageNames[i], metrics.stages[i].items, static_cast<double>(metrics.stages[i].busy_ns) * 1e-9});
    }
    return stages;
}

// Not getrusage(): what that tells a process has from its parent, if the parent was larger.
std::uint64_t peak_rss_bytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        std::uint64_t kib = 0;
        if (std::sscanf(line.c_str(), "VmHWM: %" SCNu64, &kib) == 1) return kib * 1024;
    }
    return 0;
}

}  // namespace hios::jobs
