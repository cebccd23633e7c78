// Reading what services answer: XML, errors, times, retry hints.

#include <gtest/gtest.h>

#include "io/aws/codes.hpp"
#include "io/aws/retry.hpp"
#include "io/aws/service_error.hpp"
#include "io/aws/time_text.hpp"
#include "io/aws/xml.hpp"

namespace hios::aws {
namespace {

using namespace std::chrono_literals;

TEST(AwsXml, ElementsTextAndEntities) {
    const auto root = parse_xml(
        " \n<?xml version=\"1.0\"?><!-- x --><s:A xmlns:s='u' b=\"<>\"><B>1&lt;&#x41;&#66;&amp;</B>"
        "<C/><B><![CDATA[<raw>]]></B></s:A>\n");
    ASSERT_TRUE(root);
    EXPECT_EQ(root->name, "A");
    EXPECT_EQ(root->text_of("B"), "1<AB&");
    EXPECT_EQ(root->children.size(), 3U);
    EXPECT_EQ(root->children[2].text, "<raw>");
    EXPECT_NE(root->find("C"), nullptr);
    EXPECT_EQ(root->find("D"), nullptr);
}

TEST(AwsXml, WhatIsNoXmlIsRefused) {
    for (const char* text : {"", "x", "<a>", "<a></b>", "<a", "<a>&x;</a>", "<a/><b/>", "<a b></a>", "<a b='x></a>",
                             "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "<a>&#1114112;</a>", "<html><p></html>"}) {
        EXPECT_FALSE(parse_xml(text)) << text;
    }
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<a>";
    EXPECT_FALSE(parse_xml(deep));
}

TEST(AwsXml, EscapedTextIsReadBack) {
    const std::string text = "a<b>&\"'c\r\n";
    EXPECT_EQ(parse_xml("<x>" + xml_escaped(text) + "</x>")->text, text);
}

TEST(ServiceErrors, S3AndStsErrorsAreRead) {
    const ServiceError s3 = parse_service_error(
        {403, {{"x-amz-bucket-region", "eu-west-1"}}},
        "<Error><Code>AccessDenied</Code><Message>no</Message><RequestId>R</RequestId></Error>", ErrorFormat::kXml);
    EXPECT_EQ(s3.code, "AccessDenied");
    EXPECT_EQ(s3.region, "eu-west-1");
    EXPECT_EQ(s3.request_id, "R");
    const ServiceError sts = parse_service_error(
        {400, {}}, "<ErrorResponse><Error><Code>ExpiredToken</Code></Error><RequestId>Q</RequestId></ErrorResponse>",
        ErrorFormat::kXml);
    EXPECT_EQ(sts.code, "ExpiredToken");
    EXPECT_EQ(sts.request_id, "Q");
}

TEST(ServiceErrors, JsonErrorsAreReadInAllSpellings) {
    const auto code = [](const http::ResponseHead& head, const char* body) {
        return parse_service_error(head, body, ErrorFormat::kJson).code;
    };
    EXPECT_EQ(code({400, {}}, R"({"__type":"ValidationException","Message":"m"})"), "ValidationException");
    EXPECT_EQ(code({400, {}}, R"({"__type":"com.amazonaws.healthlake#ThrottlingException","message":"m"})"),
              "ThrottlingException");
    EXPECT_EQ(code({400, {{"x-amzn-ErrorType", "a#ConflictException:http://x"}}}, "{}"), "ConflictException");
    EXPECT_EQ(code({502, {}}, "<html>bad gateway</html>"), "");
    EXPECT_EQ(code({400, {}}, R"({"__type":5})"), "");
    EXPECT_EQ(code({400, {}}, "[]"), "");
}

TEST(ServiceErrors, EachHasItsRemedyAndItsCode) {
    struct Row {
        ServiceError error;
        Remedy remedy;
        const Code* code;
        Fault fault;
    };
    const Row rows[] = {
        {{503, "SlowDown", "", "", ""}, Remedy::kRetrySlower, &codes::kAwsThrottled, Fault::kRetry},
        {{400, "ThrottlingException", "", "", ""}, Remedy::kRetrySlower, &codes::kAwsThrottled, Fault::kRetry},
        {{429, "", "", "", ""}, Remedy::kRetrySlower, &codes::kAwsThrottled, Fault::kRetry},
        {{500, "InternalError", "", "", ""}, Remedy::kRetry, &codes::kAwsService, Fault::kRetry},
        {{502, "", "", "", ""}, Remedy::kRetry, &codes::kAwsService, Fault::kRetry},
        {{400, "RequestTimeout", "", "", ""}, Remedy::kRetry, &codes::kAwsService, Fault::kRetry},
        {{403, "RequestTimeTooSkewed", "", "", ""}, Remedy::kCorrectClock, &codes::kAwsClock, Fault::kFatal},
        {{403, "InvalidSignatureException", "Signature expired: x", "", ""},
         Remedy::kCorrectClock,
         &codes::kAwsClock,
         Fault::kFatal},
        {{400, "ExpiredToken", "", "", ""}, Remedy::kRenew, &codes::kAwsExpired, Fault::kFatal},
        {{403, "SignatureDoesNotMatch", "", "", ""}, Remedy::kNone, &codes::kAwsCredentials, Fault::kFatal},
        {{400, "AccessDeniedException", "", "", ""}, Remedy::kNone, &codes::kAwsDenied, Fault::kFatal},
        {{403, "", "", "", ""}, Remedy::kNone, &codes::kAwsDenied, Fault::kFatal},
        {{501, "NotImplemented", "", "", ""}, Remedy::kNone, &codes::kAwsRefused, Fault::kFatal},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(remedy_of(row.error), row.remedy) << row.error.code;
        const Error error = error_from_service(row.error, "list the bucket", "place");
        EXPECT_EQ(error.code, row.code) << row.error.code;
        EXPECT_EQ(error.fault, row.fault) << row.error.code;
        EXPECT_EQ(error.where.document, "place");
    }
}

TEST(ServiceErrors, AnErrorDocumentIsKnownBehindWhiteSpace) {
    EXPECT_TRUE(is_error_document("  \n<?xml version=\"1.0\"?><Error><Code>InternalError</Code></Error>"));
    EXPECT_FALSE(is_error_document("<CompleteMultipartUploadResult/>"));
    EXPECT_FALSE(is_error_document(""));
    EXPECT_FALSE(is_error_document("<Error>"));
}

TEST(AwsTimes, BothFormsAreRead) {
    const TimePoint time(std::chrono::seconds(1440938160));
    EXPECT_EQ(parse_iso8601("2015-08-30T12:36:00Z"), time);
    EXPECT_EQ(parse_iso8601("2015-08-30T12:36:00UTC"), time);
    EXPECT_EQ(parse_iso8601("2015-08-30T14:36:00+02:00"), time);
    EXPECT_EQ(parse_iso8601("2015-08-30T12:36:00.250Z"), time + 250ms);
    EXPECT_EQ(parse_http_date("Sun, 30 Aug 2015 12:36:00 GMT"), time);
    for (const char* text : {"", "2015-08-30", "2015-13-30T12:36:00Z", "2015-08-30T12:36:00", "2015-08-30T25:36:00Z"}) {
        EXPECT_FALSE(parse_iso8601(text)) << text;
    }
    EXPECT_FALSE(parse_http_date("Sunday, 30-Aug-15 12:36:00 GMT"));
    EXPECT_FALSE(parse_http_date("Sun, 30 Xyz 2015 12:36:00 GMT"));
}

TEST(Retries, TheWaitDoublesAndHasALimit) {
    const RetrySettings settings;
    EXPECT_EQ(backoff(settings, 1, false, 0.5), 25ms);
    EXPECT_EQ(backoff(settings, 3, false, 0.5), 100ms);
    EXPECT_EQ(backoff(settings, 1, true, 0.5), 500ms);
    EXPECT_EQ(backoff(settings, 60, true, 0.5), 10s);
    EXPECT_EQ(backoff(settings, 5, true, 0.0), 0ms);
}

TEST(Retries, TheServersWishCountsWithinFiveSeconds) {
    EXPECT_EQ(retry_hint({{"Retry-After", "2"}}), 2s);
    EXPECT_EQ(retry_hint({{"Retry-After", "2"}, {"x-amz-retry-after", "150"}}), 150ms);
    EXPECT_FALSE(retry_hint({{"Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT"}}));
    EXPECT_FALSE(retry_hint({{"Retry-After", "-1"}}));
    EXPECT_EQ(with_hint(1s, 3s), 3s);
    EXPECT_EQ(with_hint(1s, 10ms), 1s);
    EXPECT_EQ(with_hint(1s, 100s), 6s);
    EXPECT_EQ(with_hint(1s, std::nullopt), 1s);
}

TEST(Retries, TheBucketEndsRetryingWhenMostCallsFail) {
    RetryBucket bucket;
    int taken = 0;
    while (bucket.take(false)) ++taken;
    EXPECT_EQ(taken, 100);
    for (int i = 0; i < 5; ++i) bucket.give_back(false, false);
    EXPECT_TRUE(bucket.take(false));
    EXPECT_FALSE(bucket.take(false));
    bucket.give_back(true, true);
    EXPECT_TRUE(bucket.take(true));
}

}  // namespace
}  // namespace hios::aws
