#pragma once
// Runs the validator on a text and gives what it found in a form that tests can compare.

#include <algorithm>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stages/validate/report.hpp"

namespace hios::validate::test {

struct Found {
    std::string rule;
    std::string expression;
    bool error = true;
    std::uint32_t offset = 0;
    friend bool operator==(const Found& a, const Found& b) { return a.rule == b.rule && a.expression == b.expression; }
};

inline void PrintTo(const Found& found, std::ostream* out) {
    *out << found.rule << " at " << found.expression << " (byte " << found.offset << ")";
}

struct Findings {
    std::vector<Found> all;
    std::string unreadable;  // the code of the fault, when the text is no JSON
    std::size_t resources = 0;
    bool plain = false;    // told to be right by PlainCheck
    std::string outcomes;  // an OperationOutcome a line
    std::string lines;

    [[nodiscard]] bool accepted() const {
        return unreadable.empty() && std::none_of(all.begin(), all.end(), [](const Found& one) { return one.error; });
    }
    [[nodiscard]] std::vector<std::string> rules() const {
        std::vector<std::string> names;
        for (const Found& one : all) names.push_back(one.rule);
        return names;
    }
    [[nodiscard]] bool has(std::string_view rule) const {
        return std::any_of(all.begin(), all.end(), [&](const Found& one) { return one.rule == rule; });
    }
    // Where the rule was found broken.
    [[nodiscard]] std::vector<std::string> of(std::string_view rule) const {
        std::vector<std::string> places;
        for (const Found& one : all) {
            if (one.rule == rule) places.push_back(one.expression);
        }
        return places;
    }
    [[nodiscard]] std::set<std::pair<std::string, std::string>> as_set() const {
        std::set<std::pair<std::string, std::string>> set;
        for (const Found& one : all) set.emplace(one.rule, one.expression);
        return set;
    }
};

inline void PrintTo(const Findings& findings, std::ostream* out) {
    if (!findings.unreadable.empty()) *out << "unreadable (" << findings.unreadable << ") ";
    for (const Found& one : findings.all) {
        PrintTo(one, out);
        *out << "; ";
    }
}

// A validator and the buffers it needs. Reused, as the program does. A finding more says that PlainCheck
// passes what has findings.
class Checker {
public:
    explicit Checker(Level level = Level::kStructureOnly, bool need_id = false)
        : validator_(definitions::Table::r4(), settings(level, need_id)),
          strict_(level == Level::kStrict),
          looks_(looks_of(definitions::Table::r4())),
          plain_(definitions::Table::r4(), looks_, {settings(level, need_id).depth, need_id, false}) {}

    Findings check(std::string_view text, bool with_reports = false, std::string_view source = "a.json",
                   std::uint64_t line = 1, std::uint64_t offset = 0) {
        padded_.assign(text);
        padded_.append(json::kPadding, '"');
        const std::string_view document(padded_.data(), text.size());
        Findings findings;
        Places places(document, line, offset);
        const auto& table = definitions::Table::r4();
        const auto done = validator_.check(document, [&](const Checked& checked) {
            ++findings.resources;
            for (const instance::Issue& issue : checked.issues) {
                findings.all.push_back({std::string(rule_id(issue)), expression_of(table, checked, issue),
                                        issue.rule->severity == instance::Severity::kError, issue.offset});
            }
            if (!with_reports || checked.issues.empty()) return;
            append_outcome(findings.outcomes, table, source, checked, places);
            findings.outcomes += '\n';
            append_lines(findings.lines, table, source, checked, places);
        });
        if (!done) findings.unreadable = done.error().code->id;
        findings.plain = plain_.passes(document);
        const bool right = done && findings.all.empty();
        if (findings.plain && !right && !strict_) findings.all.push_back({"plain_check", "passes what has findings"});
        return findings;
    }

private:
    static Settings settings(Level level, bool need_id) {
        Settings made;
        made.level = level;
        made.need_id = need_id;
        return made;
    }
    Validator validator_;
    const bool strict_;
    const std::vector<std::uint8_t> looks_;
    PlainCheck plain_;
    std::string padded_;
};

inline Findings check(std::string_view text, Level level = Level::kStructureOnly) {
    return Checker(level).check(text);
}

}  // namespace hios::validate::test
