#include "stages/ccda/unwrap.hpp"

#include <algorithm>

#include "pipeline/ascii.hpp"
#include "stages/ccda/path.hpp"

namespace hios::ccda {
namespace {

constexpr int kDeepestPart = 8;
constexpr std::size_t kMostParts = 256;

int base64_digit(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    return c == '/' || c == '_' ? 63 : -1;
}
int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char small = ascii::lower(c);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

// Takes the next header, folded lines and all, from the front.
std::string_view next_header(std::string_view& rest) {
    std::size_t end = 0;
    do {
        end = rest.find('\n', end);
        end = end == std::string_view::npos ? rest.size() : end + 1;
    } while (end < rest.size() && (rest[end] == ' ' || rest[end] == '\t'));
    const std::string_view header = rest.substr(0, end);
    rest.remove_prefix(end);
    return header;
}

// name="value" or name=value behind a ';'.
std::string_view parameter(std::string_view header, std::string_view name) {
    for (std::size_t at = header.find(';'); at != std::string_view::npos; at = header.find(';', at)) {
        std::string_view rest = trimmed(header.substr(++at));
        if (!ascii::starts_without_case(rest, name)) continue;
        rest = trimmed(rest.substr(name.size()));
        if (!rest.starts_with("=")) continue;
        rest = trimmed(rest.substr(1));
        if (rest.starts_with("\"")) return rest.substr(1, rest.find('"', 1) - 1);
        return rest.substr(0, rest.find_first_of("; \t\r\n"));
    }
    return {};
}

struct Headers {
    std::string_view boundary;
    std::string_view name;
    bool base64 = false;
    bool quoted = false;
};

Headers read_headers(std::string_view& rest) {
    Headers found;
    while (!rest.empty()) {
        const std::string_view header = next_header(rest);
        if (trimmed(header).empty()) break;
        const std::size_t colon = std::min(header.find(':'), header.size());
        const std::string_view value = colon < header.size() ? trimmed(header.substr(colon + 1)) : std::string_view();
        if (ascii::starts_without_case(header, "content-type:")) {
            if (ascii::starts_without_case(value, "multipart/")) found.boundary = parameter(header, "boundary");
            if (found.name.empty()) found.name = parameter(header, "name");
        } else if (ascii::starts_without_case(header, "content-disposition:")) {
            if (const std::string_view name = parameter(header, "filename"); !name.empty()) found.name = name;
        } else if (ascii::starts_without_case(header, "content-transfer-encoding:")) {
            found.base64 = ascii::starts_without_case(value, "base64");
            found.quoted = ascii::starts_without_case(value, "quoted-printable");
        }
    }
    return found;
}

}  // namespace

const std::vector<Part>& Unwrapper::unwrap(std::string_view bytes) {
    parts_.clear();
    decoded_.clear();
    add(bytes, {}, 0);
    return parts_;
}

void Unwrapper::add(std::string_view bytes, std::string_view name, int depth) {
    if (parts_.size() >= kMostParts) return;
    const Content content = sniff(bytes);
    if (depth < kDeepestPart && content == Content::kMime) return add_message(bytes, depth + 1);
    if (depth < kDeepestPart && content == Content::kBase64) {
        if (decode_base64(bytes)) add(decoded_.back(), name, depth + 1);
        return;
    }
    parts_.push_back({bytes, content, name});
}

void Unwrapper::add_message(std::string_view bytes, int depth) {
    while (!bytes.empty() && (bytes.front() == '\r' || bytes.front() == '\n' || bytes.front() == ' '))
        bytes.remove_prefix(1);
    if (bytes.starts_with("--")) {  // the parts of a multipart whose headers are gone
        const std::string_view line = bytes.substr(0, bytes.find_first_of("\r\n"));
        return add_multipart(bytes, line.substr(2), depth);
    }
    std::string_view body = bytes;
    const Headers headers = read_headers(body);
    if (!headers.boundary.empty()) return add_multipart(body, headers.boundary, depth);
    if (headers.base64) {
        if (decode_base64(body)) add(decoded_.back(), headers.name, depth);
        return;
    }
    if (headers.quoted) {
        decode_quoted(body);
        return add(decoded_.back(), headers.name, depth);
    }
    if (!trimmed(body).empty()) add(body, headers.name, depth);
}

void Unwrapper::add_multipart(std::string_view body, std::string_view boundary, int depth) {
    const std::string mark = "--" + std::string(boundary);
    std::size_t at = body.find(mark);
    while (at != std::string_view::npos && parts_.size() < kMostParts) {
        std::size_t begin = at + mark.size();
        if (body.substr(begin, 2) == "--") return;
        begin = body.find('\n', begin);
        if (begin == std::string_view::npos) return;
        ++begin;
        const std::size_t next = body.find(mark, begin);
        std::string_view part = body.substr(begin, next == std::string_view::npos ? next : next - begin);
        // A part without headers begins with an empty line.
        if (!part.empty() && (part.front() == '\n' || part.front() == '\r')) {
            if (!trimmed(part).empty()) add(part, {}, depth);
        } else {
            add_message(part, depth);
        }
        at = next;
    }
}

bool Unwrapper::decode_base64(std::string_view text) {
    std::string& out = decoded_.emplace_back();
    out.reserve(text.size() / 4 * 3 + 3);
    unsigned bits = 0;
    int count = 0;
    for (const char c : text) {
        const int digit = base64_digit(c);
        if (digit < 0) {
            if (c == '=') break;
            if (trimmed({&c, 1}).empty()) continue;
            return false;
        }
        bits = bits << 6 | static_cast<unsigned>(digit);
        if (++count == 4) {
            out.push_back(static_cast<char>(bits >> 16));
            out.push_back(static_cast<char>(bits >> 8));
            out.push_back(static_cast<char>(bits));
            bits = 0;
            count = 0;
        }
    }
    if (count == 1) return false;
    if (count >= 2) out.push_back(static_cast<char>(bits >> (count == 2 ? 4 : 10)));
    if (count == 3) out.push_back(static_cast<char>(bits >> 2));
    return true;
}

// RFC 2045, section 6.7. What is no escape stays.
void Unwrapper::decode_quoted(std::string_view text) {
    std::string& out = decoded_.emplace_back();
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=') {
            out.push_back(text[i]);
            continue;
        }
        if (text.substr(i + 1, 1) == "\n") {
            ++i;
        } else if (text.substr(i + 1, 2) == "\r\n") {
            i += 2;
        } else if (i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
            out.push_back(static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])));
            i += 2;
        } else {
            out.push_back('=');
        }
    }
}

}  // namespace hios::ccda
