#include "jobs/sandbox/server/http_connection.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <ctime>

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

namespace hios::sandbox {
namespace {

constexpr std::size_t kLongestHead = 64U << 10;
constexpr std::size_t kPiece = 256U << 10;
constexpr std::uint64_t kDrained = 8U << 20;  // of a body that nobody wanted, before the connection is given up

std::string_view reason(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 204:
            return "No Content";
        case 206:
            return "Partial Content";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 400:
            return "Bad Request";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 409:
            return "Conflict";
        case 411:
            return "Length Required";
        case 412:
            return "Precondition Failed";
        case 416:
            return "Requested Range Not Satisfiable";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 503:
            return "Service Unavailable";
        default:
            return "Status";
    }
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// Bytes of a socket, with what was read too far.
class Wire {
public:
    explicit Wire(int socket) : socket_(socket) {}

    bool send_all(std::string_view bytes, int flags = 0) const {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | flags);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    // 0: the end, or an error.
    std::size_t receive(std::span<char> into) {
        if (at_ < kept_.size()) {
            const std::size_t count = std::min(into.size(), kept_.size() - at_);
            std::copy_n(kept_.data() + at_, count, into.data());
            at_ += count;
            return count;
        }
        const ssize_t count = ::recv(socket_, into.data(), into.size(), 0);
        return count > 0 ? static_cast<std::size_t>(count) : 0;
    }

    // Up to and with `end`; empty when it does not come within `limit` bytes.
    std::string receive_to(std::string_view end, std::size_t limit) {
        kept_.erase(0, at_);
        at_ = 0;
        for (std::size_t seen = 0;;) {
            const std::size_t found = kept_.find(end, seen);
            if (found != std::string::npos) {
                at_ = found + end.size();
                return kept_.substr(0, at_);
            }
            if (kept_.size() >= limit) return {};
            seen = kept_.size() < end.size() ? 0 : kept_.size() - end.size() + 1;
            std::array<char, 16U << 10> piece;
            const ssize_t count = ::recv(socket_, piece.data(), piece.size(), 0);
            if (count <= 0) return {};
            kept_.append(piece.data(), static_cast<std::size_t>(count));
        }
    }

    // Lets the other end read a reply that came before its request was sent whole: closing with unread bytes would
    // make the system throw the reply away.
    void linger() {
        ::shutdown(socket_, SHUT_WR);
        std::array<char, 64U << 10> piece;
        for (std::uint64_t read = 0; read < kDrained;) {
            pollfd wait{socket_, POLLIN, 0};
            if (::poll(&wait, 1, 1000) <= 0) return;
            const ssize_t count = ::recv(socket_, piece.data(), piece.size(), 0);
            if (count <= 0) return;
            read += static_cast<std::uint64_t>(count);
        }
    }

private:
    int socket_;
    std::string kept_;
    std::size_t at_ = 0;
};

ApiError incomplete() {
    ApiError error{400, "IncompleteBody", "You did not provide the number of bytes specified by the Content-Length."};
    error.hang_up = true;
    return error;
}

class WireBody final : public Body {
public:
    WireBody(Wire& wire, std::uint64_t length, bool chunked, bool wants_continue)
        : wire_(wire),
          left_(length),
          chunked_(chunked),
          wants_continue_(wants_continue),
          ended_(!chunked && length == 0) {}

    Answer<std::size_t> read(std::span<char> into) override {
        if (ended_) return std::size_t{0};
        if (wants_continue_) {
            wants_continue_ = false;
            if (!wire_.send_all("HTTP/1.1 100 Continue\r\n\r\n")) return refuse(incomplete());
        }
        if (chunked_ && left_ == 0) {
            if (!next_chunk()) return refuse(broken());
            if (ended_) return std::size_t{0};
        }
        const std::size_t count =
            wire_.receive(into.first(static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), left_))));
        if (count == 0) return refuse(broken());
        left_ -= count;
        if (left_ == 0) {
            if (!chunked_) {
                ended_ = true;
            } else if (wire_.receive_to("\r\n", 2) != "\r\n") {
                return refuse(broken());
            }
        }
        return count;
    }

    // Reads what the handler left. False: the connection cannot go on.
    bool drain() {
        if (wants_continue_ || broken_) return ended_;
        std::array<char, 64U << 10> piece;
        for (std::uint64_t count = 0; !ended_;) {
            const auto got = read(piece);
            if (!got) return false;
            count += *got;
            if (count > kDrained) return false;
        }
        return true;
    }

private:
    ApiError broken() {
        broken_ = true;
        return incomplete();
    }
    bool next_chunk() {
        const std::string line = wire_.receive_to("\r\n", 256);
        const char* const end = line.data() + line.size();
        const auto parsed = std::from_chars(line.data(), end, left_, 16);
        if (line.empty() || parsed.ec != std::errc() || (*parsed.ptr != '\r' && *parsed.ptr != ';')) return false;
        if (left_ > 0) return true;
        ended_ = true;
        for (;;) {  // trailers, unused
            const std::string trailer = wire_.receive_to("\r\n", 8U << 10);
            if (trailer.empty()) return false;
            if (trailer == "\r\n") return true;
        }
    }

    Wire& wire_;
    std::uint64_t left_;  // of the body, or of the chunk
    bool chunked_;
    bool wants_continue_;
    bool ended_;
    bool broken_ = false;
};

