#include "stages/validate/work_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "stages/validate/rules.hpp"

namespace hios::validate {

void WorkCheck::check(Work& work) {
    found_.clear();
    const std::size_t rejects = work.rejects.size();
    for (LaneBlock& block : work.lanes) {
        if (block.lane != kLakeLane) check_lane(work, block);
    }
    for (const auto& [key, count] : found_) work.findings.push_back({key.second, count, key.first});
    if (work.rejects.size() == rejects) return;
    std::stable_sort(work.rejects.begin(), work.rejects.end(), [](const Reject& a, const Reject& b) {
        return a.document != b.document ? a.document < b.document : a.entry < b.entry;
    });
}

void WorkCheck::check_lane(Work& work, LaneBlock& block) {
    // The padding that the JSON index wants behind the last line; it is no part of the lane.
    std::memset(block.bytes.room(json::kPadding), 0, json::kPadding);
    std::size_t at = 0;
    std::size_t kept_bytes = 0;
    std::size_t kept_lines = 0;
    for (std::size_t i = 0; i < block.lines.size(); ++i) {
        const LineRecord line = block.lines[i];
        if (passes(work, line, block.bytes.view().substr(at, line.length - 1))) {
            if (kept_bytes != at) std::memmove(block.bytes.data() + kept_bytes, block.bytes.data() + at, line.length);
            block.lines[kept_lines++] = line;
            kept_bytes += line.length;
        }
        at += line.length;
    }
    block.lines.resize(kept_lines);
    block.bytes.truncate(kept_bytes);
}

bool WorkCheck::costs(const instance::Issue& issue) const {
    return issue.rule->severity == instance::Severity::kError && on_fail_.rejects(level_of(*issue.rule));
}

bool WorkCheck::passes(Work& work, const LineRecord& line, std::string_view text) {
    if (validator_.is_plainly_right(text)) return true;
    bool passes = true;
    const auto checked = validator_.check(text, [&](const Checked& one) {
        if (one.issues.empty()) return;
        count(line.document, one.issues);
        passes = std::none_of(one.issues.begin(), one.issues.end(), [&](const auto& issue) { return costs(issue); });
    });
    if (!checked) {
        // What a converter made is JSON; if ever it is not, it must not be staged.
        ++work.accounts[line.document].rejected_resources;
        work.rejects.push_back({checked.error(), Reject::Level::kResource, line.document, line.entry, {}});
        return false;
    }
    if (!passes) reject_line(work, line, text);
    return passes;
}

void WorkCheck::count(std::uint32_t document, std::span<const instance::Issue> issues) {
    for (const instance::Issue& issue : issues) ++found_[{document, rule_id(issue)}];
}

void WorkCheck::reject_line(Work& work, const LineRecord& line, std::string_view text) {
    const Document& document = work.documents[line.document];
    const auto begin = static_cast<std::size_t>(line.source_offset - document.offset);
    Reject reject{{}, Reject::Level::kResource, line.document, line.entry, {}};
    bool written = false;
    const auto write = [&](const Checked& checked, Places places, std::uint64_t offset) {
        const auto first =
            std::find_if(checked.issues.begin(), checked.issues.end(), [&](const auto& issue) { return costs(issue); });
        if (written || first == checked.issues.end()) return;
        written = true;
        const auto others = std::count_if(first + 1, checked.issues.end(), [&](const auto& one) { return costs(one); });
        std::string what = sentence_of(table_, *first);
        if (others > 0) what += fmt::format(" {} more issues stand in the outcome.", others);
        const Checked entry{checked.instance, checked.issues, line.entry};
        reject.error = hios::reject(first->rule->code, std::move(what),
                                    {*document.name, offset, 0, expression_of(table_, entry, *first)});
        append_outcome(reject.outcome, table_, *document.name, entry, places);
    };
    const std::uint64_t first_line = document.line > 0 ? document.line : 1;
    // The source says the same, in places that the user knows, unless it is no FHIR JSON.
    if (document.part == nullptr && begin < document.text.size() && document.text[begin] == '{') {
        (void)validator_.check(document.text.substr(begin, line.source_length), [&](const Checked& checked) {
            const auto first = std::find_if(checked.issues.begin(), checked.issues.end(),
                                            [&](const auto& issue) { return costs(issue); });
            if (first != checked.issues.end())
                write(checked, Places(document.text, first_line, document.offset, begin),
                      line.source_offset + first->offset);
        });
    }
    if (!written) {
        (void)validator_.check(text, [&](const Checked& checked) {
            write(checked, Places::all_at(first_line, line.source_offset), line.source_offset);
        });
    }
    ++work.accounts[line.document].rejected_resources;
    work.rejects.push_back(std::move(reject));
}

}  // namespace hios::validate
