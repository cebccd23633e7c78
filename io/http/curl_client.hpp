#pragma once
// The HTTP client: libcurl's multi interface on one thread of its own, however many requests are in
// flight. HTTP/1.1 with kept connections, certificates always verified.

#include <cstddef>
#include <memory>
#include <string>

#include "io/http/client.hpp"

namespace hios::http {

struct CurlSettings {
    std::string ca_bundle;  // a PEM file; empty: the system's
    // Empty: the variables http_proxy, https_proxy, all_proxy and no_proxy, as libcurl reads them.
    std::string proxy;
    std::string no_proxy;
    std::string user_agent = "hios";
    // Further requests wait for their turn. A transfer keeps its place until its body is read or it is
    // destroyed, so this must exceed what callers hold open at a time.
    std::size_t max_in_flight = 512;
};

// Outlived by none of its transfers: they hold what they need. The destructor cancels what is under way.
class CurlClient final : public Client {
public:
    explicit CurlClient(CurlSettings settings = {});
    ~CurlClient() override;
    CurlClient(const CurlClient&) = delete;
    CurlClient& operator=(const CurlClient&) = delete;

    std::unique_ptr<Transfer> start(Request request) override;

private:
    class Loop;
    std::shared_ptr<Loop> loop_;
};

}  // namespace hios::http
