// Vectors: the examples of "Signature Calculations for the Authorization Header" in the Amazon S3 API reference.

#include "jobs/sandbox/server/signature.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "jobs/sandbox/server/digests.hpp"

namespace hios::sandbox {
namespace {

constexpr const char* kKey = "AKIAIOSFODNN7EXAMPLE";
constexpr const char* kSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
constexpr const char* kHost = "examplebucket.s3.amazonaws.com";

// Seconds after 2013-05-24T00:00:00Z.
Clock clock_at(int seconds) {
    return [seconds] { return std::chrono::system_clock::from_time_t(1369353600 + seconds); };
}

SignatureVerifier verifier(int seconds = 60, AccessKey key = {kKey, kSecret}) {
    return {{std::move(key)}, "us-east-1", clock_at(seconds)};
}

struct Example {
    std::string method;
    std::string path;
    std::string query;
    Headers headers;
    std::string body;
    std::string signature;
};

HttpRequest request_of(const Example& example) {
    HttpRequest request{example.method, example.path, example.query, example.headers};
    request.headers.emplace_back("host", kHost);
    request.headers.emplace_back("x-amz-date", "20130524T000000Z");
    request.headers.emplace_back("x-amz-content-sha256", to_hex(digest_of(DigestKind::kSha256, example.body)));
    std::vector<std::string> names;
    for (const auto& [name, value] : request.headers) names.push_back(name);
    std::sort(names.begin(), names.end());
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : ";") + name;
    request.headers.emplace_back("authorization", std::string("AWS4-HMAC-SHA256 Credential=") + kKey +
                                                      "/20130524/us-east-1/s3/aws4_request,SignedHeaders=" + list +
                                                      ",Signature=" + example.signature);
    return request;
}

const std::vector<Example>& examples() {
    static const std::vector<Example> kAll{
        {"GET",
         "/test.txt",
         "",
         {{"range", "bytes=0-9"}},
         "",
         "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"},
        {"PUT",
         "/test%24file.text",
         "",
         {{"date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}},
         "Welcome to Amazon S3.",
         "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"},
        {"GET", "/", "lifecycle", {}, "", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"},
        {"GET", "/", "max-keys=2&prefix=J", {}, "", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"},
    };
    return kAll;
}

AuthFault fault_of(const tl::expected<Signed, AuthRefusal>& result) {
    EXPECT_FALSE(result);
    return result ? AuthFault::kMismatch : result.error().fault;
}

TEST(Signature, ThePublishedExamplesOfS3Verify) {
    for (const Example& example : examples())
        EXPECT_TRUE(verifier().verify_s3(request_of(example))) << example.method << example.path;
}

TEST(Signature, AnythingChangedAfterSigningIsAMismatch) {
    for (const Example& example : examples()) {
        HttpRequest method = request_of(example);
        method.method = "DELETE";
        EXPECT_EQ(fault_of(verifier().verify_s3(method)), AuthFault::kMismatch);
        HttpRequest path = request_of(example);
        path.path += "x";
        EXPECT_EQ(fault_of(verifier().verify_s3(path)), AuthFault::kMismatch);
        HttpRequest query = request_of(example);
        query.query += query.query.empty() ? "a=b" : "&a=b";
        EXPECT_EQ(fault_of(verifier().verify_s3(query)), AuthFault::kMismatch);
        HttpRequest header = request_of(example);
        header.headers.front().second += "0";
        EXPECT_FALSE(verifier().verify_s3(header));
    }
    EXPECT_EQ(fault_of(verifier(60, {kKey, "another secret"}).verify_s3(request_of(examples()[0]))),
              AuthFault::kMismatch);
}

TEST(Signature, TheTimeMayBeAQuarterOfAnHourOff) {
    const HttpRequest request = request_of(examples()[0]);
    for (const int seconds : {-899, 0, 899}) EXPECT_TRUE(verifier(seconds).verify_s3(request)) << seconds;
    for (const int seconds : {-901, 901}) EXPECT_EQ(fault_of(verifier(seconds).verify_s3(request)), AuthFault::kSkewed);
}

TEST(Signature, AnUnsignedAmzHeaderIsRefused) {
    HttpRequest request = request_of(examples()[0]);
    request.headers.emplace_back("x-amz-acl", "private");
    EXPECT_EQ(fault_of(verifier().verify_s3(request)), AuthFault::kUnsigned);
}

TEST(Signature, WhatIsMissingOrWrongIsNamed) {
    HttpRequest none = request_of(examples()[0]);
    std::erase_if(none.headers, [](const auto& header) { return header.first == "authorization"; });
    EXPECT_EQ(fault_of(verifier().verify_s3(none)), AuthFault::kMissing);
    HttpRequest hash = request_of(examples()[0]);
    std::erase_if(hash.headers, [](const auto& header) { return header.first == "x-amz-content-sha256"; });
    EXPECT_EQ(fault_of(verifier().verify_s3(hash)), AuthFault::kMissingHash);
    HttpRequest text = request_of(examples()[0]);
    text.headers.back().second = "AWS4-HMAC-SHA256 Credential=a";
    EXPECT_EQ(fault_of(verifier().verify_s3(text)), AuthFault::kMalformed);
    EXPECT_EQ(fault_of(verifier(60, {"AKIAOTHER", kSecret}).verify_s3(request_of(examples()[0]))),
              AuthFault::kUnknownKey);
    EXPECT_EQ(fault_of(verifier(60, {kKey, kSecret, "token"}).verify_s3(request_of(examples()[0]))),
              AuthFault::kWrongToken);
    EXPECT_EQ(fault_of(verifier(60, {kKey, kSecret, "", clock_at(30)()}).verify_s3(request_of(examples()[0]))),
              AuthFault::kExpiredToken);
    const SignatureVerifier elsewhere({{kKey, kSecret}}, "eu-west-1", clock_at(0));
    const auto region = elsewhere.verify_s3(request_of(examples()[0]));
    EXPECT_EQ(fault_of(region), AuthFault::kWrongScope);
    EXPECT_EQ(region.error().details.front().second, "eu-west-1");
}

HttpRequest presigned(const std::string& expires = "86400") {
    HttpRequest request{"GET", "/test.txt", "", {{"host", kHost}}};
    request.query =
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3"
        "%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=" +
        expires +
        "&X-Amz-SignedHeaders=host&X-Amz-Signature="
        "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
    return request;
}

TEST(Signature, APresignedRequestHoldsUntilItExpires) {
    EXPECT_TRUE(verifier(86'400).verify_s3(presigned()));
    EXPECT_EQ(fault_of(verifier(86'401).verify_s3(presigned())), AuthFault::kExpired);
    EXPECT_EQ(fault_of(verifier(-1'000).verify_s3(presigned())), AuthFault::kSkewed);
    EXPECT_EQ(fault_of(verifier().verify_s3(presigned("86401"))), AuthFault::kMismatch);
    EXPECT_EQ(fault_of(verifier().verify_s3(presigned("604801"))), AuthFault::kMalformed);
    HttpRequest both = presigned();
    both.headers.emplace_back("authorization", "AWS4-HMAC-SHA256 x");
    EXPECT_EQ(fault_of(verifier().verify_s3(both)), AuthFault::kTwoWays);
}

}  // namespace
}  // namespace hios::sandbox
