#pragma once
// A small HTTP/1.1 server on loopback for tests, which can also misbehave: answer late, cut a body short,
// reset the connection.

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "io/http/message.hpp"

namespace hios::test {

struct ServerRequest {
    std::string method;
    std::string target;  // as it came: path and query, nothing decoded
    http::Headers headers;
    std::string body;
    std::size_t connection = 0;  // which one it came on, counted from 1

    [[nodiscard]] std::string header(std::string_view name) const {
        return std::string(http::find_header(headers, name).value_or(""));
    }
};

struct ServerResponse {
    int status = 200;
    http::Headers headers;
    std::string body;
    bool head_only = false;                    // the length is told, the body is not sent
    bool reset = false;                        // no answer, the connection is reset
    std::optional<std::size_t> reset_after{};  // bytes of the body before the connection is reset
    std::chrono::milliseconds delay{0};
};

class HttpServer {
public:
    // Called on a thread of each connection.
    using Handler = std::function<ServerResponse(const ServerRequest&)>;

    explicit HttpServer(Handler handler);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    [[nodiscard]] std::string url() const;  // "http://127.0.0.1:PORT"
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::size_t connections() const { return connections_; }
    [[nodiscard]] std::size_t requests() const { return requests_; }
    // Most requests being answered at the same time.
    [[nodiscard]] std::size_t most_at_once() const { return most_at_once_; }

private:
    void accept_all();
    void serve(int descriptor, std::size_t number);

    const Handler handler_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> closing_{false};
    std::atomic<std::size_t> connections_{0};
    std::atomic<std::size_t> requests_{0};
    std::atomic<std::size_t> at_once_{0};
    std::atomic<std::size_t> most_at_once_{0};
    std::mutex mutex_;
    std::list<int> open_;
    std::list<std::thread> threads_;
    std::thread acceptor_;
};

}  // namespace hios::test
