#include "jobs/import/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "io/memory_store.hpp"
#include "jobs/import/codes.hpp"

namespace hios::jobs {
namespace {

const std::string kFolder = "out/store-FHIR_IMPORT-job/";

class ReportTest : public testing::Test {
protected:
    void put(const std::string& name, const std::string& text) { ASSERT_TRUE(staging_.put(kFolder + name, text, {})); }
    FailureCounts read() {
        auto counts = read_report_failures(
            staging_, kFolder, [this](ImportFailure&& failure) { failures_.push_back(std::move(failure)); });
        EXPECT_TRUE(counts);
        return counts ? *counts : FailureCounts{};
    }

    io::MemoryStore staging_;
    std::vector<ImportFailure> failures_;
};

TEST_F(ReportTest, TotalsComeFromTheManifestInEitherSpelling) {
    for (const char* name : {"Manifest.json", "manifest.json"}) {
        io::MemoryStore staging;
        ASSERT_TRUE(staging.put(kFolder + name,
                                R"({"numberOfScannedFiles":3,"numberOfFilesImported":2,"numberOfResourcesScanned":10.0,
            "numberOfResourcesImportedSuccessfully":7,"numberOfResourcesWithCustomerError":2,"numberOfResourcesWithServerError":1,"new":{}})",
                                {}));
        const auto totals = read_report_totals(staging, kFolder);
        ASSERT_TRUE(totals);
        EXPECT_TRUE(totals->manifest_found);
        EXPECT_EQ(totals->files_scanned, 3U);
        EXPECT_EQ(totals->files_imported, 2U);
        EXPECT_EQ(totals->scanned, 10U);
        EXPECT_EQ(totals->imported, 7U);
        EXPECT_EQ(totals->customer_errors, 2U);
        EXPECT_EQ(totals->server_errors, 1U);
    }
}

TEST_F(ReportTest, AMissingManifestIsNoError) {
    const auto totals = read_report_totals(staging_, kFolder);
    ASSERT_TRUE(totals);
    EXPECT_FALSE(totals->manifest_found);
}

TEST_F(ReportTest, ADamagedManifestIsAnError) {
    put("Manifest.json", "{\"numberOf");
    const auto totals = read_report_totals(staging_, kFolder);
    ASSERT_FALSE(totals);
    EXPECT_EQ(totals.error().code, &codes::kImportReport);
}

TEST_F(ReportTest, WithoutAFailureFolderThereAreNoFailures) {
    put("SUCCESS/Patient.ndjson", "{\"lineId\":1}\n");
    EXPECT_EQ(read().failures, 0U);
}

TEST_F(ReportTest, FailuresCarryPlaceStatusAndOutcome) {
    put("FAILURE/b/Group.ndjson",
        R"({"lineId":4,"resourceId":"g","resourceType":"Group","UpdateResourceResponse":{"jsonBlob":{"resourceType":"OperationOutcome","issue":[]},"statusCode":409}})");
    put("FAILURE/a/Patient.ndjson",
        R"({"lineId":9,"UpdateResourceResponse":{"jsonBlob":"{\"resourceType\":\"OperationOutcome\"}"},"statusCode":"400"})"
        "\n");
    const auto counts = read();
    EXPECT_EQ(counts.failures, 2U);
    EXPECT_EQ(counts.odd_lines, 0U);
    EXPECT_EQ(failures_[0].file, "a/Patient.ndjson");
    EXPECT_EQ(failures_[0].line_id, 9U);
    EXPECT_EQ(failures_[0].status, 400);
    EXPECT_EQ(failures_[0].resource_id, "");
    EXPECT_EQ(failures_[0].operation_outcome, R"({"resourceType":"OperationOutcome"})");
    EXPECT_EQ(failures_[1].file, "b/Group.ndjson");
    EXPECT_EQ(failures_[1].resource_type, "Group");
    EXPECT_EQ(failures_[1].resource_id, "g");
    EXPECT_EQ(failures_[1].status, 409);
    EXPECT_EQ(failures_[1].operation_outcome, R"({"issue":[],"resourceType":"OperationOutcome"})");
}

TEST_F(ReportTest, OddLinesAreCountedAndSavedAsFarAsTheyGo) {
    put("FAILURE/Patient.ndjson",
        "\n  \r\n"
        "{\"lineId\":3, UpdateResourceResponse:{\"jsonBlob\":{}}, \"statusCode\":400}\n"
        "[1]\n"
        "{\"lineId\":\"x\",\"resourceId\":7}\n"
        "{\"lineId\":-1,\"UpdateResourceResponse\":[],\"statusCode\":{}}\n"
        "{ lineId : abc 5\n" +
            std::string(17U << 20, '{') + "\n");
    const auto counts = read();
    EXPECT_EQ(counts.failures, 6U);
    EXPECT_EQ(counts.odd_lines, 4U);
    EXPECT_EQ(failures_[0].line_id, 3U);
    EXPECT_EQ(failures_[1].line_id, std::nullopt);
    EXPECT_EQ(failures_[2].line_id, std::nullopt);
    EXPECT_EQ(failures_[2].resource_id, "");
    EXPECT_EQ(failures_[3].line_id, std::nullopt);
    EXPECT_EQ(failures_[4].line_id, std::nullopt);
}

}  // namespace
}  // namespace hios::jobs
