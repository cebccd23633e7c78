#include "jobs/import/healthlake/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/aws/codes.hpp"
#include "io/memory_store.hpp"
#include "jobs/import/codes.hpp"
#include "jobs/import/healthlake/service.hpp"
#include "tests/support/fake_http.hpp"
#include "tests/support/manual_clock.hpp"

namespace hios::healthlake {
namespace {

using nlohmann::json;
using test::response;
using testing::HasSubstr;

// HealthLake's side of the wire, as a function from operation and arguments to the answer.
class HealthLakeWire : public testing::Test {
protected:
    using Script = std::function<http::Response(const std::string& operation, const json& arguments)>;

    Client client(Script script) {
        http_ = std::make_unique<test::FakeHttp>([script](const http::Request& request) -> Outcome<http::Response> {
            const std::string target(http::find_header(request.headers, "x-amz-target").value_or(""));
            return script(target.substr(target.find('.') + 1), json::parse(test::body_of(request)));
        });
        aws::RetrySettings retries;
        retries.attempts = 1;
        caller_ = std::make_unique<aws::Caller>(*http_, nullptr, clock_, retries);
        return Client(aws::AwsJsonCall(*caller_, {"https://example.org", "healthlake", "HealthLake", "us-east-1", {}}));
    }
    std::vector<std::string> operations() const {
        std::vector<std::string> found;
        for (const auto& request : http_->requests()) {
            const std::string target(*http::find_header(request.headers, "x-amz-target"));
            found.push_back(target.substr(target.find('.') + 1));
        }
        return found;
    }
    static http::Response refused(const std::string& code, const std::string& message = "no") {
        return response(400, json{{"__type", "com.amazonaws.healthlake#" + code}, {"Message", message}}.dump());
    }
    static ServiceSettings settings() {
        ServiceSettings made;
        made.datastore = "d1";
        made.role_arn = "arn:aws:iam::111122223333:role/import";
        made.kms_key = "alias/hios";
        made.staging_uri = "s3://stage/zone";
        return made;
    }

    test::ManualClock clock_;
    std::unique_ptr<test::FakeHttp> http_;
    std::unique_ptr<aws::Caller> caller_;
    io::MemoryStore staging_;
};

const jobs::ImportRequest kRequest{"0123456789abcdef0123", "nightly", "run/import/1/", "run/report/1/", "strict"};
constexpr const char* kName = "nightly-0123456789abcdef";

TEST_F(HealthLakeWire, AStartSaysWhatTheModelAsksFor) {
    json sent;
    Client wire = client([&](const std::string& operation, const json& arguments) {
        if (operation == "StartFHIRImportJob") {
            sent = arguments;
            return response(200, R"({"JobId":"j1","JobStatus":"SUBMITTED","DatastoreId":"d1"})");
        }
        if (operation == "ListFHIRImportJobs") return response(200, R"({"ImportJobPropertiesList":[]})");
        return response(200, R"({"DatastoreProperties":{"DatastoreId":"d1","DatastoreStatus":"ACTIVE"}})");
    });
    HealthLakeService service(wire, settings(), staging_, clock_);
    const auto started = service.start(kRequest);
    ASSERT_TRUE(started) << to_text(started.error());
    EXPECT_EQ(*started, "j1");
    EXPECT_EQ(sent,
              (json{{"JobName", kName},
                    {"InputDataConfig", {{"S3Uri", "s3://stage/zone/run/import/1/"}}},
                    {"JobOutputDataConfig",
                     {{"S3Configuration", {{"S3Uri", "s3://stage/zone/run/report/1/"}, {"KmsKeyId", "alias/hios"}}}}},
                    {"DatastoreId", "d1"},
                    {"DataAccessRoleArn", "arn:aws:iam::111122223333:role/import"},
                    {"ClientToken", "0123456789abcdef0123"},
                    {"ValidationLevel", "strict"}}));
}

// A service forgets tokens after a while; the list of its jobs stays.
TEST_F(HealthLakeWire, AJobThatTheListShowsIsNotStartedAgain) {
    Client wire = client([](const std::string& operation, const json& arguments) {
        if (operation == "DescribeFHIRDatastore")
            return response(200, R"({"DatastoreProperties":{"DatastoreStatus":"ACTIVE"}})");
        EXPECT_EQ(arguments.at("JobName"), kName);
        json list = json::array();
        if (!arguments.contains("NextToken")) {
            list.push_back({{"JobId", "other"}, {"JobName", "nightly"}, {"JobStatus", "COMPLETED"}});
            return response(200, json{{"ImportJobPropertiesList", list}, {"NextToken", "more"}}.dump());
        }
        list.push_back({{"JobId", "mine"},
                        {"JobName", kName},
                        {"JobStatus", "QUEUED"},
                        {"SubmitTime", 1606272542.161},
                        {"InputDataConfig", {{"S3Uri", "s3://stage/zone/run/import/1/"}}}});
        return response(200, json{{"ImportJobPropertiesList", list}}.dump());
    });
    HealthLakeService service(wire, settings(), staging_, clock_);
    const auto started = service.start(kRequest);
    ASSERT_TRUE(started) << to_text(started.error());
    EXPECT_EQ(*started, "mine");
    EXPECT_THAT(operations(), testing::Not(testing::Contains("StartFHIRImportJob")));
}

TEST_F(HealthLakeWire, DescribeReadsTimesCountsAndPlaces) {
    Client wire = client([](const std::string&, const json&) {
        return response(200, R"({"ImportJobProperties":{"JobId":"j1","JobName":"n","JobStatus":"COMPLETED",
            "SubmitTime":1606272542,"EndTime":1606272609.497,"DatastoreId":"d1","Newer":{"x":[1]},
            "JobOutputDataConfig":{"S3Configuration":{"S3Uri":"s3://stage/zone/run/report/1/d1-FHIR_IMPORT-j1/"}},
            "JobProgressReport":{"TotalNumberOfResourcesScanned":5.0,"TotalNumberOfResourcesImported":4,
            "TotalNumberOfResourcesWithCustomerError":1,"Throughput":0.5}}})");
    });
    const auto job = wire.describe_import("d1", "j1");
    ASSERT_TRUE(job && *job);
    EXPECT_EQ((*job)->submitted, 1606272542);
    EXPECT_DOUBLE_EQ((*job)->ended, 1606272609.497);
    ASSERT_TRUE((*job)->counts);
    EXPECT_EQ((*job)->counts->scanned, 5U);
    EXPECT_EQ((*job)->counts->imported, 4U);
    EXPECT_EQ((*job)->counts->failed, 1U);
    EXPECT_EQ((*job)->output_uri, "s3://stage/zone/run/report/1/d1-FHIR_IMPORT-j1/");
}

