#include "tests/jobs/sandbox/server/client.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <ctime>

#include <arpa/inet.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "jobs/sandbox/server/canonical_request.hpp"
#include "jobs/sandbox/server/digests.hpp"

namespace hios::test {
namespace {

using sandbox::digest_of;
using sandbox::DigestKind;
using sandbox::to_hex;

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

}  // namespace

std::string Response::element(std::string_view name) const {
    const std::string open = fmt::format("<{}>", name);
    const std::size_t begin = body.find(open);
    if (begin == std::string::npos) return {};
    return body.substr(begin + open.size(), body.find("</", begin) - begin - open.size());
}

std::string Client::signed_bytes(Call call) const {
    const std::string hash = call.payload.empty() ? to_hex(digest_of(DigestKind::kSha256, call.body)) : call.payload;
    const std::string time =
        date_time.empty() ? fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(std::time(nullptr))) : date_time;
    sandbox::HttpRequest request{call.method, call.path, call.query, call.headers};
    request.headers.emplace_back("host", fmt::format("127.0.0.1:{}", port_));
    request.headers.emplace_back("x-amz-date", time);
    if (call.service == "s3") request.headers.emplace_back("x-amz-content-sha256", hash);
    std::vector<std::string> names;
    for (const auto& [name, value] : request.headers) names.push_back(name);
    std::sort(names.begin(), names.end());
    const auto rule = call.service == "s3" ? sandbox::PathRule::kOnce : sandbox::PathRule::kTwice;
    const std::string canonical = sandbox::canonical_request(request, rule, names, hash).value_or("");
    const std::string scope = fmt::format("{}/{}/{}/aws4_request", time.substr(0, 8), region, call.service);
    const std::string to_sign =
        fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", time, scope, to_hex(digest_of(DigestKind::kSha256, canonical)));
    const std::string signature = to_hex(
        sandbox::hmac_sha256(sandbox::signing_key(key_.secret, time.substr(0, 8), region, call.service), to_sign));
    std::string bytes =
        fmt::format("{} {}{}{} HTTP/1.1\r\n", call.method, call.path, call.query.empty() ? "" : "?", call.query);
    for (const auto& [name, value] : request.headers) bytes += fmt::format("{}: {}\r\n", name, value);
    bytes += fmt::format("authorization: AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}\r\n",
                         key_.id, scope, fmt::join(names, ";"), signature);
    return bytes + fmt::format("connection: close\r\ncontent-length: {}\r\n\r\n", call.body.size()) + call.body;
}

Response Client::raw(std::string_view bytes) const {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port_));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::string text;
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) break;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        std::array<char, 64U << 10> piece;
        for (;;) {
            const ssize_t count = ::recv(socket, piece.data(), piece.size(), 0);
            if (count <= 0) break;
            text.append(piece.data(), static_cast<std::size_t>(count));
        }
    }
    ::close(socket);

    Response response;
    while (text.starts_with("HTTP/1.1 100")) text.erase(0, text.find("\r\n\r\n") + 4);
    const std::size_t end = text.find("\r\n\r\n");
    if (end == std::string::npos) return response;
    response.status = std::stoi(text.substr(9, 3));
    for (std::size_t at = text.find("\r\n"); at < end;) {
        const std::size_t next = text.find("\r\n", at + 2);
        const std::string line = text.substr(at + 2, next - at - 2);
        const std::size_t colon = line.find(": ");
        if (colon != std::string::npos) response.headers[lower(line.substr(0, colon))] = line.substr(colon + 2);
        at = next;
    }
    response.body = text.substr(end + 4);
    const auto length = response.headers.find("content-length");
    response.whole = length == response.headers.end() || std::stoull(length->second) == response.body.size();
    return response;
}

Response Client::send(Call call) const {
    return raw(signed_bytes(std::move(call)));
}

Response Client::healthlake(std::string_view operation, std::string body) const {
    Call call{
        "POST",
        "/",
        {},
        {{"content-type", "application/x-amz-json-1.0"}, {"x-amz-target", fmt::format("HealthLake.{}", operation)}},
        std::move(body)};
    call.service = "healthlake";
    return send(std::move(call));
}

}  // namespace hios::test
