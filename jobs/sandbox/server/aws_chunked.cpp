#include "jobs/sandbox/server/aws_chunked.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace hios::sandbox {
namespace {

constexpr std::uint64_t kLeastChunk = 8192;
constexpr std::size_t kLongestLine = 16U << 10;

ApiError broken(int status, std::string code, std::string message) {
    ApiError error{status, std::move(code), std::move(message)};
    error.hang_up = true;
    return error;
}
ApiError mismatch() {
    return broken(403, "SignatureDoesNotMatch",
                  "The signature of a chunk or of the trailers does not match the signature you provided.");
}
ApiError incomplete_chunks() {
    return broken(400, "IncompleteBody", "The request body terminated unexpectedly");
}

}  // namespace

bool is_aws_chunked(std::string_view payload) {
    return payload.starts_with("STREAMING-");
}

AwsChunkedBody::AwsChunkedBody(Body& raw, const Signed& seed, std::uint64_t decoded_length)
    : raw_(raw),
      seed_(seed),
      signed_(!seed.payload.starts_with("STREAMING-UNSIGNED")),
      has_trailer_(seed.payload.ends_with("-TRAILER")),
      promised_(decoded_length),
      previous_(seed.signature) {}

Answer<bool> AwsChunkedBody::fill() {
    if (at_ < buffer_.size()) return true;
    buffer_.resize(64U << 10);
    at_ = 0;
    auto count = raw_.read(buffer_);
    buffer_.resize(count ? *count : 0);
    if (!count) return refuse(std::move(count).error());
    return *count > 0;
}

Answer<std::string> AwsChunkedBody::line() {
    std::string text;
    for (;;) {
        HIOS_ANSWER(const bool more, fill());
        if (!more || text.size() > kLongestLine) return refuse(incomplete_chunks());
        const std::size_t end = buffer_.find('\n', at_);
        const std::size_t stop = end == std::string::npos ? buffer_.size() : end + 1;
        text.append(buffer_, at_, stop - at_);
        at_ = stop;
        if (end != std::string::npos) break;
    }
    if (!text.ends_with("\r\n")) return refuse(incomplete_chunks());
    text.resize(text.size() - 2);
    return text;
}

std::string AwsChunkedBody::sign(std::string_view kind, std::string_view rest) const {
    return to_hex(hmac_sha256(seed_.signing_key,
                              fmt::format("{}\n{}\n{}\n{}\n{}", kind, seed_.date_time, seed_.scope, previous_, rest)));
}

Answer<void> AwsChunkedBody::begin_chunk() {
    HIOS_ANSWER(const std::string head, line());
    const auto parsed = std::from_chars(head.data(), head.data() + head.size(), left_, 16);
    if (parsed.ec != std::errc()) return refuse(incomplete_chunks());
    const std::string_view rest = std::string_view(head).substr(static_cast<std::size_t>(parsed.ptr - head.data()));
    constexpr std::string_view kSignature = ";chunk-signature=";
    if (signed_) {
        if (!rest.starts_with(kSignature) || rest.size() != kSignature.size() + 64) return refuse(incomplete_chunks());
        expected_ = rest.substr(kSignature.size());
        digest_.emplace(DigestKind::kSha256);
    }
    if (left_ > 0 && small_)
        return refuse(broken(403, "InvalidChunkSizeError",
                             "Only the last chunk is allowed to have a size less than "
                             "8192 bytes"));
    small_ = left_ < kLeastChunk;
    return {};
}

Answer<void> AwsChunkedBody::end_chunk() {
    if (!signed_) return {};
    static const std::string kEmpty = to_hex(digest_of(DigestKind::kSha256, {}));
    std::string found = sign("AWS4-HMAC-SHA256-PAYLOAD", kEmpty + "\n" + to_hex(digest_->finish()));
    if (!same_in_constant_time(found, expected_)) return refuse(mismatch());
    previous_ = std::move(found);
    return {};
}

Answer<void> AwsChunkedBody::read_trailers() {
    std::string canonical;
    std::string given;
    for (;;) {
        HIOS_ANSWER(const std::string text, line());
        if (text.empty()) break;
        const std::size_t colon = text.find(':');
        if (colon == std::string::npos)
            return refuse(broken(400, "MalformedTrailerError", "A trailing header has no colon."));
        std::string name = text.substr(0, colon);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        std::string value = text.substr(std::min(text.find_first_not_of(' ', colon + 1), text.size()));
        if (name == "x-amz-trailer-signature") {
            given = std::move(value);
            continue;
        }
        canonical += fmt::format("{}:{}\n", name, value);
        trailers_.emplace_back(std::move(name), std::move(value));
    }
    if (!signed_ || !has_trailer_) return {};
    const std::string found = sign("AWS4-HMAC-SHA256-TRAILER", to_hex(digest_of(DigestKind::kSha256, canonical)));
    if (!same_in_constant_time(found, given)) return refuse(mismatch());
    return {};
}

Answer<std::size_t> AwsChunkedBody::read(std::span<char> into) {
    if (ended_ || into.empty()) return std::size_t{0};
    if (left_ == 0) {
        HIOS_ALLOW(begin_chunk());
        if (left_ == 0) {
            HIOS_ALLOW(end_chunk());
            HIOS_ALLOW(read_trailers());
            ended_ = true;
            if (total_ != promised_) return refuse(incomplete_chunks());
            return std::size_t{0};
        }
    }
    HIOS_ANSWER(const bool more, fill());
    if (!more) return refuse(incomplete_chunks());
    const std::size_t count =
        static_cast<std::size_t>(std::min<std::uint64_t>({into.size(), left_, buffer_.size() - at_}));
    std::copy_n(buffer_.data() + at_, count, into.data());
    at_ += count;
    left_ -= count;
    total_ += count;
    if (total_ > promised_) return refuse(incomplete_chunks());
    if (digest_) digest_->update({into.data(), count});
    if (left_ == 0) {
        HIOS_ALLOW(end_chunk());
        HIOS_ANSWER(const std::string end, line());
        if (!end.empty()) return refuse(incomplete_chunks());
    }
    return count;
}

}  // namespace hios::sandbox
