#include "stages/ccda/unwrap.hpp"

#include <gtest/gtest.h>

namespace hios::ccda {
namespace {

constexpr std::string_view kXml = "<?xml version=\"1.0\"?><ClinicalDocument><recordTarget/></ClinicalDocument>";
// kXml, written with `base64 -w 60`.
constexpr std::string_view kBase64 =
    "PD94bWwgdmVyc2lvbj0iMS4wIj8+PENsaW5pY2FsRG9jdW1lbnQ+PHJlY29y\r\nZFRhcmdldC8+PC9DbGluaWNhbERvY3VtZW50Pg==\r\n";

std::vector<Part> unwrap(Unwrapper& unwrapper, const std::string& bytes) {
    return unwrapper.unwrap(bytes);
}

TEST(Unwrapping, AnXmlIsOnePartOfItself) {
    Unwrapper unwrapper;
    const auto& parts = unwrapper.unwrap(kXml);
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(parts[0].bytes.data(), kXml.data());
    EXPECT_EQ(parts[0].content, Content::kXml);
}

TEST(Unwrapping, Base64OfAnXmlIsDecoded) {
    Unwrapper unwrapper;
    const auto& parts = unwrapper.unwrap(kBase64);
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(parts[0].bytes, kXml);
}

TEST(Unwrapping, Base64ThatBreaksOffInADigitIsNoPart) {
    Unwrapper unwrapper;
    std::string bytes(kBase64.substr(0, kBase64.find("==")));
    bytes.resize(bytes.size() - 1);
    EXPECT_TRUE(unwrap(unwrapper, bytes).empty());
}

TEST(Unwrapping, AMultipartGivesItsPartsByName) {
    const std::string mail =
        "From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary=\"cut "
        "here\"\r\n\r\nhello\r\n"
        "--cut here\r\nContent-Type: text/plain\r\n\r\nSee the attachment.\r\n"
        "--cut here\r\nContent-Type: text/xml; name=ccd.xml\r\nContent-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment; filename=\"summary.xml\"\r\n\r\n" +
        std::string(kBase64) +
        "--cut here\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\nUEsDBAoAAAA=\r\n"
        "--cut here--\r\nend";
    Unwrapper unwrapper;
    const auto& parts = unwrap(unwrapper, mail);
    ASSERT_EQ(parts.size(), 3U);
    EXPECT_EQ(parts[0].content, Content::kOther);
    EXPECT_EQ(parts[1].bytes, kXml);
    EXPECT_EQ(parts[1].name, "summary.xml");
    EXPECT_EQ(parts[2].content, Content::kArchive);
}

TEST(Unwrapping, QuotedPrintableAndHeadersOfHttpAreTakenOff) {
    Unwrapper unwrapper;
    const std::string quoted =
        "MIME-Version: 1.0\nContent-Transfer-Encoding: quoted-printable\n\n<a b=3D\"=C3=A9\">x=\n</a>";
    const auto& parts = unwrap(unwrapper, quoted);
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(parts[0].bytes, "<a b=\"é\">x</a>");
    const std::string http = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n" + std::string(kXml);
    EXPECT_EQ(unwrap(unwrapper, http).at(0).bytes, kXml);
}

TEST(Unwrapping, MessagesInMessagesEnd) {
    std::string mail(kXml);
    for (int i = 0; i < 40; ++i) mail = "MIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n" + mail;
    Unwrapper unwrapper;
    const auto& parts = unwrap(unwrapper, mail);
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(parts[0].content, Content::kMime);
}

}  // namespace
}  // namespace hios::ccda
