#include "io/s3/place.hpp"

#include <gtest/gtest.h>

#include "io/codes.hpp"

namespace hios::s3 {
namespace {

TEST(Place, BucketAndPrefixOfAUri) {
    const Place place = parse_place("s3://my-bucket/a b/%41").value();
    EXPECT_EQ(place.bucket, "my-bucket");
    EXPECT_EQ(place.prefix, "a b/%41/");
    EXPECT_EQ(parse_place("s3://my-bucket").value().prefix, "");
    EXPECT_EQ(parse_place("s3://my-bucket/").value().prefix, "");
    EXPECT_EQ(parse_place("s3://my-bucket/a/").value().prefix, "a/");
}

TEST(Place, AMalformedUriIsExplained) {
    for (const char* uri : {"s3://", "s3:///a", "s3://ab", "s3://b?x/a", "s3://bucket//a", "s3://bucket/../a"}) {
        const auto place = parse_place(uri);
        ASSERT_FALSE(place) << uri;
        EXPECT_EQ(place.error().code, &codes::kBadUri);
        EXPECT_FALSE(place.error().mend.empty());
    }
}

TEST(Place, AwsIsReachedByTheBucketsName) {
    const Urls urls("my-bucket", "", Addressing::kAuto);
    EXPECT_EQ(urls.of("eu-west-1", "a b", ""), "https://my-bucket.s3.eu-west-1.amazonaws.com/a%20b");
    EXPECT_EQ(urls.of("cn-north-1", "", "x="), "https://my-bucket.s3.cn-north-1.amazonaws.com.cn/?x=");
    EXPECT_TRUE(urls.is_aws());
    EXPECT_TRUE(urls.is_tls());
}

TEST(Place, BucketsThatAreNoDnsLabelStandInThePath) {
    EXPECT_EQ(Urls("my.bucket", "", Addressing::kAuto).of("us-east-1", "k", ""),
              "https://s3.us-east-1.amazonaws.com/my.bucket/k");
    EXPECT_EQ(Urls("My_Bucket", "", Addressing::kAuto).of("us-east-1", "", "list-type=2"),
              "https://s3.us-east-1.amazonaws.com/My_Bucket?list-type=2");
}

TEST(Place, AddressesHaveNoNamesBelowThem) {
    EXPECT_EQ(Urls("my-bucket", "http://127.0.0.1:7480/", Addressing::kAuto).of("r", "k", ""),
              "http://127.0.0.1:7480/my-bucket/k");
    EXPECT_EQ(Urls("my-bucket", "http://[::1]:7480", Addressing::kAuto).of("r", "k", ""),
              "http://[::1]:7480/my-bucket/k");
    EXPECT_EQ(Urls("my-bucket", "http://localhost", Addressing::kAuto).of("r", "k", ""),
              "http://localhost/my-bucket/k");
    EXPECT_EQ(Urls("my-bucket", "https://s3.example.org", Addressing::kAuto).of("r", "k", ""),
              "https://my-bucket.s3.example.org/k");
    EXPECT_EQ(Urls("my-bucket", "https://example.org/s3", Addressing::kPath).of("r", "k", ""),
              "https://example.org/s3/my-bucket/k");
    EXPECT_FALSE(Urls("my-bucket", "https://s3.example.org", Addressing::kAuto).is_aws());
    EXPECT_TRUE(Urls("my-bucket", "https://s3.dualstack.eu-west-1.amazonaws.com", Addressing::kAuto).is_aws());
}

}  // namespace
}  // namespace hios::s3
