#include "jobs/run/importing.hpp"

#include <gmock/gmock.h>

#include "io/file_spool.hpp"
#include "io/memory_store.hpp"
#include "pipeline/codes.hpp"
#include "tests/jobs/ledger/ledger_fixture.hpp"
#include "tests/support/fake_import_service.hpp"
#include "tests/support/faulty_store.hpp"
#include "tests/support/manual_clock.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;

// Hands every call to a service that outlives the Importing.
class Borrowed final : public ImportService {
public:
    explicit Borrowed(ImportService& service) : service_(service) {}
    Outcome<std::string> start(const ImportRequest& request) override { return service_.start(request); }
    Outcome<ImportStatus> describe(const std::string& id) override { return service_.describe(id); }
    Outcome<void> cancel(const std::string& id) override { return service_.cancel(id); }
    [[nodiscard]] ImportLimits limits() const override { return service_.limits(); }

private:
    ImportService& service_;
};

class ImportSide : public testing::Test {
protected:
    void SetUp() override {
        spec_.job = "job";
        spec_.import.service = "none";
        GroupCommit commit;
        pack::Group group = group_of(0, 0, 0);
        const pack::PackState state = state_after(group);
        commit.group = &group;
        commit.state = &state;
        for (const std::uint32_t number : {0U, 1U}) {
            ImportRecord import;
            import.import_group = number;
            import.prefix = fmt::format("run/import/{:05}/", number);
            import.token = fmt::format("token-{}", number);
            import.lines = 2;
            commit.imports.push_back(import);
            need(staging_.put(fmt::format("{}/lineage/Patient-{:05}.lineage.ndjson", run_.id, number),
                              "{\"line\":1,\"object\":\"a\"}\n{\"line\":2,\"object\":\"b\"}\n", {}));
            need(staging_.put(
                import.prefix + fmt::format("Patient/Patient-{:05}.ndjson", number),
                "{\"resourceType\":\"Patient\",\"id\":\"a\"}\n{\"resourceType\":\"Patient\",\"id\":\"b\"}\n", {}));
        }
        need(ledger_->commit_group(run_, "m", commit));
    }
    std::unique_ptr<Importing> make() {
        return std::make_unique<Importing>(std::make_unique<Borrowed>(service_), spec_, *ledger_, run_, staging_,
                                           errors_, spools_, metrics_, control_, nullptr, clock_);
    }
    // One process: continues what the ledger holds, to the end.
    Outcome<void> session() {
        const auto importing = make();
        need(importing->resume());
        return importing->finish();
    }
    std::vector<ImportRecord> imports() { return need(ledger_->imports(run_.number)); }
    std::vector<std::string> starts() {
        std::vector<std::string> found;
        for (const auto& call : service_.calls("start ")) found.push_back(call.what.substr(6));
        return found;
    }

    TempFolder folder_;
    std::unique_ptr<Ledger> ledger_ = open_ledger(folder_.path());
    RunRecord run_ = begin_run(*ledger_);
    JobSpec spec_;
    io::MemoryStore staging_;
    io::MemoryStore error_memory_;
    FaultyStore errors_{error_memory_};
    io::FileSpoolFactory spools_{folder_ / "scratch"};
    ManualClock clock_;
    FakeImportService service_{staging_, clock_};
    Metrics metrics_;
    RunControl control_;
};

TEST_F(ImportSide, WithoutAServiceDoesNothing) {
    Importing none(nullptr, spec_, *ledger_, run_, staging_, errors_, spools_, metrics_, control_, nullptr, clock_);
    need(none.resume());
    none.submit(imports());
    EXPECT_TRUE(none.finish());
    EXPECT_EQ(imports()[0].state, "");
}

TEST_F(ImportSide, FollowsEachGroupToItsEndAndStoresIt) {
    need(session());
    for (const ImportRecord& import : imports()) {
        EXPECT_EQ(import.state, "COMPLETED");
        EXPECT_EQ(import.imported, 2U);
        EXPECT_EQ(import.scanned, 2U);
        EXPECT_TRUE(import.reported);
        EXPECT_NE(import.job_id, "");
        EXPECT_NE(import.output_prefix, "");
    }
    EXPECT_THAT(starts(), testing::ElementsAre("token-0", "token-1"));
    EXPECT_EQ(metrics_.import_jobs_done, 2U);
    EXPECT_EQ(metrics_.import_jobs_open, 0U);
    EXPECT_EQ(metrics_.resources_imported, 4U);
}

TEST_F(ImportSide, WhatIsReportedIsNotTouchedAgain) {
    need(session());
    const auto calls = service_.calls().size();
    need(session());
    EXPECT_EQ(service_.calls().size(), calls);
}

TEST_F(ImportSide, GroupsSubmittedWhilePackingAreFollowedToo) {
    auto all = imports();
    const auto importing = make();
    importing->submit({all[0]});
    importing->submit({all[1]});
    need(importing->finish());
    EXPECT_EQ(imports()[1].state, "COMPLETED");
}

