#pragma once
// Percent-encoding and query strings, as RFC 3986 and AWS' signatures have them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hios::sandbox {

// %XX becomes a byte; nothing when a '%' is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

// Every byte but A-Z a-z 0-9 - . _ ~ (and '/' where it is kept) becomes %XX with upper-case digits.
std::string percent_encode(std::string_view text, bool keep_slash = false);

// As encoding-type=url of a listing: '/' is kept and a space becomes '+'.
std::string listing_encode(std::string_view text);

struct QueryField {
    std::string name;
    std::string value;  // empty when there is no '='
};

// The fields of a query string, decoded, in their order.
class Query {
public:
    Query() = default;
    // Nothing when an escape is broken.
    static std::optional<Query> parse(std::string_view raw);

    [[nodiscard]] const std::vector<QueryField>& fields() const { return fields_; }
    [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
    // The first value of this name.
    [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const;

private:
    [[nodiscard]] const QueryField* find(std::string_view name) const;
    std::vector<QueryField> fields_;
};

}  // namespace hios::sandbox
