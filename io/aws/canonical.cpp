#include "io/aws/canonical.hpp"

#include <algorithm>
#include <array>

#include "pipeline/ascii.hpp"

namespace hios::aws {
namespace {

constexpr std::array<std::string_view, 12> kNotSigned{
    "accept-encoding",  "authorization",       "connection", "expect",  "keep-alive",        "proxy-authenticate",
    "proxy-connection", "proxy-authorization", "te",         "trailer", "transfer-encoding", "user-agent"};

bool is_signed(std::string_view name) {
    return std::find(kNotSigned.begin(), kNotSigned.end(), name) == kNotSigned.end() && name != "upgrade" &&
           name != "x-amzn-trace-id";
}

// Trimmed, and inner runs of spaces made one.
void append_collapsed(std::string& to, std::string_view value) {
    bool gap = false;
    bool begun = false;
    for (const char c : value) {
        if (ascii::is_white(c)) {
            gap = begun;
            continue;
        }
        if (gap) to += ' ';
        to += c;
        gap = false;
        begun = true;
    }
}

void assign_lower(std::string& to, std::string_view name) {
    to.clear();
    for (const char c : name) to += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

UrlParts url_parts(std::string_view url) {
    UrlParts parts;
    const std::size_t scheme = url.find("://");
    const std::string_view name = scheme == std::string_view::npos ? std::string_view() : url.substr(0, scheme);
    std::string_view rest = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
    rest = rest.substr(0, rest.find('#'));
    parts.host = rest.substr(0, rest.find_first_of("/?"));
    rest.remove_prefix(parts.host.size());
    if (name == "https" && parts.host.ends_with(":443")) parts.host.remove_suffix(4);
    if (name == "http" && parts.host.ends_with(":80")) parts.host.remove_suffix(3);
    const std::size_t query = rest.find('?');
    parts.path = rest.substr(0, query);
    if (parts.path.empty()) parts.path = "/";
    if (query != std::string_view::npos) parts.query = rest.substr(query + 1);
    return parts;
}

CanonicalHeaders::Line& CanonicalHeaders::next() {
    if (count_ == lines_.size()) lines_.emplace_back();
    return lines_[count_++];
}

void CanonicalHeaders::take(const http::Headers& headers, std::string_view host) {
    count_ = 0;
    bool has_host = false;
    for (const http::Header& header : headers) {
        Line& line = next();
        assign_lower(line.name, header.name);
        if (!is_signed(line.name)) {
            --count_;
            continue;
        }
        has_host = has_host || line.name == "host";
        line.value.clear();
        append_collapsed(line.value, header.value);
    }
    if (!has_host) {
        Line& line = next();
        line.name = "host";
        line.value = host;
    }
    const auto end = lines_.begin() + static_cast<std::ptrdiff_t>(count_);
    // Stable: repeated headers keep their order.
    std::stable_sort(lines_.begin(), end, [](const Line& a, const Line& b) { return a.name < b.name; });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count_; ++i) {
        if (kept != 0 && lines_[kept - 1].name == lines_[i].name) {
            lines_[kept - 1].value += ',';
            lines_[kept - 1].value += lines_[i].value;
            continue;
        }
        if (kept != i) std::swap(lines_[kept], lines_[i]);
        ++kept;
    }
    count_ = kept;
}

void CanonicalHeaders::append_names(std::string& to) const {
    for (std::size_t i = 0; i < count_; ++i) {
        if (i != 0) to += ';';
        to += lines_[i].name;
    }
}

void CanonicalHeaders::append_lines(std::string& to) const {
    for (std::size_t i = 0; i < count_; ++i) {
        to += lines_[i].name;
        to += ':';
        to += lines_[i].value;
        to += '\n';
    }
}

void append_canonical_path(std::string& to, std::string_view path, PathRule rule) {
    switch (rule) {
        case PathRule::kAsSent:
            to += path;
            break;
        case PathRule::kNormalized:
            to += normalized_path(path);
            break;
        case PathRule::kNormalizedTwiceEncoded:
            append_encoded_path(to, normalized_path(path));
            break;
    }
}

}  // namespace hios::aws
