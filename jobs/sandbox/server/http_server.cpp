#include "jobs/sandbox/server/http_server.hpp"

#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "pipeline/codes.hpp"

namespace hios::sandbox {
namespace {

constexpr int kBacklog = 512;
constexpr std::size_t kMostConnections = 1024;
constexpr timeval kPatience{120, 0};  // for the other end

Error cannot_listen(const std::string& host, int port) {
    return fatal(codes::kPermission,
                 fmt::format("the sandbox cannot listen on {}:{}: {}", host, port, std::strerror(errno)),
                 "Choose another port, or 0 for any that is free.");
}

}  // namespace

Outcome<std::unique_ptr<HttpServer>> HttpServer::listen(const std::string& host, int port, HttpHandler handler) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    if (::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) {
        return fail(
            fatal(codes::kPermission, fmt::format("'{}' is no IPv4 address to listen on", host), "Use 127.0.0.1."));
    }
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return fail(cannot_listen(host, port));
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    socklen_t length = sizeof address;
    if (::bind(socket, reinterpret_cast<const sockaddr*>(&address), length) != 0 || ::listen(socket, kBacklog) != 0 ||
        ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
        Error error = cannot_listen(host, port);
        ::close(socket);
        return fail(std::move(error));
    }
    return std::unique_ptr<HttpServer>(new HttpServer(socket, ntohs(address.sin_port), std::move(handler)));
}

HttpServer::HttpServer(int socket, int port, HttpHandler handler)
    : socket_(socket), port_(port), handler_(std::move(handler)), acceptor_([this] { accept_all(); }) {}

HttpServer::~HttpServer() {
    stopping_ = true;
    ::shutdown(socket_, SHUT_RDWR);  // wakes accept()
    acceptor_.join();
    ::close(socket_);
    {
        const std::lock_guard guard(mutex_);
        for (Connection& connection : connections_) {
            if (!connection.done) ::shutdown(connection.socket, SHUT_RDWR);
        }
    }
    for (Connection& connection : connections_) {
        connection.thread.join();
        ::close(connection.socket);
    }
}

void HttpServer::accept_all() {
    while (!stopping_) {
        const int socket = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
        sweep();
        if (socket < 0) {
            if (errno == EMFILE || errno == ENFILE) ::usleep(10'000);
            continue;
        }
        const int on = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
        ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
        const std::lock_guard guard(mutex_);
        if (connections_.size() >= kMostConnections) {
            ::close(socket);
            continue;
        }
        Connection& connection = connections_.emplace_back();
        connection.socket = socket;
        connection.thread = std::thread([this, &connection] {
            serve_connection(connection.socket, handler_);
            ::shutdown(connection.socket, SHUT_RDWR);  // closed by sweep(), after the thread
            connection.done = true;
        });
    }
}

void HttpServer::sweep() {
    const std::lock_guard guard(mutex_);
    for (auto connection = connections_.begin(); connection != connections_.end();) {
        if (!connection->done) {
            ++connection;
            continue;
        }
        connection->thread.join();
        ::close(connection->socket);
        connection = connections_.erase(connection);
    }
}

}  // namespace hios::sandbox
