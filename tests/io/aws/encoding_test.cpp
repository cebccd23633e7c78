#include "io/aws/encoding.hpp"

#include <gtest/gtest.h>

namespace hios::aws {
namespace {

TEST(Encoding, PathsKeepSlashesAndUnreservedBytesOnly) {
    EXPECT_EQ(encode_path("/a b+c=d%/~x-._(')*\xC3\xA4"), "/a%20b%2Bc%3Dd%25/~x-._%28%27%29%2A%C3%A4");
}

TEST(Encoding, QueryValuesEncodeSlashesToo) {
    EXPECT_EQ(encode_component("a/b=c+d"), "a%2Fb%3Dc%2Bd");
}

TEST(Encoding, QueriesAreSortedByTheirEncodedNamesAndValues) {
    EXPECT_EQ(canonical_query({{"b", ""}, {"a", "2"}, {"a", "10"}, {"\xC3\xA4", "x"}, {"A", "1"}}),
              "%C3%A4=x&A=1&a=10&a=2&b=");
}

TEST(Encoding, AQueryNameWithoutValueGetsAnEmptyOne) {
    EXPECT_EQ(canonical_query(parse_query("uploads")), "uploads=");
    EXPECT_EQ(canonical_query(parse_query("a=1&&b")), "a=1&b=");
}

TEST(Encoding, LowerCaseHexAndRawBytesComeOutTheSame) {
    EXPECT_EQ(canonical_query(parse_query("prefix=a%2fb")), "prefix=a%2Fb");
    EXPECT_EQ(canonical_query(parse_query("prefix=a/b")), "prefix=a%2Fb");
}

TEST(Encoding, ADamagedPercentSignIsNotDecoded) {
    EXPECT_FALSE(percent_decoded("a%2"));
    EXPECT_FALSE(percent_decoded("%zz"));
    EXPECT_EQ(percent_decoded("a%20b").value(), "a b");
}

TEST(Encoding, NormalizedPathsHaveNoDotsAndNoDoubledSlashes) {
    EXPECT_EQ(normalized_path("/"), "/");
    EXPECT_EQ(normalized_path("//a//b/"), "/a/b/");
    EXPECT_EQ(normalized_path("/a/../../b/./c"), "/b/c");
    EXPECT_EQ(normalized_path("/a/.."), "/");
}

}  // namespace
}  // namespace hios::aws
