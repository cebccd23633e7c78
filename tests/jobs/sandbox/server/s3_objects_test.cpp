#include <gmock/gmock.h>

#include "jobs/sandbox/server/digests.hpp"
#include "tests/jobs/sandbox/server/server_fixture.hpp"

namespace hios::test {
namespace {

using sandbox::digest_of;
using sandbox::DigestKind;
using sandbox::to_base64;

using S3Objects = ServerTest;

TEST_F(S3Objects, OddKeysComeBackAsTheyWent) {
    const std::vector<std::string> keys{"a%20b",
                                        "a+c",
                                        "a%2Bb",
                                        "a%25b",
                                        "dt=2025-01-01/x",
                                        "%22q%22",
                                        "..%2F..%2Fx",
                                        "./x",
                                        "x//y/",
                                        "%C3%A9%F0%9F%98%80",
                                        "%01control",
                                        "-rf",
                                        std::string(1000, 'k')};
    for (const std::string& key : keys) {
        EXPECT_EQ(client().put("/stage/" + key, "body of " + key).status, 200) << key;
    }
    for (const std::string& key : keys) EXPECT_EQ(client().get("/stage/" + key).body, "body of " + key) << key;
    // Nothing of a key reached the file system.
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path()))
        EXPECT_EQ(entry.path().filename().string().find("body"), std::string::npos);
    const Response listing = client().get("/stage", "list-type=2&encoding-type=url");
    EXPECT_THAT(listing.body, testing::HasSubstr("<KeyCount>13</KeyCount>"));
    EXPECT_THAT(listing.body, testing::HasSubstr("<Key>a+b</Key>"));    // "a b"
    EXPECT_THAT(listing.body, testing::HasSubstr("<Key>a%2Bb</Key>"));  // "a+b"
    EXPECT_THAT(listing.body, testing::HasSubstr("<Key>%01control</Key>"));
}

TEST_F(S3Objects, AKeyOverTheLimitOrNoUtf8IsRefused) {
    EXPECT_EQ(client().put("/stage/" + std::string(1025, 'k'), "x").code(), "KeyTooLongError");
    EXPECT_EQ(client().put("/stage/%FF", "x").code(), "InvalidURI");
    EXPECT_EQ(client().put("/stage/%00", "x").code(), "InvalidURI");
    EXPECT_EQ(client().get("/stage/%4").status, 400);
}

TEST_F(S3Objects, BytesStayAsTheyAreWhateverTheHeadersSay) {
    const Response put =
        client().put("/stage/a", "no gzip", {{"content-encoding", "gzip"}, {"x-amz-meta-who", "a%20b"}});
    EXPECT_EQ(put.headers.at("etag"), "\"" + sandbox::to_hex(digest_of(DigestKind::kMd5, "no gzip")) + "\"");
    const Response got = client().get("/stage/a");
    EXPECT_EQ(got.body, "no gzip");
    EXPECT_EQ(got.headers.at("content-encoding"), "gzip");
    EXPECT_EQ(got.headers.at("x-amz-meta-who"), "a%20b");
}

TEST_F(S3Objects, ACreateOnlyWriteLosesAgainstAnExistingKey) {
    EXPECT_EQ(client().put("/stage/a", "1", {{"if-none-match", "*"}}).status, 200);
    const Response second = client().put("/stage/a", "2", {{"if-none-match", "*"}});
    EXPECT_EQ(second.status, 412);
    EXPECT_EQ(second.code(), "PreconditionFailed");
    EXPECT_EQ(client().get("/stage/a").body, "1");
    EXPECT_EQ(client().put("/stage/a", "2", {{"if-none-match", "\"etag\""}}).status, 501);
}

TEST_F(S3Objects, AWriteWithIfMatchNeedsThatVersion) {
    const std::string etag = client().put("/stage/a", "1").headers.at("etag");
    EXPECT_EQ(client().put("/stage/a", "2", {{"if-match", "\"0\""}}).status, 412);
    EXPECT_EQ(client().put("/stage/b", "2", {{"if-match", etag}}).code(), "NoSuchKey");
    EXPECT_EQ(client().put("/stage/a", "2", {{"if-match", etag}}).status, 200);
}

