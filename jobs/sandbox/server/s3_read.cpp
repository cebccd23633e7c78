// GetObject and HeadObject.

#include <algorithm>
#include <array>
#include <ctime>

#include <fmt/format.h>

#include "jobs/sandbox/server/s3_call.hpp"
#include "jobs/sandbox/server/xml.hpp"

namespace hios::sandbox {
namespace {

struct Range {
    std::uint64_t first = 0;
    std::uint64_t length = 0;
    bool partial = false;
};

ApiError invalid_range(std::string_view range, std::uint64_t size) {
    return {416,
            "InvalidRange",
            "The requested range is not satisfiable",
            {{"RangeRequested", std::string(range)}, {"ActualObjectSize", std::to_string(size)}},
            {{"Content-Range", fmt::format("bytes */{}", size)}}};
}

// RFC 9110, 14.1.2. What is no single byte range is passed over, as S3 does.
Answer<Range> range_of(std::string_view text, std::uint64_t size) {
    const Range whole{0, size};
    std::string_view spec = text;
    if (!spec.starts_with("bytes=")) return whole;
    spec.remove_prefix(6);
    const std::size_t dash = spec.find('-');
    if (dash == std::string_view::npos || spec.find(',') != std::string_view::npos) return whole;
    const auto first = parse_number(spec.substr(0, dash));
    const auto last = parse_number(spec.substr(dash + 1));
    if (dash == 0) {
        if (!last) return whole;
        if (*last == 0 || size == 0) return refuse(invalid_range(text, size));
        const std::uint64_t length = std::min(*last, size);
        return Range{size - length, length, true};
    }
    const bool open_end = dash + 1 == spec.size();
    if (!first || (!last && !open_end) || (last && *last < *first)) return whole;
    if (*first >= size) return refuse(invalid_range(text, size));
    const std::uint64_t end = open_end ? size : std::min(size, *last + 1);
    return Range{*first, end - *first, true};
}

Answer<Range> part_of(const StoredObject& object, std::string_view text, HttpReply& reply) {
    const auto number = parse_number(text);
    const std::size_t count = std::max<std::size_t>(1, object.parts.size());
    if (!number || *number < 1 || *number > 10'000)
        return refuse(
            invalid_argument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", text));
    if (*number > count) return refuse({416, "InvalidPartNumber", "The requested partnumber is not satisfiable"});
    if (object.parts.empty()) return Range{0, object.size, object.size > 0};
    reply.add("x-amz-mp-parts-count", std::to_string(count));
    Range range{0, object.parts[static_cast<std::size_t>(*number) - 1], true};
    for (std::size_t part = 0; part + 1 < *number; ++part) range.first += object.parts[part];
    return range;
}

std::optional<std::int64_t> parse_http_time(std::string_view text) {
    std::tm parts{};
    const char* end = ::strptime(std::string(text).c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    if (end == nullptr) return std::nullopt;
    return static_cast<std::int64_t>(::timegm(&parts));
}

// RFC 9110, 13.2.2. True: 304.
Answer<bool> not_modified(const HttpRequest& request, const StoredObject& object) {
    const std::int64_t modified = object.modified_ms / 1000;
    if (const auto match = request.header("if-match")) {
        if (!names_etag(*match, object.etag)) return refuse(precondition_failed("If-Match"));
    } else if (const auto since = request.header("if-unmodified-since")) {
        const auto time = parse_http_time(*since);
        if (time && modified > *time) return refuse(precondition_failed("If-Unmodified-Since"));
    }
    if (const auto none = request.header("if-none-match")) return names_etag(*none, object.etag);
    if (const auto since = request.header("if-modified-since")) {
        const auto time = parse_http_time(*since);
        return time && modified <= *time;
    }
    return false;
}

struct Override {
    std::string_view query;
    std::string_view header;
};
constexpr std::array<Override, 6> kOverrides{{{"response-content-type", "content-type"},
                                              {"response-content-language", "content-language"},
                                              {"response-expires", "expires"},
                                              {"response-cache-control", "cache-control"},
                                              {"response-content-disposition", "content-disposition"},
                                              {"response-content-encoding", "content-encoding"}}};

void add_metadata(HttpReply& reply, const S3Call& call, const StoredObject& object, bool checksums) {
    for (const auto& [name, value] : object.meta) {
        if (name.starts_with("x-amz-checksum-") && !checksums) continue;
        const bool overridden = std::any_of(kOverrides.begin(), kOverrides.end(), [&](const Override& one) {
            return one.header == name && call.query.has(one.query);
        });
        if (!overridden) reply.add(name, value);
    }
    for (const Override& one : kOverrides) {
        if (const auto value = call.query.get(one.query)) reply.add(std::string(one.header), std::string(*value));
    }
}

Answer<HttpReply> read_object(S3World& world, S3Call& call, bool with_body) {
    HIOS_ALLOW(check_bucket(world, call));
    HIOS_ALLOW(check_version(call.query.get("versionId").value_or("")));
    HIOS_STORED(auto found, world.files.open_object(call.bucket, call.key));
    if (!found) return refuse(no_such_key(call.key));
    const StoredObject& object = found->object;

    HttpReply reply;
    reply.add("ETag", "\"" + object.etag + "\"");
    reply.add("Last-Modified", http_time(object.modified_ms));
    HIOS_ANSWER(const bool same, not_modified(call.http, object));
    if (same) {
        reply.status = 304;
        return reply;
    }
    Range range{0, object.size};
    const auto part = call.query.get("partNumber");
    const auto text = call.http.header("range");
    if (part && text)
        return refuse(400, "InvalidRequest", "Cannot specify both Range header and partNumber query parameter");
    if (part) {
        HIOS_ANSWER(range, part_of(object, *part, reply));
    } else if (text) {
        HIOS_ANSWER(range, range_of(*text, object.size));
    }
    reply.add("Accept-Ranges", "bytes");
    if (range.partial) {
        reply.status = 206;
        reply.add("Content-Range",
                  fmt::format("bytes {}-{}/{}", range.first, range.first + range.length - 1, object.size));
    }
    const bool whole = range.length == object.size;
    add_metadata(reply, call, object, whole && call.http.header("x-amz-checksum-mode") == "ENABLED");
    reply.length = range.length;
    if (with_body) {
        reply.stream = std::make_unique<BlobReader>(std::move(found->file), range.first, range.length);
    } else {
        reply.head_only = true;
    }
    return reply;
}

}  // namespace

Answer<HttpReply> get_object(S3World& world, S3Call& call) {
    return read_object(world, call, true);
}
Answer<HttpReply> head_object(S3World& world, S3Call& call) {
    return read_object(world, call, false);
}

}  // namespace hios::sandbox
