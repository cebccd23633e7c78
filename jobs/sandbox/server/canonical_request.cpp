#include "jobs/sandbox/server/canonical_request.hpp"

#include <algorithm>

#include "jobs/sandbox/server/uri.hpp"

namespace hios::sandbox {
namespace {

// RFC 3986, 5.2.4, and empty parts taken out.
std::string without_dots(std::string_view path) {
    std::vector<std::string_view> parts;
    const bool folder = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
    while (!path.empty()) {
        const std::string_view part = path.substr(0, path.find('/'));
        path.remove_prefix(std::min(path.size(), part.size() + 1));
        if (part == "..") {
            if (!parts.empty()) parts.pop_back();
        } else if (!part.empty() && part != ".") {
            parts.push_back(part);
        }
    }
    std::string clean;
    for (const std::string_view part : parts) clean.append("/").append(part);
    if (clean.empty() || folder) clean += '/';
    return clean;
}

std::optional<std::string> canonical_path(std::string_view path, PathRule rule) {
    if (rule == PathRule::kTwice) return percent_encode(without_dots(path), true);
    const auto decoded = percent_decode(path);
    if (!decoded) return std::nullopt;
    return percent_encode(*decoded, true);
}

std::optional<std::string> canonical_query(std::string_view raw) {
    const auto query = Query::parse(raw);
    if (!query) return std::nullopt;
    std::vector<std::pair<std::string, std::string>> fields;
    for (const QueryField& field : query->fields()) {
        if (field.name != "X-Amz-Signature")
            fields.emplace_back(percent_encode(field.name), percent_encode(field.value));
    }
    std::sort(fields.begin(), fields.end());
    std::string text;
    for (const auto& [name, value] : fields)
        text.append(text.empty() ? "" : "&").append(name).append("=").append(value);
    return text;
}

void append_collapsed(std::string& into, std::string_view value) {
    bool space = false;
    for (const char c : value) {
        if (c != ' ' || !space) into += c;
        space = c == ' ';
    }
}

}  // namespace

std::optional<std::string> canonical_request(const HttpRequest& request, PathRule rule,
                                             const std::vector<std::string>& signed_headers,
                                             std::string_view payload_hash) {
    const auto path = canonical_path(request.path, rule);
    const auto query = canonical_query(request.query);
    if (!path || !query) return std::nullopt;
    std::string text = request.method + "\n" + *path + "\n" + *query + "\n";
    std::string names;
    for (const std::string& wanted : signed_headers) {
        bool found = false;
        text.append(wanted).append(":");
        for (const auto& [name, value] : request.headers) {
            if (name != wanted) continue;
            if (found) text += ',';
            found = true;
            append_collapsed(text, value);
        }
        if (!found) return std::nullopt;
        text += '\n';
        names.append(names.empty() ? "" : ";").append(wanted);
    }
    return text.append("\n").append(names).append("\n").append(payload_hash);
}

}  // namespace hios::sandbox
