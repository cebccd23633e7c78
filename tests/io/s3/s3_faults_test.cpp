// The S3 store when the service fails, moves, disagrees about the time, or refuses.

#include "tests/io/s3/s3_store_fixture.hpp"

namespace hios::io {
namespace {

TEST_F(S3StoreTest, NothingIsLostOrDoubledUnderFaults) {
    start();
    settings_.attempts = 12;
    server_->set_fault(test::random_faults(7, 20, 5));
    for (int i = 0; i < 150; ++i) {
        const std::string key = "k/" + std::to_string(i);
        const auto created = store().put(key, key, {.if_absent = true});
        ASSERT_TRUE(created) << to_text(created.error());
        EXPECT_EQ(*created, PutResult::kCreated);
    }
    int listed = 0;
    ASSERT_TRUE(store().list("k/",
                             [&](ObjectInfo&& info) {
                                 EXPECT_EQ(read_all(store(), info.key).value(), info.key);
                                 ++listed;
                                 return true;
                             },
                             {}));
    EXPECT_EQ(listed, 150);
}

TEST_F(S3StoreTest, AServiceThatStaysDownIsRetryable) {
    start();
    server_->set_fault([](const ServerRequest&) { return std::optional(s3_error(503, "SlowDown")); });
    const auto put = store().put("a", "x", {});
    ASSERT_FALSE(put);
    EXPECT_EQ(put.error().code, &codes::kAwsThrottled);
    EXPECT_EQ(put.error().fault, Fault::kRetry);
    EXPECT_EQ(server_->server().requests(), 8U);
    EXPECT_EQ(clock_.sleeps, 7);
}

TEST_F(S3StoreTest, TheBucketsRegionIsFoundOut) {
    start();
    settings_.region = "us-east-1";
    ASSERT_TRUE(store().put("a", "x", {}));
    EXPECT_EQ(store().bucket().region(), "eu-west-1");
    const auto before = server_->server().requests();
    ASSERT_TRUE(store().put("b", "x", {}));
    EXPECT_EQ(server_->server().requests(), before + 1);
}

TEST_F(S3StoreTest, ARedirectNamesTheRegionInItsHeader) {
    start();
    settings_.region = "us-east-1";
    server_->set_fault([](const ServerRequest& request) -> std::optional<ServerResponse> {
        if (request.header("authorization").find("/eu-west-1/") != std::string::npos) return std::nullopt;
        return ServerResponse{301, {{"x-amz-bucket-region", "eu-west-1"}, {"Location", "http://elsewhere/"}}, {}};
    });
    server_->put("a", "x");
    EXPECT_EQ(store().head("a").value().size, 1U);
}

TEST_F(S3StoreTest, AWrongClockIsCorrectedByTheServers) {
    start();
    clock_.offset = std::chrono::hours(-3);
    ASSERT_TRUE(store().put("a", "x", {}));
    EXPECT_EQ(server_->server().requests(), 2U);
    ASSERT_TRUE(store().put("b", "x", {}));
    EXPECT_EQ(server_->server().requests(), 3U);
}

TEST_F(S3StoreTest, WrongKeysAreFatal) {
    start();
    settings_.credentials->secret_access_key = "other";
    const auto put = store().put("a", "x", {});
    ASSERT_FALSE(put);
    EXPECT_EQ(put.error().code, &codes::kAwsCredentials);
    EXPECT_EQ(put.error().fault, Fault::kFatal);
}

TEST_F(S3StoreTest, AnObjectWithoutPermissionIsOneRejectOnly) {
    start();
    server_->set_fault([](const ServerRequest&) { return std::optional(s3_error(403, "AccessDenied")); });
    const auto opened = store().open("a");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, &codes::kPermission);
    EXPECT_EQ(opened.error().fault, Fault::kReject);
    EXPECT_EQ(code_of(store().list("", [](ObjectInfo&&) { return true; }, {})), &codes::kAwsDenied);
}

TEST_F(S3StoreTest, AMissingBucketIsFatal) {
    start({.bucket = "other"});
    const auto put = store().put("a", "x", {});
    ASSERT_FALSE(put);
    EXPECT_EQ(put.error().code, &codes::kNotFound);
    EXPECT_EQ(put.error().fault, Fault::kFatal);
    EXPECT_EQ(code_of(store().check(false)), &codes::kNotFound);
    EXPECT_EQ(code_of(store().check(true)), &codes::kNotFound);
}

}  // namespace
}  // namespace hios::io
