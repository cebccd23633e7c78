#pragma once
// The percent-encoding of AWS Signature Version 4: upper-case hexadecimal, and nothing but
// A-Z a-z 0-9 - . _ ~ left as it is. Stateless. Source: AWS IAM User Guide, "Create a signed AWS API
// request", UriEncode; the S3 dialect keeps '/' in paths.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hios::aws {

// '/' stays.
std::string encode_path(std::string_view path);
void append_encoded_path(std::string& to, std::string_view path);
// '/' is encoded too: names and values of a query.
std::string encode_component(std::string_view text);
// Nothing when a '%' is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text);

// Not encoded names and values.
using Query = std::vector<std::pair<std::string, std::string>>;

// Encoded and sorted by encoded name and value, "a=1&b=": the form that is signed, and sent.
std::string canonical_query(const Query& query);
// From the raw query of a URL; a name without '=' has an empty value. '+' stays a plus.
Query parse_query(std::string_view raw);

// RFC 3986 section 5.2.4 with doubled '/' taken as one: what every service but S3 signs.
std::string normalized_path(std::string_view path);

}  // namespace hios::aws
