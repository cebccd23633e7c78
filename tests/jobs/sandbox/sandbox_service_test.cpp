#include "jobs/sandbox/sandbox_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "io/memory_store.hpp"
#include "jobs/import/codes.hpp"
#include "jobs/import/report.hpp"
#include "jobs/sqlite/codes.hpp"
#include "pipeline/codes.hpp"
#include "tests/jobs/sandbox/sandbox_fixture.hpp"
#include "tests/support/faulty_store.hpp"

namespace hios::sandbox {
namespace {

using jobs::ImportState;
using test::import_request;
using test::ndjson_line;
using testing::ElementsAre;

class SandboxServiceTest : public testing::Test {
protected:
    SandboxServiceTest() { settings_.database = folder_.path() / "sandbox.sqlite"; }

    void open(ObjectStore& staging) {
        service_.reset();
        service_ = test::open_sandbox(settings_, staging);
    }
    void open() { open(staging_); }
    void stage(const std::string& key, const std::string& text) { ASSERT_TRUE(staging_.put(key, text, {})); }
    jobs::ImportStatus import(const std::string& token, const std::string& prefix) {
        const auto id = service_->start(import_request(token, prefix));
        EXPECT_TRUE(id) << to_text(id.error());
        return test::wait_for_end(*service_, *id);
    }
    std::vector<std::string> rows() {
        service_.reset();
        return test::resources_in(settings_.database);
    }
    // Enough lines that an import takes a while.
    static std::string many_lines(int count, const std::string& text = std::string(300, 'x')) {
        std::string lines;
        for (int i = 0; i < count; ++i) lines += ndjson_line("Patient", "p" + std::to_string(i), text);
        return lines;
    }

