#pragma once
// What is kept beside an object's bytes: the headers of the request that made it.

#include "jobs/sandbox/server/s3_call.hpp"

namespace hios::sandbox {

// Content headers, x-amz-meta-*, storage class and encryption of a write, in the order they are given back.
Answer<Headers> metadata_of(const S3World& world, const HttpRequest& request);

// What does not fit this sandbox: access lists that open an object, customers' own keys.
Answer<void> check_write_headers(const HttpRequest& request);

void set_header(Headers& headers, std::string_view name, std::string value);

// The ETag of bytes with this MD5 (raw): under aws:kms it is another one, as S3's is no MD5 there.
std::string etag_of(const Headers& meta, const std::string& md5);

// Adds the headers that answer a write: encryption, checksum.
void add_write_headers(HttpReply& reply, const Headers& meta);

}  // namespace hios::sandbox