TEST_F(ImportSide, StoppedItLeavesJobsToTheServiceAndTheNextProcessFollowsThem) {
    service_.hold();
    {
        const auto importing = make();
        need(importing->resume());
        while (imports()[1].job_id.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        importing->stop();
        const auto finished = importing->finish();
        ASSERT_FALSE(finished);
        EXPECT_EQ(finished.error().fault, Fault::kRetry);
    }
    EXPECT_EQ(imports()[0].state, "SUBMITTED");
    EXPECT_FALSE(imports()[0].reported);
    service_.release();
    need(session());
    EXPECT_EQ(imports()[0].state, "COMPLETED");
    EXPECT_EQ(starts().size(), 2U) << "no job is started twice";
}

TEST_F(ImportSide, AJobThatTheServiceForgotIsStartedAgainUnderItsToken) {
    auto import = imports()[0];
    import.job_id = "long-forgotten";
    import.state = "IN_PROGRESS";
    need(ledger_->update_import(run_.number, import));
    need(session());
    EXPECT_EQ(imports()[0].state, "COMPLETED");
    EXPECT_THAT(starts(), testing::UnorderedElementsAre("token-0", "token-1"));
}

TEST_F(ImportSide, AJobThatFailedAsAWholeIsTriedAgainUnderANewTokenEachTime) {
    ImportStatus failed;
    failed.state = ImportState::kFailed;
    failed.message = "the data store is away";
    service_.set_result("run/import/00000/", failed);
    std::set<std::string> tokens;
    for (int attempt = 1; attempt <= 4; ++attempt) {
        need(session());
        const ImportRecord import = imports()[0];
        EXPECT_EQ(import.state, "FAILED");
        EXPECT_EQ(import.message, "the data store is away");
        EXPECT_FALSE(import.reported);
        EXPECT_TRUE(tokens.insert(import.token).second) << "attempt " << attempt << " under an old token";
        EXPECT_EQ(starts().back(), attempt == 1 ? "token-1" : import.token);
    }
    ImportStatus good;
    good.state = ImportState::kCompleted;
    good.scanned = good.imported = 2;
    service_.set_result("run/import/00000/", good);
    need(session());
    EXPECT_EQ(imports()[0].state, "COMPLETED");
    EXPECT_EQ(imports()[0].message, "");
    EXPECT_EQ(starts().size(), 6U);
}

TEST_F(ImportSide, AKillBetweenTheNewTokenAndItsStartUsesThatToken) {
    auto import = imports()[0];
    import.token = "token-after-failure";
    import.job_id.clear();
    import.state.clear();
    need(ledger_->update_import(run_.number, import));
    need(session());
    EXPECT_EQ(starts().front(), "token-after-failure");
}

TEST_F(ImportSide, RefusedLinesComeIntoTheErrorZone) {
    need(staging_.put("run/import/00001/Patient/Patient-00001.ndjson",
                      "{\"resourceType\":\"Patient\",\"id\":\"a\"}\n{}\n", {}));
    need(session());
    EXPECT_EQ(imports()[1].state, "COMPLETED_WITH_ERRORS");
    EXPECT_EQ(imports()[1].failed, 1U);
    EXPECT_TRUE(imports()[1].reported);
    EXPECT_THAT(error_memory_.bytes(run_.id + "/import/00001.ndjson"), testing::HasSubstr("import.refused"));
}

TEST_F(ImportSide, RefusedLinesThatCannotBeWrittenAreWrittenByTheNextProcess) {
    need(staging_.put("run/import/00000/Patient/Patient-00000.ndjson",
                      "{\"resourceType\":\"Patient\",\"id\":\"a\"}\n{}\n", {}));
    for (const When when : {When::kBefore, When::kAfter}) {
        SCOPED_TRACE(static_cast<int>(when));
        errors_.fail_call(StoreCall::kPutFile, errors_.count(StoreCall::kPutFile) + 1, retryable(codes::kIo, "cut"),
                          when);
        {
            RunControl control;
            Importing importing(std::make_unique<Borrowed>(service_), spec_, *ledger_, run_, staging_, errors_, spools_,
                                metrics_, control, nullptr, clock_);
            need(importing.resume());
            need(importing.finish());
            EXPECT_TRUE(control.failed());
        }
        EXPECT_FALSE(imports()[0].reported);
    }
    errors_.heal();
    need(session());
    EXPECT_TRUE(imports()[0].reported);
    EXPECT_EQ(starts().size(), 2U);
    EXPECT_NE(error_memory_.bytes(run_.id + "/import/00000.ndjson"), "");
}

TEST_F(ImportSide, ALedgerThatCannotBeWrittenFailsTheRun) {
    execute(folder_.path(),
            "CREATE TRIGGER full_disk BEFORE UPDATE ON import_job BEGIN SELECT RAISE(ABORT, 'no room'); END");
    const auto importing = make();
    need(importing->resume());
    need(importing->finish());
    EXPECT_TRUE(control_.failed());
}

TEST_F(ImportSide, AFatalErrorOfTheServiceIsTheAnswer) {
    service_.fail_starts(fatal(codes::kPermission, "no role"), 1);
    const auto finished = session();
    ASSERT_FALSE(finished);
    EXPECT_EQ(finished.error().code, &codes::kPermission);
    EXPECT_EQ(imports()[0].state, "");
    need(session());
    EXPECT_EQ(imports()[0].state, "COMPLETED");
}

TEST_F(ImportSide, TheLongestWaitEndsIt) {
    service_.hold();
    spec_.import.max_wait = std::chrono::seconds(10);
    const auto finished = session();
    ASSERT_FALSE(finished);
    EXPECT_EQ(finished.error().fault, Fault::kRetry);
}

}  // namespace
}  // namespace hios::jobs
