#include <chrono>
#include <thread>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "jobs/sqlite/sqlite.hpp"
#include "tests/jobs/sandbox/server/server_fixture.hpp"

namespace hios::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kPatients = R"({"resourceType":"Patient","id":"a","gender":"male"})"
                                  "\n"
                                  R"({"resourceType":"Patient","id":"b","gender":"purple"})"
                                  "\n"
                                  R"({"resourceType":"Patient","id":"a"})"
                                  "\n"
                                  R"({"resourceType":"Patient"})"
                                  "\n"
                                  "{oops\n";

class HealthLake : public ServerTest {
protected:
    [[nodiscard]] json request(const std::string& input = "s3://stage/in/") const {
        return {{"JobName", "nightly"},
                {"InputDataConfig", {{"S3Uri", input}}},
                {"JobOutputDataConfig",
                 {{"S3Configuration", {{"S3Uri", "s3://other/out/"}, {"KmsKeyId", server_->kms_key()}}}}},
                {"DatastoreId", server_->settings().datastore_id},
                {"DataAccessRoleArn", server_->role_arn()},
                {"ValidationLevel", "structure-only"}};
    }
    json call(const char* operation, const json& body, int status = 200) const {
        const Response answer = client().healthlake(operation, body.dump());
        EXPECT_EQ(answer.status, status) << answer.body;
        return json::parse(answer.body, nullptr, false);
    }
    // The message of a refused start.
    std::string refusal(const json& body, const std::string& type) const {
        const json answer = call("StartFHIRImportJob", body, 400);
        EXPECT_EQ(answer.value("__type", ""), "com.amazonaws.healthlake#" + type);
        return answer.value("Message", "");
    }
    json describe(const std::string& job) const {
        return call("DescribeFHIRImportJob",
                    {{"DatastoreId", server_->settings().datastore_id}, {"JobId", job}})["ImportJobProperties"];
    }
    json wait(const std::string& job) const {
        for (int look = 0; look < 2000; ++look) {
            json found = describe(job);
            const std::string state = found["JobStatus"];
            if (state.starts_with("COMPLETED") || state == "FAILED") return found;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        ADD_FAILURE() << "the job does not end";
        return {};
    }
    json run(const json& body) const { return wait(call("StartFHIRImportJob", body)["JobId"]); }
    // The object at the path below the job's folder.
    Response report(const json& job, const std::string& path) const {
        const std::string uri = job["JobOutputDataConfig"]["S3Configuration"]["S3Uri"];
        return client().get("/" + uri.substr(5) + path);
    }
    std::vector<std::string> contents() const {
        sqlite::OpenOptions options;
        options.read_only = true;
        auto database = sqlite::Database::open(folder_.path() / "sandbox.sqlite", options);
        auto query = database->prepare("SELECT type || '/' || id || ' ' || version FROM resource ORDER BY 1");
        std::vector<std::string> rows;
        while (*query->step()) rows.emplace_back(query->text(0));
        return rows;
    }
};

TEST_F(HealthLake, AJobStoresGoodLinesAndReportsTheRest) {
    client().put("/stage/in/Patient/p.ndjson", kPatients);
    client().put("/stage/in/readme.txt", "not imported");
    const json job = run(request());
    EXPECT_EQ(job["JobStatus"], "COMPLETED_WITH_ERRORS") << job.dump(2);
    EXPECT_EQ(job["ValidationLevel"], "structure-only");
    EXPECT_TRUE(job["SubmitTime"].is_number_float());
    EXPECT_GE(job["EndTime"].get<double>(), job["SubmitTime"].get<double>());
    const json& progress = job["JobProgressReport"];
    EXPECT_EQ(progress["TotalNumberOfScannedFiles"], 1);
    EXPECT_EQ(progress["TotalNumberOfResourcesScanned"], 5);
    EXPECT_EQ(progress["TotalNumberOfResourcesImported"], 1);
    EXPECT_EQ(progress["TotalNumberOfResourcesWithCustomerError"], 4);
    EXPECT_EQ(progress["TotalNumberOfFilesReadWithCustomerError"], 1);
    EXPECT_THAT(contents(), testing::ElementsAre("Patient/a 1"));

    const json manifest = json::parse(report(job, "Manifest.json").body);
    EXPECT_EQ(manifest["inputDataConfig"]["s3Uri"], "s3://stage/in/");
    EXPECT_EQ(manifest["outputDataConfig"]["encryptionKeyID"], server_->kms_key());
    EXPECT_EQ(manifest["numberOfResourcesWithCustomerError"], 4);
    EXPECT_THAT(report(job, "SUCCESS/Patient/p.ndjson").body, HasSubstr(R"({"lineId":1,"resourceId":"a")"));
    std::istringstream failures(report(job, "FAILURE/Patient/p.ndjson").body);
    std::vector<std::pair<int, int>> lines;  // lineId, statusCode
    for (std::string line; std::getline(failures, line);) {
        const json entry = json::parse(line);
        EXPECT_EQ(entry["UpdateResourceResponse"]["jsonBlob"]["resourceType"], "OperationOutcome");
        EXPECT_EQ(line.find("purple"), std::string::npos);
        lines.emplace_back(entry["lineId"], entry["UpdateResourceResponse"]["statusCode"]);
    }
    EXPECT_THAT(lines,
                testing::ElementsAre(std::pair(2, 400), std::pair(3, 409), std::pair(4, 400), std::pair(5, 400)));
    EXPECT_EQ(client().get("/other/out/.healthlake_write_access_check_file.temp").body, "");
    EXPECT_EQ(report(job, "FAILURE/Patient/p.ndjson").headers.at("x-amz-server-side-encryption"), "aws:kms");
}

TEST_F(HealthLake, AJobWithoutErrorsHasNoFailureFolder) {
    client().put("/stage/in/p.ndjson", R"({"resourceType":"Patient","id":"a"})");
    const json job = run(request());
    EXPECT_EQ(job["JobStatus"], "COMPLETED");
    EXPECT_EQ(report(job, "FAILURE/p.ndjson").status, 404);
    EXPECT_EQ(report(job, "manifest.json").status, 404);
}

TEST_F(HealthLake, AtMinimalWhatSearchCannotUseIsStoredWithARemark) {
    client().put("/stage/in/p.ndjson", kPatients);
    json body = request();
    body["ValidationLevel"] = "minimal";
    const json job = run(body);
    EXPECT_EQ(job["JobProgressReport"]["TotalNumberOfResourcesImported"], 2);
    EXPECT_THAT(report(job, "SUCCESS_WITH_SEARCH_VALIDATION_FAILURES/p.ndjson").body, HasSubstr(R"("resourceId":"b")"));
}

TEST_F(HealthLake, ImportingAgainRaisesTheVersion) {
    client().put("/stage/in/p.ndjson", R"({"resourceType":"Patient","id":"a"})");
    run(request());
    run(request());
    EXPECT_THAT(contents(), testing::ElementsAre("Patient/a 2"));
}

TEST_F(HealthLake, DocumentStyleReportsAreAsThePagesPrintThem) {
    settings_.report_style = sandbox::ReportStyle::kDocument;
    start();
    client().put("/stage/in/p.ndjson", "{oops");
    const json job = run(request());
    EXPECT_EQ(report(job, "manifest.json").status, 200);
    EXPECT_THAT(report(job, "FAILURE/p.ndjson").body, HasSubstr(R"({"lineId":1,UpdateResourceResponse:)"));
}

TEST_F(HealthLake, ATokenAnswersItsOwnJob) {
    client().put("/stage/in/p.ndjson", R"({"resourceType":"Patient","id":"a"})");
    json body = request();
    body["ClientToken"] = "token-1";
    const std::string first = run(body)["JobId"];
    EXPECT_EQ(call("StartFHIRImportJob", body)["JobId"], first);
    start();  // also of an earlier process
    body["JobOutputDataConfig"]["S3Configuration"]["KmsKeyId"] = server_->kms_key();
    EXPECT_EQ(call("StartFHIRImportJob", body)["JobId"], first);
    body["JobName"] = "another";
    EXPECT_THAT(refusal(body, "ValidationException"), HasSubstr("ClientToken"));
    EXPECT_THAT(contents(), testing::ElementsAre("Patient/a 1"));
}

TEST_F(HealthLake, EveryModelledConstraintIsChecked) {
    const auto message = [this](const char* pointer, const json& value) {
        json body = request();
        body[json::json_pointer(pointer)] = value;
        return refusal(body, "ValidationException");
    };
    EXPECT_THAT(message("/JobName", "O'Reilly"),
                HasSubstr("Value at 'jobName' failed to satisfy constraint: Member must "
                          "satisfy regular expression pattern"));
    EXPECT_THAT(message("/JobName", std::string(65, 'x')), HasSubstr("length less than or equal to 64"));
    EXPECT_THAT(message("/JobName", ""), HasSubstr("length greater than or equal to 1"));
    EXPECT_THAT(message("/InputDataConfig/S3Uri", "https://stage/in"), HasSubstr("'inputDataConfig.s3Uri'"));
    EXPECT_THAT(message("/InputDataConfig/S3Uri", "s3://A/in"), HasSubstr("'inputDataConfig.s3Uri'"));
    EXPECT_THAT(message("/JobOutputDataConfig/S3Configuration/KmsKeyId", ""),
                HasSubstr("length greater than or equal to 1"));
    EXPECT_THAT(message("/JobOutputDataConfig/S3Configuration/KmsKeyId", nullptr), HasSubstr("must not be null"));
    EXPECT_THAT(message("/DataAccessRoleArn", "arn:aws:iam::123:role/x-is-long-enough"),
                HasSubstr("'dataAccessRoleArn'"));
    EXPECT_THAT(message("/ClientToken", "no_underscores"), HasSubstr("'clientToken'"));
    EXPECT_THAT(message("/ValidationLevel", "lax"), HasSubstr("[strict, structure-only, minimal]"));
    EXPECT_THAT(message("/DatastoreId", std::string(33, 'a')), HasSubstr("'datastoreId'"));
    EXPECT_THAT(refusal(json::object(), "ValidationException"), testing::StartsWith("4 validation errors detected: "));
    EXPECT_THAT(refusal({{"JobName", 3}}, "SerializationException"), HasSubstr("JobName"));
    json body = request();
    body["JobName"] = "caf\u00e9 1+2 @%";
    body["ProfileId"] = "newer members are taken";
    EXPECT_EQ(call("StartFHIRImportJob", body)["JobStatus"], "SUBMITTED");
}

TEST_F(HealthLake, UnknownThingsHaveTheirOwnExceptions) {
    json body = request();
    body["DatastoreId"] = "ffffffffffffffffffffffffffffffff";
    EXPECT_NE(refusal(body, "ResourceNotFoundException"), "");
    EXPECT_EQ(call("DescribeFHIRImportJob", {{"DatastoreId", server_->settings().datastore_id}, {"JobId", "x"}},
                   400)["__type"],
              "com.amazonaws.healthlake#ResourceNotFoundException");
    EXPECT_EQ(call("StartFHIRExportJob", json::object(), 400)["__type"],
              "com.amazonaws.healthlake#UnknownOperationException");
    body = request();
    body["DataAccessRoleArn"] = "arn:aws:iam::000000000000:role/unknown";
    EXPECT_THAT(call("StartFHIRImportJob", body, 403)["Message"].get<std::string>(), HasSubstr("iam:PassRole"));
    EXPECT_EQ(client().healthlake("ListFHIRDatastores", "{oops").status, 400);
    Client stranger(server_->port(), {server_->key().id, "guessed"});
    EXPECT_THAT(stranger.healthlake("ListFHIRDatastores", "{}").body, HasSubstr("InvalidSignatureException"));
    Client late = client();
    late.date_time = "20200101T000000Z";
    EXPECT_THAT(late.healthlake("ListFHIRDatastores", "{}").body, HasSubstr("Signature expired"));
}

TEST_F(HealthLake, AJobThatCannotRunFailsWithAMessage) {
    const auto message = [this](const json& body) {
        const json job = run(body);
        EXPECT_EQ(job["JobStatus"], "FAILED");
        return job.value("Message", "");
    };
    EXPECT_THAT(message(request("s3://missing/in/")), HasSubstr("bucket missing does not exist"));
    EXPECT_THAT(message(request("s3://stage/empty/")), HasSubstr("no .ndjson file"));
    json body = request();
    body["JobOutputDataConfig"]["S3Configuration"]["KmsKeyId"] = "00000000-0000-4000-8000-00000000ffff";
    EXPECT_THAT(message(body), HasSubstr("KMS key"));
    settings_.roles = {{"arn:aws:iam::000000000000:role/narrow", {"stage"}}};
    start();
    EXPECT_THAT(message(request()), HasSubstr("no permission for the bucket other"));
    settings_.roles.clear();
    settings_.limits.files_per_job = 1;
    start();
    client().put("/stage/in/1.ndjson", "{}");
    client().put("/stage/in/2.ndjson", "{}");
    EXPECT_THAT(message(request()), HasSubstr("more than 1 files"));
    server_->set_faults(
        *sandbox::FaultScript::parse("rules: [{operation: StartFHIRImportJob, do: fail_job, message: told to}]"));
    EXPECT_EQ(message(request("s3://stage/in/1")), "told to");
}

TEST_F(HealthLake, OneJobRunsAndTheQueueHasAnEnd) {
    settings_.start_paused = true;
    settings_.limits.queued_jobs = 2;
    start();
    client().put("/stage/in/p.ndjson", R"({"resourceType":"Patient","id":"a"})");
    const std::string first = call("StartFHIRImportJob", request())["JobId"];
    const std::string second = call("StartFHIRImportJob", request())["JobId"];
    EXPECT_NE(refusal(request(), "ThrottlingException"), "");
    server_->resume();
    EXPECT_LE(wait(first)["EndTime"].get<double>(), wait(second)["EndTime"].get<double>());
}

TEST_F(HealthLake, ListingsFilterAndPage) {
    client().put("/stage/in/p.ndjson", R"({"resourceType":"Patient","id":"a"})");
    std::vector<std::string> ids;
    for (const char* name : {"one", "two", "three"}) {
        json body = request();
        body["JobName"] = name;
        ids.push_back(run(body)["JobId"]);
    }
    const json store{{"DatastoreId", server_->settings().datastore_id}};
    json wanted = store;
    wanted["MaxResults"] = 2;
    const json page = call("ListFHIRImportJobs", wanted);
    ASSERT_EQ(page["ImportJobPropertiesList"].size(), 2U);
    EXPECT_EQ(page["ImportJobPropertiesList"][0]["JobId"], ids[2]);
    wanted["NextToken"] = page["NextToken"];
    const json rest = call("ListFHIRImportJobs", wanted);
    EXPECT_EQ(rest["ImportJobPropertiesList"][0]["JobId"], ids[0]);
    EXPECT_FALSE(rest.contains("NextToken"));
    wanted = store;
    wanted["JobName"] = "two";
    EXPECT_EQ(call("ListFHIRImportJobs", wanted)["ImportJobPropertiesList"][0]["JobId"], ids[1]);
    wanted["JobStatus"] = "FAILED";
    EXPECT_TRUE(call("ListFHIRImportJobs", wanted)["ImportJobPropertiesList"].empty());
    wanted = store;
    wanted["SubmittedAfter"] = 4102444800;
    EXPECT_TRUE(call("ListFHIRImportJobs", wanted)["ImportJobPropertiesList"].empty());
    EXPECT_EQ(call("DescribeFHIRDatastore", store)["DatastoreProperties"]["DatastoreStatus"], "ACTIVE");
    EXPECT_EQ(
        call("ListFHIRDatastores", {{"Filter", {{"DatastoreStatus", "DELETED"}}}})["DatastorePropertiesList"].size(),
        0U);
}

TEST_F(HealthLake, CallsAboveTheRateAreThrottled) {
    settings_.reads_per_second = 2;
    start();
    int throttled = 0;
    for (int number = 0; number < 6; ++number) {
        const Response answer = client().healthlake("ListFHIRDatastores", "{}");
        throttled += answer.body.find("ThrottlingException") != std::string::npos ? 1 : 0;
    }
    EXPECT_GE(throttled, 2);
}

TEST_F(HealthLake, AnOpenJobGoesOnAfterARestart) {
    settings_.start_paused = true;
    start();
    client().put("/stage/in/p.ndjson", R"({"resourceType":"Patient","id":"a"})");
    const std::string job = call("StartFHIRImportJob", request())["JobId"];
    settings_.start_paused = false;
    start();
    EXPECT_EQ(wait(job)["JobStatus"], "COMPLETED");
    start();
    EXPECT_EQ(describe(job)["JobProgressReport"]["TotalNumberOfResourcesImported"], 1);
    EXPECT_THAT(contents(), testing::ElementsAre("Patient/a 1"));
}

}  // namespace
}  // namespace hios::test
