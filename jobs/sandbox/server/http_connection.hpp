#pragma once
// One connection of HTTP/1.1 (RFC 9112): requests in their order, kept alive.
//
// Bodies come by Content-Length or chunked; "Expect: 100-continue" is answered when the body is first read, so that a
// request can be refused before it is sent. A head longer than 64 KiB, a line of a header that is none, both lengths
// at once and the like are answered 400 and end the connection.

#include <functional>

#include "jobs/sandbox/server/http_message.hpp"

namespace hios::sandbox {

using HttpHandler = std::function<HttpReply(const HttpRequest&, Body&)>;

// Serves until the other end, an error or a shutdown() of the socket ends it; closes nothing itself.
void serve_connection(int socket, const HttpHandler& handler);

}  // namespace hios::sandbox