TEST_F(S3Objects, RangesAreServedAsAsked) {
    client().put("/stage/a", "0123456789");
    client().put("/stage/empty", "");
    const auto range = [this](const char* key, const char* text) { return client().get(key, {}, {{"range", text}}); };
    EXPECT_EQ(range("/stage/a", "bytes=2-4").body, "234");
    EXPECT_EQ(range("/stage/a", "bytes=2-4").headers.at("content-range"), "bytes 2-4/10");
    EXPECT_EQ(range("/stage/a", "bytes=8-").body, "89");
    EXPECT_EQ(range("/stage/a", "bytes=-3").body, "789");
    EXPECT_EQ(range("/stage/a", "bytes=8-99").body, "89");
    EXPECT_EQ(range("/stage/a", "bytes=5-2").status, 200);
    EXPECT_EQ(range("/stage/a", "bytes=10-").code(), "InvalidRange");
    EXPECT_EQ(range("/stage/empty", "bytes=0-0").status, 416);
}

TEST_F(S3Objects, ReadingConditionsAreChecked) {
    const std::string etag = client().put("/stage/a", "1").headers.at("etag");
    EXPECT_EQ(client().get("/stage/a", {}, {{"if-match", etag}}).status, 200);
    EXPECT_EQ(client().get("/stage/a", {}, {{"if-match", "\"0\""}}).status, 412);
    const Response same = client().get("/stage/a", {}, {{"if-none-match", etag}});
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.body, "");
    EXPECT_EQ(client().get("/stage/a", "versionId=null").status, 200);
    EXPECT_EQ(client().get("/stage/a", "versionId=17").status, 400);
}

TEST_F(S3Objects, AHeadSaysTheLengthAndNothingElse) {
    client().put("/stage/a", "12345");
    const Response head = client().send({"HEAD", "/stage/a"});
    EXPECT_EQ(head.headers.at("content-length"), "5");
    EXPECT_EQ(head.body, "");
    EXPECT_EQ(client().send({"HEAD", "/stage/b"}).status, 404);
    EXPECT_EQ(client().send({"HEAD", "/nobucket"}).status, 404);
}

TEST_F(S3Objects, EveryDigestTheRequestTellsIsChecked) {
    const std::string md5 = to_base64(digest_of(DigestKind::kMd5, "body"));
    const std::string crc = to_base64(digest_of(DigestKind::kCrc32, "body"));
    const std::string other = to_base64(digest_of(DigestKind::kCrc32, "other"));
    const auto put = [this](sandbox::Headers headers) { return client().put("/stage/a", "body", std::move(headers)); };
    EXPECT_EQ(put({{"content-md5", md5}}).status, 200);
    EXPECT_EQ(put({{"content-md5", to_base64(digest_of(DigestKind::kMd5, "x"))}}).code(), "BadDigest");
    EXPECT_EQ(put({{"content-md5", "short"}}).code(), "InvalidDigest");
    EXPECT_EQ(put({{"x-amz-checksum-crc32", crc}}).status, 200);
    EXPECT_EQ(put({{"x-amz-checksum-crc32", other}}).code(), "BadDigest");
    EXPECT_EQ(put({{"x-amz-checksum-crc32", "!"}}).code(), "InvalidRequest");
    EXPECT_EQ(put({{"x-amz-checksum-crc32", crc}, {"x-amz-checksum-sha256", "x"}}).code(), "InvalidRequest");
    EXPECT_EQ(put({{"x-amz-sdk-checksum-algorithm", "CRC32"}}).code(), "InvalidRequest");
    Call wrong{"PUT", "/stage/b", {}, {}, "body"};
    wrong.payload = sandbox::to_hex(digest_of(DigestKind::kSha256, "other"));
    EXPECT_EQ(client().send(wrong).code(), "XAmzContentSHA256Mismatch");
    EXPECT_EQ(client().get("/stage/b").code(), "NoSuchKey");
    const Response got = client().get("/stage/a", {}, {{"x-amz-checksum-mode", "ENABLED"}});
    EXPECT_EQ(got.headers.at("x-amz-checksum-crc32"), crc);
}

TEST_F(S3Objects, EncryptionIsKeptAndAnUnknownKeyRefused) {
    const auto kms = [this](const std::string& key) {
        return client().put(
            "/stage/a", "1",
            {{"x-amz-server-side-encryption", "aws:kms"}, {"x-amz-server-side-encryption-aws-kms-key-id", key}});
    };
    const Response put = kms(server_->kms_key());
    EXPECT_EQ(put.headers.at("x-amz-server-side-encryption"), "aws:kms");
    EXPECT_NE(put.headers.at("etag"), "\"" + sandbox::to_hex(digest_of(DigestKind::kMd5, "1")) + "\"");
    EXPECT_EQ(kms("arn:aws:kms:us-east-1:000000000000:key/other").code(), "KMS.NotFoundException");
    EXPECT_EQ(client().put("/stage/a", "1", {{"x-amz-server-side-encryption", "rot13"}}).code(), "InvalidArgument");
}

