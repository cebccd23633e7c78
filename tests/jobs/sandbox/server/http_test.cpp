// What the server makes of bytes that are no good requests, and of the faults it is told to show.

#include <gmock/gmock.h>

#include "tests/jobs/sandbox/server/server_fixture.hpp"

namespace hios::test {
namespace {

class Http : public ServerTest {
protected:
    void script(const std::string& text) {
        auto parsed = sandbox::FaultScript::parse(text);
        ASSERT_TRUE(parsed) << to_text(parsed.error());
        server_->set_faults(std::move(*parsed));
    }
};

TEST_F(Http, BytesThatAreNoRequestEndTheConnection) {
    for (const char* bytes :
         {"nonsense\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/2\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
          "GET / HTTP/1.1\r\n: x\r\n\r\n", "PUT /a HTTP/1.1\r\ncontent-length: 1x\r\n\r\n",
          "PUT /a HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
          "PUT /a HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n"})
        EXPECT_EQ(client().raw(bytes).status, 400) << bytes;
    EXPECT_EQ(client().raw("GET / HTTP/1.1\r\na: " + std::string(100'000, 'x') + "\r\n\r\n").status, 400);
    EXPECT_EQ(client().get("/stage", "list-type=2").status, 200);  // the server lives on
}

TEST_F(Http, OneConnectionServesManyRequests) {
    std::string bytes = client().signed_bytes({"GET", "/stage", "list-type=2"});
    const std::string close = "connection: close\r\n";
    std::string kept = bytes;
    kept.erase(kept.find(close), close.size());
    const Response both = client().raw(kept + bytes);
    EXPECT_THAT(both.body, testing::HasSubstr("HTTP/1.1 200 OK"));  // the second answer, behind the first one's body
}

TEST_F(Http, ARefusedBodyIsReadPastSoThatTheAnswerArrives) {
    Client stranger(server_->port(), {server_->key().id, "guessed"});
    EXPECT_EQ(stranger.put("/stage/a", std::string(3U << 20, 'x')).code(), "SignatureDoesNotMatch");
}

TEST_F(Http, ABodyThatEndsEarlyStoresNothing) {
    const std::string bytes = client().signed_bytes({"PUT", "/stage/a", {}, {}, std::string(1000, 'x')});
    const Client raw = client();
    // The other end closes in the middle: no answer can come, and nothing is there afterwards.
    std::string half = bytes.substr(0, bytes.size() - 500);
    half.replace(half.find("content-length: 1000"), 20, "content-length: 500 ");
    EXPECT_EQ(raw.raw(half).code(), "XAmzContentSHA256Mismatch");
    EXPECT_EQ(client().get("/stage/a").code(), "NoSuchKey");
}

TEST_F(Http, InjectedErrorsLookLikeTheServices) {
    script(
        "rules: [{operation: GetObject, do: throttle}, {operation: PutObject, do: error, status: 503}, "
        "{operation: DeleteObject, do: expire}, {operation: CopyObject, do: ok_error}]");
    EXPECT_EQ(client().get("/stage/a").status, 503);
    EXPECT_EQ(client().get("/stage/a").code(), "SlowDown");
    EXPECT_EQ(client().put("/stage/a", "x").code(), "ServiceUnavailable");
    EXPECT_EQ(client().send({"DELETE", "/stage/a"}).code(), "ExpiredToken");
    const Response copy = client().put("/stage/b", "", {{"x-amz-copy-source", "/stage/a"}});
    EXPECT_EQ(copy.status, 200);
    EXPECT_EQ(copy.code(), "InternalError");
}

TEST_F(Http, ACutConnectionDidNothingAndALostReplyDidEverything) {
    script("rules: [{key: cut, do: cut, times: 1}, {key: lost, do: lose_reply, times: 1}]");
    EXPECT_EQ(client().put("/stage/cut", "x").status, 0);
    EXPECT_EQ(client().get("/stage/cut").code(), "NoSuchKey");
    EXPECT_EQ(client().put("/stage/lost", "x").status, 0);
    EXPECT_EQ(client().get("/stage/lost").body, "x");
}

TEST_F(Http, ATruncatedBodyIsShorterThanItSays) {
    client().put("/stage/a", std::string(1000, 'x'));
    script(
        "rules: [{operation: GetObject, do: truncate, bytes: 10, nth: [1]}, {operation: GetObject, do: truncate, nth: "
        "[2]}]");
    for (const std::size_t expected : {std::size_t{10}, std::size_t{500}}) {
        const Response got = client().get("/stage/a");
        EXPECT_FALSE(got.whole);
        EXPECT_EQ(got.headers.at("content-length"), "1000");
        EXPECT_EQ(got.body.size(), expected);
    }
    EXPECT_TRUE(client().get("/stage/a").whole);
}

TEST(Faults, TheSameSeedGivesTheSameFaults) {
    const auto drawn = [](int seed) {
        auto script =
            sandbox::FaultScript::parse("seed: " + std::to_string(seed) + "\nrules: [{rate: 0.2, do: error}]");
        std::string strikes;
        for (int number = 0; number < 1000; ++number)
            strikes += (*script)->next("s3", "GetObject", "a").empty() ? '.' : 'x';
        return strikes;
    };
    EXPECT_EQ(drawn(1), drawn(1));
    EXPECT_NE(drawn(1), drawn(2));
    const std::string strikes = drawn(3);
    const auto count = std::count(strikes.begin(), strikes.end(), 'x');
    EXPECT_GT(count, 150);
    EXPECT_LT(count, 250);
}

TEST(Faults, RulesCountOnlyWhatTheyMatch) {
    auto script = sandbox::FaultScript::parse(
        "rules:\n  - {service: s3, operation: 'Get*', key: '*.ndjson', nth: [2], do: cut}\n  - {every: 3, do: delay, "
        "delay_ms: 5}\n");
    ASSERT_TRUE(script) << to_text(script.error());
    EXPECT_TRUE((*script)->next("s3", "GetObject", "a.ndjson").empty());
    EXPECT_TRUE((*script)->next("s3", "PutObject", "a.ndjson").empty());
    const auto third = (*script)->next("s3", "GetObject", "b/c.ndjson");
    ASSERT_EQ(third.size(), 1U);
    EXPECT_EQ(third[0].action, sandbox::FaultAction::kCut);
    EXPECT_TRUE((*script)->next("healthlake", "GetObject", "a.ndjson").empty());
}

TEST(Faults, AWrongScriptSaysWhereAndWhat) {
    const auto wrong = [](const char* text) {
        const auto script = sandbox::FaultScript::parse(text);
        return script ? std::string() : script.error().what;
    };
    EXPECT_THAT(wrong("rules:\n  - {opertion: x, do: cut}\n"), testing::HasSubstr("faults:2"));
    EXPECT_THAT(wrong("rules:\n  - {opertion: x, do: cut}\n"), testing::HasSubstr("did you mean 'operation'"));
    EXPECT_THAT(wrong("rules: [{do: explode}]"), testing::HasSubstr("'do' must be"));
    EXPECT_THAT(wrong("rules: [{do: cut, rate: 2}]"), testing::HasSubstr("'rate' must be"));
    EXPECT_THAT(wrong("rules: 3"), testing::HasSubstr("'rules' must be"));
    EXPECT_THAT(wrong("seed: [1"), testing::HasSubstr("faults"));
    EXPECT_THAT(wrong("[]"), testing::HasSubstr("mapping"));
}

}  // namespace
}  // namespace hios::test
