#include "io/http/curl_client.hpp"

#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "io/http/codes.hpp"
#include "pipeline/codes.hpp"
#include "tests/support/http_server.hpp"

namespace hios::http {
namespace {

using namespace std::chrono_literals;
using test::HttpServer;
using test::ServerRequest;
using test::ServerResponse;

Request get(const std::string& url) {
    Request request;
    request.url = url;
    return request;
}

template <class T>
const Code* code_of(const Outcome<T>& outcome) {
    return outcome ? nullptr : outcome.error().code;
}

TEST(CurlClient, SendsTheRequestAsItStands) {
    ServerRequest seen;
    HttpServer server([&](const ServerRequest& request) {
        seen = request;
        return ServerResponse{201, {{"X-Answer", "yes"}}, "body"};
    });
    CurlClient client;
    Request request = get(server.url() + "/a%2Fb/../c//d?x=%2f&y");
    request.method = "PUT";
    request.headers = {{"X-One", "1"}, {"X-Empty", ""}};
    request.body = bytes_body("payload");
    const auto response = perform(client, std::move(request));
    ASSERT_TRUE(response) << to_text(response.error());
    EXPECT_EQ(response->status, 201);
    EXPECT_EQ(response->body, "body");
    EXPECT_EQ(find_header(response->headers, "x-answer"), "yes");
    EXPECT_EQ(seen.method, "PUT");
    EXPECT_EQ(seen.target, "/a%2Fb/../c//d?x=%2f&y");
    EXPECT_EQ(seen.body, "payload");
    EXPECT_EQ(seen.header("x-one"), "1");
    EXPECT_TRUE(find_header(seen.headers, "x-empty"));
    EXPECT_FALSE(find_header(seen.headers, "expect"));
    EXPECT_FALSE(find_header(seen.headers, "accept"));
    EXPECT_FALSE(find_header(seen.headers, "transfer-encoding"));
}

TEST(CurlClient, AnEmptyBodyTellsItsLengthAndNoneTellsNothing) {
    std::vector<std::string> lengths;
    HttpServer server([&](const ServerRequest& request) {
        lengths.push_back(find_header(request.headers, "content-length").value_or("none").data());
        return ServerResponse{};
    });
    CurlClient client;
    Request request = get(server.url());
    request.method = "POST";
    request.body = bytes_body({});
    ASSERT_TRUE(perform(client, request));
    request.method = "DELETE";
    request.body = nullptr;
    ASSERT_TRUE(perform(client, request));
    EXPECT_EQ(lengths, (std::vector<std::string>{"0", "none"}));
}

TEST(CurlClient, AHeadAnswerHasNoBody) {
    HttpServer server([](const ServerRequest& request) {
        EXPECT_EQ(request.method, "HEAD");
        ServerResponse response{200, {{"Content-Length", "1000"}}, {}};
        response.head_only = true;
        return response;
    });
    CurlClient client;
    Request request = get(server.url());
    request.method = "HEAD";
    const auto response = perform(client, request);
    ASSERT_TRUE(response) << to_text(response.error());
    EXPECT_EQ(find_header(response->headers, "content-length"), "1000");
    EXPECT_TRUE(response->body.empty());
}

TEST(CurlClient, ARedirectIsAnAnswerLikeOthers) {
    HttpServer server([](const ServerRequest&) { return ServerResponse{301, {{"Location", "/elsewhere"}}, "moved"}; });
    CurlClient client;
    const auto response = perform(client, get(server.url()));
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 301);
    EXPECT_EQ(server.requests(), 1U);
}

TEST(CurlClient, ConnectionsAreKept) {
    HttpServer server([](const ServerRequest&) { return ServerResponse{200, {}, "x"}; });
    CurlClient client;
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(perform(client, get(server.url())));
    EXPECT_EQ(server.connections(), 1U);
}

TEST(CurlClient, SixtyFourRequestsAreInFlightFromOneThread) {
    std::latch all(64);
    HttpServer server([&](const ServerRequest&) {
        all.arrive_and_wait();  // no answer before every request has come
        return ServerResponse{200, {}, "x"};
    });
    CurlClient client;
    std::vector<std::unique_ptr<Transfer>> transfers;
    for (int i = 0; i < 64; ++i) transfers.push_back(client.start(get(server.url())));
    for (const auto& transfer : transfers) EXPECT_EQ(read_body(*transfer).value(), "x");
    EXPECT_EQ(server.most_at_once(), 64U);
}

TEST(CurlClient, MoreThanItsLimitWaitTheirTurn) {
    HttpServer server([](const ServerRequest&) {
        ServerResponse response{200, {}, "x"};
        response.delay = 2ms;
        return response;
    });
    CurlSettings settings;
    settings.max_in_flight = 3;
    CurlClient client(settings);
    std::vector<std::unique_ptr<Transfer>> transfers;
    for (int i = 0; i < 30; ++i) transfers.push_back(client.start(get(server.url())));
    for (const auto& transfer : transfers) EXPECT_EQ(read_body(*transfer).value(), "x");
    EXPECT_LE(server.most_at_once(), 3U);
}

TEST(CurlClient, LargeBodiesGoThroughBothWaysUnchanged) {
    HttpServer server([](const ServerRequest& request) { return ServerResponse{200, {}, request.body}; });
    std::string bytes(9'000'001, ' ');
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 2654435761U >> 24U);
    CurlClient client;
    Request request = get(server.url());
    request.method = "PUT";
    request.body = view_body(bytes);
    request.window = 1 << 16;  // paused and taken up again many times
    const auto response = perform(client, request);
    ASSERT_TRUE(response) << to_text(response.error());
    EXPECT_EQ(response->body, bytes);
}

