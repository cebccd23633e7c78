#pragma once
// The content of a body in aws-chunked encoding, its chunk signatures and trailers checked:
//
//     <hex length>[;chunk-signature=<64 hex>]\r\n <data> \r\n ... 0[;chunk-signature=..]\r\n [trailers] \r\n
//
// Source: AWS documents "Signature calculations for the authorization header: transferring payload in multiple chunks"
// and "... with trailing headers".

#include <cstdint>
#include <optional>
#include <string>

#include "jobs/sandbox/server/digests.hpp"
#include "jobs/sandbox/server/http_message.hpp"
#include "jobs/sandbox/server/signature.hpp"

namespace hios::sandbox {

bool is_aws_chunked(std::string_view payload);

// Bytes are handed out before the signature of their chunk is known: they may be used only once the end has come.
class AwsChunkedBody final : public Body {
public:
    // `decoded_length` as told by x-amz-decoded-content-length.
    AwsChunkedBody(Body& raw, const Signed& seed, std::uint64_t decoded_length);

    Answer<std::size_t> read(std::span<char> into) override;
    // After the end: the trailers, names in lower case.
    [[nodiscard]] const Headers& trailers() const { return trailers_; }

private:
    Answer<std::string> line();
    Answer<bool> fill();
    Answer<void> begin_chunk();
    Answer<void> end_chunk();
    Answer<void> read_trailers();
    [[nodiscard]] std::string sign(std::string_view kind, std::string_view rest) const;

    Body& raw_;
    const Signed& seed_;
    const bool signed_;
    const bool has_trailer_;
    std::uint64_t promised_;
    std::string previous_;  // signature
    std::string expected_;  // of the chunk in work
    std::optional<Digest> digest_;
    std::string buffer_;
    std::size_t at_ = 0;
    std::uint64_t left_ = 0;  // of the chunk
    std::uint64_t total_ = 0;
    bool small_ = false;  // a chunk below the least size was seen: none may follow but the last
    bool ended_ = false;
    Headers trailers_;
};

}  // namespace hios::sandbox
