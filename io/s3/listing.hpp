#pragma once
// ListObjectsV2: one page at a time. Source: Amazon S3 API Reference, ListObjectsV2.

#include <optional>
#include <string>
#include <vector>

#include "io/s3/bucket.hpp"
#include "pipeline/object_store.hpp"

namespace hios::s3 {

struct Page {
    std::vector<ObjectInfo> objects;  // keys whole, in byte order
    std::string next;                 // the continuation token; empty: this was the last page
};

// `prefix` is whole. `limit` 0: as many as the server gives (1000).
Outcome<Page> list_page(Bucket& bucket, const std::string& prefix, const std::string& token, unsigned limit = 0);

// "\"abc\"" and "abc" are one etag.
std::string etag_of(std::string_view text);

}  // namespace hios::s3