TEST_F(HealthLakeWire, TheReportIsWhereDescribeSays) {
    std::string place;
    Client wire = client([&](const std::string&, const json&) {
        json output{{"S3Configuration", {{"S3Uri", place}}}};
        return response(200, json{{"ImportJobProperties",
                                   {{"JobStatus", "COMPLETED"}, {"JobId", "j1"}, {"JobOutputDataConfig", output}}}}
                                 .dump());
    });
    HealthLakeService service(wire, settings(), staging_, clock_);
    const auto told = [&](const std::string& uri) {
        place = uri;
        return service.describe("j1")->output_prefix;
    };
    EXPECT_EQ(told("s3://stage/zone/a/b/d1-FHIR_IMPORT-j1/"), "a/b/d1-FHIR_IMPORT-j1/");
    EXPECT_EQ(told("s3://stage/zone/a/b/d1-FHIR_IMPORT-j1"), "a/b/d1-FHIR_IMPORT-j1/");
    EXPECT_EQ(told("s3://stage/zone/a/b/"), "a/b/d1-FHIR_IMPORT-j1/") << "what was asked for, as older services tell";
    EXPECT_EQ(told("s3://elsewhere/a/d1-FHIR_IMPORT-j1/"), "");
    EXPECT_THAT(service.describe("j1")->message, HasSubstr("s3://elsewhere/"));
}

TEST_F(HealthLakeWire, BothSpellingsOfTheManifestAreReadAndADamagedOneIsNoTrap) {
    Client wire = client([&](const std::string&, const json&) {
        return response(200, R"({"ImportJobProperties":{"JobStatus":"COMPLETED","JobId":"j1","JobOutputDataConfig":
            {"S3Configuration":{"S3Uri":"s3://stage/zone/r/d1-FHIR_IMPORT-j1/"}}}})");
    });
    HealthLakeService service(wire, settings(), staging_, clock_);
    for (const char* name : {"manifest.json", "Manifest.json"}) {
        const std::string key = std::string("r/d1-FHIR_IMPORT-j1/") + name;
        ASSERT_TRUE(
            staging_.put(key, R"({"numberOfResourcesScanned":7,"numberOfResourcesImportedSuccessfully":7})", {}));
        EXPECT_EQ(service.describe("j1")->imported, 7U) << name;
        ASSERT_TRUE(staging_.remove(key));
    }
    ASSERT_TRUE(staging_.put("r/d1-FHIR_IMPORT-j1/Manifest.json", "{\"numberOf", {}));
    const auto damaged = service.describe("j1");
    ASSERT_TRUE(damaged) << to_text(damaged.error());
    EXPECT_EQ(damaged->state, jobs::ImportState::kCompleted);
    EXPECT_THAT(damaged->message, HasSubstr("import.report"));
}

