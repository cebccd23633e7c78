#include "jobs/sandbox/server/digests.hpp"

#include <gtest/gtest.h>

namespace hios::sandbox {
namespace {

// The check values of the CRC catalogue: the CRC of "123456789".
TEST(Digests, CrcsHaveTheirCheckValues) {
    EXPECT_EQ(to_hex(digest_of(DigestKind::kCrc32, "123456789")), "cbf43926");
    EXPECT_EQ(to_hex(digest_of(DigestKind::kCrc32c, "123456789")), "e3069283");
    EXPECT_EQ(to_hex(digest_of(DigestKind::kCrc64nvme, "123456789")), "ae8b14860a799888");
}

TEST(Digests, InPiecesIsAsInOne) {
    for (const DigestKind kind : {DigestKind::kMd5, DigestKind::kSha1, DigestKind::kSha256, DigestKind::kCrc32,
                                  DigestKind::kCrc32c, DigestKind::kCrc64nvme}) {
        Digest digest(kind);
        digest.update("1234");
        digest.update("");
        digest.update("56789");
        const std::string found = digest.finish();
        EXPECT_EQ(found, digest_of(kind, "123456789")) << checksum_name(kind);
        EXPECT_EQ(found.size(), digest_bytes(kind));
    }
}

TEST(Digests, Base64GoesBothWaysAndIsStrict) {
    for (const std::string text : {"", "a", "ab", "abc", "abcd"}) EXPECT_EQ(from_base64(to_base64(text)), text);
    EXPECT_EQ(to_base64("abcd"), "YWJjZA==");
    for (const char* wrong : {"YWJjZA=", "YW JjZA==", "YWJj\n", "====", "Y===", "YWJjZA==YWJjZA=="})
        EXPECT_FALSE(from_base64(wrong)) << wrong;
}

}  // namespace
}  // namespace hios::sandbox
