#include "tests/jobs/ledger/ledger_fixture.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;

class Imports : public testing::Test {
protected:
    void SetUp() override {
        const pack::Group group = group_of(0, 0, 0);
        const pack::PackState state = state_after(group);
        GroupCommit commit = commit_of(group, state);
        for (const std::uint32_t number : {3U, 1U}) {
            ImportRecord import;
            import.import_group = number;
            import.prefix = fmt::format("run/import/{}/", number);
            import.token = fmt::format("token{}", number);
            import.lines = 10 * number;
            commit.imports.push_back(import);
        }
        need(ledger_->commit_group(run_, "m", commit));
    }

    TempFolder folder_;
    std::unique_ptr<Ledger> ledger_ = open_ledger(folder_.path());
    RunRecord run_ = begin_run(*ledger_);
};

TEST_F(Imports, AreCommittedAsNotStartedAndReadInOrder) {
    const auto imports = need(ledger_->imports(run_.number));
    ASSERT_EQ(imports.size(), 2U);
    EXPECT_EQ(imports[0].import_group, 1U);
    EXPECT_EQ(imports[0].prefix, "run/import/1/");
    EXPECT_EQ(imports[0].token, "token1");
    EXPECT_EQ(imports[0].lines, 10U);
    EXPECT_EQ(imports[0].job_id, "");
    EXPECT_EQ(imports[0].state, "");
    EXPECT_FALSE(imports[0].reported);
    EXPECT_EQ(imports[1].import_group, 3U);
}

TEST_F(Imports, KeepWhatIsUpdated) {
    ImportRecord import = need(ledger_->imports(run_.number)).front();
    import.token = "another";
    import.job_id = "job";
    import.state = "COMPLETED_WITH_ERRORS";
    import.message = "message";
    import.output_prefix = "out/";
    import.scanned = 10;
    import.imported = 8;
    import.failed = 2;
    import.reported = true;
    need(ledger_->update_import(run_.number, import));
    const auto imports = need(ledger_->imports(run_.number));
    EXPECT_EQ(imports[0].token, "another");
    EXPECT_EQ(imports[0].job_id, "job");
    EXPECT_EQ(imports[0].state, "COMPLETED_WITH_ERRORS");
    EXPECT_EQ(imports[0].message, "message");
    EXPECT_EQ(imports[0].output_prefix, "out/");
    EXPECT_EQ(imports[0].lines, 10U);
    EXPECT_EQ(imports[0].scanned, 10U);
    EXPECT_EQ(imports[0].imported, 8U);
    EXPECT_EQ(imports[0].failed, 2U);
    EXPECT_TRUE(imports[0].reported);
    EXPECT_EQ(imports[1].job_id, "");
}

TEST_F(Imports, OfAnotherRunAreApart) {
    const RunRecord other = begin_run(*ledger_);
    EXPECT_TRUE(need(ledger_->imports(other.number)).empty());
    ImportRecord import = need(ledger_->imports(run_.number)).front();
    import.state = "FAILED";
    need(ledger_->update_import(other.number, import));
    EXPECT_EQ(need(ledger_->imports(run_.number)).front().state, "");
}

}  // namespace
}  // namespace hios::jobs
