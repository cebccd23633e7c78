#pragma once
// A small client of the sandbox's server: signs with the server's own parts (that these are right is proved by
// published vectors and by other people's clients), sends over a socket of its own, and can be told to get it wrong.

#include <map>
#include <string>
#include <string_view>

#include "jobs/sandbox/server/sandbox_server.hpp"

namespace hios::test {

struct Response {
    int status = 0;                                // 0: the connection ended without an answer
    std::map<std::string, std::string> headers{};  // names in lower case
    std::string body{};
    bool whole = true;  // as long as Content-Length says

    // The text of the first element of this name.
    [[nodiscard]] std::string element(std::string_view name) const;
    [[nodiscard]] std::string code() const { return element("Code"); }
};

struct Call {
    std::string method = "GET";
    std::string path = "/";  // as sent
    std::string query{};
    sandbox::Headers headers{};
    std::string body{};
    std::string payload{};  // x-amz-content-sha256; empty: the body's hash
    std::string service = "s3";
};

class Client {
public:
    explicit Client(const sandbox::SandboxServer& server) : Client(server.port(), server.key()) {}
    Client(int port, sandbox::AccessKey key) : port_(port), key_(std::move(key)) {}

    Response send(Call call) const;
    Response get(std::string path, std::string query = {}, sandbox::Headers headers = {}) const {
        return send({"GET", std::move(path), std::move(query), std::move(headers)});
    }
    Response put(std::string path, std::string body, sandbox::Headers headers = {}) const {
        return send({"PUT", std::move(path), {}, std::move(headers), std::move(body)});
    }
    // A call of HealthLake.
    Response healthlake(std::string_view operation, std::string body) const;

    // The bytes of a signed request, and what comes back for any bytes.
    [[nodiscard]] std::string signed_bytes(Call call) const;
    [[nodiscard]] Response raw(std::string_view bytes) const;

    std::string region = "us-east-1";
    std::string date_time{};  // empty: now

private:
    int port_;
    sandbox::AccessKey key_;
};

}  // namespace hios::test
