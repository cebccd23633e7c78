#pragma once
// The text of a request that Signature Version 4 signs.

#include <string>
#include <string_view>

#include "io/aws/encoding.hpp"
#include "io/aws/signer.hpp"

namespace hios::aws {

struct UrlParts {
    std::string_view host;  // with the port, unless it is the scheme's own
    std::string_view path;  // as it stands in the URL, "/" when empty
    std::string_view query;
};
// Views into `url`.
UrlParts url_parts(std::string_view url);

// Header names and values as they are signed.
class CanonicalHeaders {
public:
    // Takes every header but those that a proxy or the HTTP client may change; `host` stands in for a
    // missing Host header.
    void take(const http::Headers& headers, std::string_view host);
    // "host;x-amz-date"
    void append_names(std::string& to) const;
    // "host:...\nx-amz-date:...\n"
    void append_lines(std::string& to) const;

private:
    struct Line {
        std::string name;
        std::string value;
    };
    std::vector<Line> lines_;  // kept from use to use, so that its strings keep their memory
    std::size_t count_ = 0;

    Line& next();
};

void append_canonical_path(std::string& to, std::string_view path, PathRule rule);

}  // namespace hios::aws