struct Head {
    HttpRequest request;
    std::uint64_t length = 0;
    bool chunked = false;
    bool wants_continue = false;
    bool keep_alive = true;
};

std::optional<Head> parse_head(std::string_view text) {
    Head head;
    const std::string_view line = text.substr(0, text.find("\r\n"));
    text.remove_prefix(line.size() + 2);
    const std::size_t first = line.find(' ');
    const std::size_t second = line.rfind(' ');
    if (first == std::string_view::npos || second <= first + 1) return std::nullopt;
    const std::string_view version = line.substr(second + 1);
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return std::nullopt;
    head.request.method = line.substr(0, first);
    std::string_view target = line.substr(first + 1, second - first - 1);
    if (target.starts_with("http://")) {  // as sent to a proxy
        const std::size_t slash = target.find('/', 7);
        target = slash == std::string_view::npos ? "/" : target.substr(slash);
    }
    if (target.front() != '/') return std::nullopt;
    head.request.path = target.substr(0, target.find('?'));
    if (head.request.path.size() < target.size()) head.request.query = target.substr(head.request.path.size() + 1);

    bool has_length = false;
    head.keep_alive = version == "HTTP/1.1";
    while (text != "\r\n") {
        const std::string_view field = text.substr(0, text.find("\r\n"));
        text.remove_prefix(field.size() + 2);
        const std::size_t colon = field.find(':');
        if (colon == std::string_view::npos || colon == 0 || field[colon - 1] == ' ' || field[0] == ' ')
            return std::nullopt;
        std::string name = lower(field.substr(0, colon));
        const std::string_view value = trimmed(field.substr(colon + 1));
        if (name == "content-length") {
            const auto parsed = std::from_chars(value.data(), value.data() + value.size(), head.length);
            if (has_length || parsed.ec != std::errc() || parsed.ptr != value.data() + value.size())
                return std::nullopt;
            has_length = true;
        } else if (name == "transfer-encoding") {
            if (lower(value) != "chunked") return std::nullopt;
            head.chunked = true;
        } else if (name == "expect") {
            head.wants_continue = lower(value) == "100-continue";
        } else if (name == "connection") {
            const std::string wish = lower(value);
            if (wish == "close") head.keep_alive = false;
            if (wish == "keep-alive") head.keep_alive = true;
        }
        head.request.headers.emplace_back(std::move(name), value);
    }
    if (has_length && head.chunked) return std::nullopt;
    return head;
}

std::string date_now() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::array<char, 40> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

// False: the connection is over.
bool send_reply(Wire& wire, HttpReply& reply, bool keep_alive) {
    if (reply.fault.drop) return false;
    std::string text = fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\n", reply.status, reason(reply.status), date_now());
    for (const auto& [name, value] : reply.headers) text += fmt::format("{}: {}\r\n", name, value);
    const std::uint64_t length = reply.body_length();
    // A reply without a body by its nature must not tell of one (RFC 9110, 8.6).
    if (reply.status != 204 && reply.status != 304) text += fmt::format("Content-Length: {}\r\n", length);
    if (!keep_alive) text += "Connection: close\r\n";
    text += "\r\n";
    std::uint64_t left = reply.head_only || reply.status == 304 ? 0 : length;
    const bool cut = reply.fault.cut_body_at && *reply.fault.cut_body_at < left;
    if (cut) left = *reply.fault.cut_body_at;
    if (!reply.stream || left == 0) {
        if (left > 0) text.append(reply.body, 0, static_cast<std::size_t>(left));
        return wire.send_all(text) && !cut;
    }
    if (!wire.send_all(text, MSG_MORE)) return false;
    std::string piece(static_cast<std::size_t>(std::min<std::uint64_t>(left, kPiece)), '\0');
    while (left > 0) {
        const auto room = std::span(piece).first(static_cast<std::size_t>(std::min<std::uint64_t>(left, piece.size())));
        const auto count = reply.stream->read(room);
        if (!count || *count == 0 || !wire.send_all({piece.data(), *count})) return false;
        left -= *count;
    }
    return !cut;
}

// The next request's head, if there is one. Empty lines before it are passed over (RFC 9112, 2.2).
std::string next_head(Wire& wire) {
    for (;;) {
        std::string text = wire.receive_to("\r\n", kLongestHead);
        if (text == "\r\n") continue;
        if (text.empty()) return text;
        for (;;) {
            const std::string line = wire.receive_to("\r\n", kLongestHead);
            text += line;
            if (line.empty() || text.size() > kLongestHead) return text;
            if (line == "\r\n") return text;
        }
    }
}

}  // namespace

void serve_connection(int socket, const HttpHandler& handler) {
    Wire wire(socket);
    for (;;) {
        const std::string text = next_head(wire);
        if (text.empty()) return;
        const auto head = text.ends_with("\r\n\r\n") ? parse_head(text) : std::nullopt;
        if (!head) {
            HttpReply reply{400};
            reply.body = "this is no HTTP/1.1 request\n";
            (void)send_reply(wire, reply, false);
            return wire.linger();
        }
        WireBody body(wire, head->length, head->chunked, head->wants_continue);
        HttpReply reply = handler(head->request, body);
        if (reply.fault.drop) return;
        const bool whole = !reply.hang_up && body.drain();
        const bool keep_alive = whole && head->keep_alive;
        if (!send_reply(wire, reply, keep_alive)) return;
        if (!whole) return wire.linger();
        if (!keep_alive) return;
    }
}

}  // namespace hios::sandbox
