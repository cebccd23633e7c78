// What `plan` says is what `run` then does.

#include "jobs/run/plan_job.hpp"

#include <gmock/gmock.h>

#include "jobs/ledger/account_json.hpp"
#include "jobs/maps/document_map.hpp"
#include "jobs/run/runner.hpp"
#include "tests/jobs/ledger/ledger_fixture.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;

class PlanOfAJob : public testing::Test {
protected:
    void SetUp() override {
        spec_.job = spec_.identity.name_space = "job";
        spec_.source.uri = (folder_ / "raw").string();
        spec_.staging_uri = (folder_ / "staging").string();
        spec_.error_uri = (folder_ / "error").string();
        spec_.state = folder_ / "state";
        spec_.digest = "digest";
        spec_.import.service = "none";
        spec_.import.group = {GroupSpec::Kind::kShards, 2};
        spec_.pack.shard_lines = 3;
        spec_.limits.threads = 2;
        std::string lines;
        for (int i = 0; i < 20; ++i) {
            lines +=
                fmt::format(R"({{"resourceType":"Patient","id":"p{}","identifier":[{{"system":"s","value":"{}"}}]}})",
                            i % 15, i % 15) +
                "\n";
            if (i % 6 == 0) lines += "{broken\n";
        }
        write_file(folder_ / "raw/a.ndjson", lines);
        write_file(folder_ / "raw/b.json",
                   R"({"resourceType":"Observation","id":"o","subject":{"reference":"Patient?identifier=s|3"}})");
        write_file(folder_ / "raw/c.json", "");
        write_file(folder_ / "raw/d.txt", "no JSON");
    }
    PlanReport plan() {
        RunControl control;
        Metrics metrics;
        return need(plan_job(spec_, folder_ / "scratch", control, metrics, system_clock()));
    }
    RunSummary run() {
        RunControl control;
        Metrics metrics;
        return need(run_job(spec_, {}, control, metrics));
    }
    static nlohmann::ordered_json without_bytes(pack::Account account) {
        account.bytes_staged = 0;  // a plan seals nothing
        return to_json(account);
    }
    TempFolder folder_;
    JobSpec spec_;
};

TEST_F(PlanOfAJob, EqualsItsRun) {
    const PlanReport planned = plan();
    EXPECT_FALSE(std::filesystem::exists(folder_ / "staging"));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "state"));
    const RunSummary ran = run();
    EXPECT_TRUE(ran.balanced);
    EXPECT_EQ(ran.status, "complete_with_rejects");
    EXPECT_EQ(without_bytes(planned.account), without_bytes(ran.account));
    EXPECT_EQ(planned.listing.listed, ran.listed);
    EXPECT_EQ(planned.listing.skipped, ran.skipped);
    EXPECT_EQ(planned.shards, ran.shards.size());
    EXPECT_GT(planned.shards, 4U);
    EXPECT_EQ(planned.documents_by_kind.at("FHIR NDJSON line"), 24U);
    EXPECT_EQ(planned.documents_by_kind.at("FHIR JSON document"), 1U);
    EXPECT_EQ(planned.documents_by_kind.at("of no known format"), 1U);
    EXPECT_EQ(planned.continues, "");
}

TEST_F(PlanOfAJob, AfterARunSeesWhatIsDoneChangedAndNew) {
    run();
    write_file(folder_ / "raw/b.json", R"({"resourceType":"Basic","id":"changed"})");
    write_file(folder_ / "raw/e.json",
               R"({"resourceType":"Observation","id":"o2","subject":{"reference":"Patient?identifier=s|4"}})");
    const PlanReport planned = plan();
    EXPECT_EQ(planned.listing.listed, 5U);
    EXPECT_EQ(planned.listing.done, 2U);
    EXPECT_EQ(planned.listing.changed, 1U);
    EXPECT_EQ(planned.account.references.conditional_resolved, 1U) << "earlier runs' identifiers are known";
    const RunSummary ran = run();
    EXPECT_EQ(without_bytes(planned.account), without_bytes(ran.account));
    EXPECT_EQ(planned.shards, ran.shards.size());
    EXPECT_EQ(planned.listing.skipped, ran.skipped);
}

// A patient that an ADT message maintains is not staged again for the ORU messages that mention it, be they of the same
// run or of a later one.
TEST_F(PlanOfAJob, KnowsWhatEarlierMessagesMaintain) {
    std::filesystem::remove_all(folder_ / "raw");
    spec_.hl7v2.map = DocumentMap::make(spec_.hl7v2);
    spec_.import.group = {GroupSpec::Kind::kShards, 1};
    spec_.pack.shard_lines = 1;
    const auto message = [](const char* type, const char* day) {
        return fmt::format(
            "MSH|^~\\&|ADT|GOOD|EHR|BEST|202401{}||{}|17{}|P|2.5.1\rPID|1||4711^^^MRNS^MR||Doe^Jane\r"
            "OBR|1||F{}|X^X^L\r",
            day, type, day, day);
    };
    write_file(folder_ / "raw/a.hl7", message("ADT^A08", "01"));
    for (const char* day : {"02", "03", "04"})
        write_file(folder_ / "raw" / (std::string("b") + day + ".hl7"), message("ORU^R01", day));
    const PlanReport first = plan();
    EXPECT_GT(first.account.resources.already_maintained, 0U);
    EXPECT_EQ(without_bytes(first.account), without_bytes(run().account));

    write_file(folder_ / "raw/c.hl7", message("ORU^R01", "05"));
    const PlanReport second = plan();
    EXPECT_EQ(second.account.resources.already_maintained, 1U);
    EXPECT_EQ(without_bytes(second.account), without_bytes(run().account));
}

TEST_F(PlanOfAJob, CountsImportJobsOnlyWhenThereIsAService) {
    EXPECT_EQ(plan().import_jobs, 0U);
    spec_.import.service = "sandbox";
    const std::uint64_t planned = plan().import_jobs;
    spec_.import.service = "none";
    EXPECT_GT(planned, 2U);
    EXPECT_EQ(run().imports.size(), 0U);
}

TEST_F(PlanOfAJob, OfAMissingSourceIsAnError) {
    spec_.source.uri = (folder_ / "gone").string();
    RunControl control;
    Metrics metrics;
    EXPECT_FALSE(plan_job(spec_, folder_ / "scratch", control, metrics, system_clock()));
}

TEST_F(PlanOfAJob, StoppedBeforeItsListingIsNotCompleteAndIsContinued) {
    RunControl control;
    control.request_stop(true);
    Metrics metrics;
    const RunSummary stopped = need(run_job(spec_, {}, control, metrics));
    EXPECT_NE(stopped.exit_code, 0);
    const RunSummary ran = run();
    EXPECT_EQ(ran.run, stopped.run);
    EXPECT_EQ(ran.status, "complete_with_rejects");
}

}  // namespace
}  // namespace hios::jobs
