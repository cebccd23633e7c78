#pragma once
// Where a zone is: bucket and prefix of its URI, and the URLs made of them.

#include <string>
#include <string_view>

#include "io/s3/settings.hpp"
#include "pipeline/outcome.hpp"

namespace hios::s3 {

struct Place {
    std::string bucket;
    std::string prefix;  // empty or ending with '/': before every key
};

// "s3://bucket/some/prefix". io.bad_uri names what is wrong. Nothing in it is percent-decoded.
Outcome<Place> parse_place(std::string_view uri);

// May stand as one label of a host name: lower-case letters, digits and '-'.
bool is_dns_label(std::string_view bucket);

class Urls {
public:
    // `endpoint` empty: AWS in the region.
    Urls(std::string bucket, std::string endpoint, Addressing addressing);

    // `key` empty: the bucket. `query` is encoded already, may be empty.
    [[nodiscard]] std::string of(std::string_view region, std::string_view key, std::string_view query) const;
    [[nodiscard]] bool is_aws() const { return endpoint_.empty() || amazon_; }
    [[nodiscard]] bool is_tls() const { return endpoint_.empty() || endpoint_.starts_with("https://"); }
    [[nodiscard]] const std::string& endpoint() const { return endpoint_; }

private:
    std::string bucket_;
    std::string endpoint_;  // without '/' at its end
    bool amazon_ = false;
    bool virtual_host_ = false;
};

}  // namespace hios::s3
