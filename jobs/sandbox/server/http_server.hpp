#pragma once
// Listens on an address and serves each connection in a thread of its own.

#include <atomic>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "jobs/sandbox/server/http_connection.hpp"
#include "pipeline/outcome.hpp"

namespace hios::sandbox {

class HttpServer {
public:
    // Listens on `host` (an IPv4 address) and `port` (0: any free one). The handler is called from many threads.
    // A port in use is io.permission / kFatal.
    static Outcome<std::unique_ptr<HttpServer>> listen(const std::string& host, int port, HttpHandler handler);
    // Ends all connections and waits for their handlers.
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    [[nodiscard]] int port() const { return port_; }

private:
    struct Connection {
        int socket = -1;
        std::atomic<bool> done{false};
        std::thread thread;
    };
    HttpServer(int socket, int port, HttpHandler handler);
    void accept_all();
    void sweep();  // joins the threads that have ended

    int socket_;
    int port_;
    HttpHandler handler_;
    std::atomic<bool> stopping_{false};
    std::mutex mutex_;  // guards the list
    std::list<Connection> connections_;
    std::thread acceptor_;
};

}  // namespace hios::sandbox
