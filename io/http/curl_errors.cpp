#include "io/http/curl_errors.hpp"

#include <fmt/format.h>

#include "io/http/codes.hpp"

namespace hios::http {
namespace {

struct Kind {
    const Code* code;
    Fault fault;
    std::string_view what;
};

Kind kind_of(CURLcode result) {
    switch (result) {
        case CURLE_URL_MALFORMAT:
        case CURLE_UNSUPPORTED_PROTOCOL:
            return {&codes::kHttpUrl, Fault::kFatal, "the URL cannot be used"};
        case CURLE_COULDNT_RESOLVE_HOST:
            return {&codes::kHttpName, Fault::kRetry, "the server's name cannot be resolved"};
        case CURLE_COULDNT_RESOLVE_PROXY:
            return {&codes::kHttpName, Fault::kRetry, "the proxy's name cannot be resolved"};
        case CURLE_COULDNT_CONNECT:
        case CURLE_PROXY:
            return {&codes::kHttpConnect, Fault::kRetry, "no connection"};
        case CURLE_OPERATION_TIMEDOUT:
            return {&codes::kHttpTimeout, Fault::kRetry, "no answer in time"};
        case CURLE_SSL_CONNECT_ERROR:
            return {&codes::kHttpTls, Fault::kRetry, "the encrypted connection failed"};
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_ENGINE_INITFAILED:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_INVALIDCERTSTATUS:
            return {&codes::kHttpTls, Fault::kFatal, "the server's certificate is not trusted"};
        default:
            return {&codes::kHttpConnection, Fault::kRetry, "the connection broke"};
    }
}

}  // namespace

std::string_view server_of(std::string_view url) {
    const std::size_t scheme = url.find("://");
    if (scheme == std::string_view::npos) return url.substr(0, url.find_first_of("/?#"));
    return url.substr(0, url.find_first_of("/?#", scheme + 3));
}

Error error_from_curl(CURLcode result, std::string_view detail, std::string_view url) {
    const Kind kind = kind_of(result);
    return {kind.fault,
            kind.code,
            fmt::format("{}: {}", kind.what, detail.empty() ? curl_easy_strerror(result) : detail),
            {},
            {std::string(server_of(url)), 0, 0, {}}};
}

}  // namespace hios::http
