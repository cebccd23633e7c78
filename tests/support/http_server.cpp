#include "tests/support/http_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace hios::test {
namespace {

// Reads from one connection, with what came too early kept.
class Reader {
public:
    explicit Reader(int descriptor) : descriptor_(descriptor) {}

    bool line(std::string& into) {
        for (;;) {
            const std::size_t end = buffer_.find("\r\n");
            if (end != std::string::npos) {
                into = buffer_.substr(0, end);
                buffer_.erase(0, end + 2);
                return true;
            }
            if (!more()) return false;
        }
    }
    bool bytes(std::size_t count, std::string& into) {
        while (buffer_.size() < count) {
            if (!more()) return false;
        }
        into.append(buffer_, 0, count);
        buffer_.erase(0, count);
        return true;
    }

private:
    bool more() {
        std::array<char, 65536> chunk;
        const ssize_t got = ::recv(descriptor_, chunk.data(), chunk.size(), 0);
        if (got <= 0) return false;
        buffer_.append(chunk.data(), static_cast<std::size_t>(got));
        return true;
    }

    int descriptor_;
    std::string buffer_;
};

bool read_request(Reader& reader, ServerRequest& request) {
    std::string line;
    if (!reader.line(line)) return false;
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string::npos || last == first) return false;
    request.method = line.substr(0, first);
    request.target = line.substr(first + 1, last - first - 1);
    for (;;) {
        if (!reader.line(line)) return false;
        if (line.empty()) break;
        const std::size_t colon = line.find(':');
        const std::size_t value = line.find_first_not_of(' ', colon + 1);
        request.headers.push_back({line.substr(0, colon), value == std::string::npos ? "" : line.substr(value)});
    }
    const std::string text = request.header("content-length");
    std::size_t length = 0;
    std::from_chars(text.data(), text.data() + text.size(), length);
    return reader.bytes(length, request.body);
}

bool send_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void reset(int descriptor) {
    const linger abrupt{1, 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &abrupt, sizeof abrupt);
}

// False: the connection ends.
bool answer(int descriptor, const ServerResponse& response) {
    if (response.delay.count() != 0) std::this_thread::sleep_for(response.delay);
    if (response.reset) return reset(descriptor), false;
    std::string text = "HTTP/1.1 " + std::to_string(response.status) + " Status\r\n";
    for (const auto& [name, value] : response.headers) text.append(name).append(": ").append(value).append("\r\n");
    if (!response.head_only && response.status != 204 && response.status != 304) {
        text += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
    }
    text += "\r\n";
    const bool cut = response.reset_after.has_value();
    if (!response.head_only) text += response.body.substr(0, response.reset_after.value_or(std::string::npos));
    if (!send_all(descriptor, text)) return false;
    // An orderly close after too few bytes: a reset could overtake those already sent.
    return !cut;
}

}  // namespace

HttpServer::HttpServer(Handler handler) : handler_(std::move(handler)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 512) != 0) std::abort();
    ::getsockname(listener_, generic, &size);
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
}

HttpServer::~HttpServer() {
    closing_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    ::close(listener_);
    {
        const std::lock_guard lock(mutex_);
        for (const int descriptor : open_) ::shutdown(descriptor, SHUT_RDWR);
    }
    for (std::thread& thread : threads_) thread.join();
}

std::string HttpServer::url() const {
    return "http://127.0.0.1:" + std::to_string(port_);
}

void HttpServer::accept_all() {
    while (!closing_) {
        const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (descriptor < 0) continue;
        const int on = 1;
        ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const std::lock_guard lock(mutex_);
        open_.push_back(descriptor);
        threads_.emplace_back([this, descriptor, number = ++connections_] { serve(descriptor, number); });
    }
}

void HttpServer::serve(int descriptor, std::size_t number) {
    Reader reader(descriptor);
    for (;;) {
        ServerRequest request;
        request.connection = number;
        if (!read_request(reader, request)) break;
        ++requests_;
        const std::size_t now = ++at_once_;
        std::size_t most = most_at_once_;
        while (now > most && !most_at_once_.compare_exchange_weak(most, now)) {
        }
        const bool go_on = answer(descriptor, handler_(request));
        --at_once_;
        if (!go_on) break;
    }
    const std::lock_guard lock(mutex_);
    open_.remove(descriptor);
    ::close(descriptor);
}

}  // namespace hios::test
