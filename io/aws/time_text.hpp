#pragma once
// Times as AWS writes them. Stateless; nothing for what is no such time.

#include <optional>
#include <string_view>

#include "io/aws/credentials.hpp"

namespace hios::aws {

// "2026-11-20T10:55:00Z", with or without a fraction (cut to nanoseconds), 'Z' or an offset; also
// "UTC" in place of 'Z', as the command line client wrote its cache.
std::optional<TimePoint> parse_iso8601(std::string_view text);

// "Fri, 20 Nov 2026 10:55:00 GMT" (RFC 9110 section 5.6.7, the preferred form).
std::optional<TimePoint> parse_http_date(std::string_view text);

}  // namespace hios::aws
