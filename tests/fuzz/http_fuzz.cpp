// Sends any bytes to the sandbox's HTTP server as what a client might send on one connection. Every request's body is
// read to its end or its fault; the connection must end, and neither a method nor a path may be empty.

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <thread>

#include <sys/socket.h>
#include <unistd.h>

#include "jobs/sandbox/server/http_connection.hpp"

namespace hios::sandbox {
namespace {

HttpReply answer(const HttpRequest& request, Body& body) {
    if (request.method.empty() || request.path.empty()) std::abort();
    std::array<char, 512> piece{};
    for (;;) {
        const auto got = body.read(piece);
        if (!got || *got == 0) break;
    }
    return {};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::array<int, 2> ends{};
    // More than a socket holds would wait for the server, which is not running yet.
    if (size > 65'536 || ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return 0;
    if (::send(ends[0], data, size, MSG_NOSIGNAL) != static_cast<ssize_t>(size)) std::abort();
    ::shutdown(ends[0], SHUT_WR);
    // Someone must take the replies, or the server waits for room.
    std::thread taker([end = ends[0]] {
        std::array<char, 4096> piece{};
        while (::read(end, piece.data(), piece.size()) > 0) {
        }
    });
    serve_connection(ends[1], answer);
    ::close(ends[1]);
    taker.join();
    ::close(ends[0]);
    return 0;
}

}  // namespace hios::sandbox
