#pragma once
// HTTP requests and responses as values (RFC 9110). Nothing here does I/O but reading a file's body.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/outcome.hpp"

namespace hios::http {

struct Header {
    std::string name;
    std::string value;
};
using Headers = std::vector<Header>;

// The first value of this name, whatever its case; nothing when there is none. The view lives as long
// as `headers` is not changed.
std::optional<std::string_view> find_header(const Headers& headers, std::string_view name);
// Replaces every header of this name.
void set_header(Headers& headers, std::string_view name, std::string value);
bool same_name(std::string_view a, std::string_view b);

// What a request sends: a number of bytes known beforehand, readable from any place and more than
// once, so that a request can be hashed, sent, and sent again. Thread-safe.
class Body {
public:
    virtual ~Body() = default;
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    // Bytes from `offset` on; 0 only at the end.
    virtual Outcome<std::size_t> read_at(std::uint64_t offset, std::span<char> into) = 0;
};

std::shared_ptr<Body> bytes_body(std::string bytes);
// `bytes` must outlive the request.
std::shared_ptr<Body> view_body(std::string_view bytes);
// `length` bytes of an open file from `offset` on; `descriptor` must outlive the request. A file that
// became shorter meanwhile is io.changed. `name` is told in errors.
std::shared_ptr<Body> file_body(int descriptor, std::uint64_t offset, std::uint64_t length, std::string name);

struct Timeouts {
    std::chrono::milliseconds connect{10'000};
    std::chrono::seconds idle{60};       // no byte in either direction
    std::chrono::milliseconds total{0};  // 0: no limit
};

struct Request {
    std::string method = "GET";
    std::string url;  // sent as it stands: no path is tidied, nothing is encoded
    Headers headers;
    std::shared_ptr<Body> body;  // null: none; an empty body sends Content-Length: 0
    Timeouts timeouts;
    // Received but not yet read bytes at which the connection is paused; a little more (one network
    // buffer) can be held.
    std::size_t window = 1 << 20;
    bool direct = false;  // past any proxy: services of the machine itself
};

struct ResponseHead {
    int status = 0;
    Headers headers;
};

struct Response : ResponseHead {
    std::string body;
};

}  // namespace hios::http
