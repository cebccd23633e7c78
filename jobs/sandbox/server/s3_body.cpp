#include "jobs/sandbox/server/s3_body.hpp"

#include <array>

#include <fmt/format.h>

#include "jobs/sandbox/server/aws_chunked.hpp"

namespace hios::sandbox {
namespace {

constexpr std::uint64_t kLongestXml = 2U << 20;

struct Promised {
    std::optional<std::string> md5;  // raw
    std::optional<DigestKind> kind;
    std::optional<std::string> checksum;  // base64; of a trailer: not known yet
};

bool is_checksum_header(std::string_view name) {
    return name.starts_with("x-amz-checksum-") && name != "x-amz-checksum-mode" && name != "x-amz-checksum-algorithm" &&
           name != "x-amz-checksum-type";
}

Answer<std::string> checked_value(DigestKind kind, std::string_view value) {
    const auto raw = from_base64(value);
    if (!raw || raw->size() != digest_bytes(kind))
        return refuse(400, "InvalidRequest", fmt::format("Value for {} header is invalid.", checksum_header(kind)));
    return std::string(value);
}

Answer<DigestKind> kind_of_header(std::string_view name) {
    const auto kind = checksum_named(name.substr(std::string_view("x-amz-checksum-").size()));
    if (!kind) return refuse(501, "NotImplemented", fmt::format("The checksum of header {} is not implemented.", name));
    return *kind;
}

Answer<Promised> promises_of(const HttpRequest& request) {
    Promised promised;
    if (const auto md5 = request.header("content-md5")) {
        promised.md5 = from_base64(*md5);
        if (!promised.md5 || promised.md5->size() != digest_bytes(DigestKind::kMd5))
            return refuse(400, "InvalidDigest", "The Content-MD5 you specified was invalid.");
    }
    for (const auto& [name, value] : request.headers) {
        if (!is_checksum_header(name)) continue;
        if (promised.kind)
            return refuse(400, "InvalidRequest",
                          "Expecting a single x-amz-checksum- header. Multiple checksum Types "
                          "are not allowed.");
        HIOS_ANSWER(promised.kind, kind_of_header(name));
        HIOS_ANSWER(promised.checksum, checked_value(*promised.kind, value));
    }
    if (const auto trailer = request.header("x-amz-trailer")) {
        if (promised.kind) return refuse(400, "InvalidRequest", "Expecting a single x-amz-checksum- header");
        if (!is_checksum_header(*trailer))
            return refuse(400, "InvalidRequest", "The value specified in the x-amz-trailer header is not supported");
        HIOS_ANSWER(promised.kind, kind_of_header(*trailer));
    }
    if (const auto algorithm = request.header("x-amz-sdk-checksum-algorithm")) {
        const auto kind = checksum_named(*algorithm);
        if (!kind) return refuse(400, "InvalidRequest", "Value for x-amz-sdk-checksum-algorithm header is invalid.");
        if (!promised.kind && !promised.md5)
            return refuse(400, "InvalidRequest",
                          "x-amz-sdk-checksum-algorithm specified, but no corresponding "
                          "x-amz-checksum-* or x-amz-trailer headers were found.");
        if (promised.kind && *promised.kind != *kind)
            return refuse(400, "InvalidRequest", "Value for x-amz-sdk-checksum-algorithm header is invalid.");
    }
    return promised;
}

ApiError bad_digest(std::string_view what) {
    return {400, "BadDigest", fmt::format("The {} you specified did not match the calculated checksum.", what)};
}

ApiError too_large(std::uint64_t limit) {
    ApiError error{400,
                   "EntityTooLarge",
                   "Your proposed upload exceeds the maximum allowed size",
                   {{"MaxSizeAllowed", std::to_string(limit)}}};
    error.hang_up = true;
    return error;
}

}  // namespace

Answer<BodyDigests> read_body(S3Call& call, std::uint64_t limit, DigestKind otherwise, const BodySink& sink) {
    const HttpRequest& request = call.http;
    HIOS_ANSWER(Promised promised, promises_of(request));
    const bool wrapped = is_aws_chunked(call.proof.payload);
    const auto length = request.header(wrapped ? "x-amz-decoded-content-length" : "content-length");
    const auto told = length ? parse_number(*length) : std::nullopt;
    if (!told) return refuse(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
    if (*told > limit) return refuse(too_large(limit));
    if (wrapped && call.proof.payload.ends_with("-TRAILER") != request.header("x-amz-trailer").has_value())
        return refuse(400, "InvalidRequest", "x-amz-trailer and a payload with trailers need each other.");

    std::optional<AwsChunkedBody> unwrapped;
    if (wrapped) unwrapped.emplace(call.body, call.proof, *told);
    Body& body = unwrapped ? static_cast<Body&>(*unwrapped) : call.body;

    const bool hashed = !wrapped && call.proof.payload != "UNSIGNED-PAYLOAD";
    Digest md5(DigestKind::kMd5);
    Digest checksum(promised.kind.value_or(otherwise));
    std::optional<Digest> sha256;
    if (hashed && checksum.kind() != DigestKind::kSha256) sha256.emplace(DigestKind::kSha256);
    BodyDigests digests;
    std::array<char, 128U << 10> piece;
    for (;;) {
        HIOS_ANSWER(const std::size_t count, body.read(piece));
        if (count == 0) break;
        const std::string_view bytes(piece.data(), count);
        digests.size += count;
        if (digests.size > limit) return refuse(too_large(limit));
        md5.update(bytes);
        checksum.update(bytes);
        if (sha256) sha256->update(bytes);
        HIOS_STORED_CHECK(sink(bytes));
    }
    digests.md5 = md5.finish();
    digests.kind = checksum.kind();
    const std::string raw = checksum.finish();
    digests.checksum = to_base64(raw);
    digests.checked = promised.md5 || promised.kind;

    if (hashed) {
        const std::string found = to_hex(sha256 ? sha256->finish() : raw);
        if (found != call.proof.payload)
            return refuse({400,
                           "XAmzContentSHA256Mismatch",
                           "The provided 'x-amz-content-sha256' header does not match what was computed.",
                           {{"ClientComputedContentSHA256", call.proof.payload}, {"S3ComputedContentSHA256", found}}});
    }
    if (promised.md5 && *promised.md5 != digests.md5) return refuse(bad_digest("Content-MD5"));
    if (unwrapped && promised.kind && !promised.checksum) {
        const std::string name = checksum_header(*promised.kind);
        const std::string_view value = value_of(unwrapped->trailers(), name);
        if (value.empty())
            return refuse(400, "MalformedTrailerError", "The trailer that x-amz-trailer names did not come.");
        HIOS_ANSWER(promised.checksum, checked_value(*promised.kind, value));
    }
    if (promised.checksum && *promised.checksum != digests.checksum)
        return refuse(bad_digest(checksum_name(*promised.kind)));
    return digests;
}

Answer<std::string> read_xml(S3Call& call, bool needs_digest) {
    std::string text;
    HIOS_ANSWER(const BodyDigests digests,
                read_body(call, kLongestXml, DigestKind::kCrc64nvme, [&text](std::string_view bytes) -> Outcome<void> {
                    text.append(bytes);
                    return {};
                }));
    if (needs_digest && !digests.checked)
        return refuse(400, "InvalidRequest",
                      "Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
    return text;
}

}  // namespace hios::sandbox
