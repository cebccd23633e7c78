#pragma once
// A request as it came over the wire, and the reply to it.
//
// Nothing is decoded: a signature covers the bytes that were sent. (That is why no ready-made server stands here:
// cpp-httplib, which Debian has, decodes %XX in header values and refuses bodies with a Content-Encoding.)

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "jobs/sandbox/server/api_error.hpp"
#include "pipeline/object_store.hpp"

namespace hios::sandbox {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
    std::string method;
    std::string path;   // as sent, still percent-encoded
    std::string query;  // as sent, without '?'
    Headers headers;    // names in lower case, values without white space around them, in the order sent
    // The first value of this (lower-case) name.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const {
        for (const auto& [key, value] : headers) {
            if (key == name) return value;
        }
        return std::nullopt;
    }
};

// A request's body, read once from its beginning. Not thread-safe.
class Body {
public:
    virtual ~Body() = default;
    // Up to into.size() bytes; 0 means the end (only then). A refusal names what is wrong with the body.
    virtual Answer<std::size_t> read(std::span<char> into) = 0;
};

// Faults of the network that a reply may be told to show.
struct WireFault {
    bool drop = false;                           // hang up without a word
    std::optional<std::uint64_t> cut_body_at{};  // hang up after so many bytes of the body
};

struct HttpReply {
    int status = 200;
    Headers headers{};
    std::string body{};                    // or, when `stream` is set,
    std::unique_ptr<ByteSource> stream{};  // `length` bytes of this
    std::uint64_t length = 0;
    bool head_only = false;  // headers tell of a body that is not sent
    bool hang_up = false;    // close the connection afterwards
    WireFault fault{};

    void add(std::string name, std::string value) { headers.emplace_back(std::move(name), std::move(value)); }
    [[nodiscard]] std::uint64_t body_length() const { return stream ? length : head_only ? length : body.size(); }
};

}  // namespace hios::sandbox
