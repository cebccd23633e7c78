#include "io/s3/place.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "io/aws/canonical.hpp"
#include "io/aws/config.hpp"
#include "io/aws/encoding.hpp"
#include "io/codes.hpp"
#include "io/keys.hpp"

namespace hios::s3 {
namespace {

bool is_lower_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// An address or localhost has no names below it.
bool has_subdomains(std::string_view endpoint) {
    std::string_view host = aws::url_parts(endpoint).host;
    if (host.starts_with('[')) return false;
    host = host.substr(0, host.find(':'));
    const bool address = host.find_first_not_of("0123456789.") == std::string_view::npos;
    return !address && host != "localhost";
}

Failure bad_uri(std::string what) {
    return fail(fatal(codes::kBadUri, std::move(what), "Write s3://bucket or s3://bucket/prefix."));
}

}  // namespace

bool is_dns_label(std::string_view bucket) {
    return bucket.size() >= 3 && bucket.size() <= 63 && is_lower_or_digit(bucket.front()) &&
           is_lower_or_digit(bucket.back()) &&
           std::all_of(bucket.begin(), bucket.end(), [](char c) { return is_lower_or_digit(c) || c == '-'; });
}

Outcome<Place> parse_place(std::string_view uri) {
    constexpr std::string_view kScheme = "s3://";
    if (!uri.starts_with(kScheme)) return bad_uri("an S3 zone begins with s3://");
    uri.remove_prefix(kScheme.size());
    Place place;
    const std::size_t slash = uri.find('/');
    place.bucket = uri.substr(0, slash);
    if (place.bucket.empty()) return bad_uri("the URI names no bucket");
    const bool allowed = std::all_of(place.bucket.begin(), place.bucket.end(), [](char c) {
        return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_';
    });
    if (!allowed || place.bucket.size() < 3 || place.bucket.size() > 255) {
        return bad_uri("the bucket's name is not one S3 allows: letters, digits, '-' and '.', from 3 on");
    }
    if (slash != std::string_view::npos) place.prefix = uri.substr(slash + 1);
    if (!place.prefix.empty() && place.prefix.back() != '/') place.prefix += '/';
    if (auto checked = io::check_prefix(place.prefix); !checked) {
        return bad_uri("the prefix has an empty, '.' or '..' part");
    }
    return place;
}

Urls::Urls(std::string bucket, std::string endpoint, Addressing addressing)
    : bucket_(std::move(bucket)), endpoint_(std::move(endpoint)) {
    while (endpoint_.ends_with('/')) endpoint_.pop_back();
    const std::string_view host = aws::url_parts(endpoint_).host;
    amazon_ = host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn");
    const bool fits = is_dns_label(bucket_) && (endpoint_.empty() || has_subdomains(endpoint_));
    virtual_host_ = addressing == Addressing::kVirtual || (addressing == Addressing::kAuto && fits);
}

std::string Urls::of(std::string_view region, std::string_view key, std::string_view query) const {
    const std::string base =
        endpoint_.empty() ? fmt::format("https://s3.{}.{}", region, aws::domain_of_region(region)) : endpoint_;
    std::string url;
    if (virtual_host_) {
        const std::size_t host = base.find("://") + 3;
        url = fmt::format("{}{}.{}/", std::string_view(base).substr(0, host), bucket_,
                          std::string_view(base).substr(host));
    } else {
        url = fmt::format("{}/{}", base, bucket_);
        if (!key.empty()) url += '/';
    }
    aws::append_encoded_path(url, key);
    if (!query.empty()) {
        url += '?';
        url += query;
    }
    return url;
}

}  // namespace hios::s3
