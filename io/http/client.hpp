#pragma once
// The port through which everything speaks HTTP; tests put a fake behind it.

#include <memory>
#include <span>

#include "io/http/message.hpp"

namespace hios::http {

// A request under way. Destroying it gives it up. head() and read() belong to one thread at a time.
//
// Errors (io/http/codes.hpp): kRetry where the same request may go through later, kFatal where it
// cannot (a bad URL, a certificate that is not trusted).
class Transfer {
public:
    virtual ~Transfer() = default;
    // Waits for status and headers.
    virtual Outcome<ResponseHead> head() = 0;
    // The body: waits for some bytes, 0 means its end (only then). A body shorter than announced ends in
    // http.connection. Little of a body that is not read is kept in memory.
    virtual Outcome<std::size_t> read(std::span<char> into) = 0;
    // Ends the waiting of another thread with http.cancelled.
    virtual void cancel() = 0;
};

// Thread-safe. No redirect is followed, no answer is judged, nothing is sent twice but on a kept
// connection that the server had closed meanwhile.
class Client {
public:
    virtual ~Client() = default;
    // Returns at once; the request goes its way without the caller.
    virtual std::unique_ptr<Transfer> start(Request request) = 0;
};

// Waits for the whole answer; http.too_large for a body beyond `limit` bytes.
Outcome<Response> perform(Client& client, Request request, std::size_t limit = 16 << 20);
// The rest of a body.
Outcome<std::string> read_body(Transfer& transfer, std::size_t limit = 16 << 20);

}  // namespace hios::http
