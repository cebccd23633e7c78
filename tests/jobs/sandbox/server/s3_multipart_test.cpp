#include <fmt/format.h>
#include <gmock/gmock.h>

#include "jobs/sandbox/server/digests.hpp"
#include "tests/jobs/sandbox/server/server_fixture.hpp"

namespace hios::test {
namespace {

class S3Multipart : public ServerTest {
protected:
    void SetUp() override {
        settings_.least_part = 1000;
        start();
        id_ = client().send({"POST", "/stage/a", "uploads"}).element("UploadId");
        ASSERT_FALSE(id_.empty());
    }
    std::string part(int number, const std::string& body) {
        const Response answer =
            client().send({"PUT", "/stage/a", fmt::format("partNumber={}&uploadId={}", number, id_), {}, body});
        return answer.status == 200 ? answer.headers.at("etag") : answer.code();
    }
    Response complete(const std::vector<std::pair<int, std::string>>& parts, sandbox::Headers headers = {}) {
        std::string xml = "<CompleteMultipartUpload>";
        for (const auto& [number, etag] : parts)
            xml += fmt::format("<Part><PartNumber>{}</PartNumber><ETag>{}</ETag></Part>", number, etag);
        return client().send(
            {"POST", "/stage/a", "uploadId=" + id_, std::move(headers), xml + "</CompleteMultipartUpload>"});
    }
    std::string id_;
};

TEST_F(S3Multipart, PartsBecomeOneObjectInTheirOrder) {
    const std::string second = part(2, "end");
    const std::string first = part(1, std::string(1000, 'a'));
    EXPECT_EQ(client().get("/stage/a").code(), "NoSuchKey");
    const Response done = complete({{1, first}, {2, second}});
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_THAT(done.body, testing::HasSubstr("-2&quot;</ETag>"));
    EXPECT_EQ(client().get("/stage/a").body, std::string(1000, 'a') + "end");
    EXPECT_EQ(client().get("/stage/a", "partNumber=2").body, "end");
    EXPECT_EQ(client().get("/stage/a", "partNumber=2").headers.at("x-amz-mp-parts-count"), "2");
    EXPECT_EQ(complete({{1, first}, {2, second}}).code(), "NoSuchUpload");
}

TEST_F(S3Multipart, AListThatDoesNotFitIsRefused) {
    const std::string first = part(1, std::string(999, 'a'));
    const std::string second = part(2, "end");
    EXPECT_EQ(complete({{2, second}, {1, first}}).code(), "InvalidPartOrder");
    EXPECT_EQ(complete({{1, "\"0\""}}).code(), "InvalidPart");
    EXPECT_EQ(complete({{1, first}, {3, second}}).code(), "InvalidPart");
    EXPECT_EQ(complete({{1, first}, {2, second}}).code(), "EntityTooSmall");
    EXPECT_EQ(complete({}).code(), "MalformedXML");
    EXPECT_EQ(complete({{1, first}}, {{"x-amz-mp-object-size", "1000"}}).code(), "InvalidRequest");
    EXPECT_EQ(part(0, "x"), "InvalidArgument");
    EXPECT_EQ(part(10'001, "x"), "InvalidArgument");
    EXPECT_EQ(complete({{1, first}}, {{"x-amz-mp-object-size", "999"}}).status, 200);
}

TEST_F(S3Multipart, ACreateOnlyCompletionLosesAgainstAnExistingKey) {
    const std::string first = part(1, "new");
    client().put("/stage/a", "old");
    EXPECT_EQ(complete({{1, first}}, {{"if-none-match", "*"}}).status, 412);
    EXPECT_EQ(client().get("/stage/a").body, "old");
}

TEST_F(S3Multipart, AnAbortedUploadLeavesNothing) {
    part(1, "x");
    EXPECT_THAT(client().get("/stage", "uploads").body, testing::HasSubstr(id_));
    EXPECT_THAT(client().get("/stage/a", "uploadId=" + id_).body, testing::HasSubstr("<PartNumber>1</PartNumber>"));
    EXPECT_EQ(client().send({"DELETE", "/stage/a", "uploadId=" + id_}).status, 204);
    EXPECT_EQ(part(1, "x"), "NoSuchUpload");
    EXPECT_THAT(client().get("/stage", "uploads").body, testing::Not(testing::HasSubstr(id_)));
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path() / "objects"))
        files += entry.is_regular_file() ? 1U : 0U;
    EXPECT_EQ(files, 0U);
}

TEST_F(S3Multipart, AnUploadGoesOnAfterARestart) {
    const std::string first = part(1, "kept");
    start();
    EXPECT_EQ(complete({{1, first}}).status, 200);
    EXPECT_EQ(client().get("/stage/a").body, "kept");
}

TEST_F(S3Multipart, PartsMayBeCopied) {
    client().put("/other/source", "0123456789");
    const Response copied =
        client().send({"PUT",
                       "/stage/a",
                       fmt::format("partNumber=1&uploadId={}", id_),
                       {{"x-amz-copy-source", "/other/source"}, {"x-amz-copy-source-range", "bytes=2-4"}}});
    ASSERT_EQ(copied.status, 200) << copied.body;
    const std::string etag = "\"" + sandbox::to_hex(sandbox::digest_of(sandbox::DigestKind::kMd5, "234")) + "\"";
    EXPECT_EQ(complete({{1, etag}}).status, 200);
    EXPECT_EQ(client().get("/stage/a").body, "234");
}

}  // namespace
}  // namespace hios::test