TEST_F(S3Objects, ACopyTakesBytesAndMetadata) {
    client().put("/stage/a%20b", "text", {{"content-type", "text/plain"}, {"x-amz-meta-a", "1"}});
    EXPECT_EQ(client().put("/other/c", "", {{"x-amz-copy-source", "/stage/a%20b"}}).status, 200);
    const Response copy = client().get("/other/c");
    EXPECT_EQ(copy.body, "text");
    EXPECT_EQ(copy.headers.at("x-amz-meta-a"), "1");
    EXPECT_EQ(client().put("/other/c", "", {{"x-amz-copy-source", "stage/none"}}).code(), "NoSuchKey");
    EXPECT_EQ(client().put("/other/c", "", {{"x-amz-copy-source", "other/c"}}).code(), "InvalidRequest");
    EXPECT_EQ(client().put("/other/c", "", {{"x-amz-copy-source", "nonsense"}}).code(), "InvalidArgument");
}

TEST_F(S3Objects, ManyAreDeletedAtOnceButNeverWithoutADigest) {
    client().put("/stage/a", "1");
    client().put("/stage/b%20%3C", "1");
    const std::string xml = "<Delete><Object><Key>a</Key></Object><Object><Key>b &lt;</Key></Object></Delete>";
    EXPECT_EQ(client().send({"POST", "/stage", "delete", {}, xml}).code(), "InvalidRequest");
    const sandbox::Headers md5{{"content-md5", to_base64(digest_of(DigestKind::kMd5, xml))}};
    EXPECT_EQ(client().send({"POST", "/stage", "delete", md5, xml}).status, 200);
    EXPECT_THAT(client().get("/stage", "list-type=2").body, testing::HasSubstr("<KeyCount>0</KeyCount>"));
    const sandbox::Headers wrong{{"content-md5", to_base64(digest_of(DigestKind::kMd5, "<Delete>"))}};
    EXPECT_EQ(client().send({"POST", "/stage", "delete", wrong, "<Delete>"}).code(), "MalformedXML");
}

TEST_F(S3Objects, WhatIsNotOfferedIsNotMistakenForAnotherOperation) {
    client().put("/stage/a", "1");
    EXPECT_EQ(client().send({"DELETE", "/stage/a", "tagging"}).status, 501);
    EXPECT_EQ(client().send({"PUT", "/stage/a", "acl", {}, "x"}).status, 501);
    EXPECT_EQ(client().send({"DELETE", "/stage", "policy"}).status, 501);
    EXPECT_EQ(client().get("/stage/a").body, "1");
}

TEST_F(S3Objects, TheHostMayNameTheBucket) {
    client().put("/stage/a/b", "1");
    std::string bytes = client().signed_bytes({"GET", "/a/b"});
    EXPECT_EQ(client().raw(bytes).code(), "NoSuchBucket");  // path style: bucket "a"
    EXPECT_EQ(client().put("/nobucket/a", "x").code(), "NoSuchBucket");
}

TEST_F(S3Objects, ARequestThatIsNotSignedGetsNothing) {
    client().put("/stage/a", "1");
    EXPECT_EQ(client().raw("GET /stage/a HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").code(), "AccessDenied");
    Client stranger(server_->port(), {server_->key().id, "guessed"});
    EXPECT_EQ(stranger.get("/stage/a").code(), "SignatureDoesNotMatch");
    Client unknown(server_->port(), {"AKIANOBODY", "x"});
    EXPECT_EQ(unknown.get("/stage/a").code(), "InvalidAccessKeyId");
    Client late = client();
    late.date_time = "20200101T000000Z";
    EXPECT_EQ(late.get("/stage/a").code(), "RequestTimeTooSkewed");
    Client elsewhere = client();
    elsewhere.region = "eu-west-1";
    const Response wrong = elsewhere.get("/stage/a");
    EXPECT_EQ(wrong.code(), "AuthorizationHeaderMalformed");
    EXPECT_EQ(wrong.element("Region"), "us-east-1");
}

TEST_F(S3Objects, ARestartFindsEverythingAgain) {
    client().put("/stage/a", "kept", {{"x-amz-meta-a", "1"}});
    const std::string key = server_->key().id;
    start();
    EXPECT_EQ(server_->key().id, key);
    const Response got = client().get("/stage/a");
    EXPECT_EQ(got.body, "kept");
    EXPECT_EQ(got.headers.at("x-amz-meta-a"), "1");
}

TEST_F(S3Objects, ASecondServerOnTheSameFolderIsRefused) {
    const auto second = sandbox::SandboxServer::start(settings_);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code->id, "sqlite.busy");
}

}  // namespace
}  // namespace hios::test
