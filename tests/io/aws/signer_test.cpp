// The nine signatures worked out in the S3 API Reference ("Signature Calculations for the Authorization
// Header", "Authenticating Requests: Using Query Parameters"), and the shapes that they leave out.

#include "io/aws/signer.hpp"

#include <gtest/gtest.h>

#include "io/aws/canonical.hpp"

namespace hios::aws {
namespace {

constexpr TimePoint kNow{std::chrono::seconds(1369353600)};  // 2013-05-24T00:00:00Z
constexpr const char* kHost = "https://examplebucket.s3.amazonaws.com";

Credentials example() {
    return {"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", {}, {}, {}};
}
SigningScope s3() {
    return {"s3", "us-east-1", PathRule::kAsSent, true, true};
}
std::string sign(http::Request request, std::string_view payload = kEmptySha256) {
    Signer signer;
    return signer.sign(request, payload, s3(), example(), kNow);
}
http::Request get(const std::string& target) {
    http::Request request;
    request.url = kHost + target;
    return request;
}

TEST(Signer, S3GetObject) {
    http::Request request = get("/test.txt");
    request.headers = {{"Range", "bytes=0-9"}};
    EXPECT_EQ(sign(request), "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST(Signer, S3PutObject) {
    http::Request request = get("/test%24file.text");
    request.method = "PUT";
    request.headers = {{"Date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}};
    EXPECT_EQ(sign(request, hex(sha256("Welcome to Amazon S3."))),
              "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

TEST(Signer, S3GetLifecycle) {
    EXPECT_EQ(sign(get("/?lifecycle")), "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
}

TEST(Signer, S3ListObjects) {
    EXPECT_EQ(sign(get("/?max-keys=2&prefix=J")), "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

TEST(Signer, S3PresignedGet) {
    Signer signer;
    const std::string url =
        signer.presign(get("/test.txt"), kUnsignedPayload, s3(), example(), kNow, std::chrono::seconds(86400));
    EXPECT_NE(url.find("X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"),
              std::string::npos)
        << url;
}

TEST(Signer, S3ChunkedPut) {
    Signer signer;
    http::Request request;
    request.method = "PUT";
    request.url = "https://s3.amazonaws.com/examplebucket/chunkObject.txt";
    request.headers = {{"x-amz-storage-class", "REDUCED_REDUNDANCY"},
                       {"Content-Encoding", "aws-chunked"},
                       {"x-amz-decoded-content-length", "66560"},
                       {"Content-Length", "66824"}};
    const std::string seed = signer.sign(request, kStreamingPayload, s3(), example(), kNow);
    EXPECT_EQ(seed, "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");
    const std::string first = signer.sign_chunk(seed, std::string(65536, 'a'), s3(), example(), kNow);
    EXPECT_EQ(first, "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648");
    const std::string second = signer.sign_chunk(first, std::string(1024, 'a'), s3(), example(), kNow);
    EXPECT_EQ(second, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497");
    EXPECT_EQ(signer.sign_chunk(second, {}, s3(), example(), kNow),
              "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9");
}

TEST(Signer, SigningAgainReplacesTheFirstSignature) {
    Signer signer;
    http::Request request = get("/a");
    Credentials who = example();
    who.session_token = "token";
    signer.sign(request, kEmptySha256, s3(), who, kNow);
    const auto before = request.headers;
    signer.sign(request, kEmptySha256, s3(), who, kNow);
    ASSERT_EQ(request.headers.size(), before.size());
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(request.headers[i].value, before[i].value);
    signer.sign(request, kEmptySha256, s3(), who, kNow + std::chrono::seconds(1));
    EXPECT_EQ(http::find_header(request.headers, "x-amz-date"), "20130524T000001Z");
}

TEST(Signer, TheSessionTokenIsSigned) {
    Signer signer;
    http::Request request = get("/a");
    Credentials who = example();
    who.session_token = "token";
    signer.sign(request, kEmptySha256, s3(), who, kNow);
    EXPECT_NE(http::find_header(request.headers, "authorization")
                  ->find("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token"),
              std::string::npos);
}

TEST(Signer, HeadersThatTravelMayChangeAreNotSigned) {
    Signer signer;
    http::Request plain = get("/a");
    http::Request full = get("/a");
    full.headers = {{"Expect", "100-continue"}, {"User-Agent", "x"}, {"Connection", "close"},
                    {"X-Amzn-Trace-Id", "y"},   {"TE", "z"},         {"Transfer-Encoding", "chunked"}};
    EXPECT_EQ(signer.sign(plain, kEmptySha256, s3(), example(), kNow),
              signer.sign(full, kEmptySha256, s3(), example(), kNow));
}

TEST(Signer, TheSchemesOwnPortIsNotPartOfTheHost) {
    EXPECT_EQ(url_parts("https://h:443/a").host, "h");
    EXPECT_EQ(url_parts("http://h:80").host, "h");
    EXPECT_EQ(url_parts("http://h:443/").host, "h:443");
    EXPECT_EQ(url_parts("http://h:80?x").query, "x");
}

TEST(Signer, OtherServicesThanS3SignThePathEncodedTwice) {
    std::string path;
    append_canonical_path(path, "/a%20b//../c", PathRule::kNormalizedTwiceEncoded);
    EXPECT_EQ(path, "/c");
    path.clear();
    append_canonical_path(path, "/a%20b/c", PathRule::kNormalizedTwiceEncoded);
    EXPECT_EQ(path, "/a%2520b/c");
    path.clear();
    append_canonical_path(path, "/a//./b", PathRule::kAsSent);
    EXPECT_EQ(path, "/a//./b");
}

TEST(Signer, ManyKeysDoNotDisturbTheCache) {
    Signer signer;
    for (int round = 0; round < 3; ++round) {
        for (int region = 0; region < 40; ++region) {
            SigningScope scope = s3();
            scope.region = "r-" + std::to_string(region);
            http::Request cached = get("/a");
            http::Request fresh = get("/a");
            Signer other;
            EXPECT_EQ(signer.sign(cached, kEmptySha256, scope, example(), kNow),
                      other.sign(fresh, kEmptySha256, scope, example(), kNow));
        }
    }
}

TEST(Signer, TimestampsAreWrittenInUtc) {
    EXPECT_EQ(amz_timestamp(TimePoint(std::chrono::seconds(1440938160))), "20150830T123600Z");
    EXPECT_EQ(amz_timestamp(TimePoint(std::chrono::milliseconds(1709164799999))), "20240228T235959Z");
}

}  // namespace
}  // namespace hios::aws