TEST_F(HealthLakeWire, WhatIsNotHealthLakesAnswerIsSaid) {
    for (const char* body : {"{}", R"({"JobId":""})", R"({"JobId":7})"}) {
        Client wire = client([&](const std::string&, const json&) { return response(200, body); });
        const auto started = wire.start_import({"n", "s3://abc/i/", "s3://abc/o/", "alias/k", "d1",
                                                "arn:aws:iam::111122223333:role/import", "t", "strict"});
        ASSERT_FALSE(started) << body;
        EXPECT_EQ(started.error().code, &codes::kAwsAnswer);
    }
}

TEST_F(HealthLakeWire, AWrongFieldIsNeverSent) {
    Client wire = client([](const std::string&, const json&) { return response(500); });
    const StartImport good{"n", "s3://abc/i/", "s3://abc/o/", "alias/k", "d1", "arn:aws:iam::111122223333:role/import",
                           "t", "strict"};
    const auto named = [&](auto&& change) {
        StartImport wrong = good;
        change(wrong);
        const auto answer = wire.start_import(wrong);
        return answer ? "accepted" : answer.error().what;
    };
    EXPECT_THAT(named([](auto& start) { start.datastore = ""; }), HasSubstr("DatastoreId"));
    EXPECT_THAT(named([](auto& start) { start.role_arn = "r"; }), HasSubstr("DataAccessRoleArn"));
    EXPECT_THAT(named([](auto& start) { start.kms_key = ""; }), HasSubstr("(KmsKeyId) is missing"));
    EXPECT_THAT(named([](auto& start) { start.input_uri = "/i/"; }), HasSubstr("InputDataConfig"));
    EXPECT_THAT(named([](auto& start) { start.input_uri = "s3://abc/i"; }), HasSubstr("neighbours"));
    EXPECT_THAT(named([](auto& start) { start.output_uri = ""; }), HasSubstr("JobOutputDataConfig"));
    EXPECT_THAT(named([](auto& start) { start.job_name = "O'R"; }), HasSubstr("JobName"));
    EXPECT_THAT(named([](auto& start) { start.client_token = "a_b"; }), HasSubstr("ClientToken"));
    EXPECT_THAT(named([](auto& start) { start.validation_level = "x"; }), HasSubstr("ValidationLevel"));
    EXPECT_TRUE(http_->requests().empty());
}

TEST_F(HealthLakeWire, AMissingOrDyingDatastoreEndsTheRunBeforeItBegins) {
    http::Response answer = refused("ResourceNotFoundException");
    Client wire = client([&](const std::string&, const json&) { return answer; });
    HealthLakeService service(wire, settings(), staging_, clock_);
    const auto check = [&](http::Response next) {
        answer = std::move(next);
        return service.check();
    };
    const auto in_state = [](const std::string& state) {
        return response(200, json{{"DatastoreProperties", {{"DatastoreStatus", state}}}}.dump());
    };
    for (auto& bad : {refused("ResourceNotFoundException"), in_state("DELETING"), in_state("CREATE_FAILED")}) {
        const auto checked = check(bad);
        ASSERT_FALSE(checked);
        EXPECT_EQ(checked.error().code, &codes::kImportDatastore);
        EXPECT_EQ(checked.error().fault, Fault::kFatal);
    }
    EXPECT_TRUE(check(refused("ThrottlingException"))) << "passes by itself";
    EXPECT_TRUE(check(in_state("CREATING"))) << "may be ready when the first group is";
    const auto early = service.start(kRequest);
    ASSERT_FALSE(early);
    EXPECT_EQ(early.error().fault, Fault::kRetry);
    EXPECT_TRUE(check(refused("AccessDeniedException"))) << "importing needs no look at the data store";
}

TEST_F(HealthLakeWire, ARoleJustMadeIsWaitedForAndNoLongerThanTold) {
    bool allowed = false;
    Client wire = client([&](const std::string& operation, const json&) {
        if (operation == "DescribeFHIRDatastore")
            return response(200, R"({"DatastoreProperties":{"DatastoreStatus":"ACTIVE"}})");
        if (operation == "ListFHIRImportJobs") return response(200, R"({"ImportJobPropertiesList":[]})");
        return allowed ? response(200, R"({"JobId":"j1"})")
                       : refused("ValidationException", "HealthLake is unable to assume the role.");
    });
    HealthLakeService service(wire, settings(), staging_, clock_);
    for (int attempt = 0; attempt < 6; ++attempt) {
        const auto started = service.start(kRequest);
        ASSERT_FALSE(started);
        EXPECT_EQ(started.error().code, &codes::kImportRole);
        EXPECT_EQ(started.error().fault, Fault::kRetry);
        clock_.advance(std::chrono::seconds(10));
    }
    const auto late = service.start(kRequest);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().fault, Fault::kFatal);
    EXPECT_THAT(late.error().what, HasSubstr("unable to assume the role"));
    allowed = true;
    EXPECT_TRUE(service.start(kRequest));
    allowed = false;
    EXPECT_EQ(service.start(kRequest).error().fault, Fault::kFatal) << "a role that has worked is not new";
}

}  // namespace
}  // namespace hios::healthlake