    test::ScratchFolder folder_;
    io::MemoryStore staging_;
    SandboxSettings settings_;
    std::unique_ptr<SandboxService> service_;
};

TEST_F(SandboxServiceTest, TheTableIsThePublicFormat) {
    open();
    service_.reset();
    auto database = sqlite::Database::open(settings_.database);
    ASSERT_TRUE(database);
    auto query = database->prepare("SELECT sql FROM sqlite_master WHERE name='resource'");
    ASSERT_TRUE(query && query->step());
    EXPECT_EQ(
        query->text(0),
        "CREATE TABLE resource(type TEXT, id TEXT, version INTEGER, line TEXT, PRIMARY KEY(type,id)) WITHOUT ROWID");
}

TEST_F(SandboxServiceTest, EachImportOfALineCountsItsVersionUpByOne) {
    stage("run/import/0/Patient.ndjson", ndjson_line("Patient", "a", "old") + ndjson_line("Patient", "b", "old"));
    stage("run/import/1/Patient.ndjson", ndjson_line("Patient", "b", "new") + ndjson_line("Patient", "c", "new"));
    open();
    EXPECT_EQ(import("token-0", "run/import/0/").imported, 2U);
    EXPECT_EQ(import("token-1", "run/import/1/").imported, 2U);
    const auto trimmed = [](std::string line) { return line.substr(0, line.size() - 1); };
    EXPECT_THAT(rows(), ElementsAre("Patient a 1 " + trimmed(ndjson_line("Patient", "a", "old")),
                                    "Patient b 2 " + trimmed(ndjson_line("Patient", "b", "new")),
                                    "Patient c 1 " + trimmed(ndjson_line("Patient", "c", "new"))));
}

TEST_F(SandboxServiceTest, JobIdsAre32HexDigitsMadeFromTheToken) {
    open();
    const auto id = service_->start(import_request("token-0", "run/import/0/"));
    ASSERT_TRUE(id);
    EXPECT_THAT(*id, testing::MatchesRegex("[0-9a-f]{32}"));
    const std::string first = *id;
    settings_.database = folder_.path() / "other.sqlite";
    open();
    EXPECT_EQ(service_->start(import_request("token-0", "run/import/0/")), first);
    EXPECT_NE(service_->start(import_request("token-1", "run/import/0/")), first);
}

TEST_F(SandboxServiceTest, ReportLinesAreHealthLakes) {
    stage("run/import/0/v1/Patient.ndjson",
          ndjson_line("Patient", "a") + "\n{\"resourceType\":\"Patient\"}\n" + ndjson_line("Patient", "a"));
    open();
    const auto status = import("token-0", "run/import/0/");
    EXPECT_EQ(status.state, ImportState::kCompletedWithErrors);
    EXPECT_EQ(status.scanned, 4U);
    EXPECT_EQ(status.output_prefix.find("run/report/" + settings_.datastore_id + "-FHIR_IMPORT-"), 0U);
    EXPECT_EQ(
        staging_.bytes(status.output_prefix + "SUCCESS/v1/Patient.ndjson"),
        R"({"lineId":1,"resourceId":"a","resourceType":"Patient","UpdateResourceResponse":{"jsonBlob":{"resourceType":"OperationOutcome",)"
        R"("issue":[{"severity":"information","code":"informational"}]},"statusCode":200}})"
        "\n");
    EXPECT_EQ(
        staging_.bytes(status.output_prefix + "FAILURE/v1/Patient.ndjson"),
        R"({"lineId":2,"UpdateResourceResponse":{"jsonBlob":{"resourceType":"OperationOutcome",)"
        R"("issue":[{"severity":"error","code":"structure","diagnostics":"Invalid JSON found in input file"}]},"statusCode":400}})"
        "\n"
        R"({"lineId":3,"resourceType":"Patient","UpdateResourceResponse":{"jsonBlob":{"resourceType":"OperationOutcome",)"
        R"("issue":[{"severity":"error","code":"required","diagnostics":"Missing required id field in resource json"}]},"statusCode":400}})"
        "\n"
        R"({"lineId":4,"resourceId":"a","resourceType":"Patient","UpdateResourceResponse":{"jsonBlob":{"resourceType":"OperationOutcome",)"
        R"("issue":[{"severity":"error","code":"duplicate","diagnostics":"Another line of this import job has the same resourceType and id"}]},"statusCode":409}})"
        "\n");
    for (const char* key :
         {"inputDataConfig", "outputDataConfig", "successOutput", "failureOutput", "numberOfScannedFiles",
          "numberOfFilesImported", "sizeOfScannedFilesInMB", "sizeOfDataImportedSuccessfullyInMB",
          "numberOfResourcesScanned", "numberOfResourcesImportedSuccessfully", "numberOfResourcesWithCustomerError",
          "numberOfResourcesWithServerError"}) {
        EXPECT_THAT(staging_.bytes(status.output_prefix + "Manifest.json"),
                    testing::HasSubstr('"' + std::string(key) + '"'));
    }
}

TEST_F(SandboxServiceTest, ALongReportGoesThroughAFileAndLeavesNoneBehind) {
    stage("run/import/0/Patient.ndjson", many_lines(30'000, "") + many_lines(30'000, ""));
    open();
    const auto status = import("token-0", "run/import/0/");
    EXPECT_EQ(status.imported, 30'000U);
    EXPECT_EQ(status.failed, 30'000U);
    const std::string failures = staging_.bytes(status.output_prefix + "FAILURE/Patient.ndjson");
    EXPECT_GT(failures.size(), 4U << 20);
    EXPECT_EQ(std::count(failures.begin(), failures.end(), '\n'), 30'000);
    service_.reset();
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
        EXPECT_NE(entry.path().extension(), ".tmp");
}

TEST_F(SandboxServiceTest, WithoutReportSuccessThereIsNoSuccessFolder) {
    settings_.report_success = false;
    stage("run/import/0/Patient.ndjson", ndjson_line("Patient", "a"));
    open();
    const auto status = import("token-0", "run/import/0/");
    EXPECT_EQ(staging_.bytes(status.output_prefix + "SUCCESS/Patient.ndjson"), "");
    EXPECT_NE(staging_.bytes(status.output_prefix + "Manifest.json"), "");
}

TEST_F(SandboxServiceTest, ALineAboveTheQuotaIsRefusedAndItsNeighboursTaken) {
    settings_.resource_bytes = 100;
    stage("run/import/0/Binary.ndjson", ndjson_line("Binary", "a") +
                                            ndjson_line("Binary", "b", std::string(20 << 20, 'x')) +
                                            ndjson_line("Binary", "c"));
    open();
    const auto status = import("token-0", "run/import/0/");
    EXPECT_EQ(status.imported, 2U);
    EXPECT_EQ(status.failed, 1U);
    EXPECT_THAT(staging_.bytes(status.output_prefix + "FAILURE/Binary.ndjson"),
                testing::HasSubstr("\"statusCode\":413"));
}

TEST_F(SandboxServiceTest, ALineLargerThanTheReadBufferIsStoredWhole) {
    const std::string line = ndjson_line("Binary", "big", std::string(40 << 20, 'x'));
    stage("run/import/0/Binary.ndjson", line + ndjson_line("Binary", "small"));
    open();
    EXPECT_EQ(import("token-0", "run/import/0/").imported, 2U);
    const auto found = rows();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0], "Binary big 1 " + line.substr(0, line.size() - 1));
}

TEST_F(SandboxServiceTest, AReportBelowTheInputIsNoInput) {
    stage("run/Patient.ndjson", ndjson_line("Patient", "a"));
    open();
    for (const char* token : {"token-0", "token-1"}) {
        const auto id = service_->start({token, "group", "run/", "run/", "strict"});
        ASSERT_TRUE(id);
        EXPECT_EQ(test::wait_for_end(*service_, *id).scanned, 1U);
    }
}

TEST_F(SandboxServiceTest, MoreFilesOrBytesThanAJobMayHaveFail) {
    settings_.limits.files_per_job = 2;
    settings_.limits.bytes_per_job = 200;
    for (const char* name : {"a", "b", "c"})
        stage(std::string("run/import/0/") + name + ".ndjson", ndjson_line("Patient", name));
    stage("run/import/1/a.ndjson", many_lines(10));
    open();
    const auto files = import("token-0", "run/import/0/");
    EXPECT_EQ(files.state, ImportState::kFailed);
    EXPECT_THAT(files.message, testing::HasSubstr("more than 2 files"));
    const auto bytes = import("token-1", "run/import/1/");
    EXPECT_EQ(bytes.state, ImportState::kFailed);
    EXPECT_THAT(bytes.message, testing::HasSubstr("more than 200 bytes"));
    EXPECT_TRUE(rows().empty());
}

TEST_F(SandboxServiceTest, ASecondServiceOnTheSameFileIsRefused) {
    open();
    const auto second = SandboxService::open(settings_, staging_);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, &codes::kSqliteBusy);
    EXPECT_EQ(second.error().fault, Fault::kRetry);
}

TEST_F(SandboxServiceTest, EndedJobsAreKnownAfterARestart) {
    stage("run/import/0/Patient.ndjson", ndjson_line("Patient", "a") + "no json\n");
    open();
    const auto before = import("token-0", "run/import/0/");
    open();
    const auto id = service_->start(import_request("token-0", "run/import/0/"));
    ASSERT_TRUE(id);
    const auto after = service_->describe(*id);
    ASSERT_TRUE(after);
    EXPECT_EQ(after->state, ImportState::kCompletedWithErrors);
    EXPECT_EQ(after->scanned, before.scanned);
    EXPECT_EQ(after->imported, before.imported);
    EXPECT_EQ(after->failed, before.failed);
    EXPECT_EQ(after->output_prefix, before.output_prefix);
    EXPECT_THAT(rows(), testing::SizeIs(1));
}

TEST_F(SandboxServiceTest, AJobInterruptedByTheEndOfTheServiceGoesOnAndCountsNoLineTwice) {
    for (int i = 0; i < 10; ++i) {
        std::string lines;
        for (int line = 0; line < 3000; ++line)
            lines += ndjson_line("Patient", std::to_string(i) + "-" + std::to_string(line), std::string(300, 'x'));
        // The first line of each file stands in the one before, too: duplicates must be seen across a restart.
        if (i > 0) lines = ndjson_line("Patient", std::to_string(i - 1) + "-0") + lines;
        stage("run/import/0/" + std::to_string(i) + ".ndjson", lines);
    }
    open();
    const auto id = service_->start(import_request("token-0", "run/import/0/"));
    ASSERT_TRUE(id);
    for (std::uint64_t round = 1; round < 10; ++round) {
        while (true) {
            const auto status = service_->describe(*id);
            ASSERT_TRUE(status);
            if (jobs::is_terminal(status->state) || status->scanned >= round * 3000) break;
            std::this_thread::sleep_for(std::chrono::microseconds(100));
        }
        open();
    }
    const auto status = test::wait_for_end(*service_, *id);
    EXPECT_EQ(status.state, ImportState::kCompletedWithErrors);
    EXPECT_EQ(status.scanned, 30'009U);
    EXPECT_EQ(status.imported, 30'000U);
    EXPECT_EQ(status.failed, 9U);
    const auto found = rows();
    EXPECT_EQ(found.size(), 30'000U);
    for (const std::string& row : found)
        ASSERT_THAT(row, testing::ContainsRegex("^Patient [0-9-]+ 1 ")) << row.substr(0, 40);
}

TEST_F(SandboxServiceTest, ARunningJobCanBeCancelled) {
    for (int i = 0; i < 20; ++i) stage("run/import/0/" + std::to_string(i) + ".ndjson", many_lines(3000));
    stage("run/import/1/a.ndjson", ndjson_line("Group", "a"));
    open();
    const auto first = service_->start(import_request("token-0", "run/import/0/"));
    const auto second = service_->start(import_request("token-1", "run/import/1/"));
    ASSERT_TRUE(first && second);
    while (service_->describe(*first)->state != ImportState::kInProgress) std::this_thread::yield();
    ASSERT_TRUE(service_->cancel(*first));
    const auto status = service_->describe(*first);
    ASSERT_TRUE(status);
    EXPECT_EQ(status->state, ImportState::kFailed);
    EXPECT_LT(status->scanned, 60'000U);
    EXPECT_EQ(test::wait_for_end(*service_, *second).state, ImportState::kCompleted);
    open();
    EXPECT_EQ(service_->describe(*first)->state, ImportState::kFailed) << "also after a restart";
}

TEST_F(SandboxServiceTest, AStagingErrorFailsTheJobWithItsReasonAndLeavesTheFileUntouched) {
    using test::StoreCall;
    stage("run/import/0/a.ndjson", many_lines(10));
    for (const StoreCall call : {StoreCall::kList, StoreCall::kOpen, StoreCall::kRead, StoreCall::kPut}) {
        test::FaultyStore faulty(staging_);
        faulty.fail_call(call, 1, fatal(codes::kIo, "the cable is out"));
        settings_.database = folder_.path() / (std::to_string(static_cast<int>(call)) + ".sqlite");
        open(faulty);
        const auto status = import("token-0", "run/import/0/");
        EXPECT_EQ(status.state, ImportState::kFailed);
        EXPECT_THAT(status.message, testing::HasSubstr("the cable is out"));
        EXPECT_EQ(status.imported, 0U);
        EXPECT_TRUE(rows().empty());
    }
}

TEST_F(SandboxServiceTest, AShortageIsNoVerdictOnTheJobWhichTheNextProcessFinishes) {
    using test::StoreCall;
    stage("run/import/0/a.ndjson", many_lines(10));
    stage("run/import/1/a.ndjson", ndjson_line("Group", "a"));
    test::FaultyStore faulty(staging_);
    faulty.fail_call(StoreCall::kRead, 1, retryable(codes::kDiskFull, "the disk is full"));
    open(faulty);
    const auto job = service_->start(import_request("token-0", "run/import/0/"));
    ASSERT_TRUE(job);
    EXPECT_EQ(import("token-1", "run/import/1/").state, ImportState::kCompleted) << "others go on";
    const auto status = service_->describe(*job);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, &codes::kDiskFull);
    open();
    EXPECT_EQ(import("token-0", "run/import/0/").state, ImportState::kCompleted);
}

TEST_F(SandboxServiceTest, AFailureThatPassesIsToldOnceAndTheJobIsTakenUpAgain) {
    using test::StoreCall;
    stage("run/import/0/a.ndjson", many_lines(10));
    test::FaultyStore faulty(staging_);
    faulty.fail_call(StoreCall::kRead, 1, retryable(codes::kIo, "the cable was out for a moment"));
    open(faulty);
    const auto job = service_->start(import_request("token-0", "run/import/0/"));
    ASSERT_TRUE(job);
    std::size_t told = 0;
    for (;;) {
        const auto status = service_->describe(*job);
        told += status ? 0U : 1U;
        if (status && jobs::is_terminal(status->state)) {
            EXPECT_EQ(status->state, ImportState::kCompleted) << status->message;
            EXPECT_EQ(status->imported, 10U);
            break;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    EXPECT_EQ(told, 1U);
}

TEST_F(SandboxServiceTest, AStoreThatCannotBeWrittenFailsTheJobAndTheServiceGoesOn) {
    stage("run/import/0/a.ndjson", many_lines(100'000));
    stage("run/import/1/a.ndjson", ndjson_line("Group", "a"));
    settings_.report_success = false;
    open();
    // The kernel refuses to let any file grow, as a full disk would.
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit tight = before;
    tight.rlim_cur = 1U << 20;
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
    const auto status = import("token-0", "run/import/0/");
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler);

    EXPECT_EQ(status.state, ImportState::kFailed);
    EXPECT_THAT(status.message, testing::HasSubstr("sandbox.sqlite"));
    EXPECT_EQ(import("token-1", "run/import/1/").state, ImportState::kCompleted);
    EXPECT_EQ(rows().size(), 1U);
}

TEST_F(SandboxServiceTest, StartIsAnsweredWhileAJobRuns) {
    for (int i = 0; i < 20; ++i) stage("run/import/0/" + std::to_string(i) + ".ndjson", many_lines(3000));
    open();
    const auto running = service_->start(import_request("token-0", "run/import/0/"));
    ASSERT_TRUE(running);
    ASSERT_TRUE(service_->start(import_request("token-1", "run/import/0/")));
    EXPECT_FALSE(jobs::is_terminal(service_->describe(*running)->state)) << "between two files, not after the job";
}

}  // namespace
}  // namespace hios::sandbox
