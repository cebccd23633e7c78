#include "jobs/run/outcome_of_run.hpp"

#include <algorithm>

#include "jobs/exit_codes.hpp"
#include "jobs/import/import_service.hpp"

namespace hios::jobs {
namespace {

// What kept the import jobs from being followed, unless only the jobs themselves are at fault.
int exit_of_import(const Error& error) {
    const int code = exit_code_for(error);
    return code == kInternalError ? kImportFailed : code;
}

bool failed_as_a_whole(const ImportRecord& import) {
    return import.state == to_string(ImportState::kFailed);
}

// Every line of every job is accounted for, and none was refused.
bool all_imported(const RunSummary& summary) {
    return std::all_of(summary.imports.begin(), summary.imports.end(), [](const ImportRecord& import) {
        return import.state.empty() || (import.imported == import.lines && import.failed == 0);
    });
}

}  // namespace

void judge(const HowItEnded& how, RunSummary& summary) {
    const auto set = [&](const char* status, int exit_code) {
        summary.status = status;
        summary.exit_code = exit_code;
    };
    const auto& account = summary.account;
    const std::optional<Error>& trouble = how.failure ? how.failure : how.import_failure;
    if (trouble) summary.failure = to_text(*trouble);
    if (how.failure) return set("failed", exit_code_for(*how.failure));
    if (how.stopped) return set("interrupted", how.stop_signal > 0 ? 128 + how.stop_signal : kInterrupted);
    if (how.time_is_up) return set("budget_reached", kBudgetReached);
    if (!summary.balanced) return set("unbalanced", kUnbalanced);
    if (how.tolerance_exceeded) return set("tolerance_exceeded", kToleranceExceeded);
    if (how.import_failure) return set("import_unfinished", exit_of_import(*how.import_failure));
    if (!all_imported(summary)) return set("import_failed", kImportFailed);
    // Not the three counts: an object that could not be read to its end is committed up to there.
    if (!account.rejects_by_code.empty()) return set("complete_with_rejects", kSomeRejected);
    set("complete", kDone);
}

bool is_over(const HowItEnded& how, const RunSummary& summary) {
    if (how.failure || how.stopped || how.time_is_up) return false;
    if (how.tolerance_exceeded) return true;
    return !how.import_failure && std::none_of(summary.imports.begin(), summary.imports.end(), failed_as_a_whole);
}

}  // namespace hios::jobs
