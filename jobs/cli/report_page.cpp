#include "jobs/cli/report_page.hpp"

#include <fmt/format.h>

#include "jobs/codes.hpp"

namespace hios::cli {
namespace {

std::string html_escaped(std::string_view text) {
    std::string html;
    for (const char c : text) {
        switch (c) {
            case '&':
                html += "&amp;";
                break;
            case '<':
                html += "&lt;";
                break;
            case '>':
                html += "&gt;";
                break;
            case '"':
                html += "&quot;";
                break;
            default:
                html.push_back(c);
        }
    }
    return html;
}

template <class... Cells>
std::string row(const Cells&... cells) {
    std::string html = "<tr>";
    ((html += fmt::format("<td>{}</td>", html_escaped(fmt::format("{}", cells)))), ...);
    return html + "</tr>\n";
}

constexpr std::string_view kHead = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>HIOS run</title><style>
body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse;margin:.5rem 0 1.5rem;width:100%}td,th{border-bottom:1px solid #ddd;padding:.3rem .6rem;text-align:left;vertical-align:top}
h1{font-size:1.4rem}h2{font-size:1.1rem}.bad{color:#a00}.good{color:#070}code{font-size:.9em}
</style></head><body>
)";

}  // namespace

std::string report_page(const jobs::RunSummary& summary) {
    const auto& account = summary.account;
    std::string html(kHead);
    html += fmt::format("<h1>Run {} of job {}</h1>\n<p class=\"{}\">{}; balanced: {}</p>\n", html_escaped(summary.run),
                        html_escaped(summary.job), summary.balanced && summary.exit_code == 0 ? "good" : "bad",
                        html_escaped(summary.status), summary.balanced ? "yes" : "no");
    html += "<h2>Account</h2><table><tr><th></th><th>in</th><th>out</th><th>rejected</th><th>other</th></tr>\n";
    html +=
        row("objects", summary.listed, fmt::format("{} committed", account.objects.committed), account.objects.rejected,
            fmt::format("{} skipped, {} still to read", summary.skipped, summary.pending));
    html += row("documents", account.documents.read, fmt::format("{} mapped", account.documents.mapped),
                account.documents.rejected, fmt::format("{} members of packages skipped", account.skipped_members));
    html += row("resources", account.resources.made, fmt::format("{} staged", account.resources.staged),
                account.resources.rejected, fmt::format("{} superseded", account.resources.superseded));
    html += row("references", "", fmt::format("{} rewritten", account.references.rewritten), "",
                fmt::format("{} unresolved", account.references.unresolved));
    html +=
        "</table>\n<h2>Rejects by code</h2><table><tr><th>code</th><th>count</th><th>meaning</th><th>how to "
        "mend</th></tr>\n";
    for (const auto& [id, count] : account.rejects_by_code) {
        const Code* code = jobs::find_code(id);
        html += row(id, count, code == nullptr ? "" : code->meaning, code == nullptr ? "" : code->mend);
    }
    if (!account.mapping.empty()) {
        html += "</table>\n<h2>Maps</h2><table><tr><th></th><th>name</th><th>count</th></tr>\n";
        for (const auto& [kind, names] : account.mapping) {
            if (kind == MapTally::kElements) continue;
            for (const auto& [name, count] : names) html += row(kind, name, count);
        }
        for (const std::string& name : jobs::empty_elements(account)) html += row("empty_elements", name, 0);
    }
    html +=
        "</table>\n<h2>Import "
        "jobs</h2><table><tr><th>prefix</th><th>job</th><th>state</th><th>imported</th><th>refused</th><th></th></"
        "tr>\n";
    for (const auto& import : summary.imports)
        html += row(import.prefix, import.job_id, import.state, import.imported, import.failed, import.message);
    html += "</table>\n<h2>Shards</h2><table><tr><th>key</th><th>lines</th><th>bytes</th><th>SHA-256</th></tr>\n";
    for (const auto& shard : summary.shards) html += row(shard.key, shard.lines, shard.bytes, shard.sha256);
    return html + "</table></body></html>\n";
}

}  // namespace hios::cli
