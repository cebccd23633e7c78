// What the S3 store does beyond the contract of all stores: parts, ranges, conditions, settings.

#include "tests/io/s3/s3_store_fixture.hpp"

#include "io/stores.hpp"

namespace hios::io {
namespace {

// --- ranges ---

TEST_F(S3StoreTest, ALargeObjectIsReadInRanges) {
    start();
    const std::string bytes = pattern(10'500);
    server_->put("a", bytes);
    EXPECT_EQ(read_all(store(), "a").value(), bytes);
    EXPECT_EQ(server_->server().requests(), 11U);
}

TEST_F(S3StoreTest, ASmallObjectCostsOneRequest) {
    start();
    server_->put("a", "small");
    EXPECT_EQ(read_all(store(), "a").value(), "small");
    EXPECT_EQ(server_->server().requests(), 1U);
}

TEST_F(S3StoreTest, AnObjectOverwrittenWhileReadIsChanged) {
    start();
    server_->put("a", pattern(9000));
    const auto source = store().open("a").value();
    server_->put("a", std::string(9000, 'z'));
    std::vector<char> buffer(100'000);
    Outcome<std::size_t> got = 1;
    while (got && *got != 0) got = source->read(buffer);
    EXPECT_EQ(code_of(got), &codes::kChanged);
}

TEST_F(S3StoreTest, AVersionedObjectIsReadToTheEndOfItsVersion) {
    start({.versions = true});
    const std::string bytes = pattern(9000);
    server_->put("a", bytes);
    const auto source = store().open("a").value();
    server_->put("a", std::string(9000, 'z'));
    std::string read;
    std::vector<char> buffer(700);
    for (;;) {
        const auto got = source->read(buffer);
        ASSERT_TRUE(got) << to_text(got.error());
        if (*got == 0) break;
        read.append(buffer.data(), *got);
    }
    EXPECT_EQ(read, bytes);
}

TEST_F(S3StoreTest, ATruncatedAnswerIsTakenUpWhereItBroke) {
    start();
    const std::string bytes = pattern(5000);
    server_->put("a", bytes);
    std::atomic<int> answers{0};
    server_->set_after_fault([&](const ServerRequest& request, ServerResponse& response) {
        if (request.method == "GET" && ++answers % 2 == 1) response.reset_after = response.body.size() / 3;
    });
    EXPECT_EQ(read_all(store(), "a").value(), bytes);
}

TEST_F(S3StoreTest, AnObjectThatNeverComesWholeIsAnErrorAtLast) {
    start();
    server_->put("a", pattern(500));
    server_->set_after_fault([&](const ServerRequest&, ServerResponse& response) { response.reset_after = 0; });
    const auto bytes = read_all(store(), "a");
    ASSERT_FALSE(bytes);
    EXPECT_EQ(bytes.error().fault, Fault::kRetry);
}

TEST_F(S3StoreTest, ADamagedBodyDoesNotMatchItsChecksum) {
    start();
    settings_.checksums = s3::Checksums::kOn;
    ASSERT_TRUE(store().put("a", "hello", {}));
    EXPECT_EQ(read_all(store(), "a").value(), "hello");
    server_->set_after_fault([](const ServerRequest&, ServerResponse& response) {
        if (!response.body.empty()) response.body[0] = 'J';
    });
    EXPECT_EQ(code_of(read_all(store(), "a")), &codes::kIo);
}

// --- parts ---

TEST_F(S3StoreTest, AFileBeyondThePartSizeIsSentInParts) {
    start({.least_part = 1000});
    settings_.checksums = s3::Checksums::kOn;
    settings_.parallel_parts = 3;
    const std::string bytes = pattern(5'001);
    EXPECT_EQ(store().put_file("k/a", file(bytes), {}).value(), PutResult::kCreated);
    EXPECT_EQ(*server_->object("k/a")->bytes, bytes);
    EXPECT_TRUE(server_->object("k/a")->etag.ends_with("-6"));
    EXPECT_EQ(server_->unfinished_uploads(), 0U);
}

TEST_F(S3StoreTest, AFailedPartAbortsTheUpload) {
    start();
    server_->set_fault([](const ServerRequest& request) -> std::optional<ServerResponse> {
        if (request.target.find("partNumber=3") == std::string::npos) return std::nullopt;
        return s3_error(403, "AccessDenied");
    });
    EXPECT_FALSE(store().put_file("a", file(pattern(5000)), {}));
    EXPECT_EQ(server_->unfinished_uploads(), 0U);
    EXPECT_FALSE(server_->object("a"));
}

TEST_F(S3StoreTest, AnErrorInA200IsAnError) {
    start();
    std::atomic<int> completions{0};
    server_->set_fault([&](const ServerRequest& request) -> std::optional<ServerResponse> {
        const bool completion = request.method == "POST" && request.target.find("uploadId=") != std::string::npos;
        if (!completion || ++completions > 2) return std::nullopt;
        ServerResponse response = s3_error(200, "InternalError");
        response.body = "  \n " + response.body.substr(response.body.find("<Error"));
        return response;
    });
    EXPECT_EQ(store().put_file("a", file(pattern(2500)), {}).value(), PutResult::kCreated);
    EXPECT_EQ(completions, 3);
    EXPECT_EQ(server_->object("a")->bytes->size(), 2500U);
}

TEST_F(S3StoreTest, ACompletionWhoseAnswerWasLostIsRecognised) {
    start();
    std::atomic<bool> lost{false};
    server_->set_after_fault([&](const ServerRequest& request, ServerResponse& response) {
        const bool completion = request.method == "POST" && request.target.find("uploadId=") != std::string::npos;
        if (completion && !lost.exchange(true)) response.reset = true;
    });
    EXPECT_EQ(store().put_file("a", file(pattern(2500)), {.if_absent = true}).value(), PutResult::kCreated);
    EXPECT_TRUE(lost);
}

// --- conditional create ---

TEST_F(S3StoreTest, ACreateWhoseAnswerWasLostIsOurs) {
    start();
    std::atomic<bool> lost{false};
    server_->set_after_fault([&](const ServerRequest& request, ServerResponse& response) {
        if (request.method == "PUT" && !lost.exchange(true)) response.reset = true;
    });
    EXPECT_EQ(store().put("a", "mine", {.if_absent = true}).value(), PutResult::kCreated);
    EXPECT_EQ(store().put("a", "again", {.if_absent = true}).value(), PutResult::kExists);
    EXPECT_EQ(*server_->object("a")->bytes, "mine");
}

TEST_F(S3StoreTest, AServerWithoutConditionIsLookedAtFirst) {
    start({.conditional_put = false});
    EXPECT_TRUE(store().capabilities().conditional_create);
    EXPECT_EQ(store().put("a", "1", {.if_absent = true}).value(), PutResult::kCreated);
    EXPECT_FALSE(store().capabilities().conditional_create);
    EXPECT_EQ(store().put("a", "2", {.if_absent = true}).value(), PutResult::kExists);
    EXPECT_EQ(*server_->object("a")->bytes, "1");
}

TEST_F(S3StoreTest, ACompletionWhoseConditionIsNotHeededStillLeavesAnExistingKeyAlone) {
    start({.conditional_complete = false});
    server_->put("a", "first");
    EXPECT_EQ(store().put_file("a", file(pattern(3000)), {.if_absent = true}).value(), PutResult::kExists);
    EXPECT_EQ(*server_->object("a")->bytes, "first");
}

TEST_F(S3StoreTest, ARaceIsTriedAgain) {
    start();
    std::atomic<int> conflicts{0};
    server_->set_fault([&](const ServerRequest& request) -> std::optional<ServerResponse> {
        if (request.method != "PUT" || ++conflicts > 3) return std::nullopt;
        return s3_error(409, "ConditionalRequestConflict");
    });
    EXPECT_EQ(store().put("a", "x", {.if_absent = true}).value(), PutResult::kCreated);
}

// --- settings, keys ---

TEST_F(S3StoreTest, SettingsBecomeHeaders) {
    start();
    settings_.kms_key = "alias/records";
    settings_.requester_pays = true;
    settings_.expected_owner = "123456789012";
    settings_.storage_class = "STANDARD_IA";
    ASSERT_TRUE(store().put("a", "x", {}));
    ASSERT_TRUE(store().put_file("b", file(pattern(2500)), {}));
    int creations = 0;
    for (const ServerRequest& request : server_->requests()) {
        EXPECT_EQ(request.header("x-amz-request-payer"), "requester");
        EXPECT_EQ(request.header("x-amz-expected-bucket-owner"), "123456789012");
        if (request.header("x-amz-server-side-encryption").empty()) continue;
        ++creations;
        EXPECT_EQ(request.header("x-amz-server-side-encryption"), "aws:kms");
        EXPECT_EQ(request.header("x-amz-server-side-encryption-aws-kms-key-id"), "alias/records");
        EXPECT_EQ(request.header("x-amz-server-side-encryption-bucket-key-enabled"), "true");
        EXPECT_EQ(request.header("x-amz-storage-class"), "STANDARD_IA");
    }
    EXPECT_EQ(creations, 2);
}

TEST_F(S3StoreTest, OddKeysKeepEveryByte) {
    start({.page = 2});
    const std::vector<std::string> odd{"a b",
                                       "a+b",
                                       "100%",
                                       "dt=2024-01-01/x",
                                       "O'Reilly\"s",
                                       "tab\ty",
                                       "line\nfeed",
                                       "\x01\x7f",
                                       "\xE6\x97\xA5\xE6\x9C\xAC",
                                       "a?b#c&d",
                                       "(x)!*;:@,$",
                                       std::string(1000, 'k')};
    for (const auto& key : odd) {
        const auto put = store().put(key, key, {.if_absent = true});
        ASSERT_TRUE(put) << to_text(put.error());
    }
    std::vector<std::string> listed;
    ASSERT_TRUE(store().list("",
                             [&](ObjectInfo&& info) {
                                 EXPECT_EQ(read_all(store(), info.key).value(), info.key);
                                 EXPECT_EQ(store().head(info.key).value().size, info.size);
                                 listed.push_back(std::move(info.key));
                                 return true;
                             },
                             {}));
    EXPECT_THAT(listed, testing::UnorderedElementsAreArray(odd));
    for (const auto& key : odd) EXPECT_TRUE(store().remove(key));
    EXPECT_EQ(code_of(store().put(std::string(1025, 'k'), "x", {})), &codes::kBadKey);
}

TEST_F(S3StoreTest, FolderMarkersAreLeftOutAndStrangeKeysAreTold) {
    start();
    for (const char* key : {"a/", "a/b", "a//c"}) server_->put(key, key[2] == '\0' ? "" : "x");
    std::vector<std::string> told;
    std::vector<std::string> listed;
    ASSERT_TRUE(store().list(
        "", [&](ObjectInfo&& info) { return listed.push_back(info.key), true; },
        [&](Error&& error) { told.push_back(error.where.document); }));
    EXPECT_EQ(listed, std::vector<std::string>{"a/b"});
    EXPECT_EQ(told, std::vector<std::string>{"a//c"});
}

TEST_F(S3StoreTest, TheSchemeTableOpensAnS3Zone) {
    start();
    StoreSettings settings{settings_};
    auto opened = open_store("s3://records/zone", StoreMode::kCreate, settings);
    ASSERT_TRUE(opened) << to_text(opened.error());
    ASSERT_TRUE((*opened)->put("a", "x", {}));
    EXPECT_TRUE(server_->object("zone/a"));
    EXPECT_EQ((*opened)->describe(), "s3://records/zone");
    EXPECT_EQ(code_of(open_store("s3://absent/zone", StoreMode::kRead, settings)), &codes::kNotFound);
}

}  // namespace
}  // namespace hios::io
