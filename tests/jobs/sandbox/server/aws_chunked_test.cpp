// Vector: the example of "Signature Calculations: Transferring Payload in Multiple Chunks" in the S3 API reference.

#include "jobs/sandbox/server/aws_chunked.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace hios::sandbox {
namespace {

class TextBody final : public Body {
public:
    explicit TextBody(std::string text) : text_(std::move(text)) {}
    Answer<std::size_t> read(std::span<char> into) override {
        const std::size_t count = std::min({into.size(), text_.size() - at_, std::size_t{1000}});
        std::copy_n(text_.data() + at_, count, into.data());
        at_ += count;
        return count;
    }

private:
    std::string text_;
    std::size_t at_ = 0;
};

Signed seed(std::string payload) {
    return {"AKIAIOSFODNN7EXAMPLE",
            std::move(payload),
            signing_key("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "20130524", "us-east-1", "s3"),
            "20130524T000000Z",
            "20130524/us-east-1/s3/aws4_request",
            "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"};
}

struct Result {
    std::string text;
    std::string code;  // of the refusal
    Headers trailers;
};

Result read_all(const std::string& wire, const Signed& proof, std::uint64_t length) {
    TextBody raw(wire);
    AwsChunkedBody body(raw, proof, length);
    Result result;
    std::array<char, 3000> piece;
    for (;;) {
        const auto count = body.read(piece);
        if (!count) {
            result.code = count.error().code;
            return result;
        }
        if (*count == 0) break;
        result.text.append(piece.data(), *count);
    }
    result.trailers = body.trailers();
    return result;
}

std::string chunk(const std::string& data, const std::string& signature) {
    return fmt::format("{:x};chunk-signature={}\r\n{}\r\n", data.size(), signature, data);
}

const std::string kFirst = "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648";
const std::string kSecond = "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497";
const std::string kLast = "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9";
constexpr const char* kSigned = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

TEST(AwsChunked, ThePublishedExampleVerifies) {
    const std::string wire =
        chunk(std::string(65536, 'a'), kFirst) + chunk(std::string(1024, 'a'), kSecond) + chunk("", kLast);
    const Result result = read_all(wire, seed(kSigned), 66560);
    EXPECT_EQ(result.code, "");
    EXPECT_EQ(result.text, std::string(66560, 'a'));
}

TEST(AwsChunked, AChangedByteOrSignatureIsRefused) {
    std::string changed(65536, 'a');
    changed[40'000] = 'b';
    EXPECT_EQ(read_all(chunk(changed, kFirst), seed(kSigned), 66560).code, "SignatureDoesNotMatch");
    const std::string swapped = chunk(std::string(65536, 'a'), kFirst) + chunk(std::string(1024, 'a'), kLast);
    EXPECT_EQ(read_all(swapped, seed(kSigned), 66560).code, "SignatureDoesNotMatch");
}

TEST(AwsChunked, AnEndThatComesTooEarlyIsRefused) {
    const std::string wire =
        chunk(std::string(65536, 'a'), kFirst) + chunk(std::string(1024, 'a'), kSecond) + chunk("", kLast);
    for (const std::size_t length : {std::size_t{0}, std::size_t{30}, std::size_t{70'000}, wire.size() - 60})
        EXPECT_EQ(read_all(wire.substr(0, std::min(length, wire.size() - 10)), seed(kSigned), 66560).code,
                  "IncompleteBody")
            << length;
}

TEST(AwsChunked, AnotherLengthThanToldIsRefused) {
    const std::string wire =
        chunk(std::string(65536, 'a'), kFirst) + chunk(std::string(1024, 'a'), kSecond) + chunk("", kLast);
    EXPECT_EQ(read_all(wire, seed(kSigned), 66561).code, "IncompleteBody");
    EXPECT_EQ(read_all(wire, seed(kSigned), 66559).code, "IncompleteBody");
}

TEST(AwsChunked, UnsignedChunksBringTheirTrailers) {
    const Result result = read_all("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n",
                                   seed("STREAMING-UNSIGNED-PAYLOAD-TRAILER"), 5);
    EXPECT_EQ(result.code, "");
    EXPECT_EQ(result.text, "hello");
    ASSERT_EQ(result.trailers.size(), 1U);
    EXPECT_EQ(result.trailers[0].second, "NhCmhg==");
}

TEST(AwsChunked, ASmallChunkBeforeTheLastIsRefused) {
    EXPECT_EQ(read_all("5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n", seed("STREAMING-UNSIGNED-PAYLOAD-TRAILER"), 10).code,
              "InvalidChunkSizeError");
}

TEST(AwsChunked, NoisyFramesAreRefusedAndNeverCrash) {
    for (const char* wire : {"", "zz\r\n", "5\nhello", "5\r\nhelloXX0\r\n\r\n", "ffffffffffffffffff\r\n",
                             "5;x=y\r\nhello\r\n", "0\r\nno colon\r\n\r\n", "\r\n\r\n"})
        EXPECT_NE(read_all(wire, seed("STREAMING-UNSIGNED-PAYLOAD-TRAILER"), 7).code, "") << wire;
}

}  // namespace
}  // namespace hios::sandbox
