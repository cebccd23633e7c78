#include "io/aws/caller.hpp"

#include <gtest/gtest.h>

#include "io/aws/codes.hpp"
#include "io/aws/credentials_chain.hpp"
#include "io/aws/json_call.hpp"
#include "io/http/codes.hpp"
#include "tests/support/fake_http.hpp"
#include "tests/support/manual_clock.hpp"

namespace hios::aws {
namespace {

using test::body_of;
using test::FakeHttp;
using test::response;

// Answers in turn; the last one stays.
FakeHttp::Answer in_turn(std::vector<Outcome<http::Response>> answers) {
    return [answers = std::move(answers), next = std::size_t{0}](const http::Request&) mutable {
        return answers[std::min(next++, answers.size() - 1)];
    };
}

class CallerTest : public testing::Test {
protected:
    Outcome<Reply> call(FakeHttp& http, RetrySettings retries = {}) {
        Caller caller(http, keys_.get(), clock_, retries);
        Call what;
        what.request.url = "https://s3.us-east-1.amazonaws.com/bucket";
        what.scope = {"s3", "us-east-1", PathRule::kAsSent, true, true};
        return caller.call(what);
    }

    test::ManualClock clock_;
    std::unique_ptr<CredentialsProvider> keys_ = fixed_credentials({"AKID", "secret", "token", {}, {}});
};

TEST_F(CallerTest, ASuccessIsSignedAndMadeOnce) {
    FakeHttp http(in_turn({response(200, "x")}));
    const auto reply = call(http);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->body, "x");
    ASSERT_EQ(http.requests().size(), 1U);
    EXPECT_EQ(http::find_header(http.requests()[0].headers, "x-amz-security-token"), "token");
    EXPECT_TRUE(http::find_header(http.requests()[0].headers, "authorization"));
}

TEST_F(CallerTest, PassingFailuresAreTriedAgainWithAFreshSignature) {
    FakeHttp http(in_turn({response(503), fail(retryable(codes::kHttpConnection, "broke")),
                           response(500, "<Error><Code>InternalError</Code></Error>"), response(200, "x")}));
    const auto reply = call(http);
    ASSERT_TRUE(reply);
    EXPECT_FALSE(reply->error);
    EXPECT_EQ(reply->attempts, 4U);
    EXPECT_EQ(clock_.sleeps().size(), 3U);
    const auto sent = http.requests();
    EXPECT_EQ(http::find_header(sent[3].headers, "x-amz-date"), amz_timestamp(clock_.now()));
}

TEST_F(CallerTest, ARefusalIsNotTriedAgain) {
    FakeHttp http(in_turn({response(404, "<Error><Code>NoSuchKey</Code></Error>")}));
    EXPECT_EQ(call(http)->error->code, "NoSuchKey");
    EXPECT_EQ(http.requests().size(), 1U);
}

TEST_F(CallerTest, AttemptsHaveTheirLimit) {
    FakeHttp http(in_turn({response(503)}));
    RetrySettings retries;
    retries.attempts = 3;
    EXPECT_EQ(call(http, retries)->error->status, 503);
    EXPECT_EQ(http.requests().size(), 3U);
}

TEST_F(CallerTest, AFatalTransportErrorIsNotTriedAgain) {
    FakeHttp http(in_turn({fail(fatal(codes::kHttpTls, "not trusted"))}));
    EXPECT_EQ(call(http).error().code, &codes::kHttpTls);
    EXPECT_EQ(http.requests().size(), 1U);
}

TEST_F(CallerTest, TheServersClockIsTaken) {
    FakeHttp http([this](const http::Request& request) -> Outcome<http::Response> {
        const auto server = clock_.now() + std::chrono::hours(2);
        if (http::find_header(request.headers, "x-amz-date")->substr(0, 11) == amz_timestamp(server).substr(0, 11)) {
            return response(200);
        }
        return response(403, "<Error><Code>RequestTimeTooSkewed</Code></Error>",
                        {{"Date", "Wed, 15 Nov 2023 00:13:20 GMT"}});
    });
    EXPECT_FALSE(call(http)->error);
    EXPECT_EQ(http.requests().size(), 2U);
}

TEST_F(CallerTest, AClockThatStaysWrongIsAnError) {
    FakeHttp http(in_turn({response(403, "<Error><Code>RequestTimeTooSkewed</Code></Error>",
                                    {{"Date", "Wed, 15 Nov 2023 00:13:20 GMT"}})}));
    EXPECT_EQ(call(http)->error->code, "RequestTimeTooSkewed");
    EXPECT_EQ(http.requests().size(), 2U);
}

TEST_F(CallerTest, ExpiredCredentialsAreLearnedAnew) {
    int loads = 0;
    keys_ = std::make_unique<CachedCredentials>(
        [&]() -> Outcome<Credentials> {
            return Credentials{"AKID" + std::to_string(++loads), "secret", "t", {}, "a test"};
        },
        clock_);
    FakeHttp http([](const http::Request& request) -> Outcome<http::Response> {
        const bool fresh = http::find_header(request.headers, "authorization")->find("AKID2/") != std::string::npos;
        return fresh ? response(200) : response(400, "<Error><Code>ExpiredToken</Code></Error>");
    });
    EXPECT_FALSE(call(http)->error);
    EXPECT_EQ(loads, 2);
}

TEST_F(CallerTest, AJsonCallNamesItsOperation) {
    FakeHttp http(in_turn({response(200, R"({"JobId":"1","SubmitTime":1606272542.161})"),
                           response(400, R"({"__type":"ValidationException","message":"bad"})"), response(200, "[]")}));
    Caller caller(http, keys_.get(), clock_, {});
    AwsJsonCall healthlake(caller,
                           {"https://healthlake.us-east-1.amazonaws.com", "healthlake", "HealthLake", "us-east-1", {}});
    const auto reply = healthlake("DescribeFHIRImportJob", {{"DatastoreId", "d"}, {"JobId", "1"}});
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->body["JobId"], "1");
    const http::Request sent = http.requests()[0];
    EXPECT_EQ(sent.method, "POST");
    EXPECT_EQ(sent.url, "https://healthlake.us-east-1.amazonaws.com/");
    EXPECT_EQ(http::find_header(sent.headers, "x-amz-target"), "HealthLake.DescribeFHIRImportJob");
    EXPECT_EQ(http::find_header(sent.headers, "content-type"), "application/x-amz-json-1.0");
    EXPECT_NE(http::find_header(sent.headers, "authorization")->find("/us-east-1/healthlake/aws4_request"),
              std::string::npos);
    EXPECT_EQ(body_of(sent), R"({"DatastoreId":"d","JobId":"1"})");
    EXPECT_EQ(healthlake("X", nlohmann::json::object())->error->code, "ValidationException");
    EXPECT_EQ(healthlake("X", nlohmann::json::object()).error().code, &codes::kAwsAnswer);
}

}  // namespace
}  // namespace hios::aws
