#pragma once
// Reads the body of an S3 request, unwraps aws-chunked, and checks every digest that the request tells of it.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "jobs/sandbox/server/s3_call.hpp"

namespace hios::sandbox {

struct BodyDigests {
    std::uint64_t size = 0;
    std::string md5;                           // raw
    DigestKind kind = DigestKind::kCrc64nvme;  // of the checksum: the request's, or the one asked for
    std::string checksum;                      // base64
    bool checked = false;                      // the request told of a Content-MD5 or a checksum
};

using BodySink = std::function<Outcome<void>(std::string_view)>;

// `otherwise`: the checksum to make when the request names none. Nothing may be done with the bytes before this has
// answered.
Answer<BodyDigests> read_body(S3Call& call, std::uint64_t limit, DigestKind otherwise, const BodySink& sink);

// A whole XML body of at most 2 MiB (a DeleteObjects of 1 000 keys fits). With `needs_digest` one must be told.
Answer<std::string> read_xml(S3Call& call, bool needs_digest);

}  // namespace hios::sandbox
