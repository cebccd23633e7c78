#include "jobs/sandbox/server/line_judge.hpp"

#include <algorithm>

#include "stages/json/structural_index.hpp"
#include "stages/validate/report.hpp"

namespace hios::sandbox {
namespace {

validate::Settings settings_of(validate::Level level) {
    validate::Settings settings;
    settings.level = level;
    return settings;
}

validate::Level level_of(std::string_view name) {
    return validate::level_named(name).value_or(validate::Level::kStrict);
}

}  // namespace

LineJudge::LineJudge(std::string_view level) : validator_(definitions::Table::r4(), settings_of(level_of(level))) {
    if (level_of(level) == validate::Level::kMinimal)
        structure_.emplace(definitions::Table::r4(), settings_of(validate::Level::kStructureOnly));
}

std::string_view LineJudge::check(validate::Validator& validator, const jobs::NdjsonLines::Line& line,
                                  std::string_view file) {
    outcome_.clear();
    padded_.reserve(line.text.size() + hios::json::kPadding);
    padded_ = line.text;
    validate::Places places(padded_, line.number, 0);
    const auto checked = validator.check(padded_, [&](const validate::Checked& one) {
        const bool error = std::any_of(one.issues.begin(), one.issues.end(), [](const instance::Issue& issue) {
            return issue.rule->severity == instance::Severity::kError;
        });
        if (error && outcome_.empty()) validate::append_outcome(outcome_, definitions::Table::r4(), file, one, places);
    });
    if (!checked && outcome_.empty()) outcome_ = operation_outcome(refusals::kInvalidJson);
    return outcome_;
}

LineVerdict LineJudge::judge(const jobs::NdjsonLines::Line& line, std::string_view file) {
    LineVerdict verdict;
    const auto refuse = [this, &verdict](const Refusal& refusal) {
        outcome_ = operation_outcome(refusal);
        verdict.outcome = outcome_;
        verdict.status = refusal.status;
        return verdict;
    };
    if (line.too_long) return refuse(refusals::kTooLarge);
    const LineCheck found = checker_.check(line.text);
    verdict.type = found.type;
    verdict.id = found.id;
    if (found.refusal != nullptr) return refuse(*found.refusal);
    verdict.outcome = check(validator_, line, file);
    if (!verdict.outcome.empty()) {
        verdict.status = 400;
        return verdict;
    }
    if (!seen_.insert(verdict.type, verdict.id)) return refuse(refusals::kDuplicateId);
    if (structure_) verdict.remark = check(*structure_, line, file);
    verdict.accepted = true;
    return verdict;
}

}  // namespace hios::sandbox