TEST(CurlClient, ABodyBeyondTheLimitIsRefused) {
    HttpServer server([](const ServerRequest&) { return ServerResponse{200, {}, std::string(1000, 'x')}; });
    CurlClient client;
    EXPECT_EQ(code_of(perform(client, get(server.url()), 999)), &codes::kHttpTooLarge);
    EXPECT_TRUE(perform(client, get(server.url()), 1000));
}

TEST(CurlClient, ATruncatedBodyIsNoWholeOne) {
    HttpServer server([](const ServerRequest&) {
        ServerResponse response{200, {}, std::string(1000, 'x')};
        response.reset_after = 400;
        return response;
    });
    CurlClient client;
    const auto transfer = client.start(get(server.url()));
    ASSERT_EQ(transfer->head().value().status, 200);
    const auto body = read_body(*transfer);
    ASSERT_FALSE(body);
    EXPECT_EQ(body.error().code, &codes::kHttpConnection);
    EXPECT_EQ(body.error().fault, Fault::kRetry);
}

TEST(CurlClient, AResetConnectionIsRetryable) {
    HttpServer server([](const ServerRequest&) {
        ServerResponse response;
        response.reset = true;
        return response;
    });
    CurlClient client;
    const auto response = perform(client, get(server.url()));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, &codes::kHttpConnection);
    EXPECT_EQ(response.error().fault, Fault::kRetry);
    EXPECT_EQ(response.error().where.document, server.url());
}

TEST(CurlClient, NobodyListeningIsAConnectError) {
    std::string url;
    {
        HttpServer server([](const ServerRequest&) { return ServerResponse{}; });
        url = server.url();
    }
    CurlClient client;
    EXPECT_EQ(code_of(perform(client, get(url + "/secret?token=1"))), &codes::kHttpConnect);
}

TEST(CurlClient, AnUnusableUrlIsFatal) {
    CurlClient client;
    for (const char* url : {"ftp://host/a", "http://", "file:///etc/hostname"}) {
        const auto response = perform(client, get(url));
        ASSERT_FALSE(response);
        EXPECT_EQ(response.error().code, &codes::kHttpUrl) << url;
        EXPECT_EQ(response.error().fault, Fault::kFatal);
    }
}

TEST(CurlClient, ASilentServerIsATimeout) {
    HttpServer server([](const ServerRequest&) {
        ServerResponse response;
        response.delay = 400ms;
        return response;
    });
    CurlClient client;
    Request request = get(server.url());
    request.timeouts.total = 50ms;
    EXPECT_EQ(code_of(perform(client, request)), &codes::kHttpTimeout);
}

TEST(CurlClient, CancellingEndsTheWaitOfAnotherThread) {
    std::latch arrived(1);
    HttpServer server([&](const ServerRequest&) {
        arrived.count_down();
        ServerResponse response;
        response.delay = 300ms;
        return response;
    });
    CurlClient client;
    const auto transfer = client.start(get(server.url()));
    std::thread canceller([&] {
        arrived.wait();
        transfer->cancel();
    });
    EXPECT_EQ(code_of(transfer->head()), &codes::kHttpCancelled);
    canceller.join();
}

TEST(CurlClient, AClientThatGoesCancelsWhatIsUnderWay) {
    HttpServer server([](const ServerRequest&) {
        ServerResponse response;
        response.delay = 200ms;
        return response;
    });
    auto client = std::make_unique<CurlClient>();
    const auto transfer = client->start(get(server.url()));
    client.reset();
    EXPECT_EQ(code_of(transfer->head()), &codes::kHttpCancelled);
}

TEST(CurlClient, TransfersThatNobodyReadsAreGivenUp) {
    HttpServer server([](const ServerRequest&) { return ServerResponse{200, {}, std::string(5'000'000, 'x')}; });
    CurlSettings settings;
    settings.max_in_flight = 2;
    CurlClient client(settings);
    for (int i = 0; i < 10; ++i) {
        const auto transfer = client.start(get(server.url()));
        ASSERT_EQ(transfer->head().value().status, 200);
    }
    EXPECT_EQ(perform(client, get(server.url())).value().body.size(), 5'000'000U);
}

TEST(CurlClient, ABodyThatCannotBeReadEndsTheRequestWithItsError) {
    class Broken final : public Body {
    public:
        [[nodiscard]] std::uint64_t size() const override { return 10; }
        Outcome<std::size_t> read_at(std::uint64_t, std::span<char>) override {
            return fail(reject(hios::codes::kChanged, "changed"));
        }
    };
    HttpServer server([](const ServerRequest&) { return ServerResponse{}; });
    CurlClient client;
    Request request = get(server.url());
    request.method = "PUT";
    request.body = std::make_shared<Broken>();
    EXPECT_EQ(code_of(perform(client, request)), &hios::codes::kChanged);
}

}  // namespace
}  // namespace hios::http
