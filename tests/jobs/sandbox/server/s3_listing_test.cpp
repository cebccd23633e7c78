#include <fmt/format.h>
#include <gmock/gmock.h>

#include "jobs/sandbox/server/uri.hpp"
#include "tests/jobs/sandbox/server/server_fixture.hpp"

namespace hios::test {
namespace {

class S3Listing : public ServerTest {
protected:
    void fill(const std::vector<std::string>& keys) {
        for (const std::string& key : keys)
            ASSERT_EQ(client().put("/stage/" + sandbox::percent_encode(key, true), "x").status, 200);
    }
    // All pages: keys, and common prefixes in brackets, in the order of the answers.
    std::vector<std::string> all(const std::string& query, int limit) const {
        std::vector<std::string> found;
        std::string token;
        for (int page = 0; page < 100; ++page) {
            const Response answer = client().get(
                "/stage", fmt::format("list-type=2&max-keys={}{}{}{}", limit, query.empty() ? "" : "&", query,
                                      token.empty() ? "" : "&continuation-token=" + sandbox::percent_encode(token)));
            EXPECT_EQ(answer.status, 200) << answer.body;
            take(answer.body, "<Key>", "{}", found);
            take(answer.body, "<CommonPrefixes><Prefix>", "[{}]", found);
            if (answer.element("IsTruncated") != "true") return found;
            token = answer.element("NextContinuationToken");
        }
        ADD_FAILURE() << "the listing does not end";
        return found;
    }

private:
    static void take(const std::string& body, const std::string& mark, const std::string& format,
                     std::vector<std::string>& into) {
        for (std::size_t at = body.find(mark); at != std::string::npos; at = body.find(mark, at + 1)) {
            const std::size_t begin = at + mark.size();
            into.push_back(fmt::format(fmt::runtime(format), body.substr(begin, body.find('<', begin) - begin)));
        }
    }
};

TEST_F(S3Listing, PagesOfAnySizeGiveEveryKeyOnceInByteOrder) {
    const std::vector<std::string> keys{"A", "a", "a/1", "a/2", "a0", "b", "\xC3\xA9", "\xF0\x9F\x98\x80"};
    fill({keys.rbegin(), keys.rend()});
    for (const int limit : {1, 2, 3, 7, 8, 9, 1000}) EXPECT_EQ(all("", limit), keys) << limit;
}

TEST_F(S3Listing, ADelimiterRollsUpWhateverThePageSize) {
    fill({"a/1", "a/2", "a/b/3", "a0", "b/1", "c"});
    for (const int limit : {1, 2, 3, 100}) {
        EXPECT_THAT(all("delimiter=/", limit), testing::UnorderedElementsAre("[a/]", "a0", "[b/]", "c")) << limit;
        EXPECT_THAT(all("delimiter=/&prefix=a/", limit), testing::UnorderedElementsAre("a/1", "a/2", "[a/b/]"))
            << limit;
    }
    EXPECT_THAT(all("prefix=a", 100), testing::ElementsAre("a/1", "a/2", "a/b/3", "a0"));
}

TEST_F(S3Listing, StartAfterBeginsBehindTheKey) {
    fill({"a", "b", "c", "d"});
    EXPECT_THAT(all("start-after=b", 1), testing::ElementsAre("c", "d"));
    EXPECT_THAT(all("start-after=bb", 10), testing::ElementsAre("c", "d"));
    EXPECT_THAT(all("start-after=z", 10), testing::ElementsAre());
}

TEST_F(S3Listing, WrongParametersAreRefused) {
    EXPECT_EQ(client().get("/stage", "list-type=2&max-keys=x").code(), "InvalidArgument");
    EXPECT_EQ(client().get("/stage", "list-type=2&encoding-type=xml").code(), "InvalidArgument");
    EXPECT_EQ(client().get("/stage", "list-type=2&continuation-token=made-up").code(), "InvalidArgument");
    EXPECT_EQ(client().get("/nobucket", "list-type=2").code(), "NoSuchBucket");
}

TEST_F(S3Listing, TheFirstVersionPagesByMarker) {
    fill({"a/1", "a/2", "b", "c"});
    const Response first = client().get("/stage", "max-keys=1&delimiter=/");
    EXPECT_EQ(first.element("NextMarker"), "a/");
    EXPECT_EQ(client().get("/stage", "max-keys=1&delimiter=/&marker=a/").element("Key"), "b");
}

}  // namespace
}  // namespace hios::test
