// What the S3 store does as a store behind a network: asks ahead, compares by checksum, tells bad keys from missing
// rights.

#include "tests/io/s3/s3_store_fixture.hpp"

namespace hios::io {
namespace {

std::string read_to_end(PendingObject& pending) {
    const auto source = pending.open();
    if (!source) return "failed: " + std::string(source.error().code->id);
    std::string bytes;
    std::vector<char> buffer(700);
    for (;;) {
        const auto got = (*source)->read(buffer);
        if (!got) return "failed: " + std::string(got.error().code->id);
        if (*got == 0) return bytes;
        bytes.append(buffer.data(), *got);
    }
}

TEST_F(S3StoreTest, ObjectsAreAskedForAtOnceAndReadLater) {
    start();
    std::vector<std::unique_ptr<PendingObject>> pending;
    for (int i = 0; i < 80; ++i) server_->put("k" + std::to_string(i), "bytes " + std::to_string(i));
    server_->set_fault([](const ServerRequest&) -> std::optional<ServerResponse> {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        return std::nullopt;
    });
    for (int i = 0; i < 80; ++i) pending.push_back(store().begin_open("k" + std::to_string(i)));
    for (int i = 0; i < 80; ++i)
        EXPECT_EQ(read_to_end(*pending[static_cast<std::size_t>(i)]), "bytes " + std::to_string(i));
    EXPECT_EQ(server_->server().requests(), 80U);
    EXPECT_GE(server_->server().most_at_once(), 64U);
}

TEST_F(S3StoreTest, ALargeObjectAskedForAheadIsReadInRanges) {
    start();
    const std::string bytes = pattern(10'500);
    server_->put("a", bytes);
    EXPECT_EQ(read_to_end(*store().begin_open("a")), bytes);
    EXPECT_EQ(server_->server().requests(), 11U);
}

TEST_F(S3StoreTest, AnEmptyObjectCanBeAskedForAhead) {
    start();
    server_->put("a", "");
    EXPECT_EQ(read_to_end(*store().begin_open("a")), "");
}

TEST_F(S3StoreTest, WhatIsAskedForAheadAndFailsIsAskedForAgain) {
    start();
    server_->put("a", "bytes");
    std::atomic<int> calls{0};
    server_->set_fault([&](const ServerRequest&) -> std::optional<ServerResponse> {
        if (++calls == 1) return s3_error(503, "SlowDown");
        return std::nullopt;
    });
    EXPECT_EQ(read_to_end(*store().begin_open("a")), "bytes");
}

TEST_F(S3StoreTest, AMissingObjectAskedForAheadIsMissing) {
    start();
    EXPECT_EQ(code_of(store().begin_open("a")->open()), &codes::kNotFound);
    EXPECT_EQ(code_of(store().begin_open("a//b")->open()), &codes::kBadKey);
}

TEST_F(S3StoreTest, AnObjectThatChangesAfterItWasAskedForIsChanged) {
    start();
    server_->put("a", pattern(9000));
    const auto pending = store().begin_open("a");
    while (server_->server().requests() < 1) std::this_thread::yield();
    const auto source = pending->open().value();
    server_->put("a", std::string(9000, 'z'));
    std::vector<char> buffer(100'000);
    Outcome<std::size_t> got = 1;
    while (got && *got != 0) got = source->read(buffer);
    EXPECT_EQ(code_of(got), &codes::kChanged);
}

class Held : public S3StoreTest, public testing::WithParamInterface<s3::Checksums> {};

TEST_P(Held, BytesThatAreThereAreKnownWithoutReadingThem) {
    settings_.checksums = GetParam();
    start();
    for (const std::size_t size : {std::size_t{0}, std::size_t{10}, std::size_t{1000}}) {
        const std::string bytes = pattern(size);
        ASSERT_TRUE(store().put_file("a", file(bytes), {}));
        server_->forget_requests();
        EXPECT_TRUE(store().holds("a", file(bytes)).value()) << size;
        for (const ServerRequest& request : server_->requests()) EXPECT_EQ(request.method, "HEAD");
        if (size == 0) continue;
        std::string other = bytes;
        other.back() = '!';
        EXPECT_FALSE(store().holds("a", file(other)).value()) << size;
        EXPECT_FALSE(store().holds("a", file(bytes + "x")).value()) << size;
    }
    EXPECT_FALSE(store().holds("missing", file("x")).value());
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutChecksums, Held, testing::Values(s3::Checksums::kOn, s3::Checksums::kOff));

TEST_F(S3StoreTest, BadKeysAreToldToAWriterTooAndMissingRightsAreNot) {
    start();
    settings_.credentials->secret_access_key = "wrong";
    const auto checked = store().check(true);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().fault, Fault::kFatal);
    EXPECT_NE(checked.error().code, &codes::kNotFound);

    store_.reset();
    settings_.credentials = server_->settings().keys;
    server_->set_fault([](const ServerRequest& request) -> std::optional<ServerResponse> {
        if (request.method == "HEAD") return ServerResponse{.status = 403, .headers = {}, .body = {}};
        return s3_error(403, "AccessDenied");
    });
    EXPECT_TRUE(store().check(true)) << "who may only write objects may not ask for the bucket";
}

TEST_F(S3StoreTest, WhetherItMayBeWrittenIsFoundOutWithoutLeavingAnything) {
    start();
    ASSERT_TRUE(store().try_writing());
    std::vector<std::string> methods;
    for (const ServerRequest& request : server_->requests()) methods.push_back(request.method);
    EXPECT_THAT(methods, testing::ElementsAre("POST", "DELETE", "GET"));
    EXPECT_FALSE(store().head("hios-write-probe"));
}

TEST_F(S3StoreTest, WhoMayNotWriteIsToldSo) {
    start();
    server_->set_fault([](const ServerRequest& request) -> std::optional<ServerResponse> {
        if (request.method == "POST") return s3_error(403, "AccessDenied");
        return std::nullopt;
    });
    EXPECT_TRUE(store().check(true));
    const auto tried = store().try_writing();
    ASSERT_FALSE(tried);
    EXPECT_EQ(tried.error().fault, Fault::kFatal);
    EXPECT_EQ(tried.error().where.document, "s3://records");
}

TEST_F(S3StoreTest, AServerWithoutUploadsInPartsMayStillBeWrittenTo) {
    start();
    server_->set_fault([](const ServerRequest& request) -> std::optional<ServerResponse> {
        if (request.method == "POST") return s3_error(501, "NotImplemented");
        return std::nullopt;
    });
    EXPECT_TRUE(store().try_writing());
}

}  // namespace
}  // namespace hios::io
