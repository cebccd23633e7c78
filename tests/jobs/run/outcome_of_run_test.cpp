#include "jobs/run/outcome_of_run.hpp"

#include <gtest/gtest.h>

#include "io/aws/codes.hpp"
#include "jobs/import/codes.hpp"
#include "pipeline/codes.hpp"

namespace hios::jobs {
namespace {

RunSummary good() {
    RunSummary summary;
    summary.balanced = true;
    return summary;
}

ImportRecord import(const std::string& state, std::uint64_t lines, std::uint64_t imported, std::uint64_t failed) {
    ImportRecord record;
    record.state = state;
    record.lines = lines;
    record.imported = imported;
    record.failed = failed;
    return record;
}

struct Verdict {
    std::string status;
    int exit_code;
    bool over;
    bool operator==(const Verdict&) const = default;
    friend std::ostream& operator<<(std::ostream& out, const Verdict& verdict) {
        return out << verdict.status << ' ' << verdict.exit_code << (verdict.over ? " over" : " to be continued");
    }
};

Verdict verdict_on(const HowItEnded& how, RunSummary summary = good()) {
    judge(how, summary);
    return {summary.status, summary.exit_code, is_over(how, summary)};
}

RunSummary with_imports(const std::vector<ImportRecord>& imports) {
    RunSummary summary = good();
    summary.imports = imports;
    return summary;
}

TEST(OutcomeOfRun, OfACleanRun) {
    EXPECT_EQ(verdict_on({}), (Verdict{"complete", 0, true}));
    EXPECT_EQ(verdict_on({}, with_imports({import("COMPLETED", 3, 3, 0)})), (Verdict{"complete", 0, true}));
    EXPECT_EQ(verdict_on({}, with_imports({import("", 3, 0, 0)})), (Verdict{"complete", 0, true})) << "service: none";
}

TEST(OutcomeOfRun, AnyRejectIsSaid) {
    RunSummary summary = good();
    summary.account.rejects_by_code["object.empty"] = 1;
    EXPECT_EQ(verdict_on({}, summary), (Verdict{"complete_with_rejects", 3, true}));
}

TEST(OutcomeOfRun, OfImports) {
    const Verdict failed{"import_failed", 5, true};
    EXPECT_EQ(verdict_on({}, with_imports({import("COMPLETED_WITH_ERRORS", 3, 2, 1)})), failed);
    EXPECT_EQ(verdict_on({}, with_imports({import("COMPLETED", 3, 2, 0)})), failed) << "a line is missing";
    EXPECT_EQ(verdict_on({}, with_imports({import("COMPLETED", 3, 4, 0)})), failed) << "more than was staged";
    EXPECT_EQ(verdict_on({}, with_imports({import("COMPLETED", 3, 3, 0), import("FAILED", 3, 0, 0)})),
              (Verdict{"import_failed", 5, false}))
        << "a job that failed as a whole is tried again";
}

TEST(OutcomeOfRun, OfFailures) {
    HowItEnded how;
    how.failure = fatal(codes::kPermission, "no");
    EXPECT_EQ(verdict_on(how), (Verdict{"failed", 77, false}));
    how.failure = fatal(codes::kInternal, "no");
    EXPECT_EQ(verdict_on(how), (Verdict{"failed", 1, false}));
    how.failure = retryable(codes::kDiskFull, "no");
    EXPECT_EQ(verdict_on(how), (Verdict{"failed", 75, false}));
    HowItEnded importing;
    importing.import_failure = retryable(codes::kIo, "no");
    EXPECT_EQ(verdict_on(importing), (Verdict{"import_unfinished", 75, false}));
    importing.import_failure = fatal(codes::kAwsExpired, "no");
    EXPECT_EQ(verdict_on(importing), (Verdict{"import_unfinished", 77, false}));
    importing.import_failure = fatal(codes::kImportDatastore, "no");
    EXPECT_EQ(verdict_on(importing), (Verdict{"import_unfinished", 78, false}));
    importing.import_failure = fatal(codes::kInternal, "no");
    EXPECT_EQ(verdict_on(importing), (Verdict{"import_unfinished", 5, false}));
}

TEST(OutcomeOfRun, OfStops) {
    HowItEnded how;
    how.stopped = true;
    EXPECT_EQ(verdict_on(how), (Verdict{"interrupted", 130, false}));
    how.stop_signal = 15;
    EXPECT_EQ(verdict_on(how), (Verdict{"interrupted", 143, false}));
    how = {};
    how.time_is_up = true;
    EXPECT_EQ(verdict_on(how), (Verdict{"budget_reached", 6, false}));
    how = {};
    how.tolerance_exceeded = true;
    EXPECT_EQ(verdict_on(how), (Verdict{"tolerance_exceeded", 4, true}));
}

TEST(OutcomeOfRun, ARunThatDoesNotBalanceSaysSo) {
    RunSummary summary = good();
    summary.balanced = false;
    EXPECT_EQ(verdict_on({}, summary), (Verdict{"unbalanced", 7, true}));
}

// Each truth in turn, from the worst to the best, with all the milder ones true beside it.
TEST(OutcomeOfRun, TheWorstThatIsTrueDecides) {
    const std::vector<Verdict> expected{
        {"failed", 1, false},       {"interrupted", 130, false},        {"budget_reached", 6, false},
        {"unbalanced", 7, true},    {"tolerance_exceeded", 4, true},    {"import_unfinished", 5, false},
        {"import_failed", 5, true}, {"complete_with_rejects", 3, true}, {"complete", 0, true}};
    for (std::size_t from = 0; from < expected.size(); ++from) {
        HowItEnded how;
        RunSummary summary = good();
        if (from <= 0) how.failure = fatal(codes::kInternal, "failure");
        if (from <= 1) how.stopped = true;
        if (from <= 2) how.time_is_up = true;
        if (from <= 3) summary.balanced = false;
        if (from <= 4) how.tolerance_exceeded = true;
        if (from <= 5) how.import_failure = fatal(codes::kInternal, "import");
        if (from <= 6) summary.imports.push_back(import("COMPLETED_WITH_ERRORS", 2, 1, 1));
        if (from <= 7) summary.account.rejects_by_code["json.syntax"] = 1;
        EXPECT_EQ(verdict_on(how, summary), expected[from]) << from;
    }
}

TEST(OutcomeOfRun, ZeroOnlyWhenNothingWasLost) {
    for (unsigned bits = 1; bits < 256; ++bits) {
        HowItEnded how;
        RunSummary summary = good();
        if ((bits & 1U) != 0) how.failure = fatal(codes::kIo, "x");
        if ((bits & 2U) != 0) how.import_failure = retryable(codes::kIo, "x");
        if ((bits & 4U) != 0) how.tolerance_exceeded = true;
        if ((bits & 8U) != 0) how.time_is_up = true;
        if ((bits & 16U) != 0) how.stopped = true;
        if ((bits & 32U) != 0) summary.balanced = false;
        if ((bits & 64U) != 0) summary.imports.push_back(import("FAILED", 1, 0, 0));
        if ((bits & 128U) != 0) summary.account.rejects_by_code["json.syntax"] = 1;
        EXPECT_NE(verdict_on(how, summary).exit_code, 0) << bits;
    }
}

TEST(OutcomeOfRun, TellsWhyItEnded) {
    HowItEnded how;
    how.import_failure = fatal(codes::kInternal, "the import side");
    RunSummary summary = good();
    judge(how, summary);
    EXPECT_NE(summary.failure.find("the import side"), std::string::npos);
    how.failure = fatal(codes::kIo, "the worse one");
    judge(how, summary);
    EXPECT_NE(summary.failure.find("the worse one"), std::string::npos);
}

}  // namespace
}  // namespace hios::jobs
