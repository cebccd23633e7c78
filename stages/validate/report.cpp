#include "stages/validate/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "stages/instance/rules.hpp"
#include "stages/validate/rules.hpp"

namespace hios::validate {

using instance::Issue;
using instance::IssueType;
using instance::Severity;

namespace {

constexpr std::string_view kRuleSystem = "urn:hios:rule";
constexpr std::string_view kLineExtension = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line";
constexpr std::string_view kColumnExtension = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col";
constexpr std::string_view kOffsetExtension = "urn:hios:byte-offset";

// R4 valueset-issue-type.html.
std::string_view name_of(IssueType type) {
    switch (type) {
        case IssueType::kStructure:
            return "structure";
        case IssueType::kRequired:
            return "required";
        case IssueType::kValue:
            return "value";
        case IssueType::kInvariant:
            return "invariant";
        case IssueType::kCodeInvalid:
            return "code-invalid";
        case IssueType::kExtension:
            return "extension";
        case IssueType::kNotFound:
            return "not-found";
    }
    return "structure";
}

// A member's name as the document has it could hold anything; only what looks like a name is shown.
bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

// FHIR's strings hold no control characters, and lines must stay lines; names of files may have any.
std::string printable(std::string_view source) {
    std::string text(source);
    for (char& c : text) c = static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    return text;
}

bool is_published(const Issue& issue) {
    return issue.rule == &rules::kInvariant || issue.rule == &rules::kInvariantWarning;
}

}  // namespace

Place Places::at(std::uint32_t offset) {
    if (one_) return {line_, 1, offset_};
    const std::size_t wanted = std::min(offset + shift_, document_.size());
    if (wanted < known_) {
        const std::string_view back = document_.substr(wanted, known_ - wanted);
        if (const auto lines = std::count(back.begin(), back.end(), '\n'); lines > 0) {
            lines_before_ -= static_cast<std::uint64_t>(lines);
            const std::size_t end = document_.substr(0, wanted).rfind('\n');
            line_begin_ = end == std::string_view::npos ? 0 : end + 1;
        }
        known_ = wanted;
    }
    while (known_ < wanted) {
        const std::size_t next = document_.substr(0, wanted).find('\n', known_);
        if (next == std::string_view::npos) {
            known_ = wanted;
            break;
        }
        ++lines_before_;
        known_ = line_begin_ = next + 1;
    }
    return {line_ + lines_before_, wanted - line_begin_ + 1, offset_ + wanted};
}

std::string_view rule_id(const Issue& issue) {
    return is_published(issue) ? issue.detail : issue.rule->code.id;
}

std::string_view severity_name(Severity severity) {
    return severity == Severity::kError ? "error" : "warning";
}

std::string expression_of(const definitions::Table& table, const Checked& checked, const Issue& issue) {
    std::string path;
    instance::append_path(checked.instance, table, issue.node, path);
    if (checked.entry == instance::kNotInList) return path;
    const std::size_t dot = std::min(path.find('.'), path.size());
    return fmt::format("Bundle.entry[{}].resource{}", checked.entry, path.substr(dot));
}

std::string sentence_of(const definitions::Table& table, const Issue& issue) {
    std::string text(issue.rule->code.meaning);
    std::string_view rest = issue.detail;
    if (is_published(issue)) {
        const std::size_t found = table.find_invariant(issue.detail);
        if (found < table.invariants()) {
            text = fmt::format("{} does not hold: {}.", issue.detail,
                               table.invariant(static_cast<definitions::InvariantId>(found)).expression);
        }
        rest = {};
    }
    if (!rest.empty()) text.insert(text.size() - 1, fmt::format(" ({})", rest));
    if (is_name(issue.element)) text.insert(text.size() - 1, fmt::format(": {}", issue.element));
    return text;
}

void append_outcome(std::string& into, const definitions::Table& table, std::string_view source, const Checked& checked,
                    Places& places) {
    into += R"({"resourceType":"OperationOutcome","issue":[)";
    bool first = true;
    for (const Issue& issue : checked.issues) {
        const Place place = places.at(issue.offset);
        if (!first) into += ',';
        first = false;
        into += fmt::format(
            R"({{"extension":[{{"url":"{}","valueInteger":{}}},{{"url":"{}","valueInteger":{}}},{{"url":"{}","valueDecimal":{}}}],)",
            kLineExtension, place.line, kColumnExtension, place.column, kOffsetExtension, place.offset);
        into += fmt::format(R"("severity":"{}","code":"{}","details":{{"coding":[{{"system":"{}","code":)",
                            severity_name(issue.rule->severity), name_of(issue.rule->type), kRuleSystem);
        json::append_quoted(into, rule_id(issue));
        into += R"(}],"text":)";
        json::append_quoted(into, fmt::format("{} {}", sentence_of(table, issue), issue.rule->code.mend));
        into += R"(},"diagnostics":)";
        json::append_quoted(into, fmt::format("{}: line {}, column {}, byte {}", printable(source), place.line,
                                              place.column, place.offset));
        into += R"(,"expression":[)";
        json::append_quoted(into, expression_of(table, checked, issue));
        into += "]}";
    }
    into += "]}";
}

void append_lines(std::string& into, const definitions::Table& table, std::string_view source, const Checked& checked,
                  Places& places) {
    for (const Issue& issue : checked.issues) {
        const Place place = places.at(issue.offset);
        into += fmt::format("{}:{}:{}: {}: {}: {} {} [{}]\n", printable(source), place.line, place.column,
                            severity_name(issue.rule->severity), expression_of(table, checked, issue),
                            sentence_of(table, issue), issue.rule->code.mend, rule_id(issue));
    }
}

}  // namespace hios::validate
