#pragma once
// The canonical form of a request that Signature Version 4 covers.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/sandbox/server/http_message.hpp"

namespace hios::sandbox {

// How a service wants the path.
enum class PathRule : unsigned char {
    kOnce,   // S3: decoded, encoded, nothing else
    kTwice,  // all others: dots and empty parts taken out, then what was sent is encoded again
};

// Nothing when an escape of path or query is broken or a header in `signed_headers` is not there. `signed_headers` are
// lower-case names in order; the query's X-Amz-Signature is left out.
std::optional<std::string> canonical_request(const HttpRequest& request, PathRule rule,
                                             const std::vector<std::string>& signed_headers,
                                             std::string_view payload_hash);

}  // namespace hios::sandbox
