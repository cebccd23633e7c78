#include "io/http/message.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "pipeline/codes.hpp"

namespace hios::http {
namespace {

TEST(HttpMessage, HeadersAreFoundWhateverTheirCase) {
    Headers headers{{"Content-Length", "3"}, {"ETag", "a"}, {"etag", "b"}};
    EXPECT_EQ(find_header(headers, "content-LENGTH"), "3");
    EXPECT_EQ(find_header(headers, "eTAG"), "a");
    EXPECT_FALSE(find_header(headers, "etags"));
    set_header(headers, "ETAG", "c");
    EXPECT_EQ(headers.size(), 2U);
    EXPECT_EQ(find_header(headers, "etag"), "c");
}

TEST(HttpMessage, ABodyIsReadFromAnyPlaceMoreThanOnce) {
    const auto body = bytes_body("hello");
    std::string into(3, ' ');
    EXPECT_EQ(body->size(), 5U);
    EXPECT_EQ(body->read_at(3, into).value(), 2U);
    EXPECT_EQ(into.substr(0, 2), "lo");
    EXPECT_EQ(body->read_at(0, into).value(), 3U);
    EXPECT_EQ(into, "hel");
    EXPECT_EQ(body->read_at(5, into).value(), 0U);
}

TEST(HttpMessage, AFileThatBecameShorterIsChanged) {
    std::string path =
        "/tmp/hios-body-"
        "XXXX"
        "XX";
    const int file = ::mkstemp(path.data());
    ASSERT_EQ(::write(file, "abcdef", 6), 6);
    const auto body = file_body(file, 2, 4, "a.json");
    std::string into(10, ' ');
    EXPECT_EQ(body->read_at(1, into).value(), 3U);
    EXPECT_EQ(into.substr(0, 3), "def");
    ASSERT_EQ(::ftruncate(file, 2), 0);
    const auto got = body->read_at(0, into);
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, &codes::kChanged);
    EXPECT_EQ(got.error().where.document, "a.json");
    ::close(file);
    ::unlink(path.c_str());
}

}  // namespace
}  // namespace hios::http
